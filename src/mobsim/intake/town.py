"""What a town is before it is written: its areas in order, and what is known of each."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.intake.crimes import Crimes
from mobsim.intake.neighbours import Pairs
from mobsim.intake.shapes import Ground
from mobsim.intake.sizing import Size
from mobsim.intake.surveys import SurveyFigure

Values = NDArray[np.float64]


MEAN_OFFICERS = 178.0
"""Sworn officers per 100,000 residents: Canada's mean in 2023."""


@dataclass(frozen=True)
class Deprivation:
    """What deprivation is made of: a column, its values by area, and how they are read."""

    column: str
    values: Values
    direction: str
    transform: Literal["minmax", "rank", "none"]
    is_measured: bool


@dataclass(frozen=True)
class Officers:
    """How many officers: a number of them, or a rate per 100,000 residents."""

    number: int | None
    rate: float = MEAN_OFFICERS
    why: str = ""


@dataclass(frozen=True)
class Town:
    """All that is written: areas in their order, and what is known of each."""

    ids: list[str]
    names: list[str]
    ground: Ground | None
    people: Values
    deprivation: Deprivation | None
    crimes: Crimes | None
    pairs: Pairs
    officers: Officers
    size: Size
    read_people: float
    """Residents of the files, before anything was dropped."""
    read_areas: int
    """Areas of the files, likewise."""
    survey: tuple[SurveyFigure, ...] = ()
