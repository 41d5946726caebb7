"""Parameters of who lives in a community, of their ties, and of joining an initiative."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class PeopleParameters(NamedTuple):
    """Who lives in the community (traits drawn at birth and for newcomers)."""

    share_child: Annotated[
        float,
        Declared(
            0.16,
            "share",
            0.0,
            0.4,
            "Residents aged 0-14; they neither offend nor vote nor join.",
            "statcan_census_2021",
            "M",
            role="setting",
        ),
    ]
    share_young: Annotated[
        float, Declared(0.13, "share", 0.0, 0.4, "Residents aged 15-24.", "statcan_census_2021", "M", role="setting")
    ]
    share_older: Annotated[
        float,
        Declared(0.18, "share", 0.0, 0.5, "Residents aged 65 and over.", "statcan_census_2021", "M", role="setting"),
    ]
    need_floor: Annotated[
        float,
        Declared(
            0.177,
            "0-1",
            0.0,
            0.5,
            "Mean need (social risk factors) where deprivation is nil, if agencies served nobody.",
        ),
    ]
    need_by_deprivation: Annotated[
        float,
        Declared(0.45, "0-1 per 0-1", 0.0, 0.8, "Rise of mean need from the least to the most deprived neighbourhood."),
    ]
    need_spread: Annotated[float, Declared(0.16, "0-1", 0.0, 0.4, "Standard deviation of need within a neighbourhood.")]
    prone_share: Annotated[
        float,
        Declared(
            0.0531,
            "share of residents 15+",
            0.005,
            0.3,
            "Residents aged 15 and over who would offend at all, at mean need.",
            "wolfgang_1972",
            "fitted",
            sweep=(0.045, 0.062),
        ),
    ]
    prone_by_need: Annotated[
        float, Declared(2.0, "per 0-1", 0.0, 6.0, "Rise of the log odds-like share of prone residents with need.")
    ]
    usual_need: Annotated[
        float, Declared(0.35, "0-1", 0.0, 1.0, "Need at which the declared share of prone residents holds.")
    ]
    usual_deprivation: Annotated[
        float, Declared(0.4, "0-1", 0.0, 1.0, "Deprivation at which the declared grounds of trust and insecurity hold.")
    ]
    prone_young: Annotated[
        float,
        Declared(
            2.2,
            "times",
            1.0,
            5.0,
            "Proneness of those aged 15-24 relative to 25-64 (age-crime curve).",
            "farrington_1986",
            "M",
        ),
    ]
    prone_older: Annotated[
        float,
        Declared(
            0.1, "times", 0.0, 1.0, "Proneness of those aged 65 and over relative to 25-64.", "farrington_1986", "M"
        ),
    ]
    most_prone: Annotated[
        float,
        Declared(0.95, "share of residents alike", 0.5, 0.99, "Most who are prone of those alike in age and need."),
    ]
    propensity_spread: Annotated[
        float,
        Declared(
            1.1,
            "log sd",
            0.1,
            2.5,
            "Spread of propensity among the prone: few make most offences.",
            "wolfgang_1972",
            "M",
        ),
    ]
    threshold_mean: Annotated[
        float, Declared(0.32, "score", 0.0, 2.0, "Mean threshold of membership.", "granovetter_1978", "M")
    ]
    threshold_spread: Annotated[
        float,
        Declared(
            0.30, "score", 0.01, 1.0, "Standard deviation of the threshold of membership.", "granovetter_1978", "M"
        ),
    ]
    zeal_spread: Annotated[
        float,
        Declared(
            1.6,
            "log sd",
            0.0,
            3.0,
            "Spread of zeal over people: the most zealous quarter of volunteers gives about three quarters of all hours.",
            "vezina_2012",
            "D",
        ),
    ]
    desistance: Annotated[
        float,
        Declared(
            0.15,
            "share a year",
            0.0,
            1.0,
            "Prone residents who desist in a year; others become prone as their need and age have it.",
            "farrington_1986",
            "D",
        ),
    ]


class TieParameters(NamedTuple):
    """Ties between residents, made at birth."""

    made_each: Annotated[
        int,
        Declared(
            5,
            "ties",
            1,
            20,
            "Ties that each resident makes; on average they have twice as many.",
            "hampton_2011",
            "M",
            role="setting",
        ),
    ]
    same_place: Annotated[
        float, Declared(0.35, "share", 0.0, 1.0, "Ties made within the place (street block).", "hampton_2011", "M")
    ]
    next_places: Annotated[
        float, Declared(0.40, "share", 0.0, 1.0, "Ties made within the places around.", "hampton_2011", "M")
    ]
    next_reach: Annotated[int, Declared(4, "places", 1, 50, "Places to either side that count as around.")]
    anywhere: Annotated[
        float,
        Declared(
            0.05,
            "share",
            0.0,
            1.0,
            "Ties made anywhere in town; the rest within the neighbourhood.",
            "hampton_2011",
            "M",
        ),
    ]


class NeedParameters(NamedTuple):
    """How unmet need moves."""

    relapse: Annotated[
        float,
        Declared(
            0.0035,
            "per week",
            0.0,
            0.1,
            "Share of the way back to its ground that need moves in a week (half in about four years).",
            "heller_2014",
            "D",
        ),
    ]


class ParticipationParameters(NamedTuple):
    """The threshold rule of membership, and how members turn out to work."""

    attention: Annotated[
        float,
        Declared(
            0.04,
            "probability per week",
            0.0,
            1.0,
            "Chance that a resident is asked, or thinks, about membership in a week.",
        ),
    ]
    usual_members: Annotated[
        float, Declared(0.2, "share", 0.0, 1.0, "Share of residents who are members, as the untreated town has it.")
    ]
    usual_example: Annotated[float, Declared(0.2, "0-1", 0.0, 1.0, "Leaders' example, as the untreated town has it.")]
    by_ties: Annotated[
        float, Declared(0.5, "score", 0.0, 3.0, "Weight of the share of ties who are members.", "granovetter_1978", "M")
    ]
    by_cohesion: Annotated[
        float, Declared(1.6, "score per 0-1", 0.0, 6.0, "Weight of cohesion, against what is usual, on membership.")
    ]
    turnout: Annotated[
        float,
        Declared(
            0.3,
            "per week",
            0.0,
            1.0,
            "How often a member of mean zeal means to turn out in a week; below once, the chance to look for work.",
        ),
    ]
    social_appeal: Annotated[
        float,
        Declared(
            0.3, "probability", 0.0, 1.0, "Chance that a member who finds no work nearby helps in social development."
        ),
    ]
    by_lead: Annotated[
        float,
        Declared(
            1.5,
            "per 0-1",
            0.0,
            6.0,
            "Weight of trust in who leads, police or neighbours, against what is usual, on turning out.",
        ),
    ]
    usual_trust: Annotated[
        float, Declared(0.56, "0-1", 0.0, 1.0, "Usual trust in police, as the baselines have it.", "ibrahim_2020", "D")
    ]
    usual_cohesion: Annotated[
        float, Declared(0.43, "0-1", 0.0, 1.0, "Usual cohesion, as the model's baseline town has it.")
    ]
    by_problem: Annotated[float, Declared(0.137, "score", 0.0, 2.0, "Weight of how much crime is felt.")]
    by_example: Annotated[float, Declared(0.30, "score", 0.0, 2.0, "Weight of leaders' example.", "blair_2021", "D")]
    cost: Annotated[float, Declared(0.259, "score", 0.0, 1.0, "Cost of membership.")]
    by_fear: Annotated[
        float, Declared(0.6, "score", 0.0, 2.0, "Weight of fear that keeps people indoors.", "skogan_1990", "M")
    ]
    hysteresis: Annotated[
        float,
        Declared(0.12, "score", 0.0, 1.0, "How far the score must fall under the threshold before a member leaves."),
    ]
    still_members: Annotated[
        float,
        Declared(
            0.3,
            "share",
            0.0,
            1.0,
            "How far below the threshold, as a share of the hysteresis, adults are members when the town is born: they joined "
            "when more spoke for it.",
        ),
    ]
    hours_per_week: Annotated[
        float,
        Declared(
            2.0,
            "hours",
            0.1,
            20.0,
            "Hours that a turnout takes; who is active turns out once or more in a week.",
            "gss_giving_2018",
            "M",
        ),
    ]
    fatigue_rate: Annotated[
        float,
        Declared(
            0.05,
            "per week",
            0.0,
            0.5,
            "Rise of fatigue in an active week; it fades at twice this rate otherwise.",
        ),
    ]
