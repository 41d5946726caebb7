"""The connections of the page's server: a bounded number, each for a bounded time, and none that does not read.

Another user of the machine can connect, too; without the page's secret a connection stays a stranger, and cannot take
the place of one that showed it.
"""

import asyncio
import time
from enum import IntEnum

SECONDS_STUCK = 10.0
"""A connection that is closing, or has something to read, and moves nothing for so long, is cut."""


class Standing(IntEnum):
    """What is known of whoever is at the other end."""

    STRANGER = 0
    GUEST = 1  # has shown the secret
    WATCHER = 2  # watches a session, of which there are few anyway


MOST = {Standing.STRANGER: 96, Standing.GUEST: 48}
MOST_HELD = 1_000_000
"""Bytes of messages that have come in part, of all connections together."""
SECONDS = {Standing.STRANGER: 10.0, Standing.GUEST: 120.0}
"""How long a connection may take until it is answered."""


class Line:
    """One connection.

    Parameters
    ----------
    transport : asyncio.Transport
        What carries it.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.half_asked = False
        self.held = self._unread = 0
        self._moved = self.since = time.monotonic()
        self.standing = Standing.STRANGER

    @property
    def gone(self) -> bool:
        """Whether nobody is there any more."""
        return self._transport.is_closing()

    def renew(self) -> None:
        """Begin to count its time again."""
        self.since = time.monotonic()

    def abort(self) -> None:
        """Cut it, whatever is still to be read."""
        self._transport.abort()

    def is_overdue(self, now: float) -> bool:
        """Whether it took too long to ask, or to read the answer; to be called every second or so."""
        unread = self._transport.get_write_buffer_size()
        if not self.gone and (unread == 0 or unread < self._unread):
            self._moved = now
        self._unread = unread
        return now - self._moved > SECONDS_STUCK or now - self.since > SECONDS.get(self.standing, float("inf"))


class Lines:
    """All connections of a server; whoever is one too many of its standing takes the place of another.

    That is the oldest of those that have begun to ask and not ended, for whoever means it asks in one go; where there is none,
    the oldest.
    """

    def __init__(self) -> None:
        self._lines: set[Line] = set()

    def add(self, transport: asyncio.Transport) -> Line:
        """Take in a new connection."""
        line = Line(transport)
        self._lines.add(line)
        self._make_room(Standing.STRANGER)
        return line

    def rank(self, line: Line, standing: Standing) -> None:
        """Note what is known by now of who is there, and begin to count its time again."""
        line.standing = standing
        line.renew()
        self._make_room(standing)

    def hold(self, line: Line, size: int) -> None:
        """Note how many bytes of an unfinished message a connection has sent; the largest are cut where all are too many."""
        line.held = size
        while sum(each.held for each in self._lines) > MOST_HELD:
            self._cut(max(self._lines, key=lambda each: each.held))

    def remove(self, line: Line) -> None:
        """Forget a connection that is lost."""
        self._lines.discard(line)

    def cut_overdue(self) -> None:
        """Cut those that took too long."""
        now = time.monotonic()
        for line in [each for each in self._lines if each.is_overdue(now)]:
            self._cut(line)

    def _make_room(self, standing: Standing) -> None:
        alike = [each for each in self._lines if each.standing is standing]
        if len(alike) > MOST.get(standing, len(alike)):
            self._cut(min(alike, key=lambda each: (not each.half_asked, each.since)))

    def _cut(self, line: Line) -> None:
        self._lines.discard(line)
        line.abort()
