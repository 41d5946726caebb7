"""Strategies that ship. All draw on the same officers and the same public purse, so all cost the same."""

from mobsim.scenario.scenario import Strategy
from mobsim.scenario.strategy import LeadPolicy, Levers, StrategyKind


def _at(level: float, levers: Levers) -> Levers:
    return levers._replace(leadership=level, collaboration=level, risk_focus=level, information_sharing=level)


STATUS_QUO = Levers(
    leadership=0.2,
    collaboration=0.2,
    risk_focus=0.2,
    information_sharing=0.2,
    lead=LeadPolicy.POLICE,
    social_share=0.2,
    programme_share=0.5,
    patrol_share=0.70,
    engagement_share=0.15,
    follow_up=0.3,
    qualitative_weight=0.5,
    crisis_teams=0.0,
    situation_table=0.0,
)

FULL_MODEL = Levers(
    leadership=0.8,
    collaboration=0.8,
    risk_focus=0.8,
    information_sharing=0.8,
    lead=LeadPolicy.ADAPTIVE,
    social_share=0.5,
    programme_share=0.9,
    patrol_share=0.55,
    engagement_share=0.25,
    follow_up=0.6,
    qualitative_weight=0.5,
    crisis_teams=0.5,
    situation_table=1.0,
)

_MODERATE = _at(0.5, FULL_MODEL)._replace(crisis_teams=0.0, situation_table=0.0)

_POLICIES = (
    ("status_quo", "Police answer calls and patrol; a little of each component, as in most towns.", STATUS_QUO),
    (
        "enforcement",
        "Nearly all free hours go to patrol and most of the purse to overtime; little engagement, few programmes.",
        _at(0.1, STATUS_QUO)._replace(risk_focus=0.2, patrol_share=0.85, engagement_share=0.05, programme_share=0.2),
    ),
    (
        "hot_spots",
        "More patrol, sent to the neighbourhoods and places with most known crime; less engagement, fewer initiatives.",
        STATUS_QUO._replace(risk_focus=0.9, patrol_share=0.80, engagement_share=0.10, programme_share=0.35),
    ),
    (
        "engagement_only",
        "Officers visit, hold forums and listen instead of patrolling; fewer initiatives.",
        STATUS_QUO._replace(information_sharing=0.5, patrol_share=0.45, engagement_share=0.50, programme_share=0.3),
    ),
    (
        "community_led",
        "Moderate effort on all four components; residents and agencies lead every initiative.",
        _MODERATE._replace(lead=LeadPolicy.COMMUNITY),
    ),
    (
        "police_assisted",
        "Moderate effort on all four components; police assist in every initiative.",
        _MODERATE._replace(lead=LeadPolicy.POLICE),
    ),
    # What a programme takes comes off overtime: programme_share leaves programmes the money of the status quo.
    (
        "situation_table",
        "Agencies answer together for people at acute risk, about as often as in Ontario today; the rest as in the status "
        "quo, with a little less overtime.",
        STATUS_QUO._replace(situation_table=1.0, programme_share=0.52),
    ),
    (
        "crisis_teams",
        "Teams of civilians take calls about crises in the place of police; half of the overtime pays for them, the rest as "
        "in the status quo.",
        STATUS_QUO._replace(crisis_teams=1.0, programme_share=0.77),
    ),
    (
        "health_data",
        "Information is shared, health data among it, and effort to work together carries it; programmes as in the "
        "status quo, with a little less overtime.",
        STATUS_QUO._replace(information_sharing=0.9, collaboration=0.6, programme_share=0.55),
    ),
    (
        "prevention_coalition",
        "Residents and agencies lead, with strong effort to work together and to choose tested measures; more of the purse "
        "goes to programmes, most of it to social ones.",
        STATUS_QUO._replace(
            leadership=0.5,
            collaboration=0.9,
            lead=LeadPolicy.COMMUNITY,
            social_share=0.8,
            programme_share=0.7,
        ),
    ),
    (
        "full_model",
        "Strong effort on all four components, with crisis teams and a situation table; who leads follows each "
        "neighbourhood's need for police assistance.",
        FULL_MODEL,
    ),
)


def _without(component: str, what: str, levers: Levers) -> Strategy:
    about = f"The full model without {what}: what the other three components achieve on their own."
    return Strategy(f"full_model_without_{component}", about, levers, StrategyKind.ARM)


_ARMS = (
    _without("leadership", "leaders' effort and example", FULL_MODEL._replace(leadership=0.0)),
    _without("collaboration", "effort to work together", FULL_MODEL._replace(collaboration=0.0)),
    _without("risk_focus", "spending by assessed risk", FULL_MODEL._replace(risk_focus=0.0)),
    _without("information_sharing", "shared information", FULL_MODEL._replace(information_sharing=0.0)),
)

PRESETS: dict[str, Strategy] = {
    each.name: each for each in (*(Strategy(name, about, levers) for name, about, levers in _POLICIES), *_ARMS)
}
