"""Parameters of what residents feel: insecurity and cohesion."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class InsecurityParameters(NamedTuple):
    """How worry about crime moves (0 none, 1 full)."""

    ground_mean: Annotated[
        float, Declared(0.364, "0-1", 0.0, 1.0, "Mean ground of insecurity.", "gss_2019", "fitted", sweep=(0.33, 0.38))
    ]
    ground_by_deprivation: Annotated[
        float,
        Declared(
            0.12, "0-1 per 0-1", -0.2, 0.6, "Change of the ground from the least to the most deprived neighbourhood."
        ),
    ]
    ground_spread: Annotated[float, Declared(0.18, "0-1", 0.02, 0.4, "Standard deviation of the ground of insecurity.")]
    influence_rate: Annotated[
        float,
        Declared(
            0.035,
            "per week",
            0.002,
            0.3,
            "Share of the way to its target that insecurity moves in a week: far slower than crime.",
            "prieto_curiel_2017",
            "D",
        ),
    ]
    stubbornness: Annotated[
        float, Declared(0.70, "0-1", 0.0, 1.0, "Weight of own ground against ties.", "friedkin_johnsen_1990", "M")
    ]
    victim_rise: Annotated[
        float,
        Declared(
            0.035,
            "of the way to 1, per unit severity",
            0.0,
            0.3,
            "Rise of the victim's insecurity.",
            "prieto_curiel_2017",
            "D",
        ),
    ]
    hearsay_rise: Annotated[
        float,
        Declared(
            0.005,
            "of the way to 1, per unit severity",
            0.0,
            0.1,
            "Rise of insecurity of a tie who hears of a victimisation.",
            "prieto_curiel_2017",
            "D",
        ),
    ]
    hearsay_chance: Annotated[
        float, Declared(0.4, "probability", 0.0, 1.0, "Chance that a tie hears of a victimisation.")
    ]
    by_disorder: Annotated[
        float,
        Declared(
            0.12,
            "0-1",
            0.0,
            0.5,
            "Rise of the ground of insecurity where disorder at the place is as bad as can be.",
            "skogan_1990",
            "M",
        ),
    ]
    by_repair: Annotated[
        float,
        Declared(
            0.02,
            "0-1",
            0.0,
            0.3,
            "Fall of the ground of insecurity at a place that is watched and hardened as much as can be.",
            "gill_2014",
            "D",
        ),
    ]
    awareness_rise: Annotated[
        float,
        Declared(
            0.006,
            "of the way to 1, per week",
            0.0,
            0.1,
            "Rise while active in an initiative: mobilizing around a problem makes it felt.",
            "rosenbaum_1987",
            "M",
        ),
    ]
    reassurance: Annotated[
        float,
        Declared(
            0.03, "of insecurity", 0.0, 0.3, "Fall of insecurity from one good engagement contact.", "gill_2014", "M"
        ),
    ]
    satisfied_below: Annotated[
        float,
        Declared(
            0.50,
            "0-1",
            0.2,
            0.9,
            "Insecurity under which a resident answers 'satisfied with personal safety'.",
            "gss_2019",
            "D",
            role="setting",
        ),
    ]


class CohesionParameters(NamedTuple):
    """How trust in neighbours and readiness to step in move (0 none, 1 full)."""

    ground_mean: Annotated[
        float,
        Declared(
            0.56,
            "0-1",
            0.0,
            1.0,
            "Mean ground of cohesion where deprivation is 0 and turnover is nil.",
            "sampson_1997",
            "D",
        ),
    ]
    ground_by_deprivation: Annotated[
        float,
        Declared(
            -0.16,
            "0-1 per 0-1",
            -0.6,
            0.2,
            "Change of the ground from the least to the most deprived neighbourhood.",
            "sampson_1997",
            "D",
        ),
    ]
    ground_by_turnover: Annotated[
        float,
        Declared(
            -0.5,
            "0-1 per annual share",
            -2.0,
            0.0,
            "Change of the ground with residential turnover.",
            "sampson_1997",
            "D",
        ),
    ]
    ground_spread: Annotated[
        float, Declared(0.15, "0-1", 0.02, 0.4, "Standard deviation of the ground of cohesion within a neighbourhood.")
    ]
    neighbourhood_spread: Annotated[
        float,
        Declared(
            0.123,
            "0-1",
            0.0,
            0.3,
            "Standard deviation of the ground over neighbourhoods that are alike in deprivation and turnover.",
            "sampson_1997",
            "fitted",
            sweep=(0.05, 0.16),
        ),
    ]
    influence_rate: Annotated[
        float, Declared(0.05, "per week", 0.005, 0.4, "Share of the way to its target that cohesion moves in a week.")
    ]
    stubbornness: Annotated[
        float, Declared(0.60, "0-1", 0.0, 1.0, "Weight of own ground against ties.", "friedkin_johnsen_1990", "M")
    ]
    joint_work_gain: Annotated[
        float,
        Declared(
            0.012,
            "of the way to 1, per week",
            0.0,
            0.1,
            "Gain of cohesion while active in an initiative.",
            "ohmer_2010",
            "M",
        ),
    ]
    fear_loss: Annotated[
        float,
        Declared(
            0.010, "of cohesion, per week", 0.0, 0.1, "Loss while insecurity keeps a resident indoors, at full fear."
        ),
    ]
    victim_loss: Annotated[
        float, Declared(0.010, "of cohesion, per unit severity", 0.0, 0.1, "Loss of the victim's trust in neighbours.")
    ]
    settling_days: Annotated[
        int,
        Declared(
            364,
            "days",
            7,
            3640,
            "Days after which a newcomer listens to ties in full; a mover leaves ties behind.",
            "sampson_1997",
            "D",
        ),
    ]
