"""Take from a survey by area the means and shares that a town can be fitted to."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.figures import numbers_of
from mobsim.intake.joining import NOWHERE, Frame, find_match, name_unmatched
from mobsim.intake.layers import Layer
from mobsim.intake.telling import tell
from mobsim.intake.traits import traits_of
from mobsim.intake.words import spelled
from mobsim.scenario.numbers import Expected

_MEASURES = (
    ("victimised_share", r"victimi[sz]ed|victimes?\b"),
    ("reported_share", r"reported to police|signale a la police"),
    ("participation", r"participat\w*|volunteer\w*|benevol\w*"),
    ("confident_share", r"confiden\w*|confiance|(?:percent|pct|%|share).*\btrust|\btrust\w*.*(?:percent|pct|%|share)"),
    (
        "insecure_share",
        r"unsafe|insecure share|(?:percent|pct|%|share).*insecur\w*|insecur\w*.*(?:percent|pct|%|share)|insecurite",
    ),
    ("trust", r"\btrust\b"),
    ("insecurity", r"\binsecurity\b"),
    ("cohesion", r"\bcohesion\b"),
)
_WEIGHTS = re.compile(r"^(?:respondents?|repondants?|sample(?: size)?|n|answers|interviews)$")
_LEAST_ERROR = 0.005
_FEWEST = 3
"""Areas from which their spread says how surely the town's mean is known."""


@dataclass(frozen=True)
class SurveyFigure:
    """A mean or share of the town, and its standard error."""

    measure: str
    value: float
    error: float
    column: str


def survey_of_layer(
    layer: Layer, frame: Frame, people: NDArray[np.float64], choices: Choices, account: Account
) -> list[SurveyFigure]:
    """Return the figures of the town: means over areas, weighted by answers or residents.

    Their standard errors come from how areas differ, each being a cluster of the sample.

    Raises
    ------
    DataError
        If no column names areas, or none holds a measure that the model knows.
    """
    match = find_match(layer, frame, None, choices.area.match)
    if match is None:
        raise DataError(
            "names no areas", file=layer.label, field="--survey", remedy="give it the ids or names of the areas"
        )
    name_unmatched(layer, match, frame, account)
    rows = np.flatnonzero(match.area != NOWHERE)
    weight = _weights(layer, choices)[rows] if _weight_column(layer) else people[match.area[rows]]
    found = []
    for measure, column in _columns(layer).items():
        figure = _figure(
            measure,
            column,
            numbers_of(layer, column, choices.file, Expected("number", low=0.0))[rows],
            np.nan_to_num(weight),
        )
        found += [figure] if figure is not None else []
    if not found:
        known = ", ".join(name for name, _ in _MEASURES)
        raise DataError(
            "holds no measure that the model has",
            file=layer.label,
            field="--survey",
            remedy=f"name columns as one of {known}",
        )
    account.guess(
        Guess(
            tell("survey"),
            ", ".join(f"{each.column} as {each.measure}" for each in found),
            "--survey",
            "",
            choices.file.survey is not None,
        )
    )
    return found


def _weight_column(layer: Layer) -> str | None:
    return next((name for name in layer.columns if _WEIGHTS.search(spelled(name))), None)


def _weights(layer: Layer, choices: Choices) -> NDArray[np.float64]:
    return numbers_of(layer, str(_weight_column(layer)), choices.file, Expected("count", low=0.0))


def _columns(layer: Layer) -> dict[str, str]:
    """Return the first column of each measure."""
    found: dict[str, str] = {}
    for column in layer.columns:
        if traits_of(layer.sample(column)).is_number:
            measure = next((name for name, words in _MEASURES if re.search(words, spelled(column))), None)
            if measure is not None:
                found.setdefault(measure, column)
    return found


def is_survey(layer: Layer) -> bool:
    """Whether a table of text holds measures of a survey."""
    plain = layer.geometry == "none" and layer.links is None and roles.best(layer, roles.POPULATION) is None
    return plain and bool(_columns(layer))


def _figure(measure: str, column: str, values: NDArray[np.float64], weight: NDArray[np.float64]) -> SurveyFigure | None:
    known = np.isfinite(values) & (weight > 0)
    values, weight = values[known], weight[known]
    if len(values) < _FEWEST:
        return None
    if values.max() > 1:
        values = values / 100
    if values.max() > 1:
        return None
    mean = float(np.average(values, weights=weight))
    share = weight / weight.sum()
    error = float(np.sqrt((share**2 * (values - mean) ** 2).sum() * len(values) / (len(values) - 1)))
    return SurveyFigure(measure, round(mean, 4), round(max(error, _LEAST_ERROR), 4), column)
