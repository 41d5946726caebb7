"""What was found, as strategies of the scenario and as a file that a scenario takes in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mobsim.experiment.replicates import seed_of
from mobsim.experiment.search.choosing import BEST, DIFFERENT, FRONT, SHIPPED, SIMPLEST, Chosen
from mobsim.experiment.search.declared import Search
from mobsim.experiment.search.space import Point
from mobsim.scenario.scenario import Scenario, Strategy
from mobsim.scenario.strategy import Levers, StrategyKind, as_written

STEMS = {BEST: "found", FRONT: "found", SIMPLEST: "simple", DIFFERENT: "different"}
ROLES = {
    BEST: "the best that a search tried",
    FRONT: "one of those that a search tried of which no other is better in both",
    SIMPLEST: "the one with fewest levers moved of those about as good as the best that a search tried",
    DIFFERENT: "about as good as the best that a search tried, and unlike it",
}
FRESH = 0xF5E5
"""Key of the seeds of fresh runs, apart from those of the search."""


@dataclass(frozen=True)
class Found:
    """A strategy that is shown: its number among what was tried, what it is shown as, and the levers that it moves."""

    number: int
    role: str
    strategy: Strategy
    moved: tuple[str, ...]

    @property
    def name(self) -> str:
        """The strategy's name."""
        return self.strategy.name


def name_found(
    search: Search, points: Sequence[Point], chosen: Sequence[Chosen], shipped: Mapping[int, str]
) -> list[Found]:
    """Make strategies of what was chosen; those that ship keep their names."""
    taken = set(search.scenario.strategies)
    found = []
    for number, role in chosen:
        moved = tuple(name.removeprefix("strategy.") for name in search.space.moved(points[number]))
        if number in shipped:
            strategy = search.scenario.strategies[shipped[number]]
        else:
            name = _free_name(STEMS.get(role, role), taken)
            taken.add(name)
            strategy = Strategy(name, _about(search, role, moved), search.space.levers(points[number]))
        found.append(Found(number, role, strategy, moved))
    return found


def _free_name(stem: str, taken: Iterable[str]) -> str:
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _about(search: Search, role: str, moved: Sequence[str]) -> str:
    goals = " and ".join(f"{goal.better} {goal.name}" for goal in search.goals)
    moves = f"{len(moved)} {'lever' if len(moved) == 1 else 'levers'} moved from {search.scenario.reference}"
    return f"{ROLES[role][0].upper()}{ROLES[role][1:]}, for {goals}; {moves}."


def scenario_with(search: Search, found: Sequence[Found]) -> Scenario:
    """Return the scenario with what was found among its strategies, and a seed from which fresh runs follow."""
    scenario = search.scenario
    reference = replace(scenario.strategies[scenario.reference], kind=StrategyKind.POLICY)
    strategies = {**scenario.strategies, reference.name: reference, **{each.name: each.strategy for each in found}}
    return replace(scenario, strategies=strategies, seed=fresh_seed(search.seed))


def fresh_seed(seed: int) -> int:
    """Return the seed of the runs that show what was found, of which none was seen by the search."""
    return seed_of(seed, 0, FRESH)


def snippet(search: Search, found: Sequence[Found]) -> str:
    """Write what was found as tables for a scenario file, with the levers that differ from the reference."""
    import tomlkit

    document = tomlkit.document()
    document.add(
        tomlkit.comment(f"Found by mobsim search in {search.scenario.name}. Paste the tables into its scenario file.")
    )
    tables = tomlkit.table(is_super_table=True)
    for each in found:
        if each.role == SHIPPED or each.name in search.scenario.strategies:
            continue
        table = tomlkit.table()
        table.add("about", each.strategy.about)
        table.add("extends", search.scenario.reference)
        for lever, value in _changed(search.scenario, each.strategy.levers).items():
            table.add(lever, value)
        tables.add(each.name, table)
    document.add("strategies", tables)
    return tomlkit.dumps(document)


def _changed(scenario: Scenario, levers: Levers) -> dict[str, float | str]:
    reference = as_written(scenario.strategies[scenario.reference].levers)
    return {name: value for name, value in as_written(levers).items() if value != reference[name]}
