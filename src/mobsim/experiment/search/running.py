"""Run a search: try strategies, run those that are to be shown again on fresh seeds and draws, and say what holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobsim.errors import MobsimError
from mobsim.experiment.areas import describe_areas, summarise_scenario
from mobsim.experiment.compare import Comparison, compare
from mobsim.experiment.engine import Progress
from mobsim.experiment.holding import Declaration, Means, opened
from mobsim.experiment.identity import identity_of
from mobsim.experiment.replicates import seed_of
from mobsim.experiment.search.answer import Answer, answer
from mobsim.experiment.search.choosing import choose
from mobsim.experiment.search.declared import Search, ask
from mobsim.experiment.search.found import Found, name_found, scenario_with, snippet
from mobsim.experiment.search.optimizer import require_optimizer
from mobsim.experiment.search.stages import policies_in, run_stages
from mobsim.experiment.search.trying import Tries
from mobsim.experiment.sweep.copies import copies_of
from mobsim.experiment.sweep.experiment import Experiment
from mobsim.experiment.sweep.factors import Factor
from mobsim.experiment.sweep.study import ByNumber, SweepStudy
from mobsim.measures import outcomes_for
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.scenario import Scenario

KIND = "search"
SHOWN = "fresh"
"""Folder of the comparison on fresh seeds and draws, within that of the search."""
SNIPPET = "strategies.toml"
ANSWER = "search.json"


@dataclass(frozen=True)
class SearchResult:
    """Hold what a search found: ``answer`` with its tables, the comparison on fresh runs, and tables for a scenario file."""

    search: Search
    answer: Answer
    comparison: Comparison
    found: tuple[Found, ...]
    snippet: str
    folder: Path | None


def search(
    scenario: Scenario | str | Path | Search,
    outcomes: Sequence[str] = ("harm",),
    budget: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    *,
    seeds: int | None = None,
    fresh: int | None = None,
    free: Mapping[str, Any] | Iterable[str] | None = None,
    days: int | None = None,
    seed: int | None = None,
    ensemble: Ensemble | str | Path | None = None,
    point: bool = False,
) -> SearchResult:
    """Search for strategies at equal cost, and show what holds of them on fresh seeds and draws.

    Parameters
    ----------
    scenario
        A scenario, its path, the name of one that ships, or a search that was asked for before, to which nothing else of what
        is looked for is given.
    outcomes
        One outcome or two; ``"lower NAME"`` or ``"higher NAME"`` where an outcome does not say which way is better.
    budget
        Strategies that are tried, besides those that show what each lever of the best is worth.
    workers
        Processes; one a core when left out. The result is the same for any number.
    out
        Results folder to make or to go on with; nothing is kept when left out.
    progress
        Called with the standing of each stage as runs finish.
    seeds, fresh
        Runs of each strategy that is tried, and of each that is shown.
    free
        Names of the levers that are free, or a mapping from names to ranges ``(low, high)`` or lists; all when left out.
    days, seed
        Instead of the scenario's own.
    ensemble
        What the parameters in doubt are drawn from; the scenario's own, or else that of the evidence, when left out.
    point
        Give all runs the scenario's own parameters instead.

    Raises
    ------
    MobsimError
        If what is asked for or the folder does not fit, Optuna is missing, or the reference has no runs.
    """
    require_optimizer()
    asked = (
        scenario
        if isinstance(scenario, Search)
        else ask(
            scenario, outcomes, budget=budget, seeds=seeds, fresh=fresh, free=free, days=days, seed=seed,
            ensemble=ensemble, point=point,
        )
    )  # fmt: skip
    return run_search(asked, None if out is None else Path(out), Means(workers, progress))


def run_search(search: Search, out: Path | None, means: Means, experiment: Experiment | None = None) -> SearchResult:
    """Run a search with these means, into a folder or nowhere; the files of an experiment that declares it are kept beside it."""
    with opened(declare(search, experiment), out, means) as held:
        tries = Tries(held, search)
        run_stages(search, tries)
        held.rest()
        held.refuse_without_runs("the search")
        held.complete([seed_of(search.seed, replicate) for replicate in range(search.seeds)])
        found = found_in(search, tries)
        comparison = run_again(search, found, held.folder.path / SHOWN, means)
        told = answer(search, tries, found, comparison)
        held.folder.write_json(ANSWER, told.summary)
        text = snippet(search, found)
        held.folder.write_text(SNIPPET, text)
    return SearchResult(search, told, comparison, tuple(found), text, out)


def command_of(search: Search) -> list[str]:
    """Return the words of the command that runs a search."""
    if search.file is not None:
        return ["mobsim", "sweep", str(search.file)]
    scenario = search.scenario
    goals = ",".join(f"{goal.better} {goal.name}" for goal in search.goals)
    words = ["mobsim", "search", scenario.called, "--outcomes", goals, "--budget", str(search.budget)]
    words += ["--seeds", str(search.seeds), "--days", str(scenario.days), "--seed", str(scenario.seed)]
    words += ["--free", ",".join(map(_written, search.space.factors))]
    return [*words, *(["--point"] if search.ensemble is None else ["--ensemble", search.ensemble.name])]


def _written(factor: Factor) -> str:
    """Write a free lever as the command takes it."""
    name = factor.name.removeprefix("strategy.")
    if factor.levels:
        return f"{name}={'|'.join(map(str, factor.levels))}"
    return f"{name}={factor.low:g}:{factor.high:g}"


def found_in(search: Search, tries: Tries) -> list[Found]:
    """Choose what is shown, and name it."""
    points, told = tries.points, tries.told()
    if told.known.sum() < 2:
        raise MobsimError("no strategy that was tried finished its runs; see the table failures")
    own = policies_in(search)
    shipped = {
        number: name for name, point in own.items() for number, each in enumerate(points) if _agrees(each, point)
    }
    return name_found(search, points, choose(search, points, told, sorted(shipped)), shipped)


def _agrees(whole: Mapping[str, Any], point: Mapping[str, Any]) -> bool:
    return all(whole[name] == value for name, value in point.items())


def run_again(search: Search, found: Sequence[Found], out: Path, means: Means) -> Comparison:
    """Compare what was found with the reference, on seeds and draws that the search has not seen."""
    names = [search.scenario.reference, *(each.name for each in found)]
    drawn = None if search.ensemble is None else search.ensemble.after(search.seeds)
    scenario = scenario_with(search, found)
    return compare(
        scenario, names, search.fresh, None, means.workers, out, means.progress, ensemble=drawn, point=drawn is None
    )


def declare(search: Search, experiment: Experiment | None = None) -> Declaration:
    """Declare a search: all that decides which strategies are tried, and their runs."""
    scenario = search.scenario
    repeat = ByNumber((*command_of(search), "--replay"))
    inputs: dict[str, Any] = {
        "scenario": identity_of(scenario),
        "goals": search.goals,
        "factors": [factor.__dict__ for factor in search.space.factors],
        "fixed": dict(search.fixed),
        "budget": search.budget,
        "seeds": search.seeds,
        "optimizer": require_optimizer(),
    }
    beside: dict[str, Any] = {"areas.json": describe_areas(scenario)}
    if search.ensemble is not None:
        inputs["ensemble"] = search.ensemble.identity
    copies: dict[str, Path | str] = {}
    if experiment is not None:
        copies = copies_of(experiment)
        beside["experiment.json"] = {
            "name": search.name,
            "title": experiment.table.title,
            "file": next(iter(copies), None),
        }
    return Declaration(
        SweepStudy({(): scenario}, repeat, strategy=scenario.reference, ensemble=search.ensemble),
        KIND,
        inputs,
        summarise_scenario(scenario),
        beside,
        outcomes_for(scenario.problems),
        copies=copies,
    )
