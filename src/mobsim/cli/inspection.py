"""Inspect one file of any kind that users write, and report what it holds or what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mobsim.errors import InputError, InputErrors, MobsimError, UsageError, printable

if TYPE_CHECKING:
    from mobsim.experiment.memory import Use
    from mobsim.scenario.scenario import Scenario

_EXPERIMENT_KEYS = {"design", "factors", "replicates", "outcomes", "trial", "search"}
_MOST_LISTED, _LONGEST_LISTED = 30, 60
_TARGETS_KEYS = {"crime", "survey", "run"}


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one file holds, what was assumed, and what is wrong."""

    file: str
    kind: str
    summary: str = ""
    notes: tuple[str, ...] = ()
    errors: tuple[MobsimError, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def as_dict(self) -> dict[str, Any]:
        """Write the inspection as what JSON can hold."""
        return {
            "file": printable(self.file),
            "kind": self.kind,
            "ok": self.ok,
            "summary": self.summary,
            "notes": list(self.notes),
            "errors": [_error_as_dict(error) for error in self.errors],
        }


def _error_as_dict(error: MobsimError) -> dict[str, Any]:
    if not isinstance(error, InputError):
        return {"message": str(error)}
    value = error.value if isinstance(error.value, str | int | float | bool | None) else repr(error.value)
    return {
        "message": str(error),
        "file": None if error.file is None else printable(error.file),
        "field": error.field,
        "value": repr(value) if isinstance(value, float) and value - value != 0 else value,
        "problem": error.problem,
        "remedy": error.remedy,
    }


class _Found(NamedTuple):
    """What is in a file, what was assumed, the towns that its commands would make, and what they would do with them."""

    summary: str
    notes: tuple[str, ...]
    towns: "tuple[Scenario, ...]" = ()
    use: "Use | None" = None


def inspect(name: str, *, ignore_memory: bool = False) -> Inspection:
    """Inspect a file by path, or a scenario or experiment that ships by name; refuse towns that the memory cannot hold."""
    kind = "file"
    try:
        kind, path = _kind_and_path(name)
        found = _INSPECTORS[kind](path)
        if found.towns and not ignore_memory:
            _require_memory(found.towns, found.use)
    except InputErrors as error:
        return Inspection(name, kind, errors=error.errors)
    except MobsimError as error:
        return Inspection(name, kind, errors=(error,))
    return Inspection(name, kind, found.summary, found.notes)


def _require_memory(towns: "Sequence[Scenario]", use: "Use | None") -> None:
    from mobsim.experiment.memory import RUN, require_memory

    require_memory(towns, use=RUN if use is None else use)


def _kind_and_path(name: str) -> tuple[str, Path]:
    from mobsim.scenario.reading import find_scenario
    from mobsim.scenario.regular_files import is_there
    from mobsim.scenario.shipped import find_shipped_experiment

    path = Path(name)
    suffix = path.suffix.lower()
    if suffix in (".geojson", ".json"):
        return "areas", path
    if suffix == ".csv":
        return "table", path
    if suffix in _other_suffixes(suffix):
        return "data", path
    path = (None if is_there(path) else find_shipped_experiment(name)) or find_scenario(name)
    if path.suffix.lower() != ".toml":
        raise UsageError(
            "is not a kind of file that can be checked",
            file=path,
            remedy=f"name a .toml file, or one of {', '.join(_other_suffixes(path.suffix))}",
        )
    return _kind_of(path), path


def _other_suffixes(suffix: str) -> tuple[str, ...]:
    """Return how the names of users' own files end; for what is declared in TOML their readers need not be loaded."""
    if suffix in ("", ".toml"):
        return ()
    from mobsim.intake.opening import SUFFIXES

    return SUFFIXES


def _kind_of(path: Path) -> str:
    """Tell scenarios, experiments and targets files apart by their keys."""
    from mobsim.scenario.text_files import read_toml

    keys = set(read_toml(path)[0])
    if keys & {"community", "communities"}:
        return "scenario"
    if keys & _EXPERIMENT_KEYS:
        return "experiment"
    return "targets" if keys & _TARGETS_KEYS else "experiment" if "scenario" in keys else "scenario"


def _inspect_scenario(path: Path) -> _Found:
    from mobsim.experiment.memory import describe_memory
    from mobsim.experiment.run_time import describe_time
    from mobsim.scenario.reading import load_scenario
    from mobsim.tools.sums import add_up
    from mobsim.web.memory import describe_session

    scenario = load_scenario(path)
    neighbourhoods = sum(len(community.neighbourhoods) for community in scenario.communities)
    officers = add_up(community.officers for community in scenario.communities)
    communities = len(scenario.communities)
    summary = (
        f"{scenario.title}: {communities} {'community' if communities == 1 else 'communities'}, "
        f"{neighbourhoods} neighbourhoods, {scenario.population:,} simulated residents, {officers:,.4g} officers, "
        f"{scenario.days} days after {scenario.burn_in_days} of burn-in, {len(scenario.strategies)} strategies. "
        f"{describe_time(scenario)} {describe_memory(scenario)} {describe_session(scenario)}"
    )
    return _Found(summary, scenario.notes, (scenario,))


def _inspect_experiment(path: Path) -> _Found:
    from mobsim.scenario.experiment_checks import declares_search, declares_trial

    if declares_trial(path):
        return _inspect_trial(path)
    return _inspect_search(path) if declares_search(path) else _inspect_sweep(path)


def _inspect_search(path: Path) -> _Found:
    from mobsim.experiment.memory import RUN
    from mobsim.experiment.search.reading import read_searching, search_of

    experiment = read_searching(path)
    search = search_of(experiment)
    goals = " and ".join(f"{goal.better} {goal.name}" for goal in search.goals)
    summary = (
        f"{experiment.table.title}: a search for {goals} over {len(search.space.factors)} levers of {search.scenario.name}, "
        f"{search.budget:,} strategies in {search.seeds} runs each, what is shown in {search.fresh}."
    )
    return _Found(summary, search.scenario.notes, (search.scenario,), RUN)


def _inspect_sweep(path: Path) -> _Found:
    from mobsim.experiment.sweep.foretelling import seconds_of_experiment, seeds_of
    from mobsim.experiment.sweep.reading import read_experiment
    from mobsim.tools.duration import duration_in_words

    found = read_experiment(path)
    seeds = seeds_of(found)
    summary = (
        f"{found.table.title}: {found.table.design} over {len(found.factors)} factors, {len(found.plan.points):,} points "
        f"in {seeds:,} runs each. All take about {duration_in_words(seconds_of_experiment(found))} on a core of this machine."
    )
    return _Found(summary, found.scenario.notes, tuple(found.towns.values()), found.use)


def _inspect_trial(path: Path) -> _Found:
    from mobsim.experiment.reserving import trial_of
    from mobsim.scenario.trial import load_trial

    trial = load_trial(path)
    table = trial.table
    treatments = ", ".join(dict.fromkeys(each.kind for each in table.treatments))
    controls = f"{table.units_needed - table.count_treated:,}" if table.has_controls else "no"
    summary = (
        f"{trial.title}: a trial of {treatments} with {table.count_treated:,} treated and {controls} "
        f"control {table.units} of {trial.scenario.name} under {trial.strategy}, from day {table.start} to {table.end}, "
        f"in {trial.seeds} towns."
    )
    return _Found(summary, trial.scenario.notes, (trial.scenario,), trial_of([table]))


def _inspect_targets(path: Path) -> _Found:
    from mobsim.calibration.figures import read_figures
    from mobsim.experiment.memory import RUN_WITH_INCIDENTS

    found = read_figures(None, path)
    crime = f"recorded crime ({', '.join(found.crime.types)}) and " if found.crime is not None else ""
    summary = (
        f"{found.title}: {len(found.space)} free numbers of {found.scenario.name}, "
        f"{crime}{len(found.surveys)} figures of surveys."
    )
    return _Found(summary, found.notes, (found.scenario,), RUN_WITH_INCIDENTS)


def _inspect_areas(path: Path) -> _Found:
    from mobsim.scenario.areas import read_areas
    from mobsim.scenario.borders import contacts_of
    from mobsim.scenario.findings import Findings

    if not _is_map_of_areas(path):
        return _inspect_data(path)
    findings = Findings(path)
    areas = read_areas(path, "id", "name", findings)
    areas.table.note_readings(findings)
    findings.stop_if_wrong()
    contacts = contacts_of(areas.polygons or [])
    corners = int((~contacts.border).sum())
    columns = _listed([column for column in areas.table.columns if column not in ("id", "name")])
    pairs = f"{len(contacts.a) - corners} pairs that share a border and {corners} that meet in a corner"
    return _Found(f"{len(areas.ids)} areas, {pairs}; columns: {columns or 'none'}.", tuple(findings.notes))


def _is_map_of_areas(path: Path) -> bool:
    """Whether a scenario could take a map as it is: GeoJSON whose first shape is no point or line."""
    from mobsim.intake.maps import first_shape, is_topology
    from mobsim.scenario.text_files import read_text

    file = read_text(path)
    return not is_topology(file) and first_shape(file) not in ("Point", "MultiPoint", "LineString", "MultiLineString")


def _inspect_data(path: Path) -> _Found:
    """Describe a file that `mobsim new` reads, whatever its kind."""
    from mobsim.intake.describing import describe_file

    return _Found(*describe_file(path))


def _inspect_table(path: Path) -> _Found:
    from mobsim.errors import DataError
    from mobsim.intake.describing import describe_layer
    from mobsim.intake.layers import Layer
    from mobsim.scenario.findings import Findings
    from mobsim.scenario.readings import Notation
    from mobsim.scenario.row_files import read_rows
    from mobsim.scenario.tables import Table
    from mobsim.scenario.text_files import read_text

    findings, rows = Findings(path), read_rows(read_text(path))
    if not rows:
        raise DataError("has no rows", file=path, remedy="write a header and at least one row below it")
    table = Table(path, rows, (), "in", Notation(separator=rows.separator), frozenset(("id", "name")))
    table.note_readings(findings)
    said = describe_layer(Layer(path, "", "table", rows))
    return _Found(f"{len(rows)} rows; columns: {_listed(table.columns)}.", (*findings.notes, said))


def _listed(columns: Sequence[str]) -> str:
    """Name the columns, the first of them where there are many."""
    more = f" and {len(columns) - _MOST_LISTED:,} more" if len(columns) > _MOST_LISTED else ""
    return ", ".join(f"{column:.{_LONGEST_LISTED}}" for column in columns[:_MOST_LISTED]) + more


_INSPECTORS = {
    "scenario": _inspect_scenario,
    "experiment": _inspect_experiment,
    "targets": _inspect_targets,
    "areas": _inspect_areas,
    "table": _inspect_table,
    "data": _inspect_data,
}
