"""Parameters of trust in police."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class TrustParameters(NamedTuple):
    """How trust in police moves (0 none, 1 full)."""

    ground_young: Annotated[
        float, Declared(0.545, "0-1", 0.0, 1.0, "Mean ground of trust at 15-24.", "ibrahim_2020", "D")
    ]
    ground_middle: Annotated[
        float,
        Declared(
            0.547, "0-1", 0.0, 1.0, "Mean ground of trust at 25-64.", "ibrahim_2020", "fitted", sweep=(0.53, 0.57)
        ),
    ]
    ground_older: Annotated[
        float, Declared(0.63, "0-1", 0.0, 1.0, "Mean ground of trust at 65 and over.", "ibrahim_2020", "D")
    ]
    ground_by_deprivation: Annotated[
        float,
        Declared(
            -0.10,
            "0-1 per 0-1",
            -0.6,
            0.2,
            "Change of the ground of trust from the least to the most deprived neighbourhood.",
        ),
    ]
    ground_spread: Annotated[float, Declared(0.20, "0-1", 0.02, 0.4, "Standard deviation of the ground of trust.")]
    influence_rate: Annotated[
        float,
        Declared(
            0.14,
            "per week",
            0.01,
            0.5,
            "Share of the way to its target that trust moves in a week; a single good contact fades at this rate.",
            "mazerolle_2013",
            "M",
            sweep=(0.07, 0.25),
        ),
    ]
    stubbornness: Annotated[
        float,
        Declared(
            0.75,
            "0-1",
            0.0,
            1.0,
            "Weight of a resident's own ground against ties (Friedkin-Johnsen).",
            "friedkin_johnsen_1990",
            "M",
        ),
    ]
    confidence_bound: Annotated[
        float,
        Declared(
            0.45,
            "0-1",
            0.05,
            1.0,
            "Ties whose trust differs by more are not listened to (bounded confidence).",
            "deffuant_2000",
            "M",
        ),
    ]
    good_contact: Annotated[
        float,
        Declared(0.035, "of the way to 1", 0.0, 0.3, "Gain of trust from one good contact.", "mazerolle_2013", "M"),
    ]
    bad_contact_weight: Annotated[
        float,
        Declared(
            5.34,
            "times",
            1.0,
            20.0,
            "Weight of a bad contact over a good one.",
            "skogan_2006",
            "fitted",
            sweep=(4.0, 10.0),
        ),
    ]
    grievance_share: Annotated[
        float,
        Declared(
            0.15,
            "share",
            0.0,
            1.0,
            "Part of a bad contact's loss that stays as grievance.",
            "skogan_2006",
            "fitted",
            sweep=(0.08, 0.35),
        ),
    ]
    grievance_fade: Annotated[
        float, Declared(0.013, "per week", 0.0, 0.2, "Share of a grievance forgotten in a week (half in a year).")
    ]
    broken_promise: Annotated[
        float,
        Declared(
            0.04,
            "of trust",
            0.0,
            0.5,
            "Loss of trust when a concern raised at a forum is not followed up.",
            "blair_2021",
            "D",
        ),
    ]
    kept_promise: Annotated[
        float,
        Declared(0.03, "of the way to 1", 0.0, 0.3, "Gain of trust when a concern is followed up.", "blair_2021", "D"),
    ]
    hearsay_chance: Annotated[
        float,
        Declared(
            0.435,
            "probability",
            0.0,
            1.0,
            "Chance that a tie hears how a contact with police went, or that a neighbour sees a stop (vicarious experience).",
            "brunson_2007",
            "fitted",
            sweep=(0.15, 0.6),
        ),
    ]
    hearsay_share: Annotated[
        float,
        Declared(
            0.542,
            "share",
            0.0,
            1.0,
            "Weight of a contact that was heard of against one's own.",
            "rosenbaum_2005",
            "fitted",
            sweep=(0.2, 0.7),
        ),
    ]
    by_visibility: Annotated[
        float,
        Declared(
            0.0536,
            "0-1",
            0.0,
            0.3,
            "Rise of the ground of trust where engaged officers are seen as much as can be; it lasts while they are seen.",
            "bradford_2009",
            "fitted",
            sweep=(0.03, 0.08),
        ),
    ]
    by_disorder: Annotated[
        float,
        Declared(
            0.06,
            "0-1",
            0.0,
            0.4,
            "Fall of the ground of trust where disorder at the place is as bad as can be: police are held to answer for it.",
            "skogan_2006",
            "D",
        ),
    ]
    victim_loss: Annotated[
        float,
        Declared(
            0.006,
            "of trust, per unit severity",
            0.0,
            0.1,
            "Loss of a victim's trust: police did not protect them.",
            "gss_2019",
            "D",
        ),
    ]
    unanswered_weight: Annotated[
        float,
        Declared(
            2.0, "times", 0.0, 10.0, "Weight of a call that is given up over any other bad contact.", "skogan_2006", "D"
        ),
    ]
    visibility_alone: Annotated[
        float,
        Declared(
            0.3,
            "share",
            0.0,
            1.0,
            "Part of the effect of being seen that is earned without follow-up of concerns and by strangers to the beat.",
            "blair_2021",
            "D",
        ),
    ]
    visibility_scale: Annotated[
        float,
        Declared(
            20.0,
            "officer hours per 1,000 residents a week",
            1.0,
            200.0,
            "Hours of engagement at which 63 % of full visibility is reached.",
        ),
    ]
    visibility_rate: Annotated[
        float, Declared(0.15, "per week", 0.01, 1.0, "Rate at which visibility follows what officers do.")
    ]
    misconduct: Annotated[
        float,
        Declared(
            0.25,
            "of trust",
            0.0,
            1.0,
            "Loss of trust on hearing of police misconduct of severity 1, twice that of the published case (severity 0.5).",
            "forum_2016",
            "D",
            sweep=(0.17, 0.34),
        ),
    ]
    public_memory: Annotated[
        float,
        Declared(
            0.9,
            "share",
            0.0,
            1.0,
            "Part of what public news of police costs in trust that stays as grievance: it is remembered and retold.",
            "kochel_2019",
            "D",
            sweep=(0.6, 1.0),
        ),
    ]
    great_deal: Annotated[
        float,
        Declared(
            0.60,
            "0-1",
            0.3,
            0.9,
            "Trust from which a resident answers 'a great deal of confidence'.",
            "ibrahim_2020",
            "D",
            role="setting",
        ),
    ]
