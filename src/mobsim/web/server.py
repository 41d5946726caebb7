"""The page's server: gives the page, takes files in, opens sessions; every refusal is a sentence."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncGenerator
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from mobsim.errors import MobsimError
from mobsim.web.cards import describe_cards
from mobsim.web.exercises import describe_exercises
from mobsim.web.guard import Guard
from mobsim.web.lines import Lines
from mobsim.web.messages import describe_messages
from mobsim.web.news import describe_news
from mobsim.web.opening import Openings
from mobsim.web.sessions import Sessions
from mobsim.web.talking import Talks

SECONDS_BETWEEN_LOOKS = 1.0
PACKAGE = Path(str(files("mobsim")))
SHOWN = ("screen", "screen/words", "web/page", "web/page/tabs")
"""Folders of the package whose files are given, each under its own path: what imports another finds it on disk and here."""
MEDIA_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
    ".svg": "image/svg+xml",
}  # fmt: skip
SAVED = ("session", "a", "b", "c")


class Site:
    """What the server of one ``mobsim app`` holds."""

    def __init__(self, openings: Openings, sessions: Sessions) -> None:
        self.openings, self.sessions = openings, sessions
        self._one_file = asyncio.Lock()
        self._files = {
            f"{folder}/{file.name}": (file.read_bytes(), MEDIA_TYPES[file.suffix])
            for folder in SHOWN
            for file in (PACKAGE / folder).iterdir()
            if file.suffix in MEDIA_TYPES
        }

    async def give(self, request: Request) -> Response:
        """Give one of the page's own files; they lie in memory, so that nobody waits for a disk or a thread."""
        wanted = request.path_params.get("file", "web/page/index.html")
        if wanted not in self._files:
            raise HTTPException(404)
        content, kind = self._files[wanted]
        return Response(content, media_type=kind)

    async def offer(self, _: Request) -> Response:
        """Tell which scenarios and exercises there are, and what messages go both ways."""
        messages = {"sent": describe_messages(), "received": describe_news()}
        offered = {"exercises": describe_exercises(), "cards": describe_cards(), "sessions": self.sessions.most}
        return JSONResponse({**self.openings.describe(), **offered, "messages": messages})

    async def receive_file(self, request: Request) -> Response:
        """Take in a scenario file, or a packed folder, and check it like any other; one at a time."""
        length = request.headers.get("content-length", "")
        try:
            self.openings.check_size(int(length) if length.isdecimal() else None)
            with tempfile.TemporaryFile() as received:  # of several that come at once, memory holds one
                async for part in request.stream():
                    received.write(part)
                async with self._one_file:
                    opened = await asyncio.to_thread(self._open, request.query_params.get("name", ""), received)
        except MobsimError as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        except ClientDisconnect:
            return Response(status_code=400)
        return JSONResponse(opened)

    def _open(self, name: str, received: BinaryIO) -> dict[str, Any]:
        received.seek(0)
        return self.openings.receive(name, received.read())

    async def save(self, request: Request) -> Response:
        """Give a session's file, or a town of it as a packed scenario."""
        session, what = self.sessions.find(request.path_params["key"]), request.path_params["what"]
        if session is None or what not in SAVED:
            return JSONResponse({"error": "The session is over."}, status_code=404)
        try:
            return JSONResponse(await session.save(what))
        except (asyncio.CancelledError, TimeoutError):
            return JSONResponse({"error": "The session did not answer. Try again."}, status_code=503)


def build_site(openings: Openings, sessions: Sessions, secret: str, *, seeds: int = 20) -> Any:
    """Build the application: routes, behind a guard.

    Parameters
    ----------
    openings, sessions
        What may be opened, and what is open.
    secret : str
        What the path of every request must begin with.
    seeds : int
        Background seeds of a session.
    """
    site = Site(openings, sessions)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[dict[str, Any]]:
        lines = Lines()
        tidying = asyncio.create_task(_tidy(sessions, lines))
        yield {"lines": lines}
        tidying.cancel()
        await sessions.close()

    routes = [
        Route("/", site.give),
        Route("/offer", site.offer),
        Route("/scenario", site.receive_file, methods=["POST"]),
        Route("/session/{key}/{what}", site.save),
        WebSocketRoute("/live", Talks(openings, sessions, seeds).talk),
        Route("/{file:path}", site.give),
    ]
    failing: dict[Any, Any] = {HTTPException: _answer_missing, Exception: _answer_failed}
    return Guard(Starlette(routes=routes, lifespan=lifespan, exception_handlers=failing), secret)


async def _answer_missing(_: Request, error: HTTPException) -> Response:
    return PlainTextResponse(
        "The page has nothing at this address, or not for this kind of request.", error.status_code
    )


async def _answer_failed(_: Request, __: Exception) -> Response:
    return PlainTextResponse("This is a fault of mobsim; what failed stands where mobsim app was started.", 500)


async def _tidy(sessions: Sessions, lines: Lines) -> None:
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        lines.cut_overdue()
        await sessions.tidy()
