"""Towns that live twice: the same people and the same would-be events, with one thing different.

A story forks a town after its burn-in, changes one thing, lets all branches live, and compares them seed by seed. What it
claims must show over seeds in a one-sided paired test. Seeds and sizes are chosen so that the statistic usually lies far
beyond the line (by more than three standard errors): a false alarm is rarer than one in a thousand, and no effect of the
wrong sign, or none, passes but for one time in a hundred.
"""

from dataclasses import replace

import numpy as np
from scipy import stats

from mobsim.engine.model import begin
from mobsim.mobilization.planning import Plan
from mobsim.scenario.presets import STATUS_QUO
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.synthetic import village

LINE = 0.01
CRIMES = ("theft", "violence", "disorder", "drugs")
AT_ONCE = {
    "planning.under_way": 0,
    "planning.lead_days_base": 0,
    "planning.lead_days_lukewarm": 0.0,
    "planning.lead_days_strangers": 0.0,
    "planning.extent_spread": 0.0,
    "review.end_below": -5.0,
}
PAID = STATUS_QUO._replace(programme_share=1.0)  # with money enough for what a story plans


def town(
    neighbourhoods=4, residents=1000, *, levers=STATUS_QUO, also=None, parameters=None, burn_in_days=182, **further
):
    """Build a town whose reference strategy has the given levers; ``also`` names the levers of others."""
    chosen = {"usual": levers, **(also or {})}
    further.setdefault("officers", max(2, round(neighbourhoods * residents * 0.0018)))
    return village(
        neighbourhoods,
        residents,
        strategies={name: Strategy(name, name, each) for name, each in chosen.items()},
        reference="usual",
        burn_in_days=burn_in_days,
        parameters=parameters,
        **further,
    )


def branch(model, strategy="usual", *, events=(), parameters=None, plan=None):
    """Fork a model and change one thing."""
    other = model.fork(strategy)
    other.scenario = replace(other.scenario.with_parameters(parameters or {}), events=tuple(events))
    if plan is not None:
        other.plan = plan
    if isinstance(plan, PlanOnce):
        plan.account = other.world.account
    return other


def over_seeds(scenario, seeds, story, **further):
    """Tell a story for each of the first so many seeds: ``story(model after burn-in) -> numbers``."""
    return np.array([story(begin(scenario, seed, **further)) for seed in range(1, seeds + 1)])


def finished(model, days):
    """Let a model live on, and return it."""
    model.run_days(days)
    return model


def totals(model, days, *names):
    """Let a model live on, and return outcomes of the measured time."""
    found = finished(model, days).results().totals
    return [found[name] for name in names]


def weekly(model, *names):
    """Return a sum of the ledger for each week after burn-in."""
    sums = model.ledger.sums(np.array([week.sum(0) for week in model.ledger.weeks]))
    return sum(sums[name] for name in names)[model.scenario.burn_in_days // 7 :]


def weekly_crime(model):
    return weekly(model, *(f"true_{crime}" for crime in CRIMES))


def weekly_mean(model, feeling):
    return weekly(model, feeling) / weekly(model, "adult_weeks")


def crimes_by_place(model):
    """Count the true crimes after burn-in at each place (of a model that keeps its incidents)."""
    events = model.results().events
    crimes = events[(events.day >= 0) & (events.type != "social_crisis")]
    return np.bincount(crimes.place, minlength=model.world.places.size)


class PlanOnce:
    """Plan one initiative in each neighbourhood at the first cycle, with a grant that pays for it, and then no more."""

    def __init__(self, measure, *, lead=0, problem=0):
        self.measure, self.lead, self.problem = measure, lead, problem
        self.account, self.first = None, None  # of the model that plans so, see `branch`

    def __call__(self, briefing, budget):
        plan = plan_nothing(briefing, budget)
        self.first = briefing.cycle if self.first is None else self.first
        if briefing.cycle == self.first:
            plan.problem[:, self.measure], plan.lead[:] = self.problem, self.lead
            self.account[:, self.measure] = plan.cost[:, self.measure]
        return plan


def plan_nothing(briefing, budget):
    return Plan(np.full_like(budget.cost, -1, int), np.zeros_like(budget.cost, int), budget.cost.copy())


def higher(differences, by=0.0):
    """Hold that paired differences are above ``by``."""
    differences = np.asarray(differences, float)
    found = stats.ttest_1samp(differences, by, alternative="greater")
    assert found.pvalue < LINE, f"mean {differences.mean():.4g}, t {found.statistic:.2f} against {by}: {differences}"


def lower(differences, by=0.0):
    """Hold that paired differences are below ``by``."""
    higher(-np.asarray(differences, float), -by)
