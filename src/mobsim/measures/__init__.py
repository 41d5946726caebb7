"""What is counted: every outcome with its unit and meaning, and how it follows from sums of counts.

A :class:`Ledger` holds sums that can be added over weeks, neighbourhoods and communities; every outcome is a ratio of such
sums, so that a week, a neighbourhood and a whole run are measured by the same lines.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.problems import DEFAULT_PROBLEMS, ProblemType

Sums = Mapping[str, NDArray[np.float64]]
WEEKS_IN_YEAR = 52.0
ZONES = (
    "enforcement and crime suppression",
    "mobilization and crime prevention",
    "engagement and liaison",
    "safety and consultation",
)
KINDS_OF_INITIATIVE = ("police_situational", "police_social", "community_situational", "community_social")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: ``total`` says how weeks make a total; ``better`` which way is better, as far as that can be said."""

    name: str
    label: str
    unit: str
    about: str
    better: Literal["lower", "higher", "neither"]
    measure: Callable[[Sums], NDArray[np.float64]]
    total: Literal["rate", "mean", "end", "distribution"] = "rate"


def _per_1000(*names: str) -> Callable[[Sums], NDArray[np.float64]]:
    return lambda s: 1000.0 * WEEKS_IN_YEAR * sum(s[name] for name in names) / s["person_weeks"]


def _over(part: str, whole: str) -> Callable[[Sums], NDArray[np.float64]]:
    def measure(s: Sums) -> NDArray[np.float64]:
        below = np.asarray(s[whole], float)
        return np.divide(s[part], below, out=np.full_like(below, np.nan), where=below > 0)

    return measure


def _per_resident(*names: str) -> Callable[[Sums], NDArray[np.float64]]:
    return lambda s: WEEKS_IN_YEAR * sum(s[name] for name in names) / s["person_weeks"]


def _per_year(name: str) -> Callable[[Sums], NDArray[np.float64]]:
    return lambda s: WEEKS_IN_YEAR * s[name] / s["community_weeks"]


RATE = "per 1,000 residents a year"


def _crime_outcomes(problems: Sequence[ProblemType]) -> list[Outcome]:
    crimes = [problem.name for problem in problems if problem.crime]
    victims = [problem.name for problem in problems if problem.crime and problem.victim]
    series = []
    for word, said in (
        ("true", "crimes that happened, known to the simulation only"),
        ("reported", "crimes told to police"),
        ("recorded", "reported crimes that police recorded as founded"),
    ):
        better: Literal["lower", "neither"] = "lower" if word == "true" else "neither"
        all_types = [f"{word}_{name}" for name in crimes]
        series.append(
            Outcome(f"{word}_crime", f"{word.capitalize()} crime", RATE, f"All {said}.", better, _per_1000(*all_types))
        )
        for name in crimes:
            about = f"{name.replace('_', ' ').capitalize()}: {said}."
            series.append(
                Outcome(
                    f"{word}_{name}",
                    f"{word.capitalize()} {name.replace('_', ' ')}",
                    RATE,
                    about,
                    better,
                    _per_1000(f"{word}_{name}"),
                )
            )
    for problem in problems:
        if not problem.crime:
            label = problem.name.replace("_", " ").capitalize()
            series.append(
                Outcome(problem.name, label, RATE, problem.about or label, "lower", _per_1000(f"true_{problem.name}"))
            )
            series.append(
                Outcome(
                    f"reported_{problem.name}",
                    f"Reported {label.lower()}",
                    RATE,
                    f"{label}: calls to police.",
                    "neither",
                    _per_1000(f"reported_{problem.name}"),
                )
            )

    def summed(word: str) -> Callable[[Sums], NDArray[np.float64]]:
        return lambda s: np.asarray(sum(s[f"{word}_{name}"] for name in victims))

    series += [
        Outcome(
            "victim_crime",
            "Crimes with a victim",
            "per 1,000 residents aged 15+ a year",
            "Incidents that a victimisation survey would count.",
            "lower",
            lambda s: 1000.0 * WEEKS_IN_YEAR * summed("true")(s) / s["adult_weeks"],
        ),
        Outcome(
            "reported_share",
            "Share reported",
            "share",
            "Crimes with a victim that are told to police.",
            "higher",
            lambda s: summed("reported")(s) / np.maximum(summed("true")(s), 1e-9),
        ),
        Outcome(
            "recorded_share",
            "Share recorded",
            "share of reported",
            "Reported crimes that police record.",
            "neither",
            lambda s: summed("recorded")(s) / np.maximum(summed("reported")(s), 1e-9),
        ),
        Outcome(
            "clearance",
            "Clearance",
            "share of recorded",
            "Recorded crimes that police clear.",
            "higher",
            lambda s: (
                sum(s[f"cleared_{name}"] for name in crimes)
                / np.maximum(sum(s[f"recorded_{name}"] for name in crimes), 1e-9)
            ),
        ),
    ]
    return series  # fmt: skip


_FIXED = (
    Outcome("harm", "Harm", f"severity-weighted incidents {RATE}", "Every true incident, weighted by how serious it is.", "lower", _per_1000("harm")),
    Outcome("insecurity", "Insecurity", "0-1", "Mean worry about crime of residents aged 15 and over.", "lower", _over("insecurity", "adult_weeks"), "mean"),
    Outcome("insecure_share", "Insecure residents", "share", "Residents aged 15+ not satisfied with their personal safety.", "lower", _over("insecure", "adult_weeks"), "mean"),
    Outcome("trust", "Trust in police", "0-1", "Mean trust in police of residents aged 15 and over.", "higher", _over("trust", "adult_weeks"), "mean"),
    Outcome("confident_share", "Great confidence in police", "share", "Residents aged 15+ with a great deal of confidence in police.", "higher", _over("confident", "adult_weeks"), "mean"),
    Outcome("cohesion", "Cohesion", "0-1", "Mean trust in neighbours and readiness to step in (collective efficacy).", "higher", _over("cohesion", "adult_weeks"), "mean"),
    Outcome("participation", "Participation", "share", "Residents aged 15+ who take part in an initiative.", "higher", _over("participation", "adult_weeks"), "mean"),
    Outcome("need_for_assistance", "Need for police assistance", "0-1", "Assessed need for police assistance, by population.", "lower", _over("need", "person_weeks"), "mean"),
    *(Outcome(f"zone_{zone}", f"Zone: {word}", "share of neighbourhoods", f"Neighbourhoods in the zone of {word}.", "neither", _over(f"zone_{zone}", "neighbourhood_weeks"), "mean") for zone, word in enumerate(ZONES)),
    Outcome("assessment_error", "Error of assessment", "0-1", "Distance of the assessed distribution of harm from the true one (total variation).", "lower", _over("assessment_error", "community_weeks"), "mean"),
    Outcome("clearance_weighted", "Clearance, weighted", "share of recorded severity", "Recorded crimes that police clear, weighted by severity.", "higher", _over("cleared_severity", "recorded_severity")),
    Outcome("response_delay", "Response delay", "days", "Mean wait of a call that is answered.", "lower", _over("delay", "answered")),
    Outcome("calls", "Calls", "per resident a year", "Calls for service.", "neither", _per_resident("calls")),
    Outcome("unanswered", "Unanswered calls", "share of calls", "Calls given up unanswered.", "lower", _over("unanswered", "calls")),
    Outcome("tips", "Tips", RATE, "Tips passed to police.", "higher", _per_1000("tips")),
    Outcome("stops", "Stops", RATE, "Residents stopped by patrols.", "neither", _per_1000("stops")),
    Outcome("contacts_good", "Good contacts", RATE, "Contacts with officers that went well.", "higher", _per_1000("good")),
    Outcome("contacts_bad", "Bad contacts", RATE, "Contacts with officers that went badly.", "lower", _per_1000("bad")),
    *(Outcome(f"initiatives_{kind}", f"Initiatives, {kind.replace('_', ' ')}", "started a year", f"Initiatives started: {kind.replace('_', '-led or -assisted, ', 1)}.", "neither", _per_year(f"started_{kind}")) for kind in KINDS_OF_INITIATIVE),
    Outcome("initiatives_met", "Initiatives that met their forecast", "share of ended", "Judged by leaders on assessed, not true, figures.", "neither", _over("met", "ended")),
    Outcome("hours_response", "Hours answering calls", f"officer hours {RATE}", "Officer hours for calls, with standing by.", "neither", _per_1000("hours_response")),
    Outcome("hours_patrol", "Hours on patrol", f"officer hours {RATE}", "Officer hours on patrol.", "neither", _per_1000("hours_patrol")),
    Outcome("hours_engagement", "Hours on engagement", f"officer hours {RATE}", "Officer hours on visits, forums and follow-up.", "neither", _per_1000("hours_engagement")),
    Outcome("hours_initiatives", "Hours on initiatives", f"officer hours {RATE}", "Officer hours put into initiatives.", "neither", _per_1000("hours_initiatives")),
    Outcome("hours_overhead", "Hours on the components", f"officer hours {RATE}", "Officer hours for training, tables, forums and analysis.", "neither", _per_1000("hours_overhead")),
    Outcome("overtime_hours", "Overtime hours", f"officer hours {RATE}", "Hours bought with what programmes did not get; part of the hours above.", "neither", _per_1000("overtime_hours")),
    Outcome("volunteer_hours", "Volunteer hours", f"hours {RATE}", "Hours residents gave to running initiatives.", "higher", _per_1000("volunteer_hours")),
    Outcome("agency_hours", "Agency hours", f"hours {RATE}", "Hours agencies put into initiatives.", "neither", _per_1000("agency_hours")),
    Outcome("cost", "Cost", "CAD per resident a year", "Officers and the public purse: the components, programmes, overtime, and what is set aside for programmes.", "lower", _per_resident("cost_officers", "granted")),
    Outcome("programme_money", "Programme money", "CAD per resident a year", "Money spent by initiatives.", "neither", _per_resident("cost_programmes")),
    Outcome("money_set_aside", "Money set aside", "CAD per resident a year", "Programme money granted and not yet spent (less than nothing where earlier savings are spent).", "neither",
            lambda s: WEEKS_IN_YEAR * (s["granted"] - s["cost_components"] - s["cost_overtime"] - s["cost_programmes"]) / s["person_weeks"]),
    Outcome("component_money", "Money for the components", "CAD per resident a year", "Money spent on leadership, collaboration, analysis and information sharing.", "neither", _per_resident("cost_components")),
    Outcome("overtime_money", "Overtime money", "CAD per resident a year", "Money spent on overtime patrol.", "neither", _per_resident("cost_overtime")),
    Outcome("commitment", "Leaders' commitment", "0-1", "Mean commitment of leaders.", "higher", _over("commitment", "community_weeks"), "mean"),
    Outcome("collaboration_ties", "Ties of collaboration", "0-1", "Mean tie between leaders.", "higher", _over("collaboration_ties", "community_weeks"), "mean"),
    Outcome("representativeness", "Representativeness", "0-1", "How far leaders' priorities follow residents' need.", "higher", _over("representativeness", "community_weeks"), "mean"),
)  # fmt: skip


def _not_from_sums(_: Sums) -> NDArray[np.float64]:
    raise LookupError("this outcome is measured on residents or over neighbourhoods")


_DISTRIBUTION = (
    Outcome("victimised_share", "Victimised in 12 months", "share of residents aged 15+", "Residents who were victim of a crime in the last year of the run.", "lower", _not_from_sums, "end"),
    Outcome("gini_harm", "Inequality of harm", "Gini, 0-1", "How unequally harm per resident falls on neighbourhoods.", "lower", _not_from_sums, "distribution"),
    Outcome("gini_insecurity", "Inequality of insecurity", "Gini, 0-1", "How unequally insecurity falls on neighbourhoods.", "lower", _not_from_sums, "distribution"),
    Outcome("gini_stops", "Inequality of stops", "Gini, 0-1", "How unequally stops per resident fall on neighbourhoods.", "lower", _not_from_sums, "distribution"),
    Outcome("ratio_harm", "Harm, most to least deprived", "ratio", "Harm per resident in the most deprived fifth of neighbourhoods over the least deprived.", "lower", _not_from_sums, "distribution"),
    Outcome("ratio_insecurity", "Insecurity, most to least deprived", "ratio", "Insecurity in the most deprived fifth of neighbourhoods over the least deprived.", "lower", _not_from_sums, "distribution"),
    Outcome("ratio_stops", "Stops, most to least deprived", "ratio", "Stops per resident in the most deprived fifth of neighbourhoods over the least deprived.", "lower", _not_from_sums, "distribution"),
)  # fmt: skip


def outcomes_for(problems: Sequence[ProblemType]) -> dict[str, Outcome]:
    """Return the outcomes of a scenario with these problem types, by name."""
    return {outcome.name: outcome for outcome in (*_FIXED[:1], *_crime_outcomes(problems), *_FIXED[1:], *_DISTRIBUTION)}


OUTCOMES = outcomes_for(DEFAULT_PROBLEMS)


def measured(sums: Sums, outcomes: Mapping[str, Outcome]) -> dict[str, NDArray[np.float64]]:
    """Measure every outcome that follows from sums."""
    return {name: o.measure(sums) for name, o in outcomes.items() if o.measure is not _not_from_sums}


def gini(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the Gini coefficient of a rate over neighbourhoods weighted by residents (0 where nothing is shared out)."""
    order = np.argsort(values, kind="stable")
    weight = weights[order] / weights.sum()
    amount = values[order] * weight
    if amount.sum() <= 0:
        return 0.0
    lorenz = np.concatenate([[0.0], np.cumsum(amount) / amount.sum()])
    return float(1.0 - np.sum(weight * (lorenz[1:] + lorenz[:-1])))


def top_to_bottom(values: NDArray[np.float64], deprivation: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the rate in the most deprived fifth of neighbourhoods over that in the least deprived fifth."""
    fifth = max(1, round(values.size / 5))
    order = np.argsort(deprivation, kind="stable")
    least, most = order[:fifth], order[-fifth:]
    bottom = np.average(values[least], weights=weights[least])
    return float(np.average(values[most], weights=weights[most]) / bottom) if bottom > 0 else float("nan")


def equity(
    by_neighbourhood: Mapping[str, NDArray[np.float64]], deprivation: NDArray[np.float64], weights: NDArray[np.float64]
) -> dict[str, float]:
    """Measure how harm, insecurity and stops fall on neighbourhoods."""
    shares = {}
    for name in ("harm", "insecurity", "stops"):
        shares[f"gini_{name}"] = gini(by_neighbourhood[name], weights)
        shares[f"ratio_{name}"] = top_to_bottom(by_neighbourhood[name], deprivation, weights)
    return shares
