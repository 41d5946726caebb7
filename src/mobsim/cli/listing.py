"""The command ``mobsim list``: what there is to simulate, change and measure."""

from typing import Annotated

import typer

from mobsim.cli.tables import in_columns
from mobsim.errors import UsageError

WHAT = (
    "scenarios", "strategies", "planners", "parameters", "experiments", "outcomes", "mechanisms", "alternatives", "ensembles",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("list")(list_)


def list_(
    what: Annotated[str | None, typer.Argument(help=f"One of {', '.join(WHAT)}; default: all.")] = None,
) -> None:
    """List scenarios, strategies, planners, parameters, experiments, outcomes, mechanisms, alternatives and ensembles.

    What installed packages add stands among them.
    """
    from mobsim.scenario.names import did_you_mean

    if what is not None and what not in WHAT:
        raise UsageError("there is no such list", field="WHAT", value=what, remedy=did_you_mean(what, WHAT))
    wanted = WHAT if what is None else (what,)
    for number, name in enumerate(wanted):
        if what is None:
            print(f"{name.capitalize()}" if number == 0 else f"\n{name.capitalize()}")
        for line in in_columns(_ROWS[name]()):
            print(line)


def _scenarios() -> list[tuple[str, ...]]:
    import tomllib

    from mobsim.extensions.installed import installed_files
    from mobsim.scenario.shipped import shipped_scenarios

    shipped = shipped_scenarios()
    return [
        (name, str(tomllib.loads(file.read_text(encoding="utf-8")).get("title", "")))
        for name, file in (shipped | installed_files("scenarios", shipped, "scenario.toml")).items()
    ]


def _experiments() -> list[tuple[str, ...]]:
    import tomllib

    from mobsim.scenario.shipped import shipped_experiments

    return [
        (name, str(tomllib.loads(file.read_text(encoding="utf-8")).get("title", "")))
        for name, file in shipped_experiments().items()
    ]


def _strategies() -> list[tuple[str, ...]]:
    from mobsim.scenario.presets import PRESETS

    return [(name, strategy.kind.label, strategy.about) for name, strategy in PRESETS.items()]


def _planners() -> list[tuple[str, ...]]:
    from mobsim.extensions.declared import about_of
    from mobsim.extensions.finding import BY_NEED, find_planner
    from mobsim.extensions.installed import installed
    from mobsim.extensions.references import load

    own = [(name, about_of(load(find_planner(name, "mobsim.planners")))) for name in installed("planners", (BY_NEED,))]
    return [(BY_NEED, "The planner that ships: where, and by which measure, most could be prevented."), *own]


def _parameters() -> list[tuple[str, ...]]:
    from mobsim.scenario.parameters import ALL

    return [
        (name, f"{each.declared.default:g}", f"{each.declared.low:g} to {each.declared.high:g}", each.declared.about)
        for name, each in ALL.items()
    ]


def _outcomes() -> list[tuple[str, ...]]:
    from mobsim.extensions.declared import OwnOutcome
    from mobsim.extensions.finding import find_declared
    from mobsim.extensions.installed import installed
    from mobsim.measures import OUTCOMES

    own = [find_declared(name, OwnOutcome, "mobsim.outcomes", OUTCOMES) for name in installed("outcomes", OUTCOMES)]
    return [(each.name, each.unit, each.about) for each in (*OUTCOMES.values(), *own)]


def _mechanisms() -> list[tuple[str, ...]]:
    from mobsim.scenario.mechanisms import mechanisms

    return [(name, mechanism.about) for name, mechanism in mechanisms().items()]


def _alternatives() -> list[tuple[str, ...]]:
    from mobsim.scenario.mechanisms import alternatives

    return [
        (name, choice.name, choice.about) for name, each in alternatives().items() for choice in each.choices.values()
    ]


def _ensembles() -> list[tuple[str, ...]]:
    from mobsim.extensions.installed import installed_files
    from mobsim.scenario.ensemble import read_ensemble, shipped_ensembles

    shipped = shipped_ensembles()
    read = [read_ensemble(file, name) for name, file in (shipped | installed_files("ensembles", shipped)).items()]
    return [(each.name, f"{len(each)} draws of {len(each.parameters)} parameters", each.about) for each in read]


_ROWS = {
    "scenarios": _scenarios,
    "strategies": _strategies,
    "planners": _planners,
    "parameters": _parameters,
    "experiments": _experiments,
    "outcomes": _outcomes,
    "mechanisms": _mechanisms,
    "alternatives": _alternatives,
    "ensembles": _ensembles,
}
