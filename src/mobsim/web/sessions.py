"""The sessions that are open: kept while a laptop sleeps, and no more than the machine can carry."""

import asyncio
import time

from mobsim.web.background import run_background
from mobsim.web.lines import Line
from mobsim.web.processes import start_pair
from mobsim.web.session import Session
from mobsim.web.worker import Order, run_session

SESSIONS = 4
KEPT_SECONDS = 1800.0
SECONDS_TO_RETURN = 2.0
"""A page that is loaded again is back by then; no other page takes its session's place before."""


class Sessions:
    """All sessions of a server, at most so many.

    Parameters
    ----------
    most : int
        Sessions at a time.
    kept : float
        Seconds for which a session waits for its page to come back.
    """

    def __init__(self, most: int = SESSIONS, kept: float = KEPT_SECONDS) -> None:
        self.most, self.kept = most, kept
        self._open: dict[str, Session] = {}
        self._beginning = asyncio.Lock()
        self._waiting = 0

    def __len__(self) -> int:
        """Count the sessions that are open."""
        return len(self._open)

    def find(self, key: str) -> Session | None:
        """Find a session that is still open."""
        session = self._open.get(key)
        return None if session is None or session.over else session

    async def begin(self, order: Order, page: Line) -> Session | None:
        """Open a session for a page, one after the other; ``None`` if there are too many."""
        if self._waiting >= self.most:
            return None
        self._waiting += 1
        try:
            async with self._beginning:
                wanted = not page.gone and await self._has_room() and not page.gone  # it may go while room is made
                return await self._begin(order, page) if wanted else None
        finally:
            self._waiting -= 1

    async def _begin(self, order: Order, page: Line) -> Session:
        # Starting processes takes its time; the other pages must not wait for it.
        started = await asyncio.to_thread(start_pair, run_session, run_background, order)
        session = Session(order, *started, asyncio.get_running_loop())
        self._open[session.key] = session
        session.attach(page)
        return session

    async def _has_room(self) -> bool:
        """Make room by closing the session that was left longest, if one was."""
        await self.tidy()
        if len(self._open) < self.most:
            return True
        left = [each for each in self._open.values() if each.page is None]
        if not left:
            return False
        longest = min(left, key=lambda each: each.left_at)
        await asyncio.sleep(max(0.0, longest.left_at + SECONDS_TO_RETURN - time.monotonic()))
        if longest.page is None:
            await self._close(longest)
        return len(self._open) < self.most

    async def tidy(self) -> None:
        """Close sessions that are over, or whose page has not come back in time."""
        now = time.monotonic()
        for session in list(self._open.values()):
            if session.over or (session.page is None and now - session.left_at > self.kept):
                await self._close(session)

    async def close_at_once(self, key: str) -> None:
        """Close a session that its page has given up."""
        session = self._open.get(key)
        if session is not None:
            await self._close(session)

    async def close(self) -> None:
        """Close all."""
        for session in list(self._open.values()):
            await self._close(session)

    async def _close(self, session: Session) -> None:
        self._open.pop(session.key, None)
        await asyncio.to_thread(session.close)
