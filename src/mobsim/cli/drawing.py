"""Options that say from which ensemble runs draw what is in doubt, or that they are all run at one point."""

from typing import Annotated

import typer

EnsembleName = Annotated[
    str | None,
    typer.Option(
        "--ensemble",
        help="Ensemble (a name of mobsim list ensembles, or a file) from which each seed draws the parameters that are in "
        "doubt, so that intervals hold doubt as well as luck; default: the scenario's own, or else evidence.",
    ),
]
Point = Annotated[
    bool, typer.Option("--point", help="Run all seeds with the scenario's parameters: intervals hold luck alone.")
]
