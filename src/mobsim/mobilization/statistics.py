"""Statistics: what happened, as records show it, which miss what is not reported and find more where patrol looks."""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.scenario.health import HealthParameters
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.world.table import Float


def counted(briefing: Briefing, desk: Desk, p: Parameters) -> Float:
    """Return how much happened in each neighbourhood, by problem type, as far as records tell.

    Recorded and discovered crimes, and those known from health data alone, are divided by what usually comes to be known, so
    that the town's level hardly depends on what is shared. Where there is more patrol than usual more is discovered, and there
    seems to be more crime (Lum and Isaac 2016), unless that is divided out (Ensign and others 2018).
    """
    assessment, usual_hours = p.assessment, _usual_hours(briefing, desk)
    found = assessment.discovered_weight * _usually_found(briefing, usual_hours, p.patrol.discovery)
    weight = assessment.discovered_weight * _less_where_more_patrol(briefing, usual_hours) ** assessment.by_exposure
    weight = np.where(briefing.patrol_hours > 0, weight, 0.0)[:, None]
    known = briefing.recorded + weight * briefing.discovered + briefing.pooled
    is_crime = briefing.crime > 0
    shown = np.where(is_crime, known, briefing.reported)
    usually_known = briefing.typical_reported * p.reporting.founded + found
    usually_known = usually_known + _usually_told(briefing, desk, p.health)
    usual = np.where(is_crime, usually_known, briefing.typical_reported)
    return np.divide(shown, usual, out=np.zeros(shown.shape), where=usual > 0)


def _usual_hours(briefing: Briefing, desk: Desk) -> Float:
    """Return the hours of patrol a place and day in the whole community, for each of its neighbourhoods."""
    community = desk.neighbourhoods.community
    hours, places = np.bincount(community, briefing.patrol_hours), np.bincount(community, briefing.places)
    return (hours / places / DAYS_IN_CYCLE)[community]


def _usually_found(briefing: Briefing, usual_hours: Float, discovery: float) -> Float:
    """Return the share of each type that patrol discovers at a place with the hours that are usual in its community."""
    chance = 1.0 - np.exp(-discovery * usual_hours)
    return briefing.may_discover * (1.0 - briefing.typical_reported) * chance[:, None]


def _usually_told(briefing: Briefing, desk: Desk, health: HealthParameters) -> Float:
    """Return the share of each type that health data usually tell of and nobody reports, in each neighbourhood's community."""
    community = desk.neighbourhoods.community
    tie = np.where(briefing.treated_by >= 0, desk.collaboration.agency_tie[:, briefing.treated_by], 0.0)
    channel = desk.policies.information_sharing[:, None] * np.minimum(1.0, tie / health.tie_needed)
    return briefing.unseen_treated * health.complete * channel[community]


def _less_where_more_patrol(briefing: Briefing, usual_hours: Float) -> Float:
    """Return the usual hours of patrol over those of each neighbourhood; 1 where there are none."""
    hours = briefing.patrol_hours / briefing.places / DAYS_IN_CYCLE
    return np.divide(usual_hours, hours, out=np.ones(hours.shape), where=hours > 0)
