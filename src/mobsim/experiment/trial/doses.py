"""Give a trial's treatments to its units."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mobsim.engine import programme
from mobsim.experiment.trial.units import Rows, by_neighbourhood, neighbourhood_of, places_of
from mobsim.scenario.enumerations import Age
from mobsim.scenario.initiatives import Lead, Measure, Reach
from mobsim.scenario.trial_tables import EVERY, WORST, InitiativeTable, Treatment, TrialTable
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.tools.draws import Cycle, keys_for, uniforms
from mobsim.tools.purposes import Purpose
from mobsim.world.columns import World

if TYPE_CHECKING:
    from mobsim.engine.model import Model

EVERY_PROBLEM = -1
SCREENED = -1  # the "when" of a trial's draws of who is screened at places


def treat(
    model: "Model", trial: TrialTable, treatments: Sequence[Treatment], units: Rows, known: NDArray[np.float64]
) -> None:
    """Start treatments at units, on the morning of the model's day.

    Parameters
    ----------
    known
        Recorded crimes of the year before, shape ``(places, problems)``.
    """
    for treatment in treatments if units.size else ():
        if treatment.kind == "initiative":
            _start_initiatives(model, trial, treatment, units, known)
        else:
            _give(model, trial, treatment, units)


def _give(model: "Model", trial: TrialTable, treatment: Treatment, units: Rows) -> None:
    world = model.world
    if treatment.kind in ("patrol", "engagement", "training", "crime_level"):
        for unit in units:
            _bring(world, treatment, places_of(trial, world, np.array([unit])))
    elif treatment.kind == "forums":
        programme.invite(world, units, treatment.invited_per_1000)
    elif treatment.kind == "rotation":
        programme.rotate(world, units, treatment.moves_per_year)
    elif treatment.kind == "contact":
        programme.meet(world, model.parameters, model.today, units, good=treatment.went == "good")


def _bring(world: World, treatment: Treatment, places: Rows) -> None:
    """Bring officers, or less crime, to the places of one unit; its hours are spread over them."""
    if treatment.kind == "patrol":
        programme.bring_to_places(world, places, patrol=treatment.hours / places.size)
    elif treatment.kind == "engagement":
        hours = treatment.hours / places.size
        programme.bring_to_places(world, places, engagement=hours, follow_up=treatment.follow_up)
    elif treatment.kind == "training":
        programme.bring_to_places(world, places, skill=treatment.skill)
    elif treatment.kind == "crime_level":
        programme.spare(world, places, 1.0 - treatment.level)


def _start_initiatives(
    model: "Model", trial: TrialTable, treatment: InitiativeTable, units: Rows, known: NDArray[np.float64]
) -> None:
    """Start an initiative in each neighbourhood concerned, one for each problem that its units have."""
    world = model.world
    neighbourhood = neighbourhood_of(trial, world, units)
    burden = known[units] if trial.units == "places" else by_neighbourhood(world, known)[neighbourhood]
    problem = _problem_met(model, treatment, burden)
    for here, kind in sorted(set(zip(neighbourhood.tolist(), problem.tolist(), strict=True))):
        members = units[(neighbourhood == here) & (problem == kind)]
        _start(model, trial, treatment, here, kind, members)


def _problem_met(model: "Model", treatment: InitiativeTable, burden: NDArray[np.float64]) -> Rows:
    if treatment.problem == EVERY:
        return np.full(len(burden), EVERY_PROBLEM)
    if treatment.problem == WORST:
        crimes = np.flatnonzero(model.world.problems.crime)
        return crimes[np.argmax(burden[:, crimes], 1)]
    names = [problem.name for problem in model.scenario.problems]
    return np.full(len(burden), names.index(treatment.problem))


def _start(
    model: "Model", trial: TrialTable, treatment: InitiativeTable, here: int, problem: int, members: Rows
) -> None:
    world, measure, lead = model.world, Measure.of(treatment.measure), Lead.of(treatment.lead)
    finds_residents = measure.reaches == Reach.RESIDENTS
    targets = members.tolist() if trial.units == "places" else _most_known_of(world, here, problem, treatment.targets)
    reached = members.tolist() if trial.units == "residents" else []
    if finds_residents and trial.units == "places":
        reached = _most_in_need_at(model, treatment, members)
    begun = programme.ProgrammeInitiative(
        problem=problem,
        measure=measure,
        lead=lead,
        agency=int(world.problems.agency[max(problem, 0)]),
        day=model.day,
        end_day=model.scenario.burn_in_days + trial.end,
        staff_hours=treatment.staff_hours * members.size,
        money=treatment.money * members.size,
        closed=not treatment.is_open,
        targets=[] if finds_residents else targets,
        reached=reached,
    )
    slot = programme.begin_initiative(world, here, begun)
    if finds_residents and trial.units == "neighbourhoods":
        cycle = Cycle(model.today.keys, model.day // DAYS_IN_CYCLE)
        programme.reach_most_in_need(world, cycle, slot, treatment.reached, treatment.screened)


def _most_in_need_at(model: "Model", treatment: InitiativeTable, places: Rows) -> list[int]:
    """Return whom an agency finds at some places: of each few adults whom it screens there, the one most in need."""
    world, key = model.world, keys_for(model.run_seed)[Purpose.TRIAL]
    found: list[int] = []
    for place in places:
        here = np.arange(world.places.first[place], world.places.end[place], dtype=np.int64)
        adults = here[world.residents.age[here] != Age.CHILD]
        in_turn = adults[np.argsort(uniforms(key, SCREENED, adults), kind="stable")]
        screened = in_turn[: treatment.reached * treatment.screened]
        few = np.split(screened, range(treatment.screened, screened.size, treatment.screened))
        found += [int(each[np.argmax(world.residents.need[each])]) for each in few if each.size]
    return found


def _most_known_of(world: World, here: int, problem: int, count: int) -> list[int]:
    """Return the places of a neighbourhood at which police know most of a problem; of equals, most crime."""
    first, end = int(world.neighbourhoods.first_place[here]), int(world.neighbourhoods.end_place[here])
    known = world.known[first:end]
    every = known.sum(1)
    order = np.lexsort((-every, -(every if problem == EVERY_PROBLEM else known[:, problem])))
    return (first + order[:count]).tolist()
