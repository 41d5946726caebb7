"""What residents felt week by week, one byte a feeling, so that any of them can be asked how it came."""

import base64
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.model import Model
from mobsim.errors import UsageError
from mobsim.web.actions import THIRD
from mobsim.web.memory import weeks_between_pages
from mobsim.web.messages import Watch
from mobsim.web.pair import SIDES, Pair

LARGEST_AREA = 3000
LEVELS = 255.0
FEELINGS = ("trust", "cohesion", "insecurity")


def packed(model: Model, rows: slice | NDArray[np.int64]) -> NDArray[np.uint8]:
    """Pack residents' trust, cohesion, insecurity and membership of a group into four bytes each, ``(residents, 4)``."""
    residents = model.world.residents
    columns = [np.round(LEVELS * getattr(residents, name)[rows]) for name in FEELINGS]
    columns.append(residents.member[rows])
    return np.stack(columns, 1).astype(np.uint8)


class Diary:
    """Keep what residents felt at the end of each week; of large towns only every so many weeks.

    Of a third town the weeks up to where it branched off are those of the town it branched from.
    """

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self.every = weeks_between_pages(pair.scenario)
        self._pages: dict[str, dict[int, NDArray[np.uint8]]] = {name: {} for name in SIDES}
        self._leaders: dict[str, dict[int, NDArray[np.float64]]] = {name: {} for name in SIDES}

    def close_week(self, towns: Iterable[str], week: int) -> None:
        """Keep the week that has just ended in some towns."""
        for name in towns:
            model = self._pair.towns[name]
            if week % self.every == 0:
                self._pages[name][week] = packed(model, slice(None))
            if week % 4 == 3:
                self._leaders[name][week] = _states(model)

    def branch_off(self, town: str, week: int) -> None:
        """Let a third town branch off at the end of a week."""
        self._pages[THIRD] = {at: page for at, page in self._pages[town].items() if at <= week}
        self._leaders[THIRD] = {at: state for at, state in self._leaders[town].items() if at <= week}

    def discard(self) -> None:
        """Forget the third town."""
        self._pages.pop(THIRD, None)
        self._leaders.pop(THIRD, None)

    def page(self, town: str, week: int) -> NDArray[np.uint8] | None:
        """Return the page of a week, or of the last one before it that was kept."""
        return self._pages[town].get(week - week % self.every)

    def of_resident(self, town: str, row: int) -> dict[str, list[Any]]:
        """Return the weeks that were kept, and what a resident felt in them."""
        pages = self._pages[town]
        weeks = sorted(pages)
        values = np.array([pages[week][row] for week in weeks]).reshape(-1, 4)
        feelings = {name: np.round(values[:, n] / LEVELS, 3).tolist() for n, name in enumerate(FEELINGS)}
        return {"weeks": weeks, **feelings, "member": values[:, 3].tolist()}

    def of_leader(self, town: str, row: int) -> dict[str, list[Any]]:
        """Return the weeks of the cycles, and a leader's commitment, credibility and representativeness in them."""
        names = ("commitment", "credibility", "representativeness")
        states = self._leaders[town]
        values = np.array([state[row] for state in states.values()]).reshape(-1, 3)
        columns = {name: np.round(values[:, n], 3).tolist() for n, name in enumerate(names)}
        return {"weeks": list(states), **columns}


def _states(model: Model) -> NDArray[np.float64]:
    leaders = model.world.leaders
    return np.stack([leaders.commitment, leaders.credibility, leaders.representativeness], 1)


def rows_shown(pair: Pair, area: int) -> NDArray[np.int64]:
    """Return the residents of a neighbourhood that are drawn: all, or evenly chosen ones of very many."""
    neighbourhoods = pair.models[0].world.neighbourhoods
    if not 0 <= area < neighbourhoods.size:
        raise UsageError(
            "there is no such neighbourhood", field="area", value=area, remedy=f"use 0 to {neighbourhoods.size - 1}"
        )
    first, end = int(neighbourhoods.first_resident[area]), int(neighbourhoods.end_resident[area])
    step = max(1, -(-(end - first) // LARGEST_AREA))
    return np.arange(first, end, step)


def people_of(pair: Pair, diary: Diary, watched: Watch | None) -> dict[str, Any] | None:
    """Return the residents of the watched neighbourhood as they feel now, or felt in a week."""
    if watched is None or watched.area is None:
        return None
    rows = rows_shown(pair, watched.area)
    sides = []
    for town, model in pair.towns.items():
        page = None if watched.week is None else diary.page(town, watched.week)
        sides.append(base64.b64encode((packed(model, rows) if page is None else page[rows]).tobytes()).decode())
    return {"area": watched.area, "sides": sides}
