"""Write a validation down: Markdown, Parquet, JSON and a figure, in the results folder."""

from collections.abc import Container, Iterable, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.scenario.sources import GRADES, cite
from mobsim.store.atomic import write_file, write_json
from mobsim.validation.judging import JudgedPart, JudgedTarget
from mobsim.validation.targets import targets

if TYPE_CHECKING:
    from mobsim.validation.running import Validation

UNCLEAR = {True: "unclear, met by the mean", False: "unclear, missed by the mean"}


def write(found: "Validation", folder: Path) -> None:
    """Write ``validation.md``, ``validation.parquet``, ``validation.json`` and ``figures/validation.svg`` and ``.png``."""
    from mobsim.validation.figure import draw

    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "validation.md", to_markdown(found))
    write_json(folder / "validation.json", found.summary())
    write_file(folder / "validation.parquet", lambda unfinished: found.rows.to_parquet(unfinished, index=False))
    (folder / "figures").mkdir(exist_ok=True)
    for kind in ("png", "svg"):
        write_file(
            folder / "figures" / f"validation.{kind}", lambda unfinished, kind=kind: draw(found.parts, unfinished, kind)
        )


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""

    def fill(unfinished: Path) -> None:
        unfinished.write_text(text, encoding="utf-8")

    write_file(path, fill)


def to_markdown(found: "Validation") -> str:
    """Write the tables: targets met, then every part with its value, interval, band, verdict and source."""
    form = "full" if found.full else "quick"
    head = (
        f"{found.met} of {len(found.targets)} targets met ({form} form: {found.seeds} runs of the untreated town). "
        "Intervals are 95 % over seeds (Student). A target is met if all its parts are; *unclear* is a part whose interval "
        "reaches over an edge of the band, judged by its mean."
    )
    return "\n\n".join([head, targets_table(found.targets), parts_table(found.parts), legend(found.parts)]) + "\n"


def targets_table(judged: Sequence[JudgedTarget]) -> str:
    """Lay out one line a target."""
    rows = ((row.target, row.what, verdict_in_words(row.verdict, row.met)) for row in judged)
    return markdown_table(("target", "what", "verdict"), rows)


def parts_table(judged: Sequence[JudgedPart]) -> str:
    """Lay out one line a part."""
    rows = (
        (
            row.part,
            f"{row.what} ({row.unit})",
            number(row.model),
            interval(row.low, row.high),
            band(row.band_low, row.band_high),
            row.published,
            verdict_in_words(row.verdict, row.met),
            f"{row.source} ({row.grade})",
        )
        for row in judged
    )
    return markdown_table(("part", "what", "model", "interval", "band", "published", "verdict", "source (grade)"), rows)


def legend(judged: Sequence[JudgedPart]) -> str:
    """Say how each part is measured, where its band comes from if not from the source, what was fitted, and the sources."""
    how = [
        f"- **{row.part}**: {row.measured}{f' Band: {row.band}.' if row.band else ''}"
        for row in judged
        if row.measured or row.band
    ]
    shown, graded = {row.target for row in judged}, {row.grade for row in judged}
    notes = [target.about for target in targets().values() if target.about and target.id in shown]
    grades = "; ".join(f"**{grade}** {meaning}" for grade, meaning in GRADES.items() if grade in graded)
    cited = [f"- **{key}**: {cite(key)}" for key in dict.fromkeys(row.source for row in judged)]
    return "\n".join(
        ["How each part is measured:", "", *how, "", *notes, "", fitted(shown), "", f"Grades: {grades}.", "", *cited]
    )


def fitted(shown: Container[str]) -> str:
    """Say to which parts of some targets the defaults were fitted, and which are put in; all others are foretold."""
    parts = [part for target in targets().values() if target.id in shown for part in target.parts]
    to = ", ".join(part.id for part in parts if part.fitted)
    put_in = ", ".join(part.id for part in parts if part.input)
    inputs = f" Put in, by a parameter that was set by the same finding: {put_in}." if put_in else ""
    rest = "foretold by the rest of the model"
    if not to:
        return f"The defaults were fitted to none of these parts: they are {rest}.{inputs}"
    return f"The defaults were fitted to {to}; all other parts are inputs or {rest}.{inputs}"


def markdown_table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """Lay out a table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def verdict_in_words(verdict: str, met: bool) -> str:
    """Say a verdict, and by what it was judged where the interval does not tell."""
    return UNCLEAR[bool(met)] if verdict == "unclear" else verdict


def number(value: float) -> str:
    """Write a number with about three figures."""
    if not isfinite(value):
        return "not measured"
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:z,.{places}f}"
    return text.replace("-", "−")


def interval(low: float, high: float) -> str:
    """Write an interval; nothing where it is unknown."""
    return f"{number(low)} to {number(high)}" if isfinite(low) and isfinite(high) else ""


def band(low: float, high: float) -> str:
    """Write a band, open or not."""
    if not isfinite(low):
        return f"below {number(high)}"
    return f"{number(low)} to {number(high)}" if isfinite(high) else f"above {number(low)}"
