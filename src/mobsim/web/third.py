"""What a session remembers of its third town: weeks and leaders' tables since it branched off, and what the page was told."""

from typing import Any

from mobsim.experiment.recording import Recorder, table_of
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_WEEK
from mobsim.web.branch import Branch


class Third:
    """Keep the records of the third town; the weeks before it branched off are those of the town it branched from."""

    def __init__(self, branch: Branch) -> None:
        self.branch = branch
        self._recorder = Recorder(branch.model)
        self.weeks: list[dict[str, Any]] = []
        self.tables: list[dict[str, Any]] = []
        self._sent = 0, 0

    @property
    def week(self) -> int:
        """The last week that was run to its end."""
        return self.branch.wish.week + len(self.weeks)

    @property
    def cycle_ended(self) -> bool:
        """Whether the days just run ended a cycle."""
        return self.branch.model.day % DAYS_IN_CYCLE == 0

    def after_days(self) -> bool:
        """Take note of the days just run, at most to the end of a week; return whether it has ended."""
        ended = self.branch.model.day % DAYS_IN_WEEK == 0
        if ended:
            self.weeks.append(self._recorder.record(self.branch.model))
        if self.cycle_ended:
            self.tables.append({"week": self.week, "side": table_of(self.branch.model.world)})
        return ended

    def resume(self) -> None:
        """Tell a page all of it again."""
        self._sent = 0, 0

    @property
    def waits(self) -> bool:
        """Whether there are weeks that the page has not been told."""
        return self._sent[0] < len(self.weeks)

    def news(self, most: int) -> dict[str, Any]:
        """Return what the page has to know of it, and so many weeks at most of what is new."""
        weeks, tables = self._sent
        self._sent = min(len(self.weeks), weeks + most), len(self.tables)
        wish = self.branch.wish
        return {
            "number": self.branch.number, "town": wish.town, "week": wish.week, "along": wish.along,
            "day": self.branch.day, "first": weeks, "weeks": self.weeks[weeks : self._sent[0]],
            "first_table": tables, "tables": self.tables[tables:],
        }  # fmt: skip
