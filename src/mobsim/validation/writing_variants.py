"""Write down what variants of the model do to the evidence: Markdown and Parquet."""

from pathlib import Path

from mobsim.scenario.mechanisms import alternatives, mechanisms
from mobsim.scenario.sources import cite
from mobsim.store.atomic import write_file, write_json
from mobsim.validation.variant_rows import VariantRow, Variants
from mobsim.validation.wording import interval, markdown_table, number
from mobsim.validation.writing import write_text

MOST_MOVED = 6


def write(found: Variants, folder: Path) -> None:
    """Write ``ablation.md``, ``.json`` and ``.parquet``, or those of alternatives."""
    name = "ablation" if found.kind == "mechanisms" else "alternatives"
    write_text(folder / f"{name}.md", to_markdown(found))
    write_json(folder / f"{name}.json", found.summary())
    write_file(folder / f"{name}.parquet", lambda unfinished: found.rows.to_parquet(unfinished, index=False))


def to_markdown(found: Variants) -> str:
    """Write one line a mechanism with what breaks without it, or the parts side by side under each alternative."""
    return ablation_table(found) if found.kind == "mechanisms" else alternatives_table(found)


def ablation_table(found: Variants) -> str:
    """Lay out one line a mechanism: the parts that break without it, those that move, and why it is kept."""
    rows = []
    for name in dict.fromkeys(row.variant for row in found.judged):
        own = [row for row in found.judged if row.variant == name]
        breaks = [row for row in own if row.breaks]
        moved = sorted((row for row in own if row.moves and not row.breaks), key=_size, reverse=True)
        kept = mechanisms()[name].kept
        rows.append((
            f"`{name}`", mechanisms()[name].about, ", ".join(_in_words(row) for row in breaks) or "nothing",
            ", ".join(_in_words(row) for row in moved[:MOST_MOVED]), _note(own, kept),
        ))  # fmt: skip
    head = (
        f"Each mechanism switched off by itself, {found.seeds} runs on the same seeds as the model as it is. A part *breaks* "
        "if it is met as the model is and not without the mechanism, judged as the targets are; it *moves* if the 95 % interval "
        "of the difference excludes zero. Values: as it is → without."
    )
    columns = ("mechanism", "what it is", "breaks", "moves most", "note")
    return f"{head}\n\n{markdown_table(columns, rows)}\n"


def alternatives_table(found: Variants) -> str:
    """Lay out the parts that move under any alternative, side by side, and what each alternative is."""
    names = list(dict.fromkeys(row.variant for row in found.judged))
    by_part: dict[str, dict[str, VariantRow]] = {}
    for row in found.judged:
        by_part.setdefault(row.part, {})[row.variant] = row
    rows = [
        (part, each[names[0]].what, number(each[names[0]].as_it_is), *(_under(each[name]) for name in names))
        for part, each in by_part.items()
        if any(row.moves or row.breaks for row in each.values())
    ]
    lines = [
        f"- **{each.name}**: {each.about} "
        + " ".join(f"*{choice.name}*: {choice.about} ({cite(choice.source)})" for choice in each.choices.values())
        for each in alternatives().values()
    ]
    head = (
        f"Sides that studies take, {found.seeds} runs on the same seeds as the model as it is. Shown are the parts of the "
        "evidence that move under any of them, with the difference's 95 % interval. After the first year police misconduct "
        "is made public, so that the sides on scandals can differ."
    )
    table = markdown_table(("part", "what", "as it is", *names), rows)
    return "\n\n".join([head, table, "\n".join(lines)]) + "\n"


def _under(row: VariantRow) -> str:
    mark = ", breaks" if row.breaks else ""
    return f"{number(row.changed)} ({interval(row.low, row.high)}{mark})" if row.moves or row.breaks else "same"


def _in_words(row: VariantRow) -> str:
    return f"{row.part} ({number(row.as_it_is)} → {number(row.changed)})"


def _size(row: VariantRow) -> float:
    return abs(row.difference) / max(abs(row.as_it_is), 1e-9)


def _note(own: list[VariantRow], kept: str) -> str:
    """Say which parts were expected to break and did not, and why a mechanism is kept that breaks nothing."""
    held = [row.part for row in own if row.expected and row.met_as_it_is and row.met_changed]
    missed = [row.part for row in own if row.expected and not row.met_as_it_is]
    words = [
        *([f"{', '.join(held)} {_holds(held)} without it."] if held else []),
        *([f"{', '.join(missed)} {_is(missed)} not met with it either."] if missed else []),
        *(
            []
            if any(row.breaks for row in own)
            else [f"Kept: {kept}" if kept else "Nothing here speaks for keeping it."]
        ),
    ]
    return " ".join(words)


def _holds(parts: "list[str]") -> str:
    return "holds" if len(parts) == 1 else "hold"


def _is(parts: "list[str]") -> str:
    return "is" if len(parts) == 1 else "are"
