"""Talk with a page: what it begins with, then its wishes to the session and the session's messages to it."""

import asyncio
import contextlib

from starlette.websockets import WebSocket, WebSocketDisconnect

from mobsim.errors import MobsimError, UsageError
from mobsim.web.lines import Line, Standing
from mobsim.web.messages import OPENING, WISH, Begin, Resume, read_message
from mobsim.web.news import Elsewhere, Envelope, Full, Gone, News, Opened, Refused
from mobsim.web.opening import Openings
from mobsim.web.session import Session
from mobsim.web.sessions import Sessions
from mobsim.web.worker import Order, Resumed

SECONDS_TO_OPEN = 10.0


class Talks:
    """Give each page that connects its session, and carry messages between the two.

    Parameters
    ----------
    openings, sessions
        What may be opened, and what is open.
    seeds : int
        Background seeds of a session.
    """

    def __init__(self, openings: Openings, sessions: Sessions, seeds: int) -> None:
        self._openings, self._sessions, self._seeds = openings, sessions, seeds

    async def talk(self, socket: WebSocket) -> None:
        """Talk with a page for as long as it is open."""
        lines, line = socket.state.lines, socket.state.line
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it closed, at whatever moment
            await socket.accept()
            try:
                session = await self._open(socket, line)
                if session is not None:
                    lines.rank(line, Standing.WATCHER)
                    await _converse(socket, session, line)
            except MobsimError as error:
                await _send(socket, Refused(message=str(error)))
                await socket.close()

    async def _open(self, socket: WebSocket, line: Line) -> Session | None:
        """Find the session that a page asks for, or begin one; if there is none, say why, and hang up."""
        try:
            async with asyncio.timeout(SECONDS_TO_OPEN):
                opening = read_message(OPENING, await _next(socket))
        except TimeoutError:
            raise UsageError("nothing was asked for in time", remedy="reload the page") from None
        session = self._resume(line, opening) if isinstance(opening, Resume) else await self._begin(line, opening)
        if session is None:
            await _send(socket, Gone() if isinstance(opening, Resume) else Full(most=self._sessions.most))
            await socket.close()
        return session

    def _resume(self, line: Line, wanted: Resume) -> Session | None:
        session = self._sessions.find(wanted.session)
        if session is not None:
            session.attach(line)
            session.send(Resumed(wanted.have))
        return session

    async def _begin(self, line: Line, wanted: Begin) -> Session | None:
        order = Order(
            name=wanted.scenario, scenario=self._openings.find(wanted.scenario), a=wanted.a, b=wanted.b,
            seed=wanted.seed, log=wanted.log, seeds=self._seeds,
            ensemble=self._openings.ensemble, point=self._openings.point or wanted.point,
        )  # fmt: skip
        if wanted.instead is not None:
            await self._sessions.close_at_once(wanted.instead)
        return await self._sessions.begin(order, line)


async def _converse(socket: WebSocket, session: Session, line: Line) -> None:
    """Carry messages both ways until one side ends."""
    talking: list[asyncio.Task[None]] = []
    try:
        await _send(socket, Opened(session=session.key))
        talking = [asyncio.create_task(each) for each in (_send_news(socket, session, line), _receive(socket, session))]
        done, _ = await asyncio.wait(talking, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in talking:
            task.cancel()
        session.leave(line)


async def _send_news(socket: WebSocket, session: Session, line: Line) -> None:
    while True:
        text = await session.next_message(line)
        if text is None:
            await _send(socket, Elsewhere())
            await socket.close()
            return
        await socket.send_text(text)


async def _receive(socket: WebSocket, session: Session) -> None:
    while True:
        try:
            wish = read_message(WISH, await _next(socket))
        except MobsimError as error:
            await _send(socket, Refused(message=str(error)))
        else:
            await session.send(wish)
        await asyncio.sleep(0)  # a page that sends as fast as it can leaves the others their turn


async def _next(socket: WebSocket) -> bytes:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    return message["bytes"]


async def _send(socket: WebSocket, news: News) -> None:
    await socket.send_text(Envelope.of(news).text)
