"""Follow one problem through both towns, from the street where it happens to an initiative, or to where it is lost.

A crime is waited for that happens in both towns alike: to the same person, at the same street block, on the same day. What
becomes of it is read from the towns as they run; nothing is drawn, changed or made up for it. At the leaders' table a single
complaint is a count among others, so from there on it is the problem of its neighbourhood that is followed.
"""

import numpy as np

from mobsim.engine.model import Model
from mobsim.errors import UsageError
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.web.messages import Follow
from mobsim.web.news import Followed
from mobsim.web.pair import Pair
from mobsim.web.trail import Subject, Told, Trail

DAYS_FOLLOWED = 364
DAYS_WAITED = 91
"""How long a crime is waited for that happens in both towns alike."""
ALIKE = ("problem", "kind", "place", "victim", "offender")


class Follower:
    """Wait for a crime that both towns have in common, and note what becomes of it in each."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._wanted: Follow | None = None
        self._until = 0
        self._subject: Subject | None = None
        self._trails: list[Trail] = []
        self._told: Followed | None = None
        self._changed = False

    def begin(self, wanted: Follow) -> None:
        """Look for the next crime; in a neighbourhood, or of a type, where that is wanted.

        Raises
        ------
        mobsim.errors.UsageError
            If there is no such neighbourhood or type of crime.
        """
        world = self._pair.models[0].world
        crimes = np.flatnonzero(world.problems.crime).tolist()
        if wanted.area is not None and wanted.area >= world.neighbourhoods.size:
            last = world.neighbourhoods.size - 1
            raise UsageError(
                "there is no such neighbourhood", field="area", value=wanted.area, remedy=f"use 0 to {last}"
            )
        if wanted.problem is not None and wanted.problem not in crimes:
            raise UsageError("is no type of crime", field="problem", value=wanted.problem, remedy=f"use {crimes}")
        self._wanted, self._until = wanted, self._pair.day + DAYS_WAITED
        self._subject, self._trails = None, []
        self._tell()

    @property
    def by_day(self) -> bool:
        """Whether each day has to be looked at: while a crime is waited for, or a call about it waits."""
        return self._wanted is not None or any(trail.waits for trail in self._trails)

    def after_days(self) -> None:
        """Look at the days just run: one, if it is asked for by day, and never more than to the end of a week."""
        if self._wanted is not None:
            self._look()
        elif self._subject is not None and self._pair.day <= self._subject.day + DAYS_FOLLOWED:
            cycle_ended = self._pair.models[0].day % DAYS_IN_CYCLE == 0
            for trail, model in zip(self._trails, self._pair.models, strict=True):
                trail.go_on(model, self._pair.day, cycle_ended=cycle_ended)
        else:
            return
        self._tell()

    def _look(self) -> None:
        """Take the first crime of the day that both towns have in common."""
        wanted, models = self._wanted, self._pair.models
        assert wanted is not None
        rows = [_crimes_of(model, wanted) for model in models]
        common = next((key for key in rows[0] if key in rows[1] and self._fits(key, rows)), None)
        if common is not None:
            found = dict(zip(ALIKE, common, strict=True))
            area = int(models[0].world.places.neighbourhood[found["place"]])
            day = self._pair.day
            self._subject = Subject(day, found["problem"], found["place"], area, found["victim"])
            self._trails = [Trail(model, self._subject, each[common]) for model, each in zip(models, rows, strict=True)]
            self._wanted = None
        elif self._pair.day >= self._until:
            self._wanted = None

    def _fits(self, key: tuple[int, ...], rows: list[dict[tuple[int, ...], int]]) -> bool:
        """Whether a crime is told to police in one town at least, where that is wanted."""
        sides = zip(self._pair.models, rows, strict=True)
        told = any(model.world.incidents.reported[each[key]] for model, each in sides)
        return told or not (self._wanted and self._wanted.told)

    def resume(self) -> None:
        """Tell a page that is there again."""
        self._changed = self._told is not None

    def news(self) -> Followed | None:
        """Return what is new; ``None`` if nothing is."""
        if not self._changed:
            return None
        self._changed = False
        return self._told

    def _tell(self) -> None:
        subject = self._subject
        told = Followed(
            waiting=self._wanted is not None,
            subject=None if subject is None else self._describe(subject),
            sides=[trail.told(model) for trail, model in zip(self._trails, self._pair.models, strict=False)],
        )
        self._changed = self._changed or told != self._told
        self._told = told

    def _describe(self, subject: Subject) -> Told:
        world = self._pair.models[0].world
        first = int(world.neighbourhoods.first_place[subject.area])
        return {
            "day": subject.day, "problem": self._pair.scenario.problems[subject.problem].name, "area": subject.area,
            "block": subject.place - first + 1, "followed": min(DAYS_FOLLOWED, self._pair.day - subject.day),
            "days": DAYS_FOLLOWED,
        }  # fmt: skip


def _crimes_of(model: Model, wanted: Follow) -> dict[tuple[int, ...], int]:
    """Return today's crimes that are looked for: what makes two alike, and their row."""
    world = model.world
    count = int(world.counts.incidents[0])
    columns = np.stack([getattr(world.incidents, name)[:count] for name in ALIKE], 1)
    where = world.places.neighbourhood[world.incidents.place[:count]]
    fits = world.problems.crime[columns[:, 0]] != 0
    if wanted.area is not None:
        fits &= where == wanted.area
    if wanted.problem is not None:
        fits &= columns[:, 0] == wanted.problem
    return {tuple(columns[row].tolist()): int(row) for row in np.flatnonzero(fits)}
