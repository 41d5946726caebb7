"""Parameters of places and of offending at them."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class PlacesParameters(NamedTuple):
    """What places are and how traces at them fade."""

    residents_per_place: Annotated[
        int,
        Declared(
            25, "residents", 4, 500, "Residents of one street block or segment.", "weisburd_2015", "D", role="setting"
        ),
    ]
    attractiveness_spread: Annotated[
        float,
        Declared(
            2.64,
            "log sd",
            0.0,
            5.0,
            "Spread of attractiveness over places: heavy-tailed.",
            "weisburd_2015",
            "fitted",
            sweep=(2.0, 4.0),
        ),
    ]
    most_attractive: Annotated[
        float,
        Declared(
            1.61,
            "sd",
            0.5,
            6.0,
            "Attractiveness that no place exceeds, in standard deviations of its logarithm: the hottest 5% are alike.",
            sweep=(1.3, 2.3),
        ),
    ]
    boost_half_life: Annotated[
        float,
        Declared(
            8.98,
            "days",
            1.0,
            120.0,
            "Half-life of the recent-crime boost at a place.",
            "johnson_2007",
            "fitted",
            sweep=(4.0, 16.0),
        ),
    ]
    boost_spill: Annotated[
        float, Declared(0.4, "of the boost", 0.0, 1.0, "Boost that the next places receive.", "johnson_2007", "D")
    ]
    hardening_half_life: Annotated[
        float,
        Declared(150.0, "days", 7.0, 3640.0, "Half-life of situational hardening: it wears off.", "braga_2014", "M"),
    ]
    watch_half_life: Annotated[
        float, Declared(90.0, "days", 7.0, 3640.0, "Half-life of the guardianship that a watch leaves.")
    ]
    disorder_half_life: Annotated[
        float,
        Declared(28.0, "days", 1.0, 364.0, "Half-life of the disorder that is seen at a place.", "skogan_1990", "D"),
    ]
    memory_half_life: Annotated[
        float,
        Declared(28.0, "days", 1.0, 364.0, "Half-life of what those who live at a place could tell of crime there."),
    ]
    known_half_life: Annotated[
        float, Declared(90.0, "days", 7.0, 1000.0, "Half-life of what police know of crime at a place.")
    ]
    guardianship_base: Annotated[
        float,
        Declared(
            0.30, "0-1", 0.0, 1.0, "Guardianship by a resident who is not active in an initiative.", "reynald_2011", "M"
        ),
    ]
    guardianship_member: Annotated[
        float, Declared(0.70, "0-1", 0.0, 1.0, "Guardianship by a resident who takes part.", "reynald_2011", "M")
    ]
    indoors: Annotated[
        float, Declared(0.5, "share", 0.0, 1.0, "Part of guardianship lost when a resident is wholly insecure.")
    ]


class OffendingParameters(NamedTuple):
    """The decision of a would-be offender at an occasion."""

    places_weighed: Annotated[int, Declared(6, "places", 1, 8, "Places that an offender weighs at an occasion.")]
    step_chance: Annotated[
        float,
        Declared(
            0.35,
            "probability",
            0.0,
            0.9,
            "Chance of looking one neighbourhood further on the network (distance decay).",
            "johnson_2009",
            "M",
        ),
    ]
    pull_spread: Annotated[
        float,
        Declared(
            1.34,
            "log sd",
            0.0,
            2.0,
            "Spread over neighbourhoods of what draws would-be offenders to them (centres, malls, stations).",
            "brantingham_1995",
            "fitted",
            sweep=(0.6, 1.6),
        ),
    ]
    at_centres: Annotated[
        float,
        Declared(
            0.25,
            "share",
            0.0,
            0.9,
            "Part of life away from home that is lived in the community's centres rather than around home: of the attractive "
            "places that an offender looks at, and of those who pass there.",
            sweep=(0.1, 0.5),
        ),
    ]
    boost_choice: Annotated[
        float,
        Declared(
            8.06,
            "per boost",
            0.0,
            20.0,
            "Preference for a recently struck place in the choice.",
            "short_2008",
            "fitted",
            sweep=(4.0, 12.0),
        ),
    ]
    boost_cap: Annotated[float, Declared(3.0, "boosts", 0.5, 20.0, "Boost beyond which a place draws no more.")]
    by_boost: Annotated[
        float,
        Declared(
            1.24,
            "logit per boost",
            0.0,
            3.0,
            "Encouragement by a recent success at the place.",
            "johnson_2007",
            "fitted",
            sweep=(0.4, 2.0),
        ),
    ]
    usual_need: Annotated[
        float, Declared(0.35, "0-1", 0.0, 1.0, "Need of an offender at which a type's declared go-ahead holds.")
    ]
    usual_trust: Annotated[
        float,
        Declared(
            0.56, "0-1", 0.0, 1.0, "Trust in police at which a type's declared go-ahead holds.", "ibrahim_2020", "D"
        ),
    ]
    usual_control: Annotated[
        float, Declared(0.5, "0-1", 0.0, 1.0, "Informal control at which a type's declared go-ahead holds.")
    ]
    usual_guardianship: Annotated[
        float, Declared(0.3, "0-1", 0.0, 1.0, "Guardianship at which a type's declared go-ahead holds.")
    ]
    by_risk: Annotated[
        float, Declared(1.2, "logit", 0.0, 5.0, "Deterrence by perceived risk of apprehension.", "nagin_2013", "M")
    ]
    by_legitimacy: Annotated[
        float,
        Declared(
            1.55,
            "logit",
            0.0,
            6.0,
            "Restraint by the offender's own trust in police (normative compliance).",
            "tyler_1990",
            "fitted",
            sweep=(0.0, 3.5),
        ),
    ]
    by_local_trust: Annotated[
        float,
        Declared(
            6.31,
            "logit",
            0.0,
            10.0,
            "Deterrence by trust in police of those who live at the place: who trusts, steps in and calls.",
            "kirk_papachristos_2011",
            "fitted",
            sweep=(3.0, 8.0),
        ),
    ]
    by_control: Annotated[
        float,
        Declared(
            5.36,
            "logit",
            0.0,
            10.0,
            "Deterrence by informal control (mean cohesion at the place).",
            "sampson_1997",
            "fitted",
            sweep=(3.0, 8.0),
        ),
    ]
    by_guardianship: Annotated[
        float, Declared(1.2, "logit", 0.0, 6.0, "Deterrence by guardianship at the place.", "reynald_2011", "M")
    ]
    by_hardening: Annotated[
        float,
        Declared(
            2.82,
            "logit",
            0.0,
            6.0,
            "Deterrence by hardening against the type of offence.",
            "welsh_farrington_2009",
            "fitted",
            sweep=(1.2, 3.6),
        ),
    ]
    by_presence: Annotated[
        float,
        Declared(
            0.987,
            "logit",
            0.0,
            6.0,
            "Deterrence by full police presence at the place.",
            "braga_weisburd_2022",
            "fitted",
            sweep=(0.7, 2.4),
        ),
    ]
    by_wave: Annotated[
        float, Declared(0.7, "logit", 0.0, 3.0, "Encouragement in a neighbourhood under a crime wave of full severity.")
    ]
    displacement: Annotated[
        float,
        Declared(
            0.15,
            "probability",
            0.0,
            1.0,
            "Chance that a blocked offender turns to another place.",
            "guerette_bowers_2009",
            "M",
            sweep=(0.05, 0.3),
        ),
    ]
    risk_from_clearance: Annotated[
        float,
        Declared(
            0.45,
            "of the way to 1",
            0.0,
            1.0,
            "Rise of perceived risk of an offender whose offence is cleared.",
            "nagin_2013",
            "M",
        ),
    ]
    risk_from_tie_cleared: Annotated[
        float,
        Declared(
            0.08,
            "of the way to 1",
            0.0,
            1.0,
            "Rise of perceived risk of prone ties of a cleared offender.",
            "nagin_2013",
            "M",
        ),
    ]
    risk_from_stop: Annotated[
        float, Declared(0.05, "of the way to 1", 0.0, 1.0, "Rise of perceived risk of a prone resident who is stopped.")
    ]
    risk_fade: Annotated[
        float,
        Declared(0.027, "per week", 0.0, 0.5, "Share of perceived risk forgotten in a week (half in six months)."),
    ]
