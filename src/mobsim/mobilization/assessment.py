"""Assessment: estimate need from statistics, residents' word and agencies' data; set need for police assistance and zone."""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Policies
from mobsim.scenario.leaders import AssessmentParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.world.columns import Assessed, Communities, Float, Neighbourhoods

REFERENCE_CYCLES = CYCLES_IN_YEAR  # the community's first year
LEAST_SEVERITY = 0.01


def assess(
    briefing: Briefing,
    assessed: Assessed,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    policies: Policies,
    agency_ties: Float,
    assessment: AssessmentParameters,
    founded: float,
) -> Float:
    """Estimate what happened in each neighbourhood, by problem type; return the estimate.

    Statistics miss what is not reported; residents' word is a small, self-selected sample coloured by insecurity;
    agencies' own data count only as far as they are shared.
    """
    keep = assessment.memory if assessed.cycles[0] > 0 else 0.0
    shown = np.where(briefing.crime > 0, briefing.recorded, briefing.reported)
    usual = briefing.typical_reported * np.where(briefing.crime > 0, founded, 1.0)
    _blend(assessed.stat, np.divide(shown, usual, out=np.zeros_like(shown), where=usual > 0), keep)
    _blend(assessed.agency, briefing.agencies_data, keep)
    came = briefing.attendees > 0
    keep_word = np.where(neighbourhoods.attended > 0, assessment.memory, 0.0)
    assessed.word[came] = (
        keep_word[came, None] * assessed.word[came] + (1.0 - keep_word[came, None]) * briefing.told[came]
    )
    _hear(briefing, neighbourhoods, assessment.memory)
    community = neighbourhoods.community
    by_word = np.where(neighbourhoods.attended > 0, policies.qualitative_weight[community], 0.0)[:, None]
    ties = agency_ties[community][:, briefing.right_agency]
    by_agency = assessment.agency_weight * policies.information_sharing[community][:, None] * ties
    own = (1.0 - by_word) * assessed.stat + by_word * assessed.word
    estimate = (1.0 - by_agency) * own + by_agency * assessed.agency
    assessed.severity[:] = briefing.severity_mean * estimate / briefing.population[:, None] * 1000.0
    _set_need(briefing, assessed, neighbourhoods, communities, assessment)
    return estimate


def _blend(estimate: Float, value: Float, keep: float) -> None:
    estimate[:] = keep * estimate + (1.0 - keep) * value


def _hear(briefing: Briefing, neighbourhoods: Neighbourhoods, keep: float) -> None:
    """Learn trust and cohesion from those who came."""
    came = briefing.attendees > 0
    count = np.maximum(briefing.attendees, 1.0)
    for heard, told in (
        (neighbourhoods.heard_trust, briefing.told_trust),
        (neighbourhoods.heard_cohesion, briefing.told_cohesion),
    ):
        heard[:] = np.where(came, keep * heard + (1.0 - keep) * told / count, heard)
    neighbourhoods.attended[:] += briefing.attendees


def _set_need(
    briefing: Briefing,
    assessed: Assessed,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    assessment: AssessmentParameters,
) -> None:
    """Set need for police assistance: assessed severity against the community's own capacity."""
    severity = assessed.severity.sum(1)
    in_town = np.bincount(neighbourhoods.community, severity * briefing.share)
    open_ = communities.reference_cycles < REFERENCE_CYCLES
    counted = communities.reference_cycles
    communities.reference[:] = np.where(
        open_, (communities.reference * counted + in_town) / (counted + 1), communities.reference
    )
    communities.reference_cycles[:] += open_
    taking_part = np.minimum(1.0, assessment.capacity_by_participation * neighbourhoods.participation)
    capacity = (neighbourhoods.heard_trust + neighbourhoods.heard_cohesion + taking_part) / 3.0
    reference = communities.reference[neighbourhoods.community]
    logit = assessment.need_by_severity * np.log((severity + LEAST_SEVERITY) / (reference + LEAST_SEVERITY))
    logit -= assessment.need_by_capacity * (capacity - assessment.capacity_centre)
    _blend(neighbourhoods.need, 1.0 / (1.0 + np.exp(-logit)), assessment.need_memory)
    neighbourhoods.zone[:] = zones(neighbourhoods.need, neighbourhoods.zone, assessment)


def zones(need: Float, zone: np.ndarray, assessment: AssessmentParameters) -> np.ndarray:
    """Return the zone (0 enforcement .. 3 consultation); it moves only when need passes a threshold clearly (hysteresis)."""
    thresholds = np.array([assessment.zone_enforcement, assessment.zone_mobilization, assessment.zone_engagement])
    reached = need[:, None]
    highest = (reached < thresholds + assessment.zone_hysteresis).sum(1)
    lowest = (reached < thresholds - assessment.zone_hysteresis).sum(1)
    return np.minimum(np.maximum(zone, lowest), highest)


def error_of(estimate: Float, truth: Float, severity_mean: Float, community: np.ndarray) -> Float:
    """Return each community's error of assessment: how far the assessed distribution of harm is from the true one (0-1)."""
    count = int(community.max()) + 1
    error = np.zeros(count)
    for number in range(count):
        here = community == number
        assessed, true = estimate[here] * severity_mean, truth[here] * severity_mean
        if assessed.sum() > 0 and true.sum() > 0:
            error[number] = 0.5 * np.abs(assessed / assessed.sum() - true / true.sum()).sum()
    return error
