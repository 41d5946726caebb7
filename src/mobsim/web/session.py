"""One session: two processes that run a pair of towns, the page that watches, and what waits between them."""

import asyncio
import contextlib
import json
import secrets
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from mobsim.web.lines import Line
from mobsim.web.news import Compared, Ended, Envelope, Failed, Saved
from mobsim.web.processes import end_processes
from mobsim.web.worker import Left, Order, Save

LARGEST_BACKLOG = 2_000_000
"""Characters that may wait for a page; one message alone may be longer."""
SECONDS_TO_SAVE = 20.0


class Session:
    """A pair of towns in processes of their own, and the line of the page that watches it, if one does just now."""

    def __init__(
        self, order: Order, processes: tuple[Any, ...], connection: Connection, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.key = secrets.token_urlsafe(16)
        self.order = order
        self.page: Line | None = None
        self.left_at = time.monotonic()
        self.over = self._failed = False
        self._loop = loop
        self._backlog: deque[Envelope] = deque()
        self._news = asyncio.Event()
        self._saving: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._one_save = asyncio.Lock()
        self._processes, self._connection = processes, connection
        self._writer = ThreadPoolExecutor(1, "session")  # a process that is busy holds up no other session
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        """Take in what the process sends, in a thread of its own."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                envelope = Envelope.receive(self._connection)
                self._loop.call_soon_threadsafe(self._receive, envelope)
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    def _receive(self, envelope: Envelope) -> None:
        if envelope.kind == Saved.kind:
            self._hand_over(json.loads(envelope.text))
            return
        self._failed = self._failed or envelope.kind == Failed.kind
        if envelope.kind == Compared.kind:  # of which only the last counts
            self._backlog = deque(each for each in self._backlog if each.kind != Compared.kind)
        if self.page is None and not self._failed:
            return
        waiting = sum(len(each.text) for each in self._backlog)
        if self._backlog and waiting + len(envelope.text) > LARGEST_BACKLOG:
            self._cut_off()
            return
        self._backlog.append(envelope)
        self._news.set()

    def _cut_off(self) -> None:
        """Hang up on a page that does not read; if it is one after all, it resumes, and is sent what it lacks."""
        self._backlog.clear()
        if self.page is not None:
            self.page.abort()

    def _end(self) -> None:
        if not self.over:
            self.over = True
            if not self._failed:
                self._backlog.append(Envelope.of(Ended()))
            self._news.set()
        for future in self._saving.values():
            future.cancel()

    def attach(self, page: Line) -> None:
        """Let a page watch; the one that watched before learns it from :meth:`next_message`."""
        self.page = page
        self._backlog.clear()
        self._news.set()

    def leave(self, page: Line) -> None:
        """Let a page go; the towns wait."""
        if self.page is page:
            self.page = None
            self.left_at = time.monotonic()
            self.send(Left())

    def send(self, message: Any) -> asyncio.Future[None]:
        """Pass a message on to the process, after those before it; the future is done when it has been passed on."""
        if self.over:
            done: asyncio.Future[None] = self._loop.create_future()
            done.set_result(None)
            return done
        return self._loop.run_in_executor(self._writer, self._send, message)

    def _send(self, message: Any) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._connection.send(message)

    async def next_message(self, page: Line) -> str | None:
        """Wait for the next message to a page; ``None`` when another page has taken over."""
        while True:
            if self.page is not page:
                self._news.set()
                return None
            if self._backlog:
                return self._backlog.popleft().text
            self._news.clear()
            await self._news.wait()

    async def save(self, what: str) -> dict[str, Any]:
        """Ask the process for the session's file or a town's, one after the other.

        Raises
        ------
        TimeoutError, asyncio.CancelledError
            If the process is too busy, or ends.
        """
        async with asyncio.timeout(SECONDS_TO_SAVE), self._one_save:
            token = secrets.token_hex(8)
            self._saving[token] = future = self._loop.create_future()
            try:
                self.send(Save(what, token))
                return await future
            finally:
                del self._saving[token]

    def _hand_over(self, message: dict[str, Any]) -> None:
        future = self._saving.get(message["token"])
        if future is not None and not future.done():
            future.set_result(message["content"])

    def close(self) -> None:
        """End the processes."""
        self.over = True
        end_processes(self._processes)
        self._writer.shutdown(wait=False, cancel_futures=True)
