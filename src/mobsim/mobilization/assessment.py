"""Assessment: estimate need from statistics, residents' word and agencies' data; set need for police assistance and zone."""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.statistics import counted
from mobsim.scenario.assessing import AssessmentParameters
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.world.table import Float, Int

REFERENCE_CYCLES = (
    CYCLES_IN_YEAR  # over which the community's reference, and what a neighbourhood is used to, are means
)
LEAST_SEVERITY = 0.01


def assess(briefing: Briefing, desk: Desk, p: Parameters) -> Float:
    """Estimate what happened in each neighbourhood, by problem type; return the estimate.

    Statistics miss what is not reported; residents' word is a small, self-selected sample coloured by insecurity;
    agencies' own data count only as far as they are shared.
    """
    assessment = p.assessment
    _hear(briefing, desk, assessment.memory, counted(briefing, desk, p))
    beliefs, policies = desk.beliefs, desk.policies
    community, attended = desk.neighbourhoods.community, desk.neighbourhoods.attended
    by_word = np.where(attended > 0, policies.qualitative_weight[community], 0.0)[:, None]
    ties = desk.collaboration.agency_tie[community][:, briefing.right_agency]
    by_agency = assessment.agency_weight * policies.information_sharing[community][:, None] * ties
    own = (1.0 - by_word) * beliefs.stat + by_word * beliefs.word
    estimate = (1.0 - by_agency) * own + by_agency * beliefs.agency
    assessed = briefing.severity_mean * estimate / briefing.population[:, None] * 1000.0
    last_year = (beliefs.year / CYCLES_IN_YEAR / estimate.shape[1] / briefing.population * 1000.0)[:, None]
    beliefs.severity[:] = assessment.by_problem * assessed + (1.0 - assessment.by_problem) * last_year
    _set_need(briefing, desk, assessment)
    return estimate


def _hear(briefing: Briefing, desk: Desk, memory: float, statistics: Float) -> None:
    """Blend what a cycle brought into estimates, as far as they remember earlier ones."""
    beliefs, neighbourhoods = desk.beliefs, desk.neighbourhoods
    keep = memory if beliefs.cycles[0] > 0 else 0.0
    _blend(beliefs.stat, statistics, keep)
    beliefs.year[:] = (1.0 - 1.0 / CYCLES_IN_YEAR) * beliefs.year + statistics.sum(1)
    _blend(beliefs.agency, briefing.agencies_data, keep)
    came = briefing.attendees > 0
    keep_word = np.where(neighbourhoods.attended > 0, memory, 0.0)[came, None]
    beliefs.word[came] = keep_word * beliefs.word[came] + (1.0 - keep_word) * briefing.told[came]
    count = np.maximum(briefing.attendees, 1.0)
    for heard, told in (
        (neighbourhoods.heard_trust, briefing.told_trust),
        (neighbourhoods.heard_cohesion, briefing.told_cohesion),
        (neighbourhoods.heard_members, briefing.told_members),
    ):
        heard[:] = np.where(came, memory * heard + (1.0 - memory) * told / count, heard)
    neighbourhoods.attended[:] += briefing.attendees


def _blend(estimate: Float, value: Float, keep: float) -> None:
    estimate[:] = keep * estimate + (1.0 - keep) * value


def _set_need(briefing: Briefing, desk: Desk, assessment: AssessmentParameters) -> None:
    """Set need for police assistance: assessed severity against the community's own capacity."""
    neighbourhoods, communities = desk.neighbourhoods, desk.communities
    severity = desk.beliefs.severity.sum(1)
    in_town = np.bincount(neighbourhoods.community, severity * briefing.share)
    if briefing.reference_open:
        communities.reference_cycles[:] = np.minimum(communities.reference_cycles + 1, REFERENCE_CYCLES)
        communities.reference[:] += (in_town - communities.reference) / communities.reference_cycles
    members = np.minimum(1.0, assessment.capacity_by_members * neighbourhoods.heard_members)
    capacity = (neighbourhoods.heard_trust + neighbourhoods.heard_cohesion + members) / 3.0
    reference = communities.reference[neighbourhoods.community]
    logit = assessment.need_by_severity * np.log((severity + LEAST_SEVERITY) / (reference + LEAST_SEVERITY))
    logit += assessment.need_by_surge * np.log((severity + LEAST_SEVERITY) / (_usual(desk, severity) + LEAST_SEVERITY))
    logit -= assessment.need_by_capacity * (capacity - assessment.capacity_centre)
    now = 1.0 / (1.0 + np.exp(-logit))
    _blend(neighbourhoods.need, now, assessment.need_memory)
    np.maximum(neighbourhoods.need, now, out=neighbourhoods.need)  # rises at once, falls as calm lasts
    neighbourhoods.zone[:] = zones(neighbourhoods.need, neighbourhoods.zone, assessment)


def _usual(desk: Desk, severity: Float) -> Float:
    """Return what each neighbourhood is used to, after this cycle: a surge counts although it stays below what others have."""
    cycles, usual = int(desk.beliefs.cycles[0]) + 1, desk.neighbourhoods.usual_severity
    usual += (severity - usual) / min(REFERENCE_CYCLES, cycles)
    return usual


def zones(need: Float, zone: Int, assessment: AssessmentParameters) -> Int:
    """Return the zone (see :class:`~mobsim.scenario.enumerations.Zone`); it moves only when need clearly passes a threshold."""
    thresholds = np.array([assessment.zone_enforcement, assessment.zone_mobilization, assessment.zone_engagement])
    reached = need[:, None]
    highest = (reached < thresholds + assessment.zone_hysteresis).sum(1)
    lowest = (reached < thresholds - assessment.zone_hysteresis).sum(1)
    return np.minimum(np.maximum(zone, lowest), highest)
