"""What a reader must know beside the answer: that it is simulated, what it gives up, and whether a real town would see it."""

from __future__ import annotations

from mobsim.experiment.fairness import LEAST_DEPRIVED, MOST_DEPRIVED
from mobsim.report.curves import seen_in_a_town
from mobsim.report.findings import Estimate, Findings
from mobsim.report.language import Sentences
from mobsim.report.numbers import brief, percent, plain
from mobsim.report.sections.limits import assumed_parameters
from mobsim.report.sections.words import moves_stops_onto_the_poor

say = Sentences("caution")
RECORDED = "recorded_crime"
WIDER = 1.1
"""By how many times the most deprived must be stopped more often, beside the least, before it is said."""


def what_this_is(findings: Findings) -> str:
    """Say that the town is simulated, how often it was, on how many assumed numbers, and that nobody evaluated the whole."""
    names, total = assumed_parameters()
    return say("what_this_is", town=findings.results.title, runs=findings.runs, names=len(names), total=total)


def gives_up(findings: Findings) -> str:
    """Say what the first strategy takes from patrol, and asks of volunteers; nothing where the runs tell of neither."""
    patrol, hours = findings.chosen["hours_patrol"], findings.chosen["volunteer_hours"]
    less, more = patrol.distinguishable and patrol.difference < 0, hours.distinguishable and hours.difference > 0
    told = {
        "chosen": findings.chosen.named,
        "size": percent(abs(patrol.relative())) if less else "",
        "now": plain(hours.mean) if more else "",
        "before": plain(hours.reference_mean) if more else "",
    }
    if less and more:
        return say("less_patrol_more_volunteers", **told)
    return say("less_patrol", **told) if less else say("more_volunteers", **told) if more else ""


def stops_drawn_apart(findings: Findings) -> str:
    """Say that the most deprived are stopped more often beside the least than before, where they are not more often as such."""
    if moves_stops_onto_the_poor(findings.chosen):
        return ""
    poor, rich = findings.chosen[MOST_DEPRIVED], findings.chosen[LEAST_DEPRIVED]
    before, now = _ratio(poor, rich, before=True), _ratio(poor, rich)
    if not now > WIDER * before or now <= 1:
        return ""
    return say(
        "stops_drawn_apart",
        chosen=findings.chosen.named,
        poor=plain(poor.mean), poor_before=plain(poor.reference_mean),
        rich=plain(rich.mean), rich_before=plain(rich.reference_mean),
        times=brief(now, ".2g"), times_before=brief(before, ".2g"),
    )  # fmt: skip


def _ratio(poor: Estimate, rich: Estimate, *, before: bool = False) -> float:
    """Return stops where residents are most deprived over those where they are least; not a number where there are none."""
    one, other = (each.reference_mean if before else each.mean for each in (poor, rich))
    return one / other if other > 0 else float("nan")


def hidden_in_records(findings: Findings) -> str:
    """Say so where one real town could not tell the change of recorded crime from chance in its own figures."""
    recorded = findings.chosen[RECORDED]
    seen = seen_in_a_town(findings.results, RECORDED, findings.reference.name)
    if not recorded.known or not abs(recorded.difference) < seen:
        return ""
    return say("hidden_in_records", size=percent(seen / abs(recorded.reference_mean)))
