"""Acute risk, who calls or is struck again and again, and who takes crises on."""

from mobsim.measures.outcome import RATE, Outcome, over, per_1000

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
    Outcome(
        "apprehensions",
        "Apprehensions in a crisis",
        RATE,
        "Crises that end with somebody apprehended by police.",
        "lower",
        per_1000("apprehensions"),
    ),
    Outcome(
        "handovers",
        "Crises handed over",
        RATE,
        "Crises that an agency takes over from police.",
        "higher",
        per_1000("handovers"),
    ),
    Outcome(
        "team_calls",
        "Calls taken on by crisis teams",
        RATE,
        "Calls about crises, or of people in an acute episode, that crisis teams take on.",
        "neither",
        per_1000("team_calls"),
    ),
    Outcome(
        "team_held",
        "Closed by crisis teams",
        "share of those taken on",
        "Calls that crisis teams close without police.",
        "higher",
        over("team_held", "team_calls"),
    ),
    Outcome(
        "team_connected",
        "Connected by crisis teams",
        "share of those closed",
        "Calls after which somebody is connected to care: their need falls, and an episode ends.",
        "higher",
        over("team_connected", "team_held"),
    ),
)
