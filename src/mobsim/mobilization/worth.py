"""Worth: what harm work is believed to prevent, where, and by which measure, under the lead that a strategy wants there."""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.experience import usual_effects
from mobsim.mobilization.handback import leads_asked_for
from mobsim.scenario.initiatives import REACHES_PLACES
from mobsim.scenario.reviewing import ReviewParameters
from mobsim.world.table import Float, Int


def who_leads(desk: Desk) -> Int:
    """Return who is to lead new work in each neighbourhood."""
    return leads_asked_for(desk.policies.lead[desk.neighbourhoods.community], desk.neighbourhoods.zone)


def suits(briefing: Briefing) -> np.ndarray:
    """Return which measures suit which problems, ``(problems, measures)``: only social development suits what is no crime."""
    return (briefing.crime > 0)[:, None] | ~REACHES_PLACES


def preventable(briefing: Briefing, desk: Desk) -> Float:
    """Return the harm that work is believed to prevent, ``(neighbourhoods, measures)``."""
    rows = np.arange(briefing.population.size)
    belief = desk.beliefs.belief[rows, :, :, who_leads(desk)] * suits(briefing)
    return briefing.population[:, None] * (desk.beliefs.severity[:, :, None] * belief).sum(1)


def worth(briefing: Briefing, desk: Desk, could: Float, review: ReviewParameters) -> Float:
    """Return what each measure is worth against what is usual of it, ``(communities, measures)``; 1 where nothing is assessed."""
    harm = briefing.population[:, None] * (desk.beliefs.severity[:, :, None] * suits(briefing)).sum(1)
    first = desk.communities.first_neighbourhood
    assessed, prevented = np.add.reduceat(harm, first, axis=0), np.add.reduceat(could, first, axis=0)
    usual = usual_effects(review)
    return np.divide(prevented, assessed * usual, out=np.ones(assessed.shape), where=assessed > 0)
