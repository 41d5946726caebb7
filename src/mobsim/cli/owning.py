"""Options that name functions of a user's own: outcomes, planners, interventions and rules."""

from typing import TYPE_CHECKING, Annotated

import typer

from mobsim.errors import UsageError

if TYPE_CHECKING:
    from mobsim.experiment.own import Own

_KINDS = "installed ones by name, others as package.module:name, with commas between them"
OwnOutcomes = Annotated[str | None, typer.Option("--outcomes", help=f"Further outcomes: {_KINDS}.")]
OwnInterventions = Annotated[
    str | None, typer.Option("--interventions", help="Functions that act on given days: package.module:name, ...")
]
OwnRules = Annotated[
    str | None, typer.Option("--rules", help="Functions that act after every day: package.module:name, ...")
]
OwnPlanners = Annotated[
    str | None,
    typer.Option("--planners", help="Who plans under a strategy: STRATEGY=PLANNER, with commas between them."),
]


def own_named(outcomes: str | None, interventions: str | None, rules: str | None) -> "Own":
    """Return the functions that options name."""
    if not (outcomes or interventions or rules):
        from mobsim.experiment.own import NOTHING

        return NOTHING
    from mobsim.experiment.own import own_of

    return own_of(_split(outcomes), _split(interventions), _split(rules), within="--")


def planners_named(given: str | None) -> dict[str, str]:
    """Return the planners that an option names, by strategy."""
    found = {}
    for each in _split(given):
        strategy, equals, planner = each.partition("=")
        if not equals or not strategy or not planner:
            remedy = "write --planners full_model=my_planner"
            raise UsageError("must name a strategy and its planner", field="--planners", value=each, remedy=remedy)
        found[strategy.strip()] = planner.strip()
    return found


def _split(given: str | None) -> list[str]:
    return [name.strip() for name in (given or "").split(",") if name.strip()]
