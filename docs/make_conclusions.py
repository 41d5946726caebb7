"""Write into the page on ensembles which conclusions hold in three towns, from comparisons under the ensemble.

    mobsim compare columbus --runs 40 --out results/conclusions/columbus     # and so for each town
    python docs/make_conclusions.py results/conclusions

``python docs/remake.py conclusions`` does both, for every town. What is read is kept in ``docs/measured/conclusions.json``.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where benchmarks lie

from benchmarks.marked import paragraph, write_between
from mobsim.experiment.conclusions import NEARLY_ALL
from mobsim.report.vocabulary import outcome, sentence_case
from mobsim.store.atomic import write_json
from mobsim.validation.wording import markdown_table

DOCS = Path(__file__).resolve().parent
PAGE, MEASURED = DOCS / "ensembles.md", DOCS / "measured" / "conclusions.json"
NOT_YET = "Not measured yet on this version."

Question = tuple[str, str, str]
"""A policy, what it is held against, and in which outcome."""


def read(folder: Path) -> dict[str, Any]:
    """Read the comparison of each town that lies in a folder."""
    towns = {}
    for file in sorted(folder.glob("*/comparison.json")):
        summary = json.loads(file.read_text(encoding="utf-8"))
        manifest = json.loads((file.parent / "manifest.json").read_text(encoding="utf-8"))
        towns[summary["scenario"]] = {
            "title": summary["title"], "model": manifest["model_hash"][:8], "runs": summary["runs"],
            "draws": summary["draws"], "best": _best(summary), "reference": summary["reference"],
            "headline": summary["headline"], "conclusions": summary["conclusions"],
        }  # fmt: skip
    return towns


def _best(summary: Mapping[str, Any]) -> str:
    ranked = [each for each in summary["strategies"] if each["rank"]]
    return min(ranked, key=lambda each: each["outcomes"][summary["headline"]]["mean"])["name"]


def told(towns: Mapping[str, Any]) -> str:
    """Tell which conclusions hold, a column a town."""
    if not towns:
        return NOT_YET
    made = "; ".join(
        f"{town['title']}: {town['runs']} runs, {town['draws']} draws, model {town['model']}" for town in towns.values()
    )
    best = {sentence_case(town["best"]) for town in towns.values()}
    first = f"{best.pop()} has the least harm on average in all of them." if len(best) == 1 else ""
    about = (
        "In how many of 100 plausible versions each conclusion is true of the difference to expect, luck taken out, with the "
        f"95 % interval of that number ({made}). In **bold** what surely holds in {round(100 * NEARLY_ALL)} of 100 or more, or "
        f"fails in as many. {first}"
    )
    rows = [(_in_words(each), *(_cell(town, each) for town in towns.values())) for each in _questions(towns)]
    return f"{paragraph(about)}\n\n{markdown_table(('conclusion', *towns), rows)}"


def _questions(towns: Mapping[str, Any]) -> list[Question]:
    """List what is asked: policies against the reference, the best against each other, and what the best moves beside."""
    asked: dict[Question, None] = {}
    for town in towns.values():
        best, headline = town["best"], town["headline"]
        for each in town["conclusions"]:
            one, other, of = each["strategy"], each["against"], each["outcome"]
            if of == headline and other == town["reference"]:
                asked[one, other, of] = None
            elif of == headline and best in (one, other):
                asked[best, other if one == best else one, of] = None
            elif of != headline and one == best:
                asked[one, other, of] = None
    return list(asked)


def _in_words(question: Question) -> str:
    one, other, of = question
    return f"{sentence_case(one)}: lower {outcome(of).label.lower()} than {sentence_case(other)}"


def _cell(town: Mapping[str, Any], question: Question) -> str:
    """Write in how many of 100 versions a town says so, with the interval; bold where that is surely nearly all."""
    for each in town["conclusions"]:
        names = each["strategy"], each["against"]
        if each["outcome"] == question[2] and set(names) == set(question[:2]):
            says_so = (each["side"] == "lower") == (names == question[:2])
            shares: Sequence[float] = [each[name] for name in ("share", "low", "high")]
            share, low, high = shares if says_so else (1 - shares[0], 1 - shares[2], 1 - shares[1])
            text = f"{100 * share:.0f} ({100 * low:.0f} to {100 * high:.0f})"
            return f"**{text}**" if low >= NEARLY_ALL or high <= 1 - NEARLY_ALL else text
    return ""


def main() -> None:
    """Read the comparisons, keep what was found, and write the page."""
    if len(sys.argv) > 1:
        write_json(MEASURED, read(Path(sys.argv[1])))
    towns = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    write_between(PAGE, "conclusions", told(towns))


if __name__ == "__main__":
    main()
