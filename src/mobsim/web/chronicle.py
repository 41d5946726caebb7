"""What a session remembers of its towns, and what of it the page has not been told yet."""

from typing import Any

import numpy as np

from mobsim.engine.model import Model
from mobsim.experiment.recording import Recorder, table_of
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_WEEK
from mobsim.web.account import Account
from mobsim.web.actions import THIRD, Action
from mobsim.web.diary import Diary, people_of
from mobsim.web.messages import Have, Watch
from mobsim.web.news import Frame
from mobsim.web.pair import SIDES, Pair
from mobsim.web.third import Third
from mobsim.world.lists import incidents_today

IN_FLIGHT = 2
WEEKS_A_FRAME = 26
INCIDENTS_SHOWN = 150
KEPT = ("weeks", "tables", "story")


class Chronicle:
    """Keep records, leaders' tables and the account of all towns; make frames of what is new.

    At most two frames are under way; what happens meanwhile waits for the next.
    """

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._recorders = [Recorder(model) for model in pair.models]
        self.weeks: list[list[dict[str, Any]]] = []
        self.tables: list[dict[str, Any]] = []
        self._account = Account(pair)
        self.story = self._account.entries
        self.diary = Diary(pair)
        self._sent_counts = dict.fromkeys(KEPT, 0)
        self._sent = self._acknowledged = self._sent_decisions = 0
        self._changed = True
        self._watched: Watch | None = None
        self._third: Third | None = None
        self._keep_week()
        self._keep_table()

    def after_days(self, *, both: bool) -> None:
        """Take note of the days just run, at most to the end of a week; ``both`` if not by the third town alone."""
        self._changed = True
        if self._third is not None and self._third.after_days():
            self.diary.close_week(THIRD, self._third.week)
            if self._third.cycle_ended:
                self._account.after_third()
        if both:
            self._after_both()

    def _after_both(self) -> None:
        if self._pair.models[0].day % DAYS_IN_WEEK == 0:
            self._keep_week()
        cycle_ended = self._pair.models[0].day % DAYS_IN_CYCLE == 0
        if cycle_ended:
            self._keep_table()
        self._account.after(len(self.weeks) - 1, cycle_ended=cycle_ended)

    def _keep_week(self) -> None:
        """Keep the state of both towns; the first one kept is that of the start."""
        sides = zip(self._recorders, self._pair.models, strict=True)
        self.weeks.append([recorder.record(model) for recorder, model in sides])
        self.diary.close_week(SIDES, len(self.weeks) - 1)

    def _keep_table(self) -> None:
        sides = [table_of(model.world) for model in self._pair.models]
        self.tables.append({"week": len(self.weeks) - 1, "sides": sides})

    def decided(self, action: Action) -> None:
        """Write a decision into the account."""
        self._account.decided(action)
        self._sent_decisions = min(self._sent_decisions, len(self._pair.log) - 1)  # it may have amended the last
        self._changed = True

    def branched(self) -> None:
        """Begin to remember the third town, which has just branched off, in place of the one before."""
        branch = self._pair.branch
        assert branch is not None
        self._third = Third(branch)
        self.diary.branch_off(branch.wish.town, branch.wish.week)
        self._account.branched(branch)
        self._sent_decisions = 0  # what was decided for the one before is gone from the log
        self._changed = True

    def discarded(self) -> None:
        """Forget the third town."""
        self._third = None
        self.diary.discard()
        self._sent_decisions = 0
        self._changed = True

    @property
    def last(self) -> int:
        """The last week that the two towns have run to its end."""
        return len(self.weeks) - 1

    def records(self) -> dict[str, list[dict[str, Any]]]:
        """Return what is remembered of each town, week by week."""
        kept = {name: [week[side] for week in self.weeks] for side, name in enumerate(SIDES)}
        if self._third is not None:
            wish = self._third.branch.wish
            kept[THIRD] = [*kept[wish.town][: wish.week + 1], *self._third.weeks]
        return kept

    def touched(self) -> None:
        """Send the next frame even if nothing was run."""
        self._changed = True

    def watch(self, message: Watch) -> None:
        """Send the residents of a neighbourhood with each frame, now or as they were in a week; or of none."""
        self._watched = message
        self._changed = True

    def acknowledge(self, frame: int) -> None:
        """Note that the page has taken in a frame."""
        self._acknowledged = max(self._acknowledged, min(frame, self._sent))

    def resume(self, have: Have) -> None:
        """Go on with a page that says what it holds: everything after it is sent again."""
        for name in KEPT:
            self._sent_counts[name] = min(getattr(have, name), len(getattr(self, name)))
        self._acknowledged = self._sent
        if self._third is not None:
            self._third.resume()
        self._sent_decisions = 0
        self._changed = True

    def may_send(self) -> bool:
        """Whether fewer than two frames are under way."""
        return self._sent - self._acknowledged < IN_FLIGHT

    def frame(self, *, playing: bool, speed: float) -> Frame | None:
        """Return what is new, or ``None`` if nothing is or the page cannot take it in yet."""
        if not (self._changed and self.may_send()):
            return None
        self._sent += 1
        first = self._sent_counts["weeks"]
        news: dict[str, list[Any]] = {name: getattr(self, name)[self._sent_counts[name] :] for name in KEPT}
        news["weeks"] = news["weeks"][:WEEKS_A_FRAME]
        for name in KEPT:
            self._sent_counts[name] += len(news[name])
        third = None if self._third is None else self._third.news(WEEKS_A_FRAME)
        waits = self._third is not None and self._third.waits
        self._changed = waits or self._sent_counts["weeks"] < len(self.weeks)
        towns = self._pair.towns
        return Frame(
            frame=self._sent,
            day=self._pair.day,
            playing=playing,
            over=self._pair.days_left == 0,
            first=first,
            **news,
            levers=[self._pair.levers_of(town) for town in towns],
            log=self._new_decisions(),
            speed=speed,
            today=[incidents_of(model) for model in towns.values()],
            people=people_of(self._pair, self.diary, self._watched),
            branch=third,
        )

    def _new_decisions(self) -> dict[str, Any]:
        """Return the lines of the log that the page has not, or not as they are now, and the number of the first."""
        first, self._sent_decisions = self._sent_decisions, len(self._pair.log)
        return {"first": first, "lines": self._pair.decisions(first)}


def incidents_of(model: Model) -> list[list[int]]:
    """List today's incidents: neighbourhood, problem, recorded or not."""
    world, incidents = model.world, model.world.incidents
    rows = incidents_today(world)[0][:INCIDENTS_SHOWN]
    where = world.places.neighbourhood[incidents.place[rows]]
    return np.stack([where, incidents.problem[rows], incidents.recorded[rows]], 1).tolist()
