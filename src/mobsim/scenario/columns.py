"""Turn columns of the areas into what the model needs: residents, deprivation 0-1, turnover, relative risks of mean 1."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.areas import Areas
from mobsim.scenario.findings import Findings
from mobsim.scenario.numbers import ANYTHING, Expected

if TYPE_CHECKING:
    from mobsim.scenario.schema import CommunityTable, DeprivationTable, RiskTable

Values = NDArray[np.float64]
_MOST_RESIDENTS = 5_000_000.0
_DEPRIVATION = 0.4
_SHARE = Expected("share", 0.0, 1.0)


def people_of(areas: Areas, given: int | str | None, findings: Findings) -> Values:
    """Take real residents from a number, the same for every area, or from a column of counts; NaN where neither is given."""
    if isinstance(given, str):
        return areas.table.numbers(given, findings, Expected("count", 1.0, _MOST_RESIDENTS))
    return np.full(len(areas.ids), np.nan if given is None else float(given))


def deprivation_of(areas: Areas, given: "float | str | DeprivationTable | None", findings: Findings) -> Values:
    """Take deprivation, 0 least to 1 most, from a number, from a column of shares, or from a column transformed."""
    if isinstance(given, int | float):
        return np.full(len(areas.ids), float(given))
    if given is None:
        findings.note(f"No deprivation was given: every neighbourhood has {_DEPRIVATION}.")
        return np.full(len(areas.ids), _DEPRIVATION)
    if isinstance(given, str):
        return _varying(areas.table.numbers(given, findings, _SHARE, _rescaling(given)), areas, given, findings)
    plain = given.transform == "none"
    values = areas.table.numbers(given.column, findings, _SHARE if plain else ANYTHING)
    lower_is_more = given.direction == "lower_is_more_deprived"
    if plain:
        return _varying(1.0 - values if lower_is_more else values, areas, given.column, findings)
    values = -values if lower_is_more else values
    rescaled = _ranks(values) if given.transform == "rank" else values
    return _zero_to_one(rescaled, areas, given.column, findings)


def note_basis(table: "CommunityTable", findings: Findings) -> None:
    """Note what deprivation was made of, where its column measures something else."""
    given = table.deprivation
    column = given if isinstance(given, str) else getattr(given, "column", None)
    basis, transform = getattr(given, "basis", None), getattr(given, "transform", "none")
    if basis is not None:
        taken = "the rank of " if transform == "rank" else ""
        findings.note(
            f"What counts as deprivation here is {taken}{basis} (column {column}): deprivation was not measured."
        )
    for kind, risk in table.risks.items():
        if column is not None and column == risk_column(risk):
            findings.note(
                f"Column {column} gives both deprivation and the relative risk of {kind}: that {kind} rises with "
                "deprivation is put in, not found."
            )


def _rescaling(column: str) -> str:
    table = f'{{ column = "{column}", direction = "higher_is_more_deprived", transform = "minmax" }}'
    return f"a column of another scale is declared as deprivation = {table}, or with lower_is_more_deprived"


def _ranks(values: Values) -> Values:
    """Rank values, ties sharing their mean rank."""
    ordered = np.sort(values)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2


def _zero_to_one(values: Values, areas: Areas, column: str, findings: Findings) -> Values:
    extent = float(values.max() - values.min())
    if not extent > 0:
        _note_constant(areas, column, f"every neighbourhood has deprivation {_DEPRIVATION}", findings)
        return np.full(len(values), _DEPRIVATION)
    return (values - values.min()) / extent


def _varying(values: Values, areas: Areas, column: str, findings: Findings) -> Values:
    if len(values) > 1 and not np.ptp(values) > 0:
        _note_constant(areas, column, "neighbourhoods cannot be compared by deprivation", findings)
    return values


def _note_constant(areas: Areas, column: str, follows: str, findings: Findings) -> None:
    findings.note(f"Column {column} of {areas.path.name} is the same everywhere: {follows}.")


def turnover_of(areas: Areas, given: float | str, findings: Findings) -> Values:
    """Take the share of residents who move in a year from a number or a column."""
    if isinstance(given, str):
        return areas.table.numbers(given, findings, _SHARE)
    return np.full(len(areas.ids), float(given))


def risk_column(given: "str | RiskTable") -> str:
    """Return the column that a risk is taken from."""
    return given if isinstance(given, str) else given.column


def relative_risk(areas: Areas, kind: str, given: "str | RiskTable", people: Values, findings: Findings) -> Values:
    """Take a column of rates, or of counts, as relative risks, rescaled so that their mean over residents is 1."""
    column, figures = risk_column(given), None if isinstance(given, str) else given.figures
    expected = Expected("count" if figures == "counts" else "rate", low=0.0)
    values = areas.table.numbers(column, findings, expected)
    if figures is None:
        _ask_counts_or_rates(areas, kind, column, values, people, findings)
    if figures == "counts":
        values = values / people
    total = float((values * people).sum())
    if total == 0:
        findings.wrong_data(
            areas.path,
            "is 0 in every area",
            column,
            "give at least one area a rate above 0, or leave the risk out",
            value=0,
        )
        return values
    if len(values) > 1 and not np.ptp(values) > 0:
        _note_constant(areas, column, f"{kind} is no likelier in one neighbourhood than in another", findings)
    return values * people.sum() / total


def _ask_counts_or_rates(
    areas: Areas, kind: str, column: str, values: Values, people: Values, findings: Findings
) -> None:
    """Refuse a column of whole numbers that may be counts as well as rates, where that makes a difference."""
    if not areas.table.is_written_whole(column, values) or not np.ptp(values) > 0 or not np.ptp(people) > 0:
        return
    ways = [f'{kind} = {{ column = "{column}", figures = "{figures}" }}' for figures in ("counts", "rates")]
    findings.wrong_data(
        areas.path,
        "and the others are whole numbers: they may be counts of incidents or rates",
        f"{column} of area {areas.ids[0]}",
        f"write under risks {ways[0]} for counts, or {ways[1]} for incidents per resident",
        value=areas.table.cells(column)[0],
    )
