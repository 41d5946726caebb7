"""Records that mislead: how far patrol is from crime, by the year, and what is known of crime done in the open."""

from collections.abc import Iterator, Sequence
from typing import Any

from experiments_page.declared import Arms
from experiments_page.rounding import round_to, rounded
from experiments_page.words import points, value

MOST = 1  # among the lines after the first, the one in which most feeds back
BY_YEAR = ("patrol_error", "records_error", "true_open", "recorded_open", "discovered_open")
OPEN_CRIME = ("disorder", "drugs")
DRAWN = 5  # lines, of the arms


def collect_years(runs: Any, weekly: Any, arms: Arms) -> list[dict[str, Any]]:
    """Take the years of some points in every town, and how the last differs from that of the first line, paired by seed."""
    weeks = weekly[weekly["week"] >= 0]
    weeks = weeks.assign(
        year=weeks["week"] // 52,
        **{f"{series}_open": weeks[[f"{series}_{crime}" for crime in OPEN_CRIME]].sum(axis=1)
           for series in ("true", "recorded", "discovered")},
    )  # fmt: skip
    years = weeks.groupby(["run_id", "year"])[list(BY_YEAR)].mean()
    found = []
    for town in dict.fromkeys(runs["scenario"]):
        last: dict[str, Any] = {}
        for arm in arms.arms[:DRAWN]:
            at = (runs["scenario"] == town) & (runs[list(arms.factors)] == list(arm.at)).all(axis=1)
            here = years.loc[runs.loc[at, "run_id"]]
            means = here.groupby("year").mean()
            ends = here[here.index.get_level_values("year") == means.index.max()].droplevel("year")
            ends.index = runs.set_index("run_id").loc[ends.index, "replicate"]
            last[arm.words] = ends["patrol_error"]
            found.append(
                {"town": town, "words": arm.words}
                | {name: [round_to(float(value)) for value in means[name]] for name in BY_YEAR}
                | {"last": paired(ends["patrol_error"], last[arms.arms[0].words])}
            )
    return found


def paired(values: Any, others: Any) -> dict[str, float | None]:
    """Compare runs with those of the same seeds: mean, mean difference, and its interval."""
    from mobsim.experiment.intervals import mean_interval

    middle, low, high = mean_interval((values - others).dropna().to_numpy()[:, None])
    row = {"mean": values.mean(), "difference": middle[0], "low": low[0], "high": high[0]}
    return rounded(row, ("mean", "difference", "low", "high"))


def year_sentences(years: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Report how far patrol is from crime in the last year, and how that differs from the first line of the same town."""
    for town in dict.fromkeys(row["town"] for row in years):
        first, *others = (row for row in years if row["town"] == town)
        parts = []
        for row in others:
            last = row["last"]
            ends = sorted((last["low"], last["high"]))
            sure = "" if ends[0] > 0 or ends[1] < 0 else ", which may be luck"
            parts.append(
                f"{row['words']}: {100 * last['mean']:.1f} % ({points(last['difference'])}, {points(ends[0])} to "
                f"{points(ends[1])}{sure})"
            )
        yield (
            f"Where police are sent after {value(town)} on records alone and {first['words']}, "
            f"{100 * first['last']['mean']:.1f} % of the hours of patrol lie elsewhere than crime in the last year; "
            f"{'; '.join(parts)}."
        )
        yield drift_sentence(first, others[MOST])
    yield "Differences are in percentage points, with 95 % intervals, on the same seeds."


def drift_sentence(first: dict[str, Any], most: dict[str, Any]) -> str:
    """Report how a difference from the first line went over the years, and whether it was still growing at the end."""
    gaps = [a - b for a, b in zip(most["patrol_error"], first["patrol_error"], strict=True)]
    greatest = max(range(len(gaps)), key=gaps.__getitem__)
    went = "it was still growing" if greatest == len(gaps) - 1 else "it grew no further, and did not run away"
    return (
        f"With {most['words']}, the difference was {points(gaps[0])} in the first year and greatest in year {greatest + 1} "
        f"({points(gaps[greatest])}); {went}."
    )


def draw_years(name: str, years: Sequence[dict[str, Any]], gallery: Any) -> None:
    """Draw by the year, in every town, how far patrol is from crime, and what is known of the crime done in the open."""
    from mobsim.report.figures.marks import CHOSEN, CONTRAST, RECORDED, REFERENCE, REPORTED, TRUE, Mark

    marks = (REFERENCE, Mark(CHOSEN.colour, "", (0, (5, 2))), CONTRAST, CHOSEN, Mark("#7a3a05", "D", (0, (3, 1, 1, 1))))
    towns = list(dict.fromkeys(row["town"] for row in years))

    def errors(town: str) -> Any:
        def paint(axes: Any) -> None:
            for row, mark in zip((row for row in years if row["town"] == town), marks, strict=True):
                curve(axes, row["patrol_error"], 100.0, mark, row["words"])
            finish(axes, f"Sent after {value(town)}", "% of the hours of patrol, elsewhere than crime")

        return paint

    def series(town: str) -> Any:
        row = [row for row in years if row["town"] == town][1 + MOST]

        def paint(axes: Any) -> None:
            both = [a + b for a, b in zip(row["recorded_open"], row["discovered_open"], strict=True)]
            curve(axes, row["true_open"], 1.0, TRUE, "true")
            curve(axes, both, 1.0, RECORDED, "recorded or discovered")
            curve(axes, row["recorded_open"], 1.0, REPORTED, "recorded")
            finish(axes, "What is known of disorder and drugs", f"per 1,000 residents a year; {row['words']}")

        return paint

    words = "; ".join(
        f"{value(row['town'])}, {row['words']}: {100 * row['patrol_error'][0]:.1f} % in the first year, "
        f"{100 * row['patrol_error'][-1]:.1f} % in the last"
        for row in years
    )
    paints = [*(errors(town) for town in towns), *(series(town) for town in towns)]
    gallery.multiples(name, f"Error of patrol: {words}", paints, columns=len(towns), height=7.4, width=8.6)
    (gallery.folder / f"{name}.png").unlink()


def curve(axes: Any, values: Sequence[float], factor: float, mark: Any, label: str) -> None:
    """Draw one line over years."""
    shown = [factor * each for each in values]
    axes.plot(range(1, len(shown) + 1), shown, color=mark.colour, marker=mark.marker, markersize=4, linestyle=mark.line,
              label=label)  # fmt: skip


def finish(axes: Any, title: str, unit: str) -> None:
    """Write titles, and let the axis begin at nought."""
    from mobsim.report.figures.marks import titled

    titled(axes, title, unit)
    axes.set_xlabel("year")
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.2), fontsize=8)
