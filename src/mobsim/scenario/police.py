"""Parameters of officers: hours, presence, contacts, reporting to them, response and clearance."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class PatrolParameters(NamedTuple):
    """Hours of officers and the presence they make."""

    shift_hours: Annotated[
        float,
        Declared(10.5, "hours", 6.0, 14.0, "Hours of a shift; an officer works three days in seven.", role="setting"),
    ]
    presence_scale: Annotated[
        float,
        Declared(
            0.5,
            "hours",
            0.01,
            10.0,
            "Hours of presence at a place in a day that give 63 % of full deterrence.",
            "koper_1995",
            "D",
        ),
    ]
    linger: Annotated[
        float,
        Declared(
            0.25, "share", 0.0, 0.95, "Presence that lingers to the next day (residual deterrence).", "koper_1995", "M"
        ),
    ]
    focus_exponent: Annotated[
        float, Declared(1.5, "power", 0.5, 4.0, "How sharply focused patrol follows estimated risk over places.")
    ]
    by_severity: Annotated[
        float,
        Declared(
            1.0,
            "power",
            0.0,
            2.0,
            "How patrol weighs what is known of a place: 0 every crime alike, 1 by the severity of its type.",
        ),
    ]
    discovery: Annotated[
        float,
        Declared(
            0.04,
            "per hour",
            0.0,
            5.0,
            "Rate at which an hour of patrol at a place discovers a crime done there in the open that day and not reported.",
            sweep=(0.0, 0.4),
        ),
    ]
    suspect_young: Annotated[
        float, Declared(1.0, "weight", 0.0, 5.0, "How much officers suspect the young when they choose whom to stop.")
    ]
    suspect_known: Annotated[
        float,
        Declared(1.0, "weight", 0.0, 5.0, "How much they suspect those whom police have often stopped or cleared."),
    ]
    suspect_half: Annotated[
        float,
        Declared(
            1.0,
            "stops and clearances",
            0.01,
            50.0,
            "How often somebody was stopped or cleared at half of that suspicion.",
        ),
    ]
    stops_per_hour: Annotated[float, Declared(0.05, "per patrol hour", 0.0, 2.0, "Stops made in an hour of patrol.")]
    visits_per_hour: Annotated[
        float, Declared(0.35, "per engagement hour", 0.0, 4.0, "Residents visited in an hour of engagement.")
    ]
    familiarity_rate: Annotated[
        float,
        Declared(
            0.01, "per hour", 0.0, 1.0, "Share of the way to full familiarity gained in an hour in a neighbourhood."
        ),
    ]
    familiarity_fade: Annotated[float, Declared(0.03, "per week", 0.0, 0.5, "Share of familiarity lost in a week.")]
    rotation_per_year: Annotated[
        float,
        Declared(
            0.15, "share", 0.0, 13.0, "Officers moved to another beat in a year.", "blair_2021", "D", role="setting"
        ),
    ]


class ContactsParameters(NamedTuple):
    """How a contact between officer and resident goes."""

    skill_mean: Annotated[
        float,
        Declared(
            0.86,
            "0-1",
            0.0,
            1.0,
            "Mean procedural-justice skill: the chance that a contact goes well.",
            "gss_2019",
            "M",
        ),
    ]
    skill_spread: Annotated[float, Declared(0.06, "0-1", 0.0, 0.3, "Standard deviation of skill over officers.")]
    stop_penalty: Annotated[
        float, Declared(0.12, "probability", 0.0, 0.6, "Fall of the chance that a stop goes well.", "skogan_2006", "D")
    ]
    visit_bonus: Annotated[
        float, Declared(0.09, "probability", 0.0, 0.3, "Rise of the chance that an engagement visit goes well.")
    ]
    familiarity_bonus: Annotated[
        float,
        Declared(0.05, "probability", 0.0, 0.3, "Rise of the chance that a contact goes well at full familiarity."),
    ]
    delay_penalty: Annotated[
        float,
        Declared(
            0.10, "probability per day", 0.0, 0.5, "Fall of the chance that a response goes well for each day's delay."
        ),
    ]
    training_gain: Annotated[
        float,
        Declared(
            0.10,
            "0-1",
            0.0,
            0.5,
            "Rise of skill under full leadership by a fully committed chief.",
            "weisburd_2022",
            "D",
        ),
    ]
    training_rate: Annotated[
        float, Declared(0.15, "per cycle", 0.0, 1.0, "Share of the way to its target that skill moves in a cycle.")
    ]


class ReportingParameters(NamedTuple):
    """What becomes known to police."""

    by_trust: Annotated[
        float,
        Declared(
            1.6,
            "logit",
            0.0,
            6.0,
            "Effect of trust in police on reporting by the victim.",
            "gss_2019",
            "D",
            sweep=(0.5, 2.5),
        ),
    ]
    trust_reference: Annotated[
        float,
        Declared(0.54, "0-1", 0.0, 1.0, "Trust at which the declared reporting shares hold.", "ibrahim_2020", "D"),
    ]
    by_witness: Annotated[
        float,
        Declared(
            0.05, "probability", 0.0, 1.0, "Chance that a trusting, cohesive witness reports what the victim does not."
        ),
    ]
    founded: Annotated[
        float,
        Declared(
            0.58,
            "share",
            0.1,
            1.0,
            "Reported incidents that police record as founded.",
            "statcan_2024",
            "D",
            role="setting",
        ),
    ]
    tip_chance: Annotated[
        float,
        Declared(
            0.5,
            "probability",
            0.0,
            1.0,
            "Chance that a fully trusting witness passes a tip where the channel is fully open.",
        ),
    ]
    tip_trace: Annotated[
        float,
        Declared(
            0.5,
            "crimes",
            0.0,
            5.0,
            "Recent crimes at home, faded, from which a resident visited has something to tell.",
        ),
    ]
    tip_known: Annotated[
        float,
        Declared(
            0.5,
            "recorded crimes",
            0.0,
            3.0,
            "What a tip adds to what police know of a place, relative to a recorded crime.",
        ),
    ]
    by_young: Annotated[
        float,
        Declared(-0.4, "logit", -2.0, 2.0, "Departure of victims aged 15-24 in reporting.", sweep=(-0.8, 0.0)),
    ]
    by_older: Annotated[
        float,
        Declared(0.2, "logit", -2.0, 2.0, "Departure of victims aged 65 and over in reporting.", sweep=(0.0, 0.5)),
    ]
    place_spread: Annotated[
        float,
        Declared(
            0.3,
            "logit",
            0.0,
            1.5,
            "Standard deviation of reporting over the places of a neighbourhood.",
            sweep=(0.0, 0.6),
        ),
    ]
    neighbourhood_spread: Annotated[
        float,
        Declared(
            0.2,
            "logit",
            0.0,
            1.5,
            "Standard deviation of reporting over neighbourhoods alike in trust.",
            sweep=(0.0, 0.4),
        ),
    ]


class ResponseParameters(NamedTuple):
    """Calls, their hours, and clearance."""

    routine_calls: Annotated[
        float,
        Declared(
            0.2125,
            "per resident-year",
            0.0,
            2.0,
            "Calls that concern no crime and no social crisis.",
            "south_simcoe_2024",
            "D",
            role="setting",
        ),
    ]
    hours_crime: Annotated[float, Declared(3.5, "hours", 0.1, 40.0, "Officer hours of a call about a crime.")]
    hours_crisis: Annotated[float, Declared(3.6, "hours", 0.1, 40.0, "Officer hours of a call about a social crisis.")]
    hours_routine: Annotated[float, Declared(1.8, "hours", 0.1, 40.0, "Officer hours of any other call.")]
    give_up_days: Annotated[int, Declared(7, "days", 1, 60, "Days after which an unanswered call is given up.")]
    load_memory: Annotated[
        float, Declared(0.1, "per day", 0.01, 1.0, "Rate at which dispatch learns the daily load of calls.")
    ]
    by_tip: Annotated[
        float, Declared(0.8, "logit", 0.0, 4.0, "Effect of a tip on clearance.", "skogan_antunes_1979", "M")
    ]
    by_familiarity: Annotated[
        float,
        Declared(0.629, "logit", 0.0, 4.0, "Effect of the officer's familiarity with the neighbourhood on clearance."),
    ]
    by_delay: Annotated[float, Declared(0.15, "logit per day", 0.0, 2.0, "Effect of delay on clearance.")]
    handover_relief: Annotated[
        float, Declared(0.04, "of need", 0.0, 0.5, "Fall of need when the right agency takes over a social crisis.")
    ]
    handover_hours: Annotated[
        float,
        Declared(6.0, "hours", 0.0, 100.0, "Hours of an agency's staff for a social crisis that it takes over."),
    ]
    agency_hours: Annotated[
        float,
        Declared(
            400.0,
            "hours per 1,000 residents and year",
            0.0,
            5000.0,
            "Hours of its own staff that each agency has for who is handed over to it, and for clients of its own.",
            role="setting",
        ),
    ]
    handover_saving: Annotated[
        float, Declared(0.6, "share", 0.0, 1.0, "Officer hours saved when the right agency takes over a social crisis.")
    ]
