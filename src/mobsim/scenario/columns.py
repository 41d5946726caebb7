"""Turn columns of the areas into what the model needs: deprivation 0-1, turnover, relative risks of mean 1."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.areas import Areas, numbers
from mobsim.scenario.findings import Findings

if TYPE_CHECKING:
    from mobsim.scenario.schema import DeprivationTable

Values = NDArray[np.float64]


def deprivation_of(areas: Areas, given: "float | str | DeprivationTable | None", findings: Findings) -> Values:
    """Take deprivation, 0 least to 1 most, from a number, from a column of shares, or from a column transformed."""
    if isinstance(given, int | float):
        return np.full(len(areas.ids), float(given))
    if isinstance(given, str):
        return numbers(areas, given, findings, 0.0, 1.0, _rescaling(given))
    if given is None:
        findings.note("No deprivation was given: every neighbourhood has 0.4.")
        return np.full(len(areas.ids), 0.4)
    bounds = (0.0, 1.0) if given.transform == "none" else (-np.inf, np.inf)
    values = numbers(areas, given.column, findings, *bounds)
    lower_is_more = given.direction == "lower_is_more_deprived"
    if given.transform == "none":
        return 1.0 - values if lower_is_more else values
    values = -values if lower_is_more else values
    rescaled = _ranks(values) if given.transform == "rank" else values
    return _zero_to_one(rescaled, areas, given.column, findings)


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
        findings.note(
            f"Column {column} of {areas.path.name} is the same everywhere: every neighbourhood has deprivation 0.4."
        )
        return np.full(len(values), 0.4)
    return (values - values.min()) / extent


def turnover_of(areas: Areas, given: float | str, findings: Findings) -> Values:
    """Take the share of residents who move in a year from a number or a column."""
    if isinstance(given, str):
        return numbers(areas, given, findings, 0.0, 1.0)
    return np.full(len(areas.ids), float(given))


def relative_risk(areas: Areas, given: str, people: Values, findings: Findings) -> Values:
    """Take a column of rates as relative risks, rescaled so that their mean over residents is 1."""
    values = numbers(areas, given, findings, low=0.0)
    total = float((values * people).sum())
    if total == 0:
        findings.wrong_data(
            areas.path,
            "is 0 in every area",
            given,
            "give at least one area a rate above 0, or leave the risk out",
            value=0,
        )
        return values
    return values * people.sum() / total
