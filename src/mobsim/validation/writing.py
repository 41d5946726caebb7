"""Write a validation down: Markdown, Parquet, JSON and a figure, in the results folder."""

from collections.abc import Container, Sequence
from pathlib import Path

from mobsim.scenario.sources import GRADES, cite
from mobsim.store.atomic import write_file, write_json
from mobsim.validation.figure import draw
from mobsim.validation.found import Validation
from mobsim.validation.judging import JudgedPart, JudgedTarget
from mobsim.validation.targets import targets
from mobsim.validation.wording import band, interval, markdown_table, number, verdict_in_words


def write(found: Validation, folder: Path) -> None:
    """Write ``validation.md``, ``validation.parquet``, ``validation.json`` and ``figures/validation.svg`` and ``.png``."""
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


def to_markdown(found: Validation) -> str:
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
