"""Turn recorded crimes into rates by problem type, shrunk towards the town's where few crimes say little."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.intake.choices import Account
from mobsim.intake.crime_types import NONE, draft_type
from mobsim.intake.crimes import ALL, Crimes
from mobsim.intake.telling import Problem, tell
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.problems import DEFAULT_PROBLEMS

Values = NDArray[np.float64]
_WORTH_A_WORD = 0.05
RESIDENTS = 1000.0
"""Residents that rates are per."""
PROBLEM_OF = {problem.name: problem.name for problem in DEFAULT_PROBLEMS} | {
    kind.name: problem.name for problem in DEFAULT_PROBLEMS for kind in problem.kinds
}
"""The problem type of each problem type and kind of crime."""
CRIMES = frozenset(problem.name for problem in DEFAULT_PROBLEMS if problem.crime)


@dataclass(frozen=True)
class TypeRow:
    """A user's category: how many crimes, what it stands for (``"-"`` nothing, ``None`` not known), whether the user said so."""

    category: str
    count: float
    meaning: str | None
    given: bool


def type_rows(crimes: Crimes, chosen: Sequence[tuple[str, str]]) -> list[TypeRow]:
    """Draft what each category stands for.

    Raises
    ------
    UsageError
        If an option names a category that is not there, or something that the model does not have.
    """
    given = {category.casefold(): meaning for category, meaning in chosen}
    known = [name.casefold() for name in crimes.types]
    for category, meaning in chosen:
        if category.casefold() not in known:
            raise UsageError(
                "is not a category of crimes",
                field="--type",
                value=category,
                remedy=did_you_mean(category, crimes.types),
            )
        if meaning != NONE and meaning not in PROBLEM_OF:
            remedy = (
                f"{did_you_mean(meaning, PROBLEM_OF)} A problem type, a kind of crime, or - for none may stand here"
            )
            raise UsageError("is not a type or kind of crime", field=f"--type {category}", value=meaning, remedy=remedy)
    totals = crimes.counts.sum(axis=(0, 2))
    return [
        TypeRow(
            name,
            float(total),
            given.get(name.casefold(), None if name == ALL else draft_type(name)),
            name.casefold() in given,
        )
        for name, total in zip(crimes.types, totals, strict=True)
    ]


def doubts_about(crimes: Crimes, rows: Sequence[TypeRow]) -> list[str]:
    """Say which categories of some weight nothing is known of."""
    total = sum(row.count for row in rows) or 1.0
    unknown = [row for row in rows if row.meaning is None and row.count > _WORTH_A_WORD * total]
    key = "doubt_counts" if crimes.figures == "counts" else "doubt_rates"
    return [
        tell(key, category=repr(row.category), number=round(row.count), option=f'--type "{row.category}=theft"')
        for row in rows
        if row in unknown
    ]


def risks_of(crimes: Crimes, rows: Sequence[TypeRow], people: Values, account: Account) -> dict[str, Values]:
    """Return crimes a year per 1,000 residents by problem type and area."""
    found: dict[str, Values] = {}
    for problem in dict.fromkeys(PROBLEM_OF.values()):
        chosen = [
            place
            for place, row in enumerate(rows)
            if row.meaning not in (None, NONE) and PROBLEM_OF[str(row.meaning)] == problem
        ]
        counts = crimes.counts[:, chosen].sum(axis=(1, 2))
        if not counts.sum() > 0:
            continue
        if crimes.figures == "rates":
            found[problem] = counts / len(crimes.years)
            continue
        rate = shrunk(counts, people * crimes.length)
        if rate is None:
            account.assumed.append(tell("no_doubt_by_chance", problem=Problem(problem)))
        else:
            found[problem] = RESIDENTS * rate
    return found


def shrunk(counts: Values, exposure: Values) -> Values | None:
    """Estimate rates by empirical Bayes, each drawn to the town's by how much of it may be chance (Marshall 1991).

    Parameters
    ----------
    counts, exposure
        Crimes, and residents times years, of each area.

    Returns
    -------
    array of rates, or ``None`` where areas differ by no more than chance
    """
    mean = counts.sum() / exposure.sum()
    rate = counts / exposure
    spread = float((exposure * (rate - mean) ** 2).sum() / exposure.sum() - mean / exposure.mean())
    if not spread > 0:
        return None
    return mean + spread / (spread + mean / exposure) * (rate - mean)


def meanings(rows: Sequence[TypeRow]) -> Mapping[str, str]:
    """Return the categories that stand for a crime of the model, and for which."""
    return {
        row.category: str(row.meaning)
        for row in rows
        if row.meaning not in (None, NONE) and PROBLEM_OF[str(row.meaning)] in CRIMES and row.count > 0
    }
