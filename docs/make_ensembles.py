"""Write into the page on ensembles what the one that ships holds, and how its members stand against the evidence.

    python -m mobsim.validation.members_run results/members && python docs/make_ensembles.py

Made from the ensemble, ``docs/measured/screening.json`` and ``docs/measured/members.json``.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where benchmarks lie

from benchmarks.marked import paragraph, write_between
from mobsim.scenario.ensemble import EVIDENCE, choose_ensemble
from mobsim.scenario.mechanisms import alternatives
from mobsim.validation.defaults import settings
from mobsim.validation.unseen import side_values, unseen_numbers
from mobsim.validation.wording import band, markdown_table, number

DOCS = Path(__file__).resolve().parent
PAGE, MEASURED = DOCS / "ensembles.md", DOCS / "measured"


def holds() -> str:
    """Say what is drawn, by what it rests on, and what is not."""
    ensemble = choose_ensemble(EVIDENCE)
    assert ensemble is not None
    screened = json.loads((MEASURED / "screening.json").read_text(encoding="utf-8"))
    group_of = {each["name"]: each["group"] for each in [*screened["left_out"], *screened["chosen"]]}
    of_sides = set(side_values()[0])
    names = set(ensemble.parameters)
    unseen = set(unseen_numbers(screened, list(settings()["free"]))) & names
    fitted = names - unseen - of_sides
    declared = [each["name"] for each in screened["left_out"] if each["name"] not in names]
    rows = [
        ("fitted", str(len(fitted)), "draws of the fit's posterior", _groups(fitted, group_of)),
        ("no target sees them", str(len(unseen)), "over the ranges they were screened in", _groups(unseen, group_of)),
        ("studies disagree", str(len(of_sides)), "each side as often as the other", ", ".join(alternatives())),
        ("**not drawn**", str(len(declared)), "as declared", _groups(declared, group_of)),
    ]
    told = paragraph(
        f"{len(ensemble)} draws of {len(names)} parameters. Of those that are not drawn the evidence sees their mechanism, and "
        "they were not free in the fit: doubt about them is in no interval."
    )
    return told + "\n\n" + markdown_table(("what", "parameters", "drawn", "mechanisms (parameters)"), rows)


def _groups(names: Any, group_of: dict[str, str]) -> str:
    counted = Counter(group_of.get(name, "others") for name in names)
    return ", ".join(f"{group} ({count})" for group, count in sorted(counted.items()))


def _edge(value: float | None, side: int) -> float:
    return side * float("inf") if value is None else value


def members() -> str:
    """Say how members stand against the evidence, beside the defaults on as many fresh seeds."""
    file = MEASURED / "members.json"
    if not file.is_file():
        return paragraph("Not measured yet on this version.")
    found = json.loads(file.read_text(encoding="utf-8"))
    parts, met = found["parts"], found["met"]
    lost = [part for part in parts if part["defaults_met"] and not part["members_met"]]
    missed, decided = len(lost), sum(bool(part["depends_on"]) for part in lost)
    told = paragraph(
        f"{found['members']} members, drawn by lot, were run on fresh seeds, and the defaults on as many, each run as large as "
        f"one of the fit. The mean of members lies in the band of {met['members']} of {len(parts)} parts, that of the defaults "
        f"in {met['defaults']}. Parts whose mean moves, or whose verdict is another; doubt is what members vary by beyond luck. "
        "Members take sides where studies disagree (`mobsim list alternatives`), so that those of one side miss what the other "
        f"side's studies found: of the {missed} parts that members miss and the defaults meet, {decided} are met on one of the "
        "sides."
    )
    rows = [
        (
            part["part"], band(_edge(part["low"], -1), _edge(part["high"], 1)), number(part["defaults"]), number(part["members"]),
            number(part["doubt_sd"]), number(part["luck_sd"]), "yes" if part["members_met"] else "**no**", _on_sides(part),
        )
        for part in parts
        if part["moved"] or part["members_met"] != part["defaults_met"]
    ]  # fmt: skip
    return (
        told
        + "\n\n"
        + markdown_table(("part", "band", "defaults", "members", "doubt, sd", "luck, sd", "met", "by side"), rows)
    )


def _on_sides(part: dict[str, Any]) -> str:
    """Give the mean of members on each side of the questions that decide whether a part is met."""
    return "; ".join(
        f"{question}: " + ", ".join(f"{side} {number(mean)}" for side, mean in sides.items())
        for question, sides in part["depends_on"].items()
    )


if __name__ == "__main__":
    write_between(PAGE, "ensemble", holds())
    write_between(PAGE, "members", members())
