"""Show a comparison or a sweep in a notebook: what was found as a table, differences as dots with intervals."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mobsim.errors import UsageError
from mobsim.experiment.unequal import has_own_means
from mobsim.scenario.names import did_you_mean
from mobsim.tools.drawing import BLUE, GREY, INK, new_figure, styled
from mobsim.tools.showing import formatted, in_html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from mobsim.measures import Outcome

WIDTH, AROUND, EACH = 7.6, 1.75, 0.34


def comparison_in_html(summary: Mapping[str, Any], outcomes: "Mapping[str, Outcome]") -> str:
    """Lay a comparison out, the best first."""
    name = summary["headline"]
    rows = []
    for each in by_difference(summary, name):
        found = each["outcomes"][name]
        rows.append((
            called(each), found["mean"], "reference" if each["name"] == summary["reference"] else found["difference"],
            _between(found["difference_low"], found["difference_high"]), _ranks(each), each["probability_best"],
        ))  # fmt: skip
    columns = ("strategy", outcomes[name].label.lower(), "difference", "95 % interval", "rank", "chance of being best")
    return in_html(f"Comparison: {summary['title']}", columns, rows, in_words(summary, name, outcomes))


def in_words(summary: Mapping[str, Any], name: str, outcomes: "Mapping[str, Outcome]") -> str:
    """Say what is counted, against which strategy, on how many seeds, and what intervals hold."""
    label, unit = outcomes[name].label, outcomes[name].unit
    against = next(called(each) for each in summary["strategies"] if each["name"] == summary["reference"])
    drawn = " each with its draw of the parameters in doubt," if "ensemble" in summary else ""
    marked = any(map(has_own_means, summary["strategies"]))
    unequal = " * Other officers or another purse than the town: not at equal cost." if marked else ""
    return (
        f"{label}, {unit}; differences to {against} within {summary['runs']} seeds,{drawn} with 95 % intervals that hold for all "
        f"pairs of strategies at once (Student's t, Bonferroni).{unequal}"
    )


def called(strategy: Mapping[str, Any]) -> str:
    """Return the name of a strategy in words, marked where it has other means than the town."""
    return str(strategy["name"]).replace("_", " ") + (" *" if has_own_means(strategy) else "")


def by_difference(summary: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return the strategies from the lowest mean of an outcome to the highest; those without one last."""
    means = {each["name"]: each["outcomes"][name]["mean"] for each in summary["strategies"]}
    return sorted(summary["strategies"], key=lambda each: (means[each["name"]] is None, means[each["name"]] or 0.0))


def plot_comparison(summary: Mapping[str, Any], outcome: str | None, outcomes: "Mapping[str, Outcome]") -> "Figure":
    """Draw each strategy's difference to the reference; a dot is full where its interval leaves nought out.

    Raises
    ------
    UsageError
        If the comparison has no such outcome.
    """
    name, known = outcome or summary["headline"], list(summary["strategies"][0]["outcomes"])
    if name not in known:
        raise UsageError("is not among the outcomes", field="outcome", value=name, remedy=did_you_mean(name, known))
    strategies = by_difference(summary, name)
    caption = f"{in_words(summary, name, outcomes)} A dot is full where its interval leaves nought out."
    with styled():
        height = AROUND + EACH * len(strategies)
        figure = new_figure(WIDTH, height, f"{summary['title']}: {outcomes[name].label.lower()}", caption)
        axes = figure.add_subplot()
        axes.axvline(0, color=INK, linewidth=0.9, zorder=1)
        for row, each in enumerate(strategies):
            _dot(axes, row, each["outcomes"][name], reference=each["name"] == summary["reference"])
        axes.set_yticks(range(len(strategies)), [called(each) for each in strategies])
        axes.set_ylim(len(strategies) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel(f"difference in {outcomes[name].label.lower()}, {outcomes[name].unit}")
        figure.draw_without_rendering()
    return figure


def _dot(axes: "Axes", row: int, found: Mapping[str, Any], *, reference: bool) -> None:
    low, middle, high = found["difference_low"], found["difference"], found["difference_high"]
    if reference or middle is None:
        axes.plot(0, row, "s", color=GREY, markersize=6.5, zorder=3)
        return
    told = low is not None and (low > 0 or high < 0)
    if low is not None:
        axes.plot([low, high], [row, row], color=BLUE, linewidth=2.4, solid_capstyle="butt", zorder=2)
    axes.plot(middle, row, "o", color=BLUE, markerfacecolor=BLUE if told else "white", markersize=6.5, zorder=3)


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or low == high else f"{formatted(low)} to {formatted(high)}"


def _ranks(each: Mapping[str, Any]) -> str:
    first, last = each["rank"], each["rank_to"]
    return "" if first is None else str(first) if first == last else f"{first} to {last}"


def sweep_in_html(title: str, factors: Sequence[str], runs: "pd.DataFrame", failed: int) -> str:
    """Lay the first runs of a sweep out: what was varied, and the outcomes that come first."""
    further = [name for name in runs.columns if name not in ("run_id", "seed", "draw", *factors)]
    columns = [name for name in ("run_id", *factors, "seed") if name in runs] + further[:3]
    left = "" if len(further) <= 3 else f" {len(further) - 3} outcomes more are in sweep.runs."
    note = f"The first of {len(runs):,} runs{f', {failed} failed' if failed else ''}.{left}"
    rows = runs[columns].head(6).itertuples(index=False)
    return in_html(f"Sweep: {title}", [name.replace("_", " ") for name in columns], rows, note)
