"""Where connections come in: uvicorn's own protocols, on lines that end, with bounds that uvicorn has no settings for.

The lines come with the lifespan's state, as ``lines``; each request finds its own in its state, as ``line``.
"""

import asyncio
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from mobsim.web.guard import HEADERS
from mobsim.web.lines import Line, Lines, Standing

MOST_QUEUED = {Standing.GUEST: 20, Standing.WATCHER: 200}
"""Messages that may wait to be taken in; a page begins with one, and then sends a few dozen a second at most."""
READ_AT_ONCE = 16_384
"""Bytes that are taken from a connection at a time; asyncio would take sixteen times as many, of each of very many."""
SLICE = 256
"""Bytes that are parsed before the queue is looked at."""
MOST_SINCE_CLOSED = 1024
"""Bytes that a page may have under way when its socket is closed."""
_NO_REQUEST = b"This is not a request that mobsim can read."
BAD_REQUEST = b"\r\n".join([
    b"HTTP/1.1 400 Bad Request",
    *(f"{name}: {value}".encode() for name, value in HEADERS.items()),
    b"content-type: text/plain; charset=utf-8",
    b"content-length: %d" % len(_NO_REQUEST),
    b"connection: close",
    b"",
    _NO_REQUEST,
])  # fmt: skip


class HttpDoor(H11Protocol):
    """Requests, until a line is raised to a socket."""

    line: Line

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Take the line in."""
        super().connection_made(transport)
        if hasattr(transport, "max_size"):  # asyncio's own transports on sockets have it
            cast("Any", transport).max_size = READ_AT_ONCE
        self.line = _lines_of(self).add(transport)
        self.app_state = {**self.app_state, "line": self.line}

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line."""
        _lines_of(self).remove(self.line)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take requests one by one: browsers do not send the next before the answer; whoever does fills memory with them."""
        super().data_received(data)
        self.line.half_asked = self.conn.their_state is h11.IDLE
        if self.conn.their_state is h11.DONE and self.conn.trailing_data[0]:
            self.transport.abort()

    def on_response_complete(self) -> None:
        """Give the next request its own time."""
        self.line.renew()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request with a sentence, unless an answer is under way."""
        del msg
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(BAD_REQUEST)
        self.transport.close()


class SocketDoor(WebSocketsSansIOProtocol):
    """Messages of a page."""

    bytes_since_closed = 0

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line, and the part of a message that has come."""
        _lines_of(self).remove(self.app_state["line"])
        self.frames.clear()
        self.conn.parser.close()
        self.conn.reader.discard()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what has come, and cut whoever sends more messages than a page does, or goes on after the end."""
        line: Line = self.app_state["line"]
        for start in range(0, len(data), SLICE):
            super().data_received(data[start : start + SLICE])
            self.bytes_since_closed += SLICE if self.close_sent else 0
            if self.queue.qsize() > MOST_QUEUED.get(line.standing, 1) or self.bytes_since_closed > MOST_SINCE_CLOSED:
                self.transport.abort()
            if line.gone:
                return
        _lines_of(self).hold(line, len(self.conn.reader.buffer) + sum(map(len, self.frames)))

    def handle_text(self, event: Frame) -> None:
        """Leave it to the schema of messages to say what is no text."""
        self.handle_bytes(event)


def _lines_of(door: HttpDoor | SocketDoor) -> Lines:
    return cast("Lines", door.app_state["lines"])
