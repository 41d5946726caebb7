"""The room that a trial reserves in its town, and the memory that it takes. Nothing here needs a compiler."""

from collections.abc import Sequence

from mobsim.experiment.memory import Use, bytes_of_run
from mobsim.scenario.initiatives import Measure, Reach
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.trial_tables import InitiativeTable, TrialTable
from mobsim.world.extent import Reserved


def trial_of(trials: Sequence[TrialTable]) -> Use:
    """Return what a run of some trials takes: a town with room for their initiatives, which keeps its incidents."""

    def bytes_of(scenario: Scenario) -> int:
        reserved = room_for(trials, len(scenario.problems), scenario.population)
        return bytes_of_run(scenario, reserved, incidents=True)

    return Use("a run of the trial", bytes_of)


def room_for(trials: Sequence[TrialTable], problems: int, population: int) -> Reserved:
    """Return the room that towns need for the initiatives of any of some trials.

    Units of one neighbourhood share an initiative for each problem they have, in each arm.
    """
    slots, places, residents = 0, 0, 0
    for trial in trials:
        ours, both = (
            [each for each in treatments if isinstance(each, InitiativeTable)]
            for treatments in (trial.treatments, trial.both_arms)
        )
        given, many = [*ours, *both], trial.units_needed
        arms_here = 1 if trial.units == "neighbourhoods" else 2
        slots = max(slots, (len(ours) + arms_here * len(both)) * (problems if trial.units == "places" else 1))
        places = max([places, *(many if trial.units == "places" else each.targets for each in given)])
        residents = max([residents, *(_reached_at_most(each, trial.units, many) for each in given)])
    residents = min(residents, max(population, 1))
    return Reserved(slots, places, residents) if slots else Reserved(0, 0, 0)


def _reached_at_most(initiative: InitiativeTable, units: str, many: int) -> int:
    """Return how many residents an initiative of so many units may reach; nobody where it works on places."""
    if units == "residents" or Measure.of(initiative.measure).reaches != Reach.RESIDENTS:
        return many if units == "residents" else 0
    return initiative.reached * (many if units == "places" else 1)
