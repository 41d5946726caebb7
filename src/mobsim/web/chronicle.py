"""What a session remembers of its towns, and what of it the page has not been told yet."""

from typing import Any

import numpy as np

from mobsim.experiment.recording import Recorder, table_of
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_WEEK
from mobsim.web.account import Account
from mobsim.web.actions import Action
from mobsim.web.diary import Diary, people_of
from mobsim.web.messages import Have, Watch
from mobsim.web.news import Frame
from mobsim.web.pair import Pair

IN_FLIGHT = 2
WEEKS_A_FRAME = 26
INCIDENTS_SHOWN = 150
KEPT = ("weeks", "tables", "story")


class Chronicle:
    """Keep records, leaders' tables and the account of both towns; make frames of what is new.

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
        self._keep_week()
        self._keep_table()

    def after_days(self) -> None:
        """Take note of the days just run, at most to the end of a week."""
        self._changed = True
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
        self.diary.close_week()

    def _keep_table(self) -> None:
        sides = [table_of(model.world) for model in self._pair.models]
        self.tables.append({"week": len(self.weeks) - 1, "sides": sides})

    def decided(self, action: Action) -> None:
        """Write a decision into the account."""
        self._account.decided(action)
        self._sent_decisions = min(self._sent_decisions, len(self._pair.log) - 1)  # it may have amended the last
        self._changed = True

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
        self._changed = self._sent_counts["weeks"] < len(self.weeks)
        sides = range(len(self._pair.models))
        return Frame(
            frame=self._sent,
            day=self._pair.day,
            playing=playing,
            over=self._pair.days_left == 0,
            first=first,
            **news,
            levers=[self._pair.levers_of(side) for side in sides],
            log=self._new_decisions(),
            speed=speed,
            today=[self._incidents(side) for side in sides],
            people=people_of(self._pair, self.diary, self._watched),
        )

    def _new_decisions(self) -> dict[str, Any]:
        """Return the lines of the log that the page has not, or not as they are now, and the number of the first."""
        first, self._sent_decisions = self._sent_decisions, len(self._pair.log)
        return {"first": first, "lines": self._pair.decisions(first)}

    def _incidents(self, side: int) -> list[list[int]]:
        """List today's incidents: neighbourhood, problem, recorded or not."""
        world = self._pair.models[side].world
        count = min(int(world.counts.incidents[0]), INCIDENTS_SHOWN)
        incidents = world.incidents
        where = world.places.neighbourhood[incidents.place[:count]]
        return np.stack([where, incidents.problem[:count], incidents.recorded[:count]], 1).tolist()
