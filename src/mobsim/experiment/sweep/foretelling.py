"""Foretell how long the runs of an experiment take, from the size of its towns."""

from collections.abc import Sequence
from itertools import pairwise

from mobsim.experiment.run_time import seconds_of_birth, seconds_of_days
from mobsim.experiment.stopping import FIRST_SEEDS
from mobsim.experiment.sweep.experiment import Experiment
from mobsim.experiment.sweep.running import SEEDS
from mobsim.experiment.sweep.study import SweepStudy
from mobsim.experiment.sweep.towns import settings_of
from mobsim.store import PlannedRun


def seeds_of(experiment: Experiment) -> int:
    """Return in how many seeds each point is run, at first where that depends on the precision."""
    wanted = experiment.replicates
    return FIRST_SEEDS if wanted.precision is not None else (wanted.seeds or SEEDS)


def seconds_of_experiment(experiment: Experiment) -> float:
    """Return how long all runs of an experiment take on one core of this machine, compiled kernels at hand."""
    return seeds_of(experiment) * seconds_of_a_seed(experiment.study(), experiment.plan.runs(0, 1))


def seconds_of_a_seed(study: SweepStudy, planned: Sequence[PlannedRun]) -> float:
    """Return how long the runs of one seed take, of which neighbours with one town share its burn-in."""
    points = [{**study.fixed, **run.factors} for run in planned]
    towns = [study.towns[settings_of(point)] for point in points]
    days = sum(seconds_of_days(town, town.days) for town in towns)
    keys = [study.town_at(point) for point in points]
    begun = [towns[0], *(town for town, (one, other) in zip(towns[1:], pairwise(keys), strict=True) if one != other)]
    return days + sum(seconds_of_birth(town) + seconds_of_days(town, town.burn_in_days) for town in begun)
