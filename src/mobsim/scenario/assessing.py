"""Parameters of assessment: how leaders estimate need."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class AssessmentParameters(NamedTuple):
    """How need is estimated from statistics, residents' word and agencies' data."""

    memory: Annotated[float, Declared(0.6, "per cycle", 0.0, 0.98, "Weight of earlier cycles in an estimate.")]
    invited_per_1000: Annotated[
        float,
        Declared(
            40.0,
            "residents per 1,000",
            0.0,
            500.0,
            "Residents invited to a forum in a cycle under full information sharing.",
        ),
    ]
    attend_base: Annotated[
        float, Declared(0.05, "probability", 0.0, 1.0, "Chance to attend of a secure resident without trust in police.")
    ]
    attend_by_insecurity: Annotated[
        float,
        Declared(
            0.30,
            "probability",
            0.0,
            1.0,
            "Rise of that chance with insecurity: those who speak are a self-selected sample.",
        ),
    ]
    attend_by_trust: Annotated[
        float, Declared(0.25, "probability", 0.0, 1.0, "Rise of that chance with trust in police.")
    ]
    colouring: Annotated[
        float,
        Declared(
            1.2,
            "per 0-1",
            0.0,
            5.0,
            "How much an insecure resident overstates what happened, relative to the neighbourhood's typical insecurity.",
        ),
    ]
    agency_noise: Annotated[
        float, Declared(0.35, "log sd", 0.0, 2.0, "Error of agencies' own data.", "florence_2011", "M")
    ]
    agency_weight: Annotated[
        float, Declared(0.5, "weight", 0.0, 1.0, "Weight of agencies' data when fully shared by a fully tied agency.")
    ]
    by_problem: Annotated[
        float,
        Declared(
            1.0,
            "share",
            0.0,
            1.0,
            "How far need is assessed problem by problem from all sources; 0 ranks by last year's total of all problems.",
        ),
    ]
    discovered_weight: Annotated[
        float,
        Declared(
            1.0,
            "weight",
            0.0,
            1.0,
            "Weight of a crime that patrol discovered in statistics, against one that was recorded.",
            "lum_isaac_2016",
            "M",
        ),
    ]
    by_exposure: Annotated[
        float,
        Declared(
            0.0,
            "power",
            0.0,
            1.0,
            "How far what patrol discovers is divided by where patrol was: 0 taken at face value, 1 in full.",
            "ensign_2018",
            "M",
            role="setting",
        ),
    ]
    need_by_severity: Annotated[
        float,
        Declared(
            1.6,
            "logit per log",
            0.0,
            5.0,
            "Effect of assessed severity, relative to the community's reference, on need for police assistance.",
        ),
    ]
    need_by_capacity: Annotated[
        float,
        Declared(
            3.0, "logit per 0-1", 0.0, 10.0, "Effect of the community's own capacity on need for police assistance."
        ),
    ]
    need_by_surge: Annotated[
        float,
        Declared(
            1.6,
            "logit per log",
            0.0,
            5.0,
            "Effect of assessed severity, relative to what the neighbourhood is used to, on need for police assistance.",
        ),
    ]
    zone_hysteresis: Annotated[
        float, Declared(0.04, "0-1", 0.0, 0.2, "How far need must pass a threshold before the zone changes.")
    ]
    zone_enforcement: Annotated[
        float,
        Declared(
            0.65,
            "0-1",
            0.0,
            1.0,
            "Need for police assistance from which a neighbourhood is in the zone of enforcement and crime suppression.",
            role="setting",
        ),
    ]
    zone_mobilization: Annotated[
        float,
        Declared(
            0.50,
            "0-1",
            0.0,
            1.0,
            "Need from which it is in the zone of community mobilization and crime prevention.",
            role="setting",
        ),
    ]
    zone_engagement: Annotated[
        float,
        Declared(
            0.35,
            "0-1",
            0.0,
            1.0,
            "Need from which it is in the zone of community engagement and liaison; below, community safety and consultation.",
            role="setting",
        ),
    ]
    capacity_centre: Annotated[
        float,
        Declared(
            0.40, "0-1", 0.0, 1.0, "Community capacity that neither raises nor lowers need for police assistance."
        ),
    ]
    capacity_by_members: Annotated[
        float, Declared(2.0, "times", 0.0, 20.0, "The share of members, multiplied so, counts as capacity (at most 1).")
    ]
    need_memory: Annotated[
        float,
        Declared(
            0.5,
            "per cycle",
            0.0,
            0.98,
            "Weight of earlier cycles in need for police assistance where it falls.",
        ),
    ]
    hours_per_concern: Annotated[
        float, Declared(1.0, "hours", 0.1, 20.0, "Officer hours that follow up one concern raised at a forum.")
    ]
