"""The sessions that are open: a process each, kept while a laptop sleeps, and no more than the machine can carry."""

import asyncio
import contextlib
import json
import secrets
import threading
import time
from collections import deque
from multiprocessing.connection import Connection
from typing import Any

from mobsim.web.background import live_background
from mobsim.web.processes import end_processes, start_pair
from mobsim.web.worker import Order, live_session

SESSIONS = 4
KEPT_SECONDS = 1800.0
BAND = '{"type":"band"'


class Session:
    """One pair of towns, living in a process, and the page that watches it, if one does just now."""

    def __init__(
        self, order: Order, processes: tuple[Any, ...], connection: Connection, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.key = secrets.token_urlsafe(16)
        self.order = order
        self.page: object | None = None
        self.left_at = time.monotonic()
        self.over = self._failed = False
        self._loop = loop
        self._waiting: deque[str] = deque()
        self._news = asyncio.Event()
        self._saving: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._processes, self._connection = processes, connection
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        """Take in what the process says, in a thread of its own."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                said = self._connection.recv_bytes().decode()
                self._loop.call_soon_threadsafe(self._take, said)
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    def _take(self, said: str) -> None:
        if said.startswith('{"type":"saved"'):
            self._hand_over(json.loads(said))
            return
        self._failed = self._failed or said.startswith('{"type":"failed"')
        if said.startswith(BAND):  # of which only the last counts; all else waits for acknowledgements or was asked for
            self._waiting = deque(each for each in self._waiting if not each.startswith(BAND))
        if self.page is not None or self._failed:
            self._waiting.append(said)
            self._news.set()

    def _end(self) -> None:
        if not self.over:
            self.over = True
            if not self._failed:
                self._waiting.append(json.dumps({"type": "ended"}))
            self._news.set()
        for future in self._saving.values():
            if not future.done():
                future.cancel()

    def attach(self, page: object) -> None:
        """Let a page watch; the one that watched before is told by :meth:`next_message`."""
        self.page = page
        self._waiting.clear()
        self._news.set()

    def leave(self, page: object) -> None:
        """Let a page go; the towns wait."""
        if self.page is page:
            self.page = None
            self.left_at = time.monotonic()
            self.say({"do": "leave"})

    def say(self, message: dict[str, Any]) -> None:
        """Pass a message on to the process."""
        with contextlib.suppress(OSError, ValueError):
            self._connection.send_bytes(json.dumps(message).encode())

    async def next_message(self, page: object) -> str | None:
        """Wait for the next message to a page; ``None`` when another page has taken over."""
        while True:
            if self.page is not page:
                self._news.set()
                return None
            if self._waiting:
                return self._waiting.popleft()
            self._news.clear()
            await self._news.wait()

    async def save(self, what: str) -> dict[str, Any]:
        """Ask the process for the session's file or a town's."""
        token = secrets.token_hex(8)
        self._saving[token] = future = self._loop.create_future()
        self.say({"do": "save", "what": what, "token": token})
        try:
            return await asyncio.wait_for(future, 20.0)
        finally:
            del self._saving[token]

    def _hand_over(self, message: dict[str, Any]) -> None:
        future = self._saving.get(message["token"])
        if future is not None and not future.done():
            future.set_result(message["content"])

    def close(self) -> None:
        """End the process."""
        self.over = True
        end_processes(self._processes)


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

    def __len__(self) -> int:
        """Count the sessions that are open."""
        return len(self._open)

    def find(self, key: Any) -> Session | None:
        """Find a session that is still alive."""
        session = self._open.get(str(key))
        return None if session is None or session.over else session

    async def begin(self, order: Order) -> Session | None:
        """Open a session, one after the other; ``None`` if there are too many whose pages are all open."""
        async with self._beginning:
            await self.tidy()
            if len(self._open) >= self.most:
                left = sorted(
                    (each for each in self._open.values() if each.page is None), key=lambda each: each.left_at
                )
                if not left:
                    return None
                await self._close(left[0])
            # Starting processes takes its time; the other pages must not wait for it.
            started = await asyncio.to_thread(start_pair, live_session, live_background, order)
            session = Session(order, *started, asyncio.get_running_loop())
            self._open[session.key] = session
            return session

    async def tidy(self) -> None:
        """Close sessions that are over, or whose page has not come back in time."""
        now = time.monotonic()
        for session in list(self._open.values()):
            if session.over or (session.page is None and now - session.left_at > self.kept):
                await self._close(session)

    async def close_at_once(self, key: Any) -> None:
        """Close a session that its page has given up."""
        session = self._open.get(str(key))
        if session is not None:
            await self._close(session)

    async def close(self) -> None:
        """Close all."""
        for session in list(self._open.values()):
            await self._close(session)

    async def _close(self, session: Session) -> None:
        self._open.pop(session.key, None)
        await asyncio.to_thread(session.close)
