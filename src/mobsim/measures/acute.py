"""Acute risk, and who calls or is struck again and again."""

from mobsim.measures.outcome import Outcome, over

ACUTE = (
    Outcome(
        "acute_share",
        "In an acute episode",
        "share of residents",
        "Residents in an episode of acute risk at the end of a week.",
        "lower",
        over("acute", "person_weeks"),
        "mean",
    ),
    Outcome(
        "frequent_callers",
        "Calls of the most frequent callers",
        "share of calls",
        "Calls made by the one resident in a thousand who calls most, in quarters of a year.",
        "lower",
        over("calls_of_frequent", "calls_of_quarters"),
    ),
    Outcome(
        "repeat_victims",
        "Repeat victimization",
        "share of victimizations",
        "Crimes against residents who are struck more than once in a year of 52 weeks.",
        "lower",
        over("victimised_again", "victimised_in_years"),
    ),
)
