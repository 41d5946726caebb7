"""Save a session: as a log that the page can replay, or a town of it as a scenario that gives the same run again."""

import base64
import io
import shlex
import zipfile
from typing import Any

import mobsim
from mobsim.errors import UsageError
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.strategy import as_written
from mobsim.scenario.text_files import read_toml
from mobsim.web.pair import Pair

FORMAT = 1
STARTED = "session"


def session_file(order: Any, pair: Pair) -> dict[str, Any]:
    """Describe a session so that it can be run again: what it began with, and every decision with its day."""
    third = {} if pair.branch is None else {"third": pair.branch.day}
    return {
        "mobsim_session": FORMAT,
        "version": mobsim.__version__,
        "scenario": order.name,
        "seed": pair.seed,
        "a": pair.strategies[0],
        "b": pair.strategies[1],
        "point": order.point,
        "log": [*pair.decisions(), {"day": pair.day, "do": "end", **third}],
    }


def town_file(pair: Pair, town: str) -> dict[str, Any]:
    """Make a scenario folder, packed, whose reference strategy gives the town's run again.

    Raises
    ------
    UsageError
        If the scenario was not read from a file.
    """
    pair.require(town)
    scenario = pair.towns[town].scenario
    if scenario.folder is None:
        raise UsageError("a town that was not read from a file cannot be saved", remedy="open it from a file")
    name = f"{scenario.name}_{town}"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry(f"{name}/scenario.toml"), scenario_text(pair, town))
        for file in _data_files(scenario):
            archive.writestr(_entry(f"{name}/{file}"), (scenario.folder / file).read_bytes())
    return {"name": f"{name}.zip", "base64": base64.b64encode(packed.getvalue()).decode()}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _data_files(scenario: Scenario) -> list[str]:
    return [name for name in scenario.inputs if not name.endswith(".toml")]


def scenario_text(pair: Pair, town: str) -> str:
    """Write the scenario file of a town with the strategies and events of the session."""
    import tomli_w

    scenario = pair.towns[town].scenario
    content, _ = read_toml(_file_of(scenario))
    strategies = {name: _strategy_table(scenario, name) for name in scenario.strategies if name.startswith("live_")}
    events = [
        {name: value for name, value in _event_fields(event).items() if value is not None} for event in scenario.events
    ]
    content |= {
        "title": f"{scenario.title} (session, town {town.upper()})"[:200],
        "seed": pair.seed,
        "strategies": {**content.get("strategies", {}), **strategies},
        "events": events,
    }
    strategy, days = pair.strategy_of(town), max(1, pair.day_of(town))
    note = (
        f"# Saved from a session of the live page (mobsim {mobsim.__version__}). This command lives it again:\n"
        f"#   mobsim run FOLDER --strategy {shlex.quote(strategy)} --seed {pair.seed} --days {days}\n"
    )
    return note + tomli_w.dumps(content)


def _event_fields(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in type(event).__dataclass_fields__}


def _file_of(scenario: Scenario) -> Any:
    if scenario.folder is None:
        raise UsageError("a town that was not read from a file cannot be saved", remedy="open it from a file")
    named = next(name for name in scenario.inputs if name.endswith(".toml"))
    return scenario.folder / named


def _strategy_table(scenario: Scenario, name: str) -> dict[str, Any]:
    strategy = scenario.strategies[name]
    planner = {"planner": strategy.planner} if strategy.planner else {}
    return {"about": strategy.about, **planner, **as_written(strategy.levers)}
