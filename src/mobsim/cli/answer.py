"""Put a comparison into a table and a few plain sentences."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from mobsim.cli.tables import number
from mobsim.experiment.effects import LEAST_PAIRS
from mobsim.experiment.fairness import LEAST_DEPRIVED, MOST_DEPRIVED, grows_worried, moves_onto_the_poor, shift_of
from mobsim.experiment.summary import by_rank
from mobsim.experiment.thresholds import EQUAL, HARDLY
from mobsim.experiment.unequal import has_own_means, terms_in_words
from mobsim.report.numbers import HALF_A_CENT, plain, ranks_in_words
from mobsim.scenario.strategy import StrategyKind
from mobsim.scenario.unit_costs import SHIPPED_CURRENCY

if TYPE_CHECKING:
    from mobsim.experiment.compare import Comparison

HALF_AN_HOUR = 0.5
MARK = " *"
"""After the name of a strategy that has other means than the town."""
SHOWN = {
    "true_crime": "true\ncrime",
    "recorded_crime": "recorded\ncrime",
    "insecurity": "insecurity",
    "trust": "trust",
    "cost": "cost",
    "volunteer_hours": "volunteer\nhours",
}


def ranking(summary: Mapping[str, Any]) -> Table:
    """Rank the strategies, the least harm first."""
    reference, headline = summary["reference"], summary["headline"]
    table = Table(
        title=f"{summary['title'] or summary['scenario']}: {summary['runs']} paired runs of {summary['days']} days",
        caption="± is half of the 95 % interval that holds for all pairs of strategies at once. Policies that it cannot tell "
        "apart share ranks; arms of experiments are not ranked. Best is the chance of being the best of these policies, from "
        "five pairs on. Harm, true and recorded crime are per 1,000 residents a year, volunteers' hours too; cost is "
        f"{currency(summary)} per resident a year.{_marked(summary)}",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("rank", justify="right")
    table.add_column("strategy", overflow="fold", min_width=18)
    for name in (headline, f"against\n{reference}"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in (*SHOWN.values(), "best"):
        table.add_column(name, justify="right")
    for strategy in by_rank(summary):
        table.add_row(*_row(strategy, headline, reference), style="bold" if strategy["name"] == reference else None)
    return table


def answer(summary: Mapping[str, Any]) -> str:
    """State in a sentence or two which strategy does least harm, by how much, and how surely."""
    best, reference = by_rank(summary)[0], summary["reference"]
    found, name = best["outcomes"][summary["headline"]], best["name"]
    mean = f"{number(found['mean'])} per 1,000 residents a year"
    if best["rank"] is None:
        return f"{name} alone of those compared is a policy ({mean}); arms of experiments are shown and not ranked."
    if name == reference:
        return f"No strategy did less harm than {reference} ({mean}).{_alike(summary, best)}{_certainty(best)}"
    places = _places((found["difference_high"] - found["difference_low"]) / 2)
    by, low, high = (f"{-found[each]:z.{places}f}" for each in ("difference", "difference_high", "difference_low"))
    interval = f"(95 % interval of all pairs at once: {low} to {high} less)"
    if not found["difference_high"] < 0:
        return (
            f"{name} did the least harm ({mean}), but its {by} less than {reference} {interval} may be luck."
            f"{_alike(summary, best)}{_certainty(best)} More runs (--runs) would show."
        )
    share = -found["difference"] / abs(found["mean"] - found["difference"])
    hardly = "hardly less, " if share < HARDLY else ""
    return (
        f"{name} did the least harm: {mean}, {hardly}{by} ({share:z.1%}) less than {reference} {interval}."
        f"{_alike(summary, best)}{_certainty(best)}"
    )


def _alike(summary: Mapping[str, Any], best: Mapping[str, Any]) -> str:
    """Name the policies that share the first rank."""
    names = [each["name"] for each in summary["strategies"] if each["rank"] == 1 and each is not best]
    return f" It cannot be told apart from {', '.join(names)}." if names else ""


def _certainty(best: Mapping[str, Any]) -> str:
    chance = best["probability_best"]
    if chance is None:
        return f" Fewer than {LEAST_PAIRS} pairs tell no chance of being the best."
    return f" Its chance of being the best of those compared is {_chance(chance)}."


def currency(summary: Mapping[str, Any]) -> str:
    """Return in what a comparison counts money, as three letters."""
    return str((summary.get("costs") or {}).get("currency", SHIPPED_CURRENCY))


def _marked(summary: Mapping[str, Any]) -> str:
    if not any(map(has_own_means, summary["strategies"])):
        return ""
    return f" Strategies marked{MARK} have other means than the town: they are not compared at equal cost."


def terms(summary: Mapping[str, Any]) -> Sequence[str]:
    """State on what terms strategies were followed, where these are their own; nothing if none are."""
    told = [(each, terms_in_words(each)) for each in summary["strategies"]]
    words = [f"{each['name']} ({'; '.join(phrases)})" for each, phrases in told if phrases]
    if not words:
        return []
    unequal = (
        " Not at equal cost: read the ranking with the cost." if any(map(has_own_means, summary["strategies"])) else ""
    )
    return [f"On terms of their own: {', '.join(words)}.{unequal}"]


def costs(summary: Mapping[str, Any]) -> str:
    """State what the strategies cost, what that counts, and what it does not."""
    policies = summary["strategies"]
    cost, aside, hours = (
        [each["outcomes"][name]["mean"] for each in policies] for name in ("cost", "money_set_aside", "volunteer_hours")
    )
    level = "cost the same" if max(cost) - min(cost) <= EQUAL * abs(max(cost)) else "do not cost the same"
    money = currency(summary)
    paid = f"{_span(cost, 2)} {money} per resident a year" if max(cost) >= HALF_A_CENT else "nothing that is paid for"
    given = f"{_span(hours, 0)} per 1,000 residents a year" if max(hours) >= HALF_AN_HOUR else "nobody gave any"
    return " ".join(
        [
            f"The strategies {level} ({paid}). That counts officers and the public purse: the components, teams and tables, "
            "programmes and overtime.",
            *_unspent(min(aside), max(aside), money),
            f"It does not count volunteers' hours ({given}).",
        ]
    )


def _unspent(least: float, most: float, money: str) -> list[str]:
    """State how much of the cost is set aside and how much is drawn from savings, each only where there is some."""
    told = []
    if most >= HALF_A_CENT:
        size = f"{plain(least, 2)} to {plain(most, 2)}" if least >= HALF_A_CENT else f"up to {plain(most, 2)}"
        size = plain(most, 2) if plain(least, 2) == plain(most, 2) else size
        told.append(f"Money set aside for programmes and not yet spent counts too ({size} {money}).")
    if least <= -HALF_A_CENT:
        told.append(f"Some strategies draw on savings (by up to {plain(-least, 2)} {money}).")
    return told


def fairness(summary: Mapping[str, Any]) -> Sequence[str]:
    """State which policies surely move police stops onto the poor, and which make residents more insecure; nothing if none."""
    reference = summary["reference"]
    others = [
        each for each in summary["strategies"] if each["kind"] == StrategyKind.POLICY.key and each["name"] != reference
    ]
    told = [sentence for each in others if (sentence := _stops_of(each))]
    worried = [each["name"] for each in others if grows_worried(each)]
    if worried:
        told.append(f"Residents are surely more insecure than under {reference}: {', '.join(worried)}.")
    return told


def _stops_of(strategy: Mapping[str, Any]) -> str:
    poor, rich = (shift_of(strategy["outcomes"], name) for name in (MOST_DEPRIVED, LEAST_DEPRIVED))
    if poor is None or rich is None or not moves_onto_the_poor(poor, rich):
        return ""
    moved = [f"from {plain(each.before, 0)} to {plain(each.after, 0)}" for each in (poor, rich)]
    return (
        f"{strategy['name']} moves police stops onto the poor: in the most deprived fifth {moved[0]} per 1,000 residents a year "
        f"(95 % interval of the change: {plain(poor.low, 1, sign=True)} to {plain(poor.high, 1, sign=True)}), in the least "
        f"deprived {moved[1]}."
    )


def benefits(summary: Mapping[str, Any]) -> Sequence[str]:
    """State what the harm averted by the best policy is worth at the prices of crime; nothing where it is not priced."""
    best, reference, money = by_rank(summary)[0]["name"], summary["reference"], summary.get("money")
    found = next((each for each in (money or {}).get("strategies", ()) if each["name"] == best), None)
    if money is None or found is None or best == reference or found["benefit"]["low"] is None:
        return []
    year = money["prices"]["price_year"]
    benefit, extra = found["benefit"], found["extra_cost"]["mean"]
    size, ends = (
        f"{plain(abs(benefit['mean']), 2)} {currency(summary)} of {year}",
        " to ".join(plain(benefit[each], 2) for each in ("low", "high")),
    )
    less = f"less per resident a year than under {reference} (saved: {ends})"
    less = less if benefit["mean"] >= 0 else less.replace("less", "more", 1)
    cost = "at the same cost" if money["equal_cost"] or abs(extra) < HALF_A_CENT else f"at {_extra(extra)}"
    chance = "" if found["chance"] is None else f" Benefits exceed costs with a chance of {_chance(found['chance'])}."
    pain = " Pain and fear are most of it, and no budget pays them." if _mostly_pain(found) else ""
    return [f"At published prices of crime, harm under {best} costs {size} {less}, {cost}.{chance}{pain}"]


def _extra(cost: float) -> str:
    return f"an extra cost of {plain(cost, 2)}" if cost > 0 else f"a cost that is {plain(-cost, 2)} lower"


def _mostly_pain(found: Mapping[str, Any]) -> bool:
    return 2 * (found["by_who"]["intangible"]["mean"] or 0.0) > found["benefit"]["mean"] > 0


def _span(values: Sequence[float], places: int) -> str:
    ends = [plain(end, places) for end in (min(values), max(values))]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def describe_failures(found: "Comparison") -> Sequence[str]:
    """State which runs failed and how to see one again; nothing if none did."""
    if found.failures.empty:
        return []
    first = found.failures.iloc[0]
    left_out = found.summary["left_out"]
    without = f" Left out of the comparison: {', '.join(left_out)}." if left_out else ""
    return [
        f"{len(found.failures)} runs failed; their seeds are left out.{without} The first reports: {first['message']}; "
        f"see it again with: {first['replay']}"
    ]


def reservations(summary: Mapping[str, Any]) -> str:
    """State what the intervals of a comparison hold, and what it cannot show."""
    if "ensemble" in summary:
        return _under_doubt(summary)
    return (
        "The intervals hold the luck of the simulation, not doubts about the model: they show how these strategies "
        "compare in this simulated town, not what a real one will count."
    )


def _under_doubt(summary: Mapping[str, Any]) -> str:
    """State between which effects plausible models lie, and what of the difference between seeds is luck."""
    best, headline, reference = by_rank(summary)[0], summary["headline"], summary["reference"]
    found, ranges = best["outcomes"][headline], ""
    level = found["mean"] - found["difference"]
    if best["name"] != reference and found["range_low"] is not None and level:
        low, high = (plain(100 * found[each] / abs(level), 1, sign=True) for each in ("range_low", "range_high"))
        ranges = (
            f" In nine of ten plausible versions of the model {best['name']} changes {headline} by {low} to {high} %."
        )
    share, repeated = summary["doubt"]["luck_share"], summary["doubt"]["repeated_draws"]
    luck = (
        ""
        if share is None
        else f" About {share:.0%} of what varies between seeds is luck (from {repeated} draws run twice)."
    )
    return (
        f"Each seed has a draw of {len(summary['ensemble']['parameters'])} parameters from the ensemble "
        f"{summary['ensemble']['name']} ({summary['draws']} draws): the intervals hold luck and what the evidence leaves open, "
        f"and are of the mean over plausible models.{ranges}{luck} They do not hold what the model "
        "leaves out: they show how these strategies compare in simulated towns, not what a real one will count."
    )


def _row(strategy: Mapping[str, Any], headline: str, reference: str) -> list[str]:
    found, rank = strategy["outcomes"][headline], strategy["rank"]
    difference = "reference"
    if strategy["name"] != reference:
        difference = _with_half(found["difference"], found["difference_high"], signed=True)
    others = [number(strategy["outcomes"][name]["mean"]) for name in SHOWN]
    shown = "-" if rank is None else ranks_in_words(rank, strategy["rank_to"])
    name = strategy["name"] + (MARK if has_own_means(strategy) else "")
    return [shown, name, number(found["mean"]), difference, *others, _chance(strategy["probability_best"])]


def _with_half(middle: float, high: float, *, signed: bool = False) -> str:
    """Write an estimate and half of its interval, with as many places as the interval makes worth reading."""
    places = _places(high - middle)
    return f"{plain(middle, places, sign=signed)} ± {plain(high - middle, places)}"


def _places(half: float) -> int:
    return min(4, max(0, 1 - math.floor(math.log10(half)))) if half > 0 else 2


def _chance(probability: float | None) -> str:
    """Write a probability as a percentage, never as a certainty that no number of runs can give."""
    if probability is None:
        return "-"
    if probability >= 0.995:
        return "over 99%"
    return f"{probability:.0%}" if probability >= 0.005 else "under 1%"
