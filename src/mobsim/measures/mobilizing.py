"""What leaders assess, plan and start."""

from mobsim.measures.outcome import RATE, Outcome, over, per_1000, per_resident, per_year
from mobsim.scenario.enumerations import Zone
from mobsim.scenario.initiatives import KINDS_OF_INITIATIVE

MOBILIZING = (
    Outcome(
        "need_for_assistance",
        "Need for police assistance",
        "0-1",
        "Assessed need for police assistance, by population.",
        "lower",
        over("need", "person_weeks"),
        "mean",
    ),
    *(
        Outcome(
            zone.key,
            f"Zone: {zone.label}",
            "share of neighbourhoods",
            f"Neighbourhoods in the zone of {zone.label}.",
            "neither",
            over(zone.key, "neighbourhood_weeks"),
            "mean",
        )
        for zone in Zone
    ),
    Outcome(
        "assessment_error",
        "Error of assessment",
        "0-1",
        "Distance of the assessed distribution of harm from the true one (total variation).",
        "lower",
        over("assessment_error", "community_weeks"),
        "mean",
    ),
    *(
        Outcome(
            f"initiatives_{kind}",
            f"Initiatives, {kind.replace('_', ' ')}",
            "started a year",
            f"Initiatives started: {kind.replace('_', '-led or -assisted, ', 1)}.",
            "neither",
            per_year(f"started_{kind}"),
        )
        for kind in KINDS_OF_INITIATIVE
    ),
    Outcome(
        "initiatives_met",
        "Initiatives that met their forecast",
        "share of ended",
        "Judged by leaders on assessed, not true, figures.",
        "neither",
        over("met", "ended"),
    ),
    Outcome(
        "hours_initiatives",
        "Hours on initiatives",
        f"officer hours {RATE}",
        "Officer hours put into initiatives.",
        "neither",
        per_1000("hours_initiatives"),
    ),
    Outcome(
        "volunteer_hours",
        "Volunteer hours",
        f"hours {RATE}",
        "Hours residents gave to running initiatives.",
        "higher",
        per_1000("volunteer_hours"),
    ),
    Outcome(
        "volunteer_worth",
        "Worth of volunteer hours",
        "CAD per resident a year",
        "What volunteers' hours would cost if they were paid; nobody pays it, and no cost counts it.",
        "neither",
        per_resident("volunteer_worth"),
    ),
    Outcome(
        "agency_hours",
        "Agency hours",
        f"hours {RATE}",
        "Hours agencies put into initiatives.",
        "neither",
        per_1000("agency_hours"),
    ),
    Outcome(
        "handover_hours",
        "Agency hours on crises",
        f"hours {RATE}",
        "Hours agencies put into social crises that were handed over to them.",
        "neither",
        per_1000("handover_hours"),
    ),
    Outcome(
        "crisis_hours_lapsed",
        "Agency hours not asked for",
        f"hours {RATE}",
        "Hours that agencies had for social crises and nobody asked for.",
        "neither",
        per_1000("crisis_hours_lapsed"),
    ),
    Outcome(
        "commitment",
        "Leaders' commitment",
        "0-1",
        "Mean commitment of leaders.",
        "higher",
        over("commitment", "community_weeks"),
        "mean",
    ),
    Outcome(
        "collaboration_ties",
        "Ties of collaboration",
        "0-1",
        "Mean tie between leaders.",
        "higher",
        over("collaboration_ties", "community_weeks"),
        "mean",
    ),
    Outcome(
        "representativeness",
        "Representativeness",
        "0-1",
        "How far leaders' priorities follow residents' need.",
        "higher",
        over("representativeness", "community_weeks"),
        "mean",
    ),
)
