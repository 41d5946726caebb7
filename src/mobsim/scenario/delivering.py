"""Parameters of delivery: how much of a plan is delivered, what dose it takes to work, and what an hour of work does."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared

EFFECTIVE = 0.5  # part of what a full dose does, from which a dose counts as effective


class DeliveryParameters(NamedTuple):
    """What an hour of work does."""

    agency_hour_cost: Annotated[
        float,
        Declared(
            75.0,
            "CAD per hour",
            10.0,
            400.0,
            "Cost of an hour of an agency's staff.",
            "kenora_2023",
            "D",
            role="setting",
        ),
    ]
    volunteer_efficiency: Annotated[float, Declared(0.35, "hours of staff", 0.0, 1.0, "Worth of a volunteer's hour.")]
    mismatch: Annotated[
        float, Declared(0.5, "share", 0.0, 1.0, "Worth of an agency's hour on a problem that is not its own.")
    ]
    hardening_per_hour: Annotated[
        float,
        Declared(
            0.329,
            "of the way to 1, per hour and place",
            0.0,
            1.0,
            "Hardening of a place by an hour of situational work against one problem.",
            "ekblom_1996",
            "D",
            sweep=(0.15, 0.5),
        ),
    ]
    watch_per_hour: Annotated[
        float,
        Declared(
            0.0966,
            "of the way to 1, per hour and place",
            0.0,
            0.5,
            "Guardianship left at a place by an hour of community-led situational work.",
            "bennett_2006",
            "fitted",
            sweep=(0.03, 0.18),
        ),
    ]
    need_per_hour: Annotated[
        float,
        Declared(
            0.0645,
            "of need, per hour and resident",
            0.0,
            0.5,
            "Fall of need of a resident reached by an hour of social development.",
            "heller_2014",
            "fitted",
            sweep=(0.02, 0.09),
        ),
    ]
    fidelity_usual: Annotated[
        float,
        Declared(
            -1.2,
            "logit",
            -5.0,
            50.0,
            "Share of an initiative's work that is delivered as intended, among strangers without commitment.",
            "millie_hough_2004",
            "D",
            sweep=(-2.0, 0.0),
        ),
    ]
    fidelity_by_tie: Annotated[
        float,
        Declared(
            2.54,
            "logit",
            0.0,
            5.0,
            "More is delivered as intended where the agency is tied to the table.",
            sweep=(0.5, 3.5),
        ),
    ]
    fidelity_by_commitment: Annotated[
        float,
        Declared(
            1.27, "logit", 0.0, 5.0, "More is delivered as intended where leaders are committed.", sweep=(0.5, 2.5)
        ),
    ]
    fidelity_spread: Annotated[
        float,
        Declared(
            0.8, "logit sd", 0.0, 2.0, "How far initiatives differ in what is delivered as intended.", sweep=(0.4, 1.2)
        ),
    ]
    agency_capacity: Annotated[
        float,
        Declared(
            0.161,
            "hours a day per 1,000 residents",
            0.0,
            1000.0,
            "Hours of staff that each agency can give to a community's initiatives, whatever they can pay.",
            sweep=(0.05, 0.2),
        ),
    ]
    dose_needed_places: Annotated[
        float,
        Declared(
            0.007,
            "hours per place and day",
            0.001,
            2.0,
            "Work that situational initiatives must put into each of their places.",
            "ekblom_1996",
            "D",
            sweep=(0.0035, 0.014),
        ),
    ]
    dose_needed_residents: Annotated[
        float,
        Declared(
            0.05,
            "hours per resident and day",
            0.001,
            2.0,
            "Work that social development must put into each resident it reaches.",
            sweep=(0.02, 0.1),
        ),
    ]
    dose_half: Annotated[
        float,
        Declared(
            0.539,
            "share of the dose",
            0.05,
            1.0,
            "Part of the full dose at which work does about half of what it could.",
            sweep=(0.35, 0.65),
        ),
    ]
    dose_steepness: Annotated[
        float,
        Declared(
            4.0, "power", 0.0, 10.0, "How sharp the threshold is below which a dose does little.", sweep=(2.0, 8.0)
        ),
    ]
    untested: Annotated[
        float,
        Declared(
            0.3,
            "share",
            0.0,
            1.0,
            "What a measure that was never tested on its problem does of what a tested one does.",
            "brown_2014",
            "D",
            sweep=(0.1, 0.6),
        ),
    ]
    powers: Annotated[
        float,
        Declared(
            0.5,
            "share",
            0.0,
            2.0,
            "How much further and longer hardening goes with the powers of a partner tied to the table.",
            sweep=(0.0, 1.0),
        ),
    ]
    reinforcement: Annotated[
        float,
        Declared(
            0.25,
            "share",
            0.0,
            2.0,
            "How much more social and situational work against one problem do side by side, between agencies tied in full.",
            sweep=(0.0, 0.5),
        ),
    ]
    referral: Annotated[
        float,
        Declared(
            1.0,
            "probability",
            0.0,
            1.0,
            "Chance that who is cleared is referred to the right agency, under full collaboration with it.",
            sweep=(0.3, 1.0),
        ),
    ]
    referral_hours: Annotated[
        float,
        Declared(
            4.0, "hours", 0.0, 100.0, "Agency hours that a person referred after arrest takes.", sweep=(2.0, 10.0)
        ),
    ]
    referral_effect: Annotated[
        float,
        Declared(
            0.15,
            "share",
            0.0,
            1.0,
            "Fall of the propensity to offend of who is referred after arrest.",
            sweep=(0.0, 0.3),
        ),
    ]
    client_share: Annotated[
        float,
        Declared(
            0.7,
            "share",
            0.0,
            1.0,
            "Of the hours of an agency's own staff that nobody asks for, the part spent with clients; the rest lapses.",
            sweep=(0.4, 0.9),
        ),
    ]
    client_hours: Annotated[
        float,
        Declared(8.0, "hours", 1.0, 200.0, "Agency hours that a client of an agency's own takes.", sweep=(4.0, 20.0)),
    ]
    client_worth: Annotated[
        float,
        Declared(
            0.5,
            "share",
            0.0,
            1.0,
            "Worth of an hour of an agency's ordinary services next to one of a tested programme.",
            sweep=(0.2, 0.8),
        ),
    ]
    client_years: Annotated[
        float,
        Declared(
            12.0,
            "years",
            0.0,
            50.0,
            "Years of agencies' own services that a town has behind it when it is born.",
            sweep=(8.0, 20.0),
        ),
    ]
    usual_left: Annotated[
        float,
        Declared(
            0.85,
            "share",
            0.0,
            1.0,
            "Of the hours of agencies' own staff, what nobody asks for in the years before the first day.",
            sweep=(0.7, 1.0),
        ),
    ]
    moved_at_low_dose: Annotated[
        float,
        Declared(
            0.5,
            "share",
            0.0,
            1.0,
            "Of the hardening that a low dose fails to achieve, the part that moves crime to other places instead.",
            "ekblom_1996",
            "D",
        ),
    ]
