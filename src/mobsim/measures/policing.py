"""What officers do, and what it costs."""

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.outcome import RATE, Outcome, Sums, over, per_1000, per_resident
from mobsim.tools.calendar import WEEKS_IN_YEAR


def activity(sums: Sums) -> NDArray[np.float64]:
    """Measure what was done in an hour of patrol or engagement; not a number where there was none."""
    hours = np.asarray(sums["hours_patrol"] + sums["hours_engagement"], float)
    return np.divide(sums["hours_done"], hours, out=np.full_like(hours, np.nan), where=hours > 0)


POLICING = (
    Outcome(
        "clearance_weighted",
        "Clearance, weighted",
        "share of recorded severity",
        "Recorded crimes that police clear, weighted by severity.",
        "higher",
        over("cleared_severity", "recorded_severity"),
    ),
    Outcome(
        "response_delay",
        "Response delay",
        "days",
        "Mean wait of a call that is answered.",
        "lower",
        over("delay", "answered"),
    ),
    Outcome("calls", "Calls", "per resident a year", "Calls for service.", "neither", per_resident("calls")),
    Outcome(
        "unanswered",
        "Unanswered calls",
        "share of calls",
        "Calls given up unanswered.",
        "lower",
        over("unanswered", "calls"),
    ),
    Outcome("tips", "Tips", RATE, "Tips passed to police.", "higher", per_1000("tips")),
    Outcome("stops", "Stops", RATE, "Residents stopped by patrols.", "neither", per_1000("stops")),
    Outcome(
        "activity",
        "Officers' activity",
        "times the usual",
        "What officers get done in an hour of patrol or engagement: stops, visits, presence.",
        "neither",
        activity,
    ),
    Outcome(
        "activity_spread",
        "Spread between supervisors",
        "ratio",
        "Officers' activity in an hour, by supervisor: the 90th over the 10th percentile, as their spread has it.",
        "neither",
        over("activity_spread", "community_weeks"),
        "mean",
    ),
    Outcome(
        "contacts_good", "Good contacts", RATE, "Contacts with officers that went well.", "higher", per_1000("good")
    ),
    Outcome("contacts_bad", "Bad contacts", RATE, "Contacts with officers that went badly.", "lower", per_1000("bad")),
    Outcome(
        "hours_response",
        "Hours answering calls",
        f"officer hours {RATE}",
        "Officer hours for calls, with standing by.",
        "neither",
        per_1000("hours_response"),
    ),
    Outcome(
        "hours_patrol",
        "Hours on patrol",
        f"officer hours {RATE}",
        "Officer hours on patrol.",
        "neither",
        per_1000("hours_patrol"),
    ),
    Outcome(
        "hours_engagement",
        "Hours on engagement",
        f"officer hours {RATE}",
        "Officer hours on visits, forums and follow-up.",
        "neither",
        per_1000("hours_engagement"),
    ),
    Outcome(
        "hours_overhead",
        "Hours on the components",
        f"officer hours {RATE}",
        "Officer hours for training, tables, forums and analysis.",
        "neither",
        per_1000("hours_overhead"),
    ),
    Outcome(
        "hours_given",
        "Hours on duty",
        f"officer hours {RATE}",
        "Officer hours on duty, overtime with them: all that the hours above and below are made of.",
        "neither",
        per_1000("hours_given"),
    ),
    Outcome(
        "hours_standby",
        "Hours standing by",
        f"officer hours {RATE}",
        "Officer hours for which there was nothing to do.",
        "neither",
        per_1000("hours_standby"),
    ),
    Outcome(
        "overtime_hours",
        "Overtime hours",
        f"officer hours {RATE}",
        "Hours bought with what programmes did not get; part of the hours above.",
        "neither",
        per_1000("overtime_hours"),
    ),
)

MONEY = (
    Outcome(
        "cost",
        "Cost",
        "CAD per resident a year",
        "Officers and the public purse: the components, programmes, overtime, and what is set aside for programmes.",
        "lower",
        per_resident("cost_officers", "granted"),
    ),
    Outcome(
        "programme_money",
        "Programme money",
        "CAD per resident a year",
        "Money spent by initiatives.",
        "neither",
        per_resident("cost_programmes"),
    ),
    Outcome(
        "money_won",
        "Money won by leaders",
        "CAD per resident a year",
        "Money of the same purse that programmes get because committed leaders win it.",
        "neither",
        per_resident("won"),
    ),
    Outcome(
        "money_set_aside",
        "Money set aside",
        "CAD per resident a year",
        "Programme money granted and not yet spent (less than nothing where earlier savings are spent).",
        "neither",
        lambda s: (
            WEEKS_IN_YEAR
            * (
                s["granted"]
                - sum(s[f"cost_{spent}"] for spent in ("components", "teams", "table", "overtime", "programmes"))
            )
            / s["person_weeks"]
        ),
    ),
    Outcome(
        "component_money",
        "Money for the components",
        "CAD per resident a year",
        "Money spent on leadership, collaboration, analysis and information sharing.",
        "neither",
        per_resident("cost_components"),
    ),
    Outcome(
        "team_money",
        "Money for crisis teams",
        "CAD per resident a year",
        "Money spent on crisis teams.",
        "neither",
        per_resident("cost_teams"),
    ),
    Outcome(
        "table_money",
        "Money for a situation table",
        "CAD per resident a year",
        "Money spent on cases at a situation table.",
        "neither",
        per_resident("cost_table"),
    ),
    Outcome(
        "overtime_money",
        "Overtime money",
        "CAD per resident a year",
        "Money spent on overtime patrol.",
        "neither",
        per_resident("cost_overtime"),
    ),
)
