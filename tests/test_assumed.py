"""The page on what is assumed names every mechanism that rests on several assumed numbers, with how many."""

import json
import re
from collections import Counter
from pathlib import Path

from mobsim.scenario.parameters import SETTABLE

DOCS = Path(__file__).resolve().parents[1] / "docs"
SEVERAL = 3


def assumed_by_mechanism():
    """Count the assumed numbers of each mechanism, as the screening groups them."""
    screened = json.loads((DOCS / "measured" / "screening.json").read_text())
    group_of = {each["name"]: each["group"] for each in [*screened["left_out"], *screened["chosen"]]}
    return Counter(
        group_of[name] for name, (*_, declared) in SETTABLE.items() if declared.grade == "assumed" and name in group_of
    )


def test_the_page_names_every_mechanism_with_several_assumed_numbers_and_how_many():
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.+) \|$", (DOCS / "assumed.md").read_text(), re.M)
    counted = {name: number for name, number in assumed_by_mechanism().items() if number >= SEVERAL}
    assert {name: int(number) for name, number, _ in rows} == counted
    assert all(len(told) > 60 for *_, told in rows)
