"""Options that say from which ensemble runs draw what is in doubt, or that they are all run at one point."""

from typing import TYPE_CHECKING, Annotated

import typer

from mobsim.errors import UsageError

if TYPE_CHECKING:
    from mobsim.scenario.ensemble import Ensemble

EnsembleName = Annotated[
    str | None,
    typer.Option(
        "--ensemble",
        help="Ensemble (a name of mobsim list ensembles, or a file) from which each seed draws the parameters that are in "
        "doubt, so that intervals hold doubt as well as luck; default: evidence.",
    ),
]
Point = Annotated[
    bool, typer.Option("--point", help="Run all seeds with the scenario's parameters: intervals hold luck alone.")
]


def draw_from(ensemble: str | None, *, point: bool) -> "Ensemble | None":
    """Return the ensemble asked for, the one of the evidence by default; none where runs are to stay at one point."""
    from mobsim.scenario.ensemble import EVIDENCE, choose_ensemble

    if point and ensemble is not None:
        raise UsageError("--ensemble and --point exclude each other", remedy="give one of them")
    return None if point else choose_ensemble(ensemble or EVIDENCE)
