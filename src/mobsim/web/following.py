"""Follow one problem through all towns, from the street where it happens to an initiative, or to where it is lost.

A crime is waited for that happens in both towns alike: to the same person, at the same street block, on the same day. What
becomes of it is read from the towns as they run; nothing is drawn, changed or made up for it. At the leaders' table a single
complaint is a count among others, so from there on it is the problem of its neighbourhood that is followed.

A third town that branches off later has all that became of it by then; one that branches off before lives up to that day, and
the crime happens there too, or does not.
"""

from copy import deepcopy
from typing import Literal

import numpy as np

from mobsim.engine.model import Model
from mobsim.errors import UsageError
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_WEEK
from mobsim.web.actions import THIRD
from mobsim.web.messages import Follow
from mobsim.web.news import Followed
from mobsim.web.pair import Pair
from mobsim.web.trail import Subject, Told, Trail
from mobsim.world.lists import incidents_today

DAYS_FOLLOWED = 364
DAYS_WAITED = 91
"""How long a crime is waited for that happens in both towns alike."""
ALIKE = ("problem", "kind", "place", "victim", "offender")
NotThere = Literal["to_come", "never"]
"""Why there is nothing to tell of a third town: it has not come to the day, or the crime did not happen there."""


class Follower:
    """Wait for a crime that both towns have in common, and note what becomes of it in each, and in a third."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._wanted: Follow | None = None
        self._until = 0
        self._subject: Subject | None = None
        self._trails: list[Trail] = []
        self._key: tuple[int, ...] = ()  # by which the crime is known in a third town
        self._kept: dict[int, list[Trail]] = {}  # trails as they were at the end of each week
        self._third: Trail | NotThere = "to_come"
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
        self._kept, self._third = {}, "to_come"
        self._tell()

    def at_once(self, days: int, *, both: bool) -> int:
        """Return how many of some days may be run before they are looked at; ``both`` if not by the third town alone.

        One, while a crime is waited for or a call about it waits; a third town stops on the day of the crime.
        """
        third = self._third if self._pair.branch is not None else "never"
        waits = isinstance(third, Trail) and third.waits
        if both:
            waits = waits or self._wanted is not None or any(trail.waits for trail in self._trails)
        if waits:
            return 1
        ahead = 0 if self._subject is None else self._subject.day - self._pair.day_of(THIRD)
        return min(days, ahead) if third == "to_come" and ahead > 0 else days

    def after_days(self, *, both: bool) -> None:
        """Look at the days just run: as many as may be at once, and never more than to the end of a week."""
        if self._is_over:
            return
        if both and self._wanted is not None:
            self._look()
        elif both and self._subject is not None:
            self._go_on()
        self._after_third()
        self._tell()

    @property
    def _is_over(self) -> bool:
        """Whether nothing is looked for, or all that is followed was followed to its end."""
        if self._subject is None:
            return self._wanted is None
        return self._pair.front > self._subject.day + DAYS_FOLLOWED

    def _go_on(self) -> None:
        day = self._pair.day
        for trail, model in zip(self._trails, self._pair.models, strict=True):
            trail.go_on(model, day, cycle_ended=model.day % DAYS_IN_CYCLE == 0)
        self._keep_week()

    def _keep_week(self) -> None:
        """Keep the trails of a week that has ended: a third town may branch off there."""
        if self._pair.models[0].day % DAYS_IN_WEEK == 0:
            self._kept[self._pair.day] = deepcopy(self._trails)

    def branched(self) -> None:
        """Give a third town that has branched off all that became of the crime by then."""
        branch, subject = self._pair.branch, self._subject
        assert branch is not None
        self._third = "to_come"
        if subject is not None and branch.day >= subject.day:
            kept = [day for day in self._kept if day <= branch.day]
            self._third = deepcopy(self._kept[max(kept)][branch.side])
        self._tell()

    def discarded(self) -> None:
        """Forget the third town."""
        self._third = "to_come"
        self._tell()

    def _after_third(self) -> None:
        """Look at what the third town has run: whether the crime happened there, and what became of it."""
        branch, subject = self._pair.branch, self._subject
        if branch is None or subject is None:
            return
        if isinstance(self._third, Trail):
            self._third.go_on(branch.model, branch.day, cycle_ended=branch.model.day % DAYS_IN_CYCLE == 0)
        elif branch.day == subject.day:
            row = _crimes_of(branch.model, Follow(do="follow")).get(self._key)
            self._third = "never" if row is None else Trail(branch.model, subject, row)

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
            self._key, self._wanted = common, None
            self._keep_week()
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
        if subject is None and self._wanted is None and self._told is None:
            return
        told = Followed(
            waiting=self._wanted is not None,
            subject=None if subject is None else self._describe(subject),
            sides=[trail.told(model) for trail, model in zip(self._trails, self._pair.models, strict=False)],
            third=self._told_of_third(),
        )
        self._changed = self._changed or told != self._told
        self._told = told

    def _told_of_third(self) -> Told | None:
        branch = self._pair.branch
        if branch is None or self._subject is None:
            return None
        return self._third.told(branch.model) if isinstance(self._third, Trail) else {"missing": self._third}

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
    rows, _ = incidents_today(world)
    columns = np.stack([getattr(world.incidents, name)[rows] for name in ALIKE], 1)
    where = world.places.neighbourhood[world.incidents.place[rows]]
    fits = world.problems.crime[columns[:, 0]] != 0
    if wanted.area is not None:
        fits &= where == wanted.area
    if wanted.problem is not None:
        fits &= columns[:, 0] == wanted.problem
    return {tuple(columns[nth].tolist()): int(rows[nth]) for nth in np.flatnonzero(fits)}
