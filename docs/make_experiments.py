"""Write the page on what the experiments that ship came to: ``python docs/make_experiments.py [RESULTS]``.

Numbers are taken from results folders (``RESULTS/NAME``, made by ``mobsim sweep NAME --out RESULTS/NAME``) into
``experiments.json``; the page ``experiments.md`` is written from that file alone, so that nothing on it is typed by hand.
"""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "results" / "experiments"
NUMBERS, PAGE = HERE / "experiments.json", HERE / "experiments.md"
SURE = 0.05
LEAD, POLICE = "strategy.lead", "police-assisted"


@dataclass(frozen=True)
class Contrast:
    """Levels of a factor against the first of them, under each combination of other factors, for some outcomes."""

    of: str
    words: str
    by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("harm",)
    headline: str = "harm"
    worth: bool = False  # whether to say what the first level is worth against each of the others


@dataclass(frozen=True)
class Line:
    """Points of an experiment whose years are drawn and told: a label, and the level of every factor but the scenario."""

    words: str
    levels: tuple[tuple[str, float], ...]


WAVE = "scenario.events.severity"
TRUST, REPORTING = "trust.ground_middle", "reporting.trust_reference"
CONTRASTS: dict[str, tuple[Contrast, ...]] = {
    "four_components": (),
    "trust_first": (Contrast("strategy", "strategies, by ground of trust", (TRUST,), ("harm", "trust", "insecurity")),),
    "who_leads": (
        Contrast(
            "strategy.lead",
            "who leads, by cohesion and share of residents who would offend",
            ("cohesion.ground_mean", "people.prone_share"),
        ),
    ),
    "hand_back": (
        Contrast(
            "strategy.lead",
            "who leads, without and with a crime wave",
            (WAVE,),
            ("harm", "true_crime", "true_violence", "insecurity", "gini_harm", "volunteer_hours"),
            worth=True,
        ),
    ),
    "word_and_statistics": (
        Contrast(
            "strategy.qualitative_weight",
            "weight of residents' word (reporting is highest where trust_reference is lowest)",
            (REPORTING,),
            ("harm", "assessment_error", "trust"),
        ),
    ),
    "social_and_situational": (
        Contrast("strategy.social_share", "share of social development, by days", ("scenario.days",)),
    ),
    "patrol_with_purpose": (
        Contrast(
            "strategy.risk_focus",
            "risk focus, by reporting (highest where trust_reference is lowest) and information shared",
            (REPORTING, "strategy.information_sharing"),
            ("harm", "assessment_error"),
        ),
    ),
    "who_is_heard": (
        Contrast(
            "table.representativeness_mean",
            "representativeness of leaders, by associations at the table",
            ("scenario.leaders.associations",),
            ("harm", "ratio_harm", "gini_harm", "representativeness"),
        ),
        Contrast("scenario.leaders.associations", "associations at the table", (), ("harm", "ratio_harm", "representativeness")),
    ),
    "leaders_leave": (
        Contrast("table.leaving_per_year", "leaders who leave", (), ("harm", "commitment", "collaboration_ties")),
        Contrast("patrol.rotation_per_year", "officers moved to another beat", (), ("harm", "trust", "clearance")),
        Contrast("strategy.follow_up", "concerns followed up", (), ("harm", "trust", "insecurity")),
    ),
    "local_and_provincial": (
        Contrast(
            "review.province_spread",
            "spread of beliefs at the provincial table, by collaboration",
            ("strategy.collaboration",),
            ("harm", "initiatives_met"),
        ),
    ),
    "information_and_officers": (
        Contrast("strategy.information_sharing", "information shared, by officers per 100,000",
                 ("scenario.community.officers_per_100k",), ("harm", "trust", "clearance")),
        Contrast("scenario.community.officers_per_100k", "officers per 100,000", (), ("harm", "insecurity", "cost")),
    ),
    "biased_records": (
        Contrast("patrol.discovery", "what an hour of patrol discovers",
                 ("scenario", "strategy.qualitative_weight", "assessment.by_exposure"),
                 ("patrol_error", "records_error", "ratio_stops", "harm"), "patrol_error"),
    ),
}  # fmt: skip
DISCOVERY, EXPOSURE, WORD = "patrol.discovery", "assessment.by_exposure", "strategy.qualitative_weight"
LINES = {
    "biased_records": (
        Line("nothing is discovered", ((DISCOVERY, 0.0), (EXPOSURE, 0.0), (WORD, 0.0))),
        Line("4 % an hour, at face value", ((DISCOVERY, 0.04), (EXPOSURE, 0.0), (WORD, 0.0))),
        Line("ten times that, at face value", ((DISCOVERY, 0.4), (EXPOSURE, 0.0), (WORD, 0.0))),
        Line("ten times, divided by patrol", ((DISCOVERY, 0.4), (EXPOSURE, 1.0), (WORD, 0.0))),
        Line("ten times, with residents' word", ((DISCOVERY, 0.4), (EXPOSURE, 0.0), (WORD, 0.8))),
    )
}
"""Of each experiment told by the year, the lines; the first is what the others are held against."""
MOST = 1  # among the lines after the first, the one in which most feeds back
BY_YEAR = ("patrol_error", "records_error", "true_open", "recorded_open", "discovered_open")
OPEN_CRIME = ("disorder", "drugs")
WIDE = ("harm", "true_crime", "insecurity", "trust", "recorded_crime")


def collect(results: Path) -> dict[str, Any]:
    """Take the numbers of every experiment from its results folder."""
    return {
        name: collect_one(results / name, contrasts)
        for name, contrasts in CONTRASTS.items()
        if (results / name).exists()
    }


def collect_one(folder: Path, contrasts: Sequence[Contrast]) -> dict[str, Any]:
    """Take the numbers of one experiment."""
    from mobsim.analysis.results import read_sweep
    from mobsim.report.figures.gallery import Gallery

    results = read_sweep(folder)
    experiment = results.experiment
    found: dict[str, Any] = {
        "title": experiment["title"],
        "about": experiment["about"],
        "design": experiment["design"],
        "scenario": results.manifest["scenario"]["title"],
        "residents": results.manifest["scenario"]["residents"],
        "points": experiment["points"],
        "runs": len(results.runs),
        "seeds": int(results.runs["replicate"].nunique()),
        "failed": len(results.failures),
        "model": results.manifest["model_hash"],
        "version": results.manifest["mobsim"],
        "contrasts": [collect_contrast(results, contrast) for contrast in contrasts],
    }
    if not contrasts:
        found["components"] = collect_components(results)
    if results.reference is not None:
        found["pairing"] = collect_pairing(results)
    gallery = Gallery(HERE / "images" / "experiments")
    if folder.name in LINES:
        found["years"] = collect_years(results.runs, pd.read_parquet(folder / "weekly.parquet"), LINES[folder.name])
        draw_years(folder.name, found["years"], gallery)
    elif (folder / "zones.parquet").exists():
        found["struck"] = collect_struck(folder, results)
        found["halves"] = collect_halves(folder)
        draw_one(folder.name, found, gallery)
    else:
        draw_one(folder.name, found, gallery)
    return found


def collect_contrast(results: Any, contrast: Contrast) -> dict[str, Any]:
    """Take the differences of a contrast, a row a condition and level."""
    from mobsim.analysis.strategies import strategy_differences

    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for outcome in contrast.outcomes:
        table = strategy_differences(results, outcome, list(contrast.by), of=contrast.of)
        for row in table.to_dict("records"):
            key = (*(row[name] for name in contrast.by), row[contrast.of])
            rows.setdefault(key, {"conditions": list(key[:-1]), "level": key[-1], "pairs": row["pairs"]})
            rows[key][outcome] = rounded(row, ("mean", "difference", "low", "high", "p"))
    taken: dict[str, Any] = {"of": contrast.of, "words": contrast.words, "by": list(contrast.by)}
    if contrast.headline != "harm":
        taken["headline"] = contrast.headline
    if contrast.worth:
        taken["worth"] = True
    return taken | {"outcomes": list(contrast.outcomes), "rows": list(rows.values())}


def collect_years(runs: Any, weekly: Any, lines: Sequence[Line]) -> list[dict[str, Any]]:
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
        for line in lines:
            at = (runs["scenario"] == town) & (runs[[name for name, _ in line.levels]] == dict(line.levels)).all(axis=1)
            here = years.loc[runs.loc[at, "run_id"]]
            means = here.groupby("year").mean()
            ends = here[here.index.get_level_values("year") == means.index.max()].droplevel("year")
            ends.index = runs.set_index("run_id").loc[ends.index, "replicate"]
            last[line.words] = ends["patrol_error"]
            found.append(
                {"town": town, "words": line.words}
                | {name: [round_to(float(value)) for value in means[name]] for name in BY_YEAR}
                | {"last": paired(ends["patrol_error"], last[lines[0].words])}
            )
    return found


def paired(values: Any, others: Any) -> dict[str, float | None]:
    """Compare runs with those of the same seeds: mean, mean difference, and its interval."""
    from mobsim.report.intervals import mean_interval

    middle, low, high = mean_interval((values - others).dropna().to_numpy()[:, None])
    row = {"mean": values.mean(), "difference": middle[0], "low": low[0], "high": high[0]}
    return rounded(row, ("mean", "difference", "low", "high"))


def collect_struck(folder: Path, results: Any) -> list[dict[str, Any]]:
    """Take, from the dates of changes, how many of the struck neighbourhoods police lead as cycles pass: adaptive lead."""
    from mobsim.experiment.sweep.experiment import read_experiment

    events = read_experiment(folder.name).scenario.events
    struck, day = sorted({event.neighbourhood for event in events}), events[0].day
    runs = results.runs[results.runs[LEAD] == "adaptive"]
    changes = pd.read_parquet(folder / "zones.parquet")
    changes = changes[changes["neighbourhood"].isin(struck)].sort_values("day", kind="stable")
    rows = []
    for cycle in (0, 1, 2, 3, 6, 9, 13, 26):
        last = (
            changes[changes["day"] <= day + 28 * cycle]
            .groupby(["run_id", "neighbourhood"])[["to_zone", "to_lead"]]
            .last()
        )
        row: dict[str, Any] = {"cycle": cycle}
        for severity, of in runs.groupby(WAVE):
            states = last.reindex(pd.MultiIndex.from_product([of["run_id"], struck]))
            police = states["to_lead"].fillna(POLICE) == POLICE  # as all neighbourhoods begin
            row["wave" if severity else "calm"] = round_to(float(police.mean()))
        rows.append(row)
    return rows


def collect_halves(folder: Path) -> list[dict[str, Any]]:
    """Take zones, and hours and lead by zone, in the halves of years around the wave, in the towns that it strikes."""
    weekly = pd.read_parquet(folder / "weekly.parquet")
    weekly = weekly[weekly[WAVE] > 0].copy()
    weekly["half"] = weekly["week"] // 26
    rows = []
    for (lead, half), weeks in weekly[weekly["half"].between(1, 5)].groupby([LEAD, "half"], sort=False):
        row: dict[str, Any] = {"lead": lead, "half": int(half)}
        for zone in range(4):
            share = weeks[f"zone_{zone}"]
            row[f"zone_{zone}"] = round_to(float(share.mean()))
            for what in ("officer_hours", "volunteer_hours", "community_led"):
                values = weeks[f"{what}_zone_{zone}"]
                weight = share.where(values.notna(), 0.0)
                row[f"{what}_{zone}"] = round_to(float((values.fillna(0.0) * weight).sum() / weight.sum()))
        rows.append(row)
    return sorted(rows, key=lambda row: (row["lead"], row["half"]))


def collect_pairing(results: Any) -> list[dict[str, Any]]:
    """Take what pairing gains, a row an outcome: the least, the median and the most over strategies."""
    from mobsim.analysis.strategies import pairing_gain

    gains = pairing_gain(results).dropna().groupby("outcome", sort=False)["gain"]
    rows = gains.agg(["min", "median", "max"]).reset_index().to_dict("records")
    return [{"outcome": row["outcome"], **rounded(row, ("min", "median", "max"))} for row in rows]


def collect_components(results: Any) -> dict[str, Any]:
    """Take effects, shares and interactions of the four components."""
    from mobsim.analysis.factorial import interactions, main_effects, shapley_shares

    effects = {name: main_effects(results, name).to_dict("records") for name in WIDE}
    return {
        "mean": {name: round_to(float(results.runs[name].mean())) for name in WIDE},
        "effects": {
            name: [{"factor": row["factor"], **rounded(row, ("estimate", "low", "high", "p"))} for row in rows]
            for name, rows in effects.items()
        },
        "shares": [
            {"factor": row["factor"], **rounded(row, ("share", "share_low", "share_high"))}
            for row in shapley_shares(results, "harm").to_dict("records")
        ],
        "interactions": [
            {"factors": row["factors"], **rounded(row, ("estimate", "low", "high", "p"))}
            for row in interactions(results, "harm").to_dict("records")
        ],
    }


def rounded(row: dict[str, Any], names: Sequence[str]) -> dict[str, float | None]:
    """Keep some numbers of a row, to five figures."""
    return {name: round_to(float(row[name])) for name in names}


def round_to(value: float, figures: int = 5) -> float | None:
    """Round a number to a few figures; None for what is not a number."""
    return float(f"{value:.{figures}g}") if math.isfinite(value) else None


def draw_one(name: str, found: dict[str, Any], gallery: Any) -> None:
    """Draw the change in harm of every row, with its interval."""
    from mobsim.report.figures.marks import CHOSEN, row_height, zero_line

    rows = list(drawn_rows(found))

    def paint(axes: Any) -> None:
        zero_line(axes)
        for place, (_, middle, low, high) in enumerate(rows):
            axes.plot([low, high], [place, place], color=CHOSEN.colour, linewidth=2.4, solid_capstyle="butt")
            fill = CHOSEN.colour if low > 0 or high < 0 else "white"
            axes.plot(middle, place, "o", color=CHOSEN.colour, markerfacecolor=fill, markersize=6)
        axes.set_yticks(range(len(rows)), [row[0] for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel("Change in harm, %, with 95 % intervals")

    words = "; ".join(f"{label} {middle:+.1f} % ({low:+.1f} to {high:+.1f})" for label, middle, low, high in rows)
    gallery.panel(
        name, f"Change in harm: {words}", paint, height=row_height(len(rows), each=0.3, around=0.8), width=6.6
    )
    (gallery.folder / f"{name}.png").unlink()


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


def drawn_rows(found: dict[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    """Yield label, change in harm, and its interval, in per cent."""
    for row in found.get("components", {}).get("effects", {}).get("harm", ()):
        mean = found["components"]["mean"]["harm"]
        yield short(row["factor"]), *(100 * row[name] / mean for name in ("estimate", "low", "high"))
    for contrast in found["contrasts"]:
        for row, reference in with_reference(contrast):
            if row is not reference:
                mean = reference["harm"]["mean"]
                shares = (100 * row["harm"][name] / mean for name in ("difference", "low", "high"))
                yield row_name(contrast, row), *shares


def with_reference(contrast: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each row with the row of the reference under the same conditions: the one that differs from itself by nothing."""
    references: dict[str, dict[str, Any]] = {}
    for row in contrast["rows"]:
        harm = row[contrast["outcomes"][0]]
        if harm["difference"] == harm["low"] == harm["high"] == 0.0:
            references.setdefault(str(row["conditions"]), row)
    for row in contrast["rows"]:
        yield row, references[str(row["conditions"])]


def render(numbers: dict[str, Any]) -> str:
    """Write the page from the numbers."""
    parts = [HEAD]
    for name, found in numbers.items():
        parts.append(f"## {found['title']} {{ #{name} }}\n\n{' '.join(found['about'].split())}")
        drawn = "Error of patrol by the year" if "years" in found else "Change in harm"
        parts.append(f"![{drawn}](images/experiments/{name}.svg)")
        parts.append("**What came out.** " + " ".join(sentences(found)))
        parts.append("**How sure.** " + sureness(name, found))
        parts += tables(found)
    parts += pairing(numbers)
    return "\n\n".join(parts) + "\n"


def pairing(numbers: dict[str, Any]) -> Iterator[str]:
    """Report what common random numbers gain."""
    for name, found in numbers.items():
        if "pairing" in found:
            rows = sorted(found["pairing"], key=lambda row: -row["median"])
            yield "## What common random numbers gain { #pairing }"
            yield (
                "How many times more runs it would take to know a difference between strategies to the same interval if every "
                "run had a seed of its own: the variance of differences between seeds over that within seeds, in "
                f"`{name}`, for the strategies against the reference under each condition; the median over strategies, with "
                "the least and the most. Seeds differ in who is born as well as in what happens, which is why so much cancels "
                "where strategies change little. Around 1, pairing gains nothing."
            )
            lines = [row_of(["outcome", "times fewer runs", "least to most"]), row_of(["---"] * 3)]
            lines += [
                row_of(
                    [
                        row["outcome"].replace("_", " "),
                        number(row["median"]),
                        f"{number(row['min'])} to {number(row['max'])}",
                    ]
                )
                for row in rows
            ]
            yield "\n".join(lines)


HALVES = {1: "before", 2: "during", 3: "after", 4: "a year after", 5: "a year and a half after"}

HEAD = """# Experiments

Questions of the model's own ship as experiments (`mobsim list experiments`); each is one file under `experiments/` and one
command, `mobsim sweep NAME`. This page says what came out. **It is written by `docs/make_experiments.py` from results folders;
nothing on it is typed by hand.** Each block names the model its numbers were made with; what was made
with another model than the one installed must be made again before it is relied on.

Read it with care. Differences are between simulated towns with the same people and the same would-be offences (pairs of runs
with one seed), so that small ones can be distinguished from luck; whether they are large enough to matter is another question.
Intervals are 95 % and hold the luck of the simulation, not doubts about the model, most of whose mechanisms rest on assumed
parameters. mobsim compares strategies in a simulated community; it does not predict persons or addresses."""


def sentences(found: dict[str, Any]) -> Iterator[str]:
    """Report what came out."""
    if "components" in found:
        yield from component_sentences(found["components"])
    if "years" in found:
        yield from year_sentences(found["years"])
    else:
        for contrast in found["contrasts"]:
            yield from contrast_sentences(contrast)
            if contrast.get("worth"):
                yield from worth_sentences(contrast)


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


def points(share: float) -> str:
    """Write a difference of shares in percentage points with its sign."""
    return f"{100 * share:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")


def component_sentences(found: dict[str, Any]) -> Iterator[str]:
    """Answer whether each component matters, equally, and whether they need each other."""
    mean = found["mean"]["harm"]
    effects = sorted(found["effects"]["harm"], key=lambda row: row["estimate"])
    changes = [f"{short(row['factor'])} {percent(row['estimate'] / mean)} ({interval(row, mean)})" for row in effects]
    yield f"From weak to strong, averaged over the others, the components change harm by: {', '.join(changes)}."
    without = [short(row["factor"]) for row in effects if row["p"] is None or row["p"] >= SURE]
    against = [
        short(row["factor"]) for row in effects if row["p"] is not None and row["p"] < SURE and row["estimate"] > 0
    ]
    if without:
        yield f"Not distinguishable from zero: {listed(without)}."
    if against:
        yield f"More of {listed(against)} did more harm, not less, at this cost."
    if not without and not against:
        yield "Each of them lowers harm."
    shares = {row["factor"]: row for row in found["shares"] if row["share"] is not None}
    if shares:
        parts = [
            f"{short(name)} {row['share']:.0%} ({row['share_low']:.0%} to {row['share_high']:.0%})"
            for name, row in shares.items()
        ]
        yield f"Shapley shares of the whole difference in harm: {', '.join(parts)}; equal parts would be 25 % each."
    needed = [row for row in found["interactions"] if row["p"] is not None and row["p"] < SURE]
    if needed:
        parts = [f"{short(row['factors'])} ({percent(row['estimate'] / mean)})" for row in needed]
        yield (
            f"Interactions distinguishable from zero: {', '.join(parts)}; below zero they need each other, above it they "
            "replace each other."
        )
    else:
        widest = max(max(abs(row["low"]), abs(row["high"])) for row in found["interactions"])
        yield (
            f"No interaction of two is distinguishable from zero; any is smaller than {abs(widest) / mean:.1%} of harm. "
            "In this model the components add up rather than need each other."
        )


def contrast_sentences(contrast: dict[str, Any]) -> Iterator[str]:
    """Report which level does least harm under which conditions, and what the reference is."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in contrast["rows"]:
        groups.setdefault(str(row["conditions"]), []).append(row)
    reference = next(row for row, other in with_reference(contrast) if row is other)
    yield f"Of {contrast['words']}, against {value(reference['level'])}:"
    parts = []
    for rows in groups.values():
        best = min(rows, key=lambda row: row["harm"]["mean"])
        other = next(other for row, other in with_reference(contrast) if row is best)
        where = condition(contrast, best)
        if best is other:
            parts.append(f"{where}none did less harm than {level_name(contrast, best)}")
            continue
        share = change(best["harm"], "difference", other["harm"]["mean"])
        sure = "" if best["harm"]["p"] < SURE else ", which may be luck"
        parts.append(f"{where}{level_name(contrast, best)} did least harm, {share}{sure}")
    yield "; ".join(parts) + "."


def worth_sentences(contrast: dict[str, Any]) -> Iterator[str]:
    """Say what the reference is worth against each other level, or that it is worth nothing that so many pairs can show."""
    for row, reference in with_reference(contrast):
        if row is reference:
            continue
        harm, mean = row["harm"], row["harm"]["mean"]
        low, high = -harm["high"] / mean, -harm["low"] / mean
        change = f"{percent(-harm['difference'] / mean)} ({percent(low)} to {percent(high)}) of harm"
        nothing = f": worth nothing that {row['pairs']} pairs can show" if low <= 0.0 <= high else ""
        where = condition(contrast, row)
        yield (
            f"{where[:1].upper()}{where[1:]}{level_name(contrast, reference)} against {level_name(contrast, row)} is "
            f"{change}{nothing}."
        )


def sureness(name: str, found: dict[str, Any]) -> str:
    """Report how many runs stand behind it, and of what."""
    failed = f" {found['failed']} runs failed and are left out." if found["failed"] else ""
    return (
        f"{found['points']} points on {found['seeds']} seeds, {found['runs']:,} runs of "
        f"{found['residents']:,} simulated residents ({found['scenario']}), paired by seed; `experiments/{name}.toml`. "
        f"Probabilities are adjusted for the number of levels compared (Holm). mobsim {found['version']}, model "
        f"`{found['model'][:8]}`.{failed}"
    )


def tables(found: dict[str, Any]) -> Iterator[str]:
    """Write the tables of an experiment."""
    if "components" in found:
        yield component_table(found["components"])
    for contrast in found["contrasts"]:
        yield contrast_table(contrast)
    if "struck" in found:
        yield struck_table(found["struck"])
        yield halves_table(found["halves"])


def struck_table(rows: Sequence[dict[str, Any]]) -> str:
    """Write how many of the struck neighbourhoods police lead, cycle by cycle."""
    lines = [
        "Of the neighbourhoods that the wave strikes, under adaptive lead, police lead, by the dates in `zones.parquet`:\n",
        row_of(["cycles since the wave began", *(str(row["cycle"]) for row in rows)]),
        row_of(["---"] * (len(rows) + 1)),
    ]
    for key, words in (("wave", "with the wave"), ("calm", "the same towns without it")):
        lines.append(row_of([words, *(f"{row[key]:.0%}" for row in rows)]))
    return "\n".join(lines)


def halves_table(rows: Sequence[dict[str, Any]]) -> str:
    """Write hours and lead by zone before, during and after the wave."""
    head = ["lead", "half-year", "neighbourhoods in zones 0 to 3, %", "officer hours there", "volunteer hours there",
            "initiatives led by the community there, %"]  # fmt: skip
    lines = [
        "Hours are those per 1,000 residents of the zone a year, in the towns that the wave strikes:\n",
        row_of(head),
        row_of(["---"] * len(head)),
    ]
    for row in rows:
        cells = [
            " / ".join(f"{scale * row[f'{what}{zone}']:,.0f}" for zone in range(4))
            for what, scale in (("zone_", 100), ("officer_hours_", 1), ("volunteer_hours_", 1), ("community_led_", 100))
        ]
        lines.append(row_of([row["lead"], HALVES[row["half"]], *cells]))
    return "\n".join(lines)


def component_table(found: dict[str, Any]) -> str:
    """Write the effects of the components on several outcomes."""
    lines = [
        row_of(["component, weak to strong", *(name.replace("_", " ") for name in WIDE)]),
        row_of(["---"] * (len(WIDE) + 1)),
    ]
    for place, first in enumerate(found["effects"]["harm"]):
        cells = [f"{change(found['effects'][name][place], 'estimate', found['mean'][name])}" for name in WIDE]
        lines.append(row_of([short(first["factor"]), *cells]))
    return "\n".join(lines)


def contrast_table(contrast: dict[str, Any]) -> str:
    """Write the differences of a contrast."""
    outcomes, headline = contrast["outcomes"], contrast.get("headline", "harm")
    head = [
        *(short(name) for name in contrast["by"]),
        short(contrast["of"]),
        headline.replace("_", " "),
        *(f"{name.replace('_', ' ')}, change" for name in outcomes),
    ]
    lines = [row_of(head), row_of(["---"] * len(head))]
    for row, reference in with_reference(contrast):
        changes = [
            "reference" if row is reference else change(row[name], "difference", reference[name]["mean"])
            for name in outcomes
        ]
        lines.append(
            row_of([*map(value, row["conditions"]), value(row["level"]), number(row[headline]["mean"]), *changes])
        )
    return "\n".join(lines)


def change(row: dict[str, float], name: str, mean: float | None) -> str:
    """Write a change in per cent with its interval."""
    if row[name] is None or not mean or row["low"] is None:
        return "not known"
    return f"{percent(row[name] / mean)} ({interval(row, mean)})"


def interval(row: dict[str, float], mean: float) -> str:
    """Write an interval in per cent of a mean."""
    ends = sorted((row["low"] / mean, row["high"] / mean))
    return f"{percent(ends[0])} to {percent(ends[1])}"


def percent(share: float) -> str:
    """Write a share with its sign."""
    return f"{100 * share:+.1f} %".replace("-", "−").replace("+0.0 %", "0.0 %").replace("−0.0 %", "0.0 %")


def condition(contrast: dict[str, Any], row: dict[str, Any]) -> str:
    """Name the conditions under which a row holds."""
    parts = [f"{short(name)} {value(each)}" for name, each in zip(contrast["by"], row["conditions"], strict=True)]
    return f"with {' and '.join(parts)}, " if parts else ""


def level_name(contrast: dict[str, Any], row: dict[str, Any]) -> str:
    """Name a level, with its factor where it is a number."""
    level = value(row["level"])
    return f"{short(contrast['of'])} {level}" if isinstance(row["level"], float | int) else level


def row_name(contrast: dict[str, Any], row: dict[str, Any]) -> str:
    """Name a row in a drawing."""
    conditions = zip(contrast["by"], row["conditions"], strict=True)
    return ", ".join([level_name(contrast, row), *(f"{short(name)} {value(each)}" for name, each in conditions)])


WORDS = {
    WAVE: "wave of severity",
    TRUST: "ground of trust",
    REPORTING: "trust at which the usual share is reported",
    "cohesion.ground_mean": "cohesion",
    "people.prone_share": "prone share",
    "scenario.community.officers_per_100k": "officers per 100,000",
    "table.representativeness_mean": "representativeness",
    "table.leaving_per_year": "leaders leaving a year",
    "patrol.rotation_per_year": "officers moved a year",
    "review.province_spread": "provincial spread",
    "scenario": "police are sent after",
    DISCOVERY: "discovered an hour",
    EXPOSURE: "divided by patrol",
}
LEVELS = {
    "columbus": "every crime",
    "../scenarios/columbus/open_crime.toml": "disorder and drugs alone",
}


def short(name: str) -> str:
    """Name a factor in words, or else without its group."""
    if name in WORDS:
        return WORDS[name]
    return " x ".join(part.split(".")[-1].replace("_", " ") for part in name.split(" x "))


def value(level: Any) -> str:
    """Write a level."""
    return f"{level:g}" if isinstance(level, float | int) else LEVELS.get(str(level), str(level).replace("_", " "))


def number(level: float) -> str:
    """Write a mean with about three figures."""
    return f"{level:,.0f}" if abs(level) >= 100 else f"{level:.3g}"


def listed(names: Sequence[str]) -> str:
    """Join names with commas and an and."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def row_of(cells: Sequence[str]) -> str:
    """Write a row of a table."""
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Take the numbers of the folders that are there, keep those of the others, and write the page."""
    known = json.loads(NUMBERS.read_text(encoding="utf-8")) if NUMBERS.exists() else {}
    found = known | collect(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS)
    numbers = {name: found[name] for name in CONTRASTS if name in found}
    NUMBERS.write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(render(numbers), encoding="utf-8")


if __name__ == "__main__":
    main()
