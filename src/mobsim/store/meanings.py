"""What the outcomes of a results folder mean: they belong to its scenario, whose own problem types are among them."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mobsim.errors import DataError
from mobsim.measures import Outcome
from mobsim.store.checksums import REMEDY
from mobsim.store.folder import read_json

FILE = "outcomes.json"


class Meaning(NamedTuple):
    """The label, unit and meaning of an outcome, and which way is better: lower, higher or neither."""

    name: str
    label: str
    unit: str
    about: str
    better: str


def meanings_of(outcomes: Mapping[str, Outcome]) -> dict[str, Meaning]:
    """Return what outcomes mean, by name."""
    return {name: Meaning(name, each.label, each.unit, each.about, each.better) for name, each in outcomes.items()}


def as_plain(meanings: Mapping[str, Meaning]) -> list[dict[str, str]]:
    """Return meanings as plain data, as a folder holds them."""
    return [each._asdict() for each in meanings.values()]


def read_meanings(folder: Path) -> dict[str, Meaning]:
    """Read what the outcomes of a folder mean, by name.

    Raises
    ------
    DataError
        If the folder does not say, or not as it was written.
    """
    file = folder / FILE
    content = read_json(file)
    try:
        return {each["name"]: Meaning(**each) for each in content}
    except (TypeError, KeyError):
        problem = "is missing" if content is None else "does not hold outcomes as they were written"
        raise DataError(problem, file=file, remedy=REMEDY) from None
