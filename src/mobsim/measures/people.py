"""What residents feel and do."""

from mobsim.measures.outcome import Outcome, over

PEOPLE = (
    Outcome(
        "insecurity",
        "Insecurity",
        "0-1",
        "Mean worry about crime of residents aged 15 and over.",
        "lower",
        over("insecurity", "adult_weeks"),
        "mean",
    ),
    Outcome(
        "insecure_share",
        "Insecure residents",
        "share",
        "Residents aged 15+ not satisfied with their personal safety.",
        "lower",
        over("insecure", "adult_weeks"),
        "mean",
    ),
    Outcome(
        "trust",
        "Trust in police",
        "0-1",
        "Mean trust in police of residents aged 15 and over.",
        "higher",
        over("trust", "adult_weeks"),
        "mean",
    ),
    Outcome(
        "confident_share",
        "Great confidence in police",
        "share",
        "Residents aged 15+ with a great deal of confidence in police.",
        "higher",
        over("confident", "adult_weeks"),
        "mean",
    ),
    Outcome(
        "cohesion",
        "Cohesion",
        "0-1",
        "Mean trust in neighbours and readiness to step in (collective efficacy).",
        "higher",
        over("cohesion", "adult_weeks"),
        "mean",
    ),
    Outcome(
        "participation",
        "Participation",
        "share",
        "Residents aged 15+ who work in an initiative in a week.",
        "higher",
        over("participation", "adult_weeks"),
        "mean",
    ),
    Outcome(
        "membership",
        "Membership",
        "share",
        "Residents aged 15+ who belong to a residents' group, active or not.",
        "higher",
        over("membership", "adult_weeks"),
        "mean",
    ),
)
