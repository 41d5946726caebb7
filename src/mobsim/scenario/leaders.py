"""Parameters of leaders and of what they decide: the table, assessment, planning, initiatives, review, money."""

from typing import Annotated, NamedTuple

from mobsim.parameter import Declared


class Table(NamedTuple):
    """Leaders' commitment, credibility, representativeness and ties of collaboration."""

    commitment_mean: Annotated[float, Declared(0.35, "0-1", 0.0, 1.0, "Mean commitment of a leader who takes office.")]
    commitment_spread: Annotated[
        float, Declared(0.15, "0-1", 0.0, 0.4, "Standard deviation of commitment at taking office.")
    ]
    by_leadership: Annotated[float, Declared(0.12, "per cycle", 0.0, 1.0, "Rise of commitment under full leadership.")]
    by_peers: Annotated[
        float, Declared(0.25, "per cycle", 0.0, 1.0, "Pull towards the commitment of leaders one works with.")
    ]
    by_advocacy: Annotated[
        float, Declared(0.20, "per cycle", 0.0, 2.0, "Rise of commitment per share of residents who take part.")
    ]
    by_results: Annotated[
        float,
        Declared(0.06, "per cycle", 0.0, 1.0, "Rise of commitment when every reviewed initiative met its forecast."),
    ]
    commitment_fade: Annotated[float, Declared(0.10, "per cycle", 0.0, 1.0, "Fall of commitment without support.")]
    tie_by_meeting: Annotated[
        float,
        Declared(
            0.15,
            "per cycle",
            0.0,
            1.0,
            "Strengthening of a tie under full collaboration between fully committed leaders.",
        ),
    ]
    tie_at_birth: Annotated[float, Declared(0.15, "0-1", 0.0, 1.0, "Ties between leaders when the town is born.")]
    tie_fade: Annotated[float, Declared(0.05, "per cycle", 0.0, 1.0, "Weakening of a tie without joint work.")]
    credibility_rate: Annotated[
        float,
        Declared(0.10, "per cycle", 0.0, 1.0, "Rate at which credibility follows kept promises and residents' trust."),
    ]
    representativeness_mean: Annotated[
        float, Declared(0.45, "0-1", 0.0, 1.0, "Mean representativeness of a leader who takes office.")
    ]
    representativeness_spread: Annotated[
        float, Declared(0.15, "0-1", 0.0, 0.4, "Standard deviation of representativeness at taking office.")
    ]
    listening: Annotated[
        float,
        Declared(
            0.20,
            "per cycle",
            0.0,
            1.0,
            "Rise of representativeness of a fully committed leader under full information sharing.",
        ),
    ]
    listening_fade: Annotated[
        float,
        Declared(0.06, "per cycle", 0.0, 1.0, "Return of representativeness to what the leader brought into office."),
    ]
    leaving_per_year: Annotated[
        float,
        Declared(
            0.15,
            "share",
            0.0,
            1.0,
            "Leaders who leave in a year (election, transfer); their ties go with them.",
            role="setting",
        ),
    ]
    voice_floor: Annotated[
        float,
        Declared(
            0.05, "share", 0.0, 1.0, "Voice of a neighbourhood where nobody takes part, added to the share who do."
        ),
    ]
    ties_for_peers: Annotated[float, Declared(3.0, "full ties", 0.1, 30.0, "Ties beyond which peers pull no harder.")]


class Assessment(NamedTuple):
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
    capacity_by_participation: Annotated[
        float, Declared(5.0, "times", 0.0, 20.0, "Participation, multiplied so, counts as capacity (at most 1).")
    ]
    need_memory: Annotated[
        float, Declared(0.5, "per cycle", 0.0, 0.98, "Weight of earlier cycles in need for police assistance.")
    ]
    hours_per_concern: Annotated[
        float, Declared(1.0, "hours", 0.1, 20.0, "Officer hours that follow up one concern raised at a forum.")
    ]


class Planning(NamedTuple):
    """What initiatives cost, how long they last and how they are chosen."""

    running_at_most: Annotated[
        int, Declared(4, "initiatives", 1, 12, "Initiatives planned or running in a neighbourhood at the same time.")
    ]
    cost_situational: Annotated[
        float,
        Declared(
            9000.0,
            "CAD",
            500.0,
            200000.0,
            "Money of a police-assisted situational initiative for 2,500 residents.",
            role="setting",
        ),
    ]
    cost_social: Annotated[
        float,
        Declared(
            24000.0,
            "CAD",
            500.0,
            500000.0,
            "Money of a police-assisted social-development initiative for 2,500 residents.",
            role="setting",
        ),
    ]
    community_cost_share: Annotated[
        float,
        Declared(0.5, "share", 0.1, 1.0, "Money of a community-led initiative relative to a police-assisted one."),
    ]
    days_situational: Annotated[
        int, Declared(84, "days", 14, 728, "Duration of a situational initiative.", role="setting")
    ]
    days_social: Annotated[
        int,
        Declared(
            252, "days", 28, 1820, "Duration of a social-development initiative.", "heller_2014", "D", role="setting"
        ),
    ]
    lead_days_base: Annotated[int, Declared(14, "days", 0, 364, "Least lead time between plan and action.")]
    lead_days_lukewarm: Annotated[
        float, Declared(56.0, "days", 0.0, 364.0, "Longer lead time where leaders have no commitment.")
    ]
    lead_days_strangers: Annotated[
        float, Declared(42.0, "days", 0.0, 364.0, "Longer lead time where agencies are strangers to each other.")
    ]
    targets: Annotated[
        int,
        Declared(
            6, "places", 1, 32, "Places that a situational initiative treats for 2,500 residents.", "weisburd_2015", "D"
        ),
    ]
    reached: Annotated[
        int,
        Declared(
            24,
            "residents",
            1,
            128,
            "Residents whom a social-development initiative reaches for 2,500 residents.",
            "heller_2014",
            "D",
        ),
    ]
    screened: Annotated[
        int,
        Declared(
            4,
            "candidates",
            1,
            32,
            "Candidates among whom the one most in need is chosen, under full information sharing.",
        ),
    ]
    zone_hours_top: Annotated[
        float,
        Declared(
            1.25, "times", 0.5, 3.0, "Officer hours in the zone of greatest need, relative, where the lead is adaptive."
        ),
    ]
    zone_hours_step: Annotated[
        float,
        Declared(
            0.18, "times per zone", 0.0, 0.4, "Officer hours handed back to the pool with each zone of lesser need."
        ),
    ]
    zone_patrol_top: Annotated[
        float,
        Declared(
            1.20,
            "times",
            0.5,
            2.0,
            "Share of patrol in the zone of greatest need, relative, where the lead is adaptive.",
        ),
    ]
    zone_patrol_step: Annotated[
        float,
        Declared(
            0.17,
            "times per zone",
            0.0,
            0.3,
            "Patrol given over to engagement and initiatives with each zone of lesser need.",
        ),
    ]
    agency_by_habit: Annotated[
        float,
        Declared(
            0.30,
            "probability",
            0.0,
            1.0,
            "Chance that the agency best placed takes an initiative although it is a stranger to the table.",
        ),
    ]


class Delivery(NamedTuple):
    """What an hour of work does."""

    agency_hour_cost: Annotated[
        float, Declared(75.0, "CAD per hour", 10.0, 400.0, "Cost of an hour of an agency's staff.", role="setting")
    ]
    volunteer_efficiency: Annotated[float, Declared(0.35, "hours of staff", 0.0, 1.0, "Worth of a volunteer's hour.")]
    mismatch: Annotated[
        float, Declared(0.5, "share", 0.0, 1.0, "Worth of an agency's hour on a problem that is not its own.")
    ]
    hardening_per_hour: Annotated[
        float,
        Declared(
            0.035,
            "of the way to 1, per hour and place",
            0.0,
            0.5,
            "Hardening of a place by an hour of situational work.",
            "hinkle_2020",
            "D",
        ),
    ]
    watch_per_hour: Annotated[
        float,
        Declared(
            0.03,
            "of the way to 1, per hour and place",
            0.0,
            0.5,
            "Guardianship left at a place by an hour of community-led situational work.",
            "bennett_2006",
            "D",
        ),
    ]
    need_per_hour: Annotated[
        float,
        Declared(
            0.05,
            "of need, per hour and resident",
            0.0,
            0.5,
            "Fall of need of a resident reached by an hour of social development.",
            "heller_2014",
            "D",
        ),
    ]


class Review(NamedTuple):
    """How results change what leaders believe works."""

    forecast: Annotated[
        float,
        Declared(
            0.2, "share", 0.0, 1.0, "Fall of assessed severity forecast of an initiative that is fully believed in."
        ),
    ]
    learning: Annotated[float, Declared(0.2, "per initiative", 0.0, 1.0, "Change of belief after one review.")]
    spread: Annotated[
        float,
        Declared(0.2, "per cycle", 0.0, 1.0, "Spread of beliefs between neighbourhoods under full collaboration."),
    ]
    province_spread: Annotated[
        float,
        Declared(
            0.1,
            "per cycle",
            0.0,
            1.0,
            "Spread of beliefs between communities at the provincial table under full collaboration.",
        ),
    ]
    end_below: Annotated[
        float, Declared(-0.5, "share", -5.0, 0.0, "Result at half time under which an initiative is ended.")
    ]
    met_share: Annotated[float, Declared(0.5, "share", 0.0, 1.0, "Part of the forecast that counts as met.")]


class Money(NamedTuple):
    """The public purse: the same for every strategy."""

    officer_year: Annotated[
        float,
        Declared(
            150000.0,
            "CAD per officer-year",
            20000.0,
            500000.0,
            "Cost of a marginal officer.",
            "south_simcoe_2024",
            "V",
            role="setting",
        ),
    ]
    officer_hour: Annotated[
        float,
        Declared(
            95.0, "CAD per hour", 10.0, 400.0, "Cost of an hour of overtime.", "south_simcoe_2024", "D", role="setting"
        ),
    ]
    purse: Annotated[
        float,
        Declared(
            30.0,
            "CAD per resident-year",
            0.0,
            500.0,
            "Public money beside the officers: programmes, the cost of the components, overtime patrol.",
            role="setting",
        ),
    ]
    leadership_cost: Annotated[
        float,
        Declared(
            1.0, "CAD per resident-year", 0.0, 50.0, "Money that full leadership takes from the purse.", role="setting"
        ),
    ]
    collaboration_cost: Annotated[
        float,
        Declared(
            1.5,
            "CAD per resident-year",
            0.0,
            50.0,
            "Money that full collaboration takes from the purse.",
            role="setting",
        ),
    ]
    risk_focus_cost: Annotated[
        float,
        Declared(
            1.0,
            "CAD per resident-year",
            0.0,
            50.0,
            "Money that full risk focus takes from the purse (analysts).",
            role="setting",
        ),
    ]
    information_cost: Annotated[
        float,
        Declared(
            1.5,
            "CAD per resident-year",
            0.0,
            50.0,
            "Money that full information sharing takes from the purse (forums, data).",
            role="setting",
        ),
    ]
    advocacy_share: Annotated[
        float,
        Declared(
            0.4,
            "share of the purse",
            0.0,
            1.0,
            "Part of the purse that programmes get only so far as committed leaders win it.",
        ),
    ]
    component_hours: Annotated[
        float,
        Declared(
            0.03,
            "share of free hours",
            0.0,
            0.25,
            "Officers' free hours that each component takes at full level (training, tables, forums, analysis).",
        ),
    ]
