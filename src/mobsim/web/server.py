"""The page's server: gives the page, opens sessions, passes messages between page and process."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from mobsim.errors import MobsimError
from mobsim.web.exercises import exercises_told
from mobsim.web.guard import Guard
from mobsim.web.opening import Openings
from mobsim.web.sessions import Session, Sessions
from mobsim.web.worker import Order

LARGEST_MESSAGE = 1_000_000
TIDY_SECONDS = 60.0
HERE = Path(str(files("mobsim.web")))


class Site:
    """What the server of one ``mobsim app`` holds."""

    def __init__(self, openings: Openings, sessions: Sessions, seeds: int) -> None:
        self.openings, self.sessions, self.seeds = openings, sessions, seeds

    async def begin(self, _: Request) -> Response:
        """Give the page."""
        return FileResponse(HERE / "page" / "index.html")

    async def offer(self, _: Request) -> Response:
        """Tell which scenarios and exercises there are."""
        return JSONResponse({**self.openings.told(), "exercises": exercises_told(), "sessions": self.sessions.most})

    async def take_file(self, request: Request) -> Response:
        """Take in a scenario file, or a packed folder, and check it like any other."""
        length = request.headers.get("content-length", "")
        try:
            self.openings.check_size(int(length) if length.isdigit() else None)
            name = request.query_params.get("name", "")
            opened = await asyncio.to_thread(self.openings.take, name, await request.body())
        except MobsimError as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        return JSONResponse(opened)

    async def save(self, request: Request) -> Response:
        """Give a session's file, or a town of it as a packed scenario."""
        session = self.sessions.find(request.path_params["key"])
        if session is None:
            return JSONResponse({"error": "the session is over"}, status_code=404)
        try:
            content = await session.save(request.path_params["what"])
        except (asyncio.CancelledError, TimeoutError):
            return JSONResponse({"error": "the session did not answer"}, status_code=503)
        return JSONResponse(content)

    async def live(self, socket: WebSocket) -> None:
        """Talk with a page for as long as it is open."""
        await socket.accept()
        page = object()
        session: Session | None = None
        try:
            session = await self._open(socket, page)
            if session is None:
                return
            talking = [asyncio.create_task(each) for each in (_tell(socket, session, page), _hear(socket, session))]
            done, pending = await asyncio.wait(talking, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            for task in done:
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                    task.result()
        except MobsimError as error:
            await _say(socket, "refused", message=str(error))
            await socket.close()
        except (WebSocketDisconnect, KeyError, TypeError, ValueError):
            with contextlib.suppress(RuntimeError):
                await socket.close(1003)
        finally:
            if session is not None:
                session.leave(page)

    async def _open(self, socket: WebSocket, page: object) -> Session | None:
        """Find the session that a page asks for, or begin one."""
        message = await _message(socket)
        if message["do"] == "resume":
            session = self.sessions.find(message["session"])
            if session is None:
                await _say(socket, "gone")
                await socket.close()
                return None
            session.attach(page)
            session.say({"do": "resume", "have": message.get("have")})
            return session
        if message.get("instead") is not None:
            await self.sessions.close_at_once(message["instead"])
        session = await self.sessions.begin(self._order(message))
        if session is None:
            await _say(socket, "full", most=self.sessions.most)
            await socket.close()
            return None
        session.attach(page)
        await _say(socket, "session", session=session.key)
        return session

    def _order(self, message: dict[str, Any]) -> Order:
        name = str(message["scenario"])
        seed = message.get("seed")
        return Order(
            name=name, scenario=self.openings.find(name), a=str(message["a"]), b=str(message["b"]),
            seed=None if seed is None else int(seed), log=tuple(message.get("log") or ()), seeds=self.seeds,
        )  # fmt: skip


async def _tell(socket: WebSocket, session: Session, page: object) -> None:
    while True:
        said = await session.next_message(page)
        if said is None:
            await _say(socket, "elsewhere")
            await socket.close()
            return
        await socket.send_text(said)


async def _hear(socket: WebSocket, session: Session) -> None:
    while True:
        message = await _message(socket)
        await asyncio.to_thread(session.say, message)


async def _message(socket: WebSocket) -> dict[str, Any]:
    message = json.loads(await socket.receive_text())
    if not isinstance(message, dict) or not isinstance(message.get("do"), str):
        raise ValueError("not a message of the page")
    return message


async def _say(socket: WebSocket, kind: str, **content: Any) -> None:
    await socket.send_text(json.dumps({"type": kind, **content}))


def build_site(openings: Openings, sessions: Sessions, *, seeds: int = 20) -> Any:
    """Build the application: routes, behind a guard."""
    site = Site(openings, sessions, seeds)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        tidying = asyncio.create_task(_tidy(sessions))
        yield
        tidying.cancel()
        await sessions.close()

    routes = [
        Route("/", site.begin),
        Route("/offer", site.offer),
        Route("/scenario", site.take_file, methods=["POST"]),
        Route("/session/{key}/{what:str}", site.save),
        WebSocketRoute("/live", site.live),
        Mount("/page", StaticFiles(directory=HERE / "page")),
        Mount("/words", StaticFiles(directory=HERE / "words")),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan))


async def _tidy(sessions: Sessions) -> None:
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        await sessions.tidy()
