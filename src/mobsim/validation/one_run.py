"""One run of the fit: at one point and seed, every part of the evidence that so short a run can give.

All that is run in one town parts from one burn-in: the untreated years that patterns are measured on, the trials with their
twin, and the arms of studies. A study may be run in a smaller copy of its town, which then has a burn-in of its own.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from mobsim.experiment.identity import identity_of
from mobsim.experiment.trial.effects import effects_of
from mobsim.experiment.trial.study import TREATED, UNTREATED, begin_trials, run_shared_twin, run_town, shares_twin
from mobsim.scenario import load_scenario
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.trial import Trial, load_trial
from mobsim.store.provenance import hash_inputs, resolve
from mobsim.validation.arms import DeclaredStudy, studies
from mobsim.validation.comparing import part_ways, run_arm, values_of
from mobsim.validation.decisive import hash_of_code
from mobsim.validation.patterns import observe, patterns_of
from mobsim.validation.targets import Part, StudyRow, choose_targets, town
from mobsim.validation.trials import effect_of

if TYPE_CHECKING:
    from mobsim.engine.model import Model

NAN = float("nan")


@dataclass(frozen=True)
class Size:
    """How much of a town one run takes: years after the burn-in, simulated residents per real one, and how many seeds."""

    years: int
    scale: float = 1.0
    seeds: int = 1


class Place(NamedTuple):
    """A town that shares one burn-in: a scenario at a scale."""

    scenario: str
    scale: float


@dataclass(frozen=True)
class EvidenceStudy:
    """Map a point and a seed to parts of the evidence.

    Parameters
    ----------
    parts
        Ids of the parts that are asked for; those that they are taken from are measured too.
    town
        How long the untreated town is run, and at which scale, trials too.
    studies
        The same for each study that a part names.
    free
        Names of what a point gives: what is declared of these decides no row.
    """

    parts: tuple[str, ...]
    town: Size
    studies: Mapping[str, Size] = field(default_factory=dict)
    free: tuple[str, ...] = ()

    @cached_property
    def inputs(self) -> dict[str, object]:
        """All that decides the rows beside the code and what is free: the towns, the trials, the arms, what is measured.

        Towns are held by their hash, with their parameters beside: written out they would be most of a folder.
        """
        given = {name: SETTABLE[name].declared.low for name in self.free}  # whatever a fit makes of them
        towns = {place.scenario: load_scenario(place.scenario, overrides=given) for place in self.places}
        return {
            "measured": {part.id: _how(part) for part in self._measured()},
            "town": self.town,
            "towns": {name: hash_inputs(resolve(identity_of(each))) for name, each in towns.items()},
            "parameters": {name: each.parameters for name, each in towns.items()},
            "events": town().events if self.town.years > 1 else (),
            "trials": {each.name: (each.days, each.strategy, each.table.model_dump()) for each in self._trials()},
            "studies": {each.name: (self.studies[each.name], each.arms) for each in self._studies()},
        }  # fmt: skip

    @property
    def model_hash(self) -> str:
        """Hash of the code that decides the rows."""
        return hash_of_code()

    @property
    def places(self) -> list[Place]:
        """The towns, each once."""
        own = Place(town().scenario, self.town.scale)
        others = [Place(study.scenario, self.studies[study.name].scale) for study in self._studies()]
        return list(dict.fromkeys([own, *others]))

    def __call__(self, point: Mapping[str, float], seed: int) -> dict[str, float]:
        """Run every town at a point, and return the parts by id; NaN for one that the run did not give."""
        found: dict[str, float] = {}
        for place in self.places:
            found |= self._in_town(
                place, load_scenario(place.scenario, overrides={**point, "scale": place.scale}), seed
            )
        for part in self._measured():
            if part.of:
                found[part.id] = _of_two(part, *(found.get(name, NAN) for name in part.of))
        return {name: float(found.get(name, NAN)) for name in self.parts}

    def _in_town(self, place: Place, scenario: Scenario, seed: int) -> dict[str, float]:
        """Measure what is run in one town."""
        found: dict[str, float] = {}
        declared = [
            study for study in self._studies() if Place(study.scenario, self.studies[study.name].scale) == place
        ]
        begun = None
        if place == Place(town().scenario, self.town.scale):
            trials = [replace(trial, scenario=replace(scenario, seed=seed)) for trial in self._trials()]
            begun = _begin(scenario, trials, seed)
            found |= self._patterns(begun, scenario) | self._effects(begun, trials, seed)
        for study in declared:
            found |= self._compared(study, scenario, seed, begun)
        return found

    def _patterns(self, begun: "Model", scenario: Scenario) -> dict[str, float]:
        """Run the untreated town under its reference strategy, and measure its patterns."""
        model = begun.fork(scenario.reference)
        model.scenario = replace(model.scenario, events=(*model.scenario.events, *town().events))
        return patterns_of(observe(model, self.town.years))

    def _effects(self, begun: "Model", trials: Sequence[Trial], seed: int) -> dict[str, float]:
        """Hold all trials, and read the effects that parts ask for."""
        tables = list(_tables_of(begun, trials))
        counts, survey = (
            pd.concat([each[name].assign(town=which) for which, each in tables], ignore_index=True).assign(seed=seed)
            if tables else pd.DataFrame()
            for name in ("counts", "survey")
        )  # fmt: skip
        found = {}
        for trial in trials:
            rows = effects_of(*(table[table["trial"] == trial.name] for table in (counts, survey)))
            for part in self._measured():
                if part.trial is not None and part.trial.name == trial.name:
                    found[part.id] = effect_of(part.trial, rows).mean
        return found

    def _compared(self, study: DeclaredStudy, scenario: Scenario, seed: int, begun: "Model | None") -> dict[str, float]:
        """Run the arms of a study on its seeds, and take from them what parts ask for.

        The first seed is the run's own, whose burn-in may have been run already; further ones follow it.
        """
        from mobsim.engine.model import begin

        rows = {
            part.id: part.study for part in self._measured() if part.study is not None and part.study.name == study.name
        }
        size, asked = self.studies[study.name], {name for row in rows.values() for name in row.outcomes}
        runs, weekly = [], []
        for number in range(size.seeds):
            own = seed + number
            start = begun if begun is not None and number == 0 else begin(scenario, own, events=True)
            for arm in study.arms:
                totals, weeks = run_arm(part_ways(start, study.arms[arm]), size.years, asked)
                runs.append({"arm": arm, "seed": own, **totals})
                weekly.append(weeks.assign(arm=arm, seed=own))
        tables = pd.DataFrame(runs), pd.concat(weekly, ignore_index=True)
        return {name: _mean(values_of(row, *tables)) for name, row in rows.items()}

    def _measured(self) -> list[Part]:
        """Return the parts that are asked for, and those that they are taken from."""
        every = [part for target in choose_targets(None) for part in target.parts]
        needed = {name for part in every if part.id in self.parts for name in part.of}
        return [part for part in every if part.id in self.parts or part.id in needed]

    def _rows(self) -> list[StudyRow]:
        return [part.study for part in self._measured() if part.study is not None]

    def _studies(self) -> list[DeclaredStudy]:
        rows = self._rows()
        arms = {row.name: {arm for each in rows if each.name == row.name for arm in each.arms} for row in rows}
        return [studies()[name].with_arms(wanted) for name, wanted in arms.items()]

    def _trials(self) -> list[Trial]:
        names = dict.fromkeys(part.trial.name for part in self._measured() if part.trial is not None)
        return [load_trial(name) for name in names]


def _begin(scenario: Scenario, trials: Sequence[Trial], seed: int) -> "Model":
    from mobsim.engine.model import begin

    return begin_trials(trials, seed) if trials else begin(scenario, seed, events=True)


def _tables_of(begun: "Model", trials: Sequence[Trial]) -> Iterator[tuple[str, dict[str, pd.DataFrame]]]:
    """Run each trial, and the twins: one that all share, and one for each trial that treats both arms."""
    shared = [trial for trial in trials if shares_twin(trial)]
    if shared:
        yield UNTREATED, run_shared_twin(begun, shared)
    for trial in trials:
        if trial not in shared:
            yield UNTREATED, run_town(begun, trial, with_treatments=False)
        yield TREATED, run_town(begun, trial, with_treatments=True)


def _of_two(part: Part, first: float, second: float) -> float:
    """Take a part from two others, as :func:`mobsim.validation.judging.estimate_parts` does from their means."""
    if part.minus is not None:
        return first - second
    return abs(first / second) if second else NAN


def _mean(values: Sequence[float] | object) -> float:
    known = pd.Series(values, dtype=float).dropna()
    return float(known.mean()) if len(known) else math.nan


def _how(part: Part) -> dict[str, object]:
    """Say how a part is measured, without the band that it is held against."""
    return {"trial": part.trial, "study": part.study, "minus": part.minus, "over": part.over, "measured": part.measured}
