"""Levels of a factor by years since the burn-in: numbers from the weekly table, sentences, table and drawing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments_page.declared import Course
from experiments_page.rounding import estimate, round_to
from experiments_page.words import (  # fmt: skip
    change,
    conditions_name,
    interval,
    is_apart,
    level_name,
    listed,
    number,
    percent,
    plain,
    short,
    table_of,
)

WEEKS = 52


def collect_course(runs: Any, weekly: Any, course: Course) -> dict[str, Any]:
    """Take the means of years (or of all time until their end), and differences from the first level, paired by seed."""
    weeks = weekly[weekly["week"] >= 0]
    weeks = weeks.assign(year=weeks["week"] // WEEKS + 1)
    labels = runs[["run_id", "replicate", course.of, *course.by]]
    rows = []
    for year in course.years:
        chosen = weeks[weeks["year"] <= year] if course.until else weeks[weeks["year"] == year]
        means = labels.join(chosen.groupby("run_id")[list(course.outcomes)].mean(), on="run_id")
        rows += list(_rows(means, course, year))
    return {
        "of": course.of,
        "words": course.words,
        "by": list(course.by),
        "until": course.until,
        "named": bool(course.names),
        "tell": list(course.tell or course.outcomes[:1]),
        "outcomes": list(course.outcomes),
        "rows": rows,
    }


def _rows(means: Any, course: Course, year: int) -> Iterator[dict[str, Any]]:
    by = list(course.by)
    for key, here in means.groupby(by, sort=False) if by else [((), means)]:
        levels = dict.fromkeys(here[course.of])
        first = here[here[course.of] == next(iter(levels))].set_index("replicate")
        for level in levels:
            own = here[here[course.of] == level].set_index("replicate")
            named = course.names.get(level, level) if isinstance(level, str) else level
            row: dict[str, Any] = {"year": year, "conditions": list(key), "level": named, "pairs": len(own)}
            for name in course.outcomes:
                difference = estimate(own[name] - first[name])
                row[name] = {"mean": round_to(float(own[name].mean())), **difference}
            yield row


def course_sentences(course: Mapping[str, Any]) -> Iterator[str]:
    """Report what each level changes, year by year or until each horizon; years before anything differs are left out."""
    yield f"Of {course['words']}, {'over all time until the end of each year' if course['until'] else 'year by year'}."
    for name in course["tell"]:
        parts = [
            f"with {key} {listed(told)}"
            for key, rows in _lines(course).items()
            if (told := [_told(course, row, name) for row in rows if row[name]["low"] != row[name]["high"]])
        ]
        yield f"{plain(name).capitalize()}: {'; '.join(parts) or 'the same in all'}."


def _told(course: Mapping[str, Any], row: Mapping[str, Any], name: str) -> str:
    reference = next(other for one, other in _with_reference(course) if one is row)
    sure = "" if is_apart(row[name]) else ", which may be luck"
    many = course["until"] and row["year"] > 1
    when = f"over years 1 to {row['year']}" if many else f"in year {row['year']}"
    return f"{_change(row, reference, name)} {when}{sure}"


def _change(row: Mapping[str, Any], reference: Mapping[str, Any], name: str) -> str:
    mean = reference[name]["mean"]
    if row[name]["low"] is None or not mean:
        return "not known"
    return f"{percent(row[name]['estimate'] / mean)} ({interval(row[name], mean)})"


def _lines(course: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Gather the rows of each condition and level but the reference, in order of years."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row, reference in _with_reference(course):
        if row is not reference:
            found.setdefault(_key(course, row), []).append(row)
    return found


def _key(course: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    under = conditions_name(course["by"], row["conditions"])
    level = level_name(course["of"], row["level"])
    return f"{under} and {level}" if under and isinstance(row["level"], float | int) else under or level


def _with_reference(course: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each row with that of the first level in the same year and under the same conditions."""
    first: dict[str, dict[str, Any]] = {}
    for row in course["rows"]:
        first.setdefault(f"{row['year']} {row['conditions']}", row)
    for row in course["rows"]:
        yield row, first[f"{row['year']} {row['conditions']}"]


def course_table(course: Mapping[str, Any]) -> str:
    """Write means of the first level and changes of the others, a row a year, condition and level."""
    until = "years, all until the end of" if course["until"] else "year"
    of = "" if course["named"] else short(course["of"])
    head = [until, *(short(name) for name in course["by"]), of, *map(plain, course["outcomes"])]
    rows = []
    for row, reference in _with_reference(course):
        cells = [
            number(row[name]["mean"])
            if row is reference
            else change(row[name] | {"difference": row[name]["estimate"]}, "difference", reference[name]["mean"])
            for name in course["outcomes"]
        ]
        level = level_name("", row["level"]).strip()
        rows.append([str(row["year"]), *(f"{each:g}" for each in row["conditions"]), level, *cells])
    return table_of(head, rows)


def draw_course(name: str, course: Mapping[str, Any], gallery: Any) -> None:
    """Draw, for each outcome that is told, how far each level is from the first, by years, with intervals."""
    from mobsim.report.figures.marks import CHOSEN, CONTRAST, REFERENCE

    marks, lines = (CHOSEN, CONTRAST, REFERENCE), _lines(course)
    references = {id(row): reference for row, reference in _with_reference(course)}

    def panel(outcome: str) -> Any:
        def paint(axes: Any) -> None:
            for mark, (key, rows) in zip(marks, lines.items(), strict=False):
                _draw_line(axes, rows, references, outcome, mark, key)
            axes.set_xticks(sorted({row["year"] for row in course["rows"]}))
            axes.axhline(0, color="#5b6874", linewidth=0.7)
            axes.set_title(plain(outcome))
            axes.set_xlabel("until the end of year" if course["until"] else "year")
            axes.set_ylabel("change, %")
            axes.legend(loc="upper left", bbox_to_anchor=(0, -0.22), fontsize=8)

        return paint

    words = " ".join(course_sentences(course))
    outcomes: Sequence[str] = course["tell"]
    height = 3.4 * -(-len(outcomes) // 2)
    gallery.multiples(name, words, [panel(each) for each in outcomes], columns=2, height=height, width=8.6)
    (gallery.folder / f"{name}.png").unlink()


def _draw_line(
    axes: Any, rows: Sequence[Mapping[str, Any]], references: Mapping[int, Any], outcome: str, mark: Any, label: str
) -> None:
    """Draw one level under one condition: changes in per cent of the first level, with intervals."""
    shown = [
        (
            row["year"],
            *(100 * row[outcome][each] / references[id(row)][outcome]["mean"] for each in ("estimate", "low", "high")),
        )
        for row in rows
        if row[outcome]["low"] is not None and references[id(row)][outcome]["mean"]
    ]
    if shown:
        years, middles, lows, highs = zip(*shown, strict=True)
        axes.plot(years, middles, color=mark.colour, marker=mark.marker, markersize=4, linestyle=mark.line, label=label)
        axes.vlines(years, lows, highs, color=mark.colour, linewidth=1)
