"""The cells of the invariance table: one reference cell, and others that differ from it in one thing each."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from benchmarks.kept import as_row
from mobsim.engine.model import Model, begin
from mobsim.experiment.identity import identity_of
from mobsim.measures import HARM
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.reading import build_scenario, find_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.text_files import read_toml
from mobsim.store import PlannedRun
from mobsim.store.provenance import describe_computing, hash_inputs, hash_sources, resolve
from mobsim.tools.calendar import DAYS_IN_YEAR

YEARS_OF_BURN_IN = (1, 2, 5, 7)
RESIDENTS = (250, 2_500, 4_000)
SEEDS_BY_RESIDENTS = {250: 40, 1_000: 16, 2_500: 8, 4_000: 12}
"""Seeds that hold half-widths below 0.7 points: differences within seeds vary by half a point to a whole one."""


@dataclass(frozen=True)
class Cell:
    """How a town is run before strategies part, and how large it is.

    ``residents`` live in each area; after burn-in the reference strategy goes on for ``wait_days``, then strategies are
    changed to and compared over ``days``. A cell that is not ``judged`` is listed only.
    """

    name: str
    label: str
    scenario: str
    burn_in_days: int
    residents: int
    days: int
    wait_days: int = 0
    judged: bool = True

    @property
    def seeds(self):
        """As many seeds as a cell of this size needs."""
        return next((seeds for most, seeds in SEEDS_BY_RESIDENTS.items() if self.residents <= most), 12)


def default_cells(scenario: str) -> dict[str, Cell]:
    """Return the reference cell, as the scenario ships, and after it the cells that vary one thing."""
    return {cell.name: cell for cell in _cells(scenario)}


def _cells(scenario: str) -> Iterator[Cell]:
    content, file, _ = _read(scenario)
    ships = build_scenario(content, file)
    residents = content["community"]["residents_per_area"]
    reference = Cell("reference", "as it ships", scenario, ships.burn_in_days, residents, ships.days)
    yield reference
    for years in YEARS_OF_BURN_IN:
        days = years * DAYS_IN_YEAR
        if days != ships.burn_in_days:
            label, judged = f"burn-in {years} year{'s' * (years > 1)}", days > ships.burn_in_days
            yield replace(reference, name=f"burn_in_{years}", label=label, burn_in_days=days, judged=judged)
    for many in RESIDENTS:
        if many != residents:
            yield replace(reference, name=f"area_{many}", label=f"{many:,} an area", residents=many)
    yield replace(reference, name="changed", label="changed to after three years", wait_days=3 * DAYS_IN_YEAR)


@cache
def _read(scenario: str) -> tuple:
    file = find_scenario(scenario)
    content, fingerprint = read_toml(file)
    return content, file, {file.name: fingerprint}


def town_of(cell: Cell) -> Scenario:
    """Build the town of a cell."""
    content, file, inputs = _read(cell.scenario)
    community = {**content["community"], "residents_per_area": cell.residents}
    changed = {"burn_in_days": cell.burn_in_days, "days": cell.days, "community": community}
    return build_scenario({**content, **changed}, file, inputs)


def compared(scenario: Scenario) -> list[str]:
    """Return the strategies compared: the reference first, then every other policy that ships; no arms of experiments."""
    others = (name for name, each in PRESETS.items() if each.is_policy and name != scenario.reference)
    return [scenario.reference, *others]


def harm_by_strategy(cell: Cell, seed: int) -> dict[str, float]:
    """Run one seed of a cell: one burn-in, from which all strategies part; return harm per 1,000 residents and year.

    Every cell has a burn-in of its own: the reference of need is open until a year after it, so that a longer burn-in is
    another run from its first cycle on.
    """
    scenario = town_of(cell)
    begun = begin(scenario, seed)
    begun.run_days(cell.wait_days)
    return {name: _harm(begun.fork(name), cell.days) for name in compared(scenario)}


def _harm(model: Model, days: int) -> float:
    before = model.ledger.total.copy()
    model.run_days(days)
    return float(HARM.measure(model.ledger.sums((model.ledger.total - before).sum(0))))


def inputs_of(cell: Cell) -> str:
    """Hash all that decides what a seed of a cell finds: the model, what computes it, the town, and the wait."""
    scenario = identity_of(town_of(cell))
    return hash_inputs([hash_sources(model_only=True), describe_computing(), resolve(scenario), cell.wait_days])


@dataclass(frozen=True)
class CellStudy:
    """Run the seeds of cells, for the experiment engine."""

    cells: Mapping[str, Cell]

    def begin(self, planned: PlannedRun) -> None:
        """Share nothing: a run is a seed of a cell with all its strategies."""

    def run(self, begun: None, planned: PlannedRun) -> dict[str, pd.DataFrame]:
        """Run one seed of a cell."""
        began = time.process_time()
        return as_row({"harm": harm_by_strategy(self.cells[str(planned.factors["of"])], planned.seed)}, began)

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that runs the cell again."""
        return f"python -m benchmarks.invariance --only {planned.factors['of']}"
