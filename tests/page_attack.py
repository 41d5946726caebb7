"""Attack a page's server on this machine, from a process of its own: ``python page_attack.py ADDRESS TOWN KIND COUNT SECONDS``.

Every attack has a bounded number of connections, ends by itself, and goes to 127.0.0.1 alone.
"""

import base64
import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

UPGRADE = (
    "GET /{secret}/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
)
TEXT, BINARY, END = 0x1, 0x2, 0x80


class Target:
    """The server, and how one comes to it."""

    def __init__(self, address: str, scenario: str) -> None:
        self.scenario = scenario
        parts = urlsplit(address)
        assert parts.hostname == "127.0.0.1"
        self.port, self.secret = int(parts.port or 0), parts.path.strip("/")

    def connect(self, *, reads: bool = True) -> socket.socket:
        """Open a connection; one that does not read takes in as little as the system permits."""
        line = socket.socket()
        if not reads:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.settimeout(5)
        line.connect(("127.0.0.1", self.port))
        return line

    def upgrade(self, *, reads: bool = True) -> socket.socket:
        """Open a socket of the page, as somebody who knows the secret."""
        line = self.connect(reads=reads)
        key = base64.b64encode(os.urandom(16)).decode()
        line.sendall(UPGRADE.format(secret=self.secret, port=self.port, key=key).encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = line.recv(1)
            if not byte:
                raise ConnectionError("no answer")
            head += byte
        return line


def frame(content: bytes | str | dict, kind: int = TEXT | END) -> bytes:
    """Make a masked frame of a message."""
    if isinstance(content, dict):
        content = json.dumps(content)
    if isinstance(content, str):
        content = content.encode()
    size = len(content)
    if size < 126:
        head = bytes([kind, 0x80 | size])
    elif size < 65536:
        head = bytes([kind, 0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([kind, 0x80 | 127]) + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + content  # a mask of zeros changes nothing


Script = Iterator[bytes]


def half_open(_: Target) -> Script:
    """Begin a request, and add a header now and then, but never end it."""
    yield b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    while True:
        yield b"X-More: 1\r\n"


def stranger(target: Target) -> Script:
    """Ask for the page without its secret, again and again."""
    while True:
        yield f"GET /{'x' * 22}/ HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n\r\n".encode()


def session(target: Target) -> Script:
    """Begin a session, and stay."""
    yield frame({"do": "begin", "scenario": target.scenario, "a": "status_quo", "b": "full_model"})
    while True:
        yield b""


def unread(target: Target) -> Script:
    """Begin a session, and ask it for more than is ever read."""
    yield from (next(session(target)), frame({"do": "speed", "days": 400}), frame({"do": "play"}))
    asked = [
        {"do": "watch", "area": 4},
        {"do": "ack", "frame": 2**50},
        {"do": "who", "kind": "resident", "town": "a", "row": 3},
    ]
    while True:
        yield b"".join(map(frame, asked))


def unread_files(target: Target) -> Script:
    """Ask for the same file over and over, and read none."""
    while True:
        yield f"GET /{target.secret}/page/app.css HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n\r\n".encode() * 50


def tiny(target: Target) -> Script:
    """Begin a session, and send it very many messages that are none."""
    yield next(session(target))
    while True:
        yield frame("{}") * 8000


def huge(_: Target) -> Script:
    """Send nearly all of the largest message that is taken in, and never its end."""
    yield frame(b" " * 299_000, BINARY)
    while True:
        yield b""


def too_huge(_: Target) -> Script:
    """Send a message that is larger than any that is taken in."""
    while True:
        yield frame(b" " * 60_000, BINARY)[:1] + frame(b" " * 60_000, 0)[1:]


def slow_file(target: Target) -> Script:
    """Hand over a file byte by byte."""
    yield (
        f"POST /{target.secret}/scenario?name=a.zip HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n"
        f"Origin: http://127.0.0.1:{target.port}\r\nContent-Length: 20000000\r\n\r\n"
    ).encode()
    while True:
        yield b"P"


ATTACKS: dict[str, tuple[bool, bool, Callable[[Target], Script]]] = {
    # whether a socket of the page is opened, whether it reads, what is sent
    "half_open": (False, True, half_open),
    "stranger": (False, True, stranger),
    "session": (True, True, session),
    "unread": (True, False, unread),
    "unread_files": (False, False, unread_files),
    "tiny": (True, True, tiny),
    "huge": (True, True, huge),
    "too_huge": (True, True, too_huge),
    "slow_file": (False, True, slow_file),
}


def attack(target: Target, kind: str, count: int, seconds: float, most: int) -> int:
    """Keep so many connections at it for so long; those that are cut are replaced, up to a bound. Return how many were."""
    upgraded, reads, script = ATTACKS[kind]
    lines: dict[socket.socket, tuple[Script, bytearray]] = {}
    opened, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        while len(lines) < count and opened < most and time.monotonic() < end:
            opened += 1
            with contextlib.suppress(OSError):
                line = target.upgrade(reads=reads) if upgraded else target.connect(reads=reads)
                line.setblocking(False)
                lines[line] = (script(target), bytearray())
        for line, (printed, left) in list(lines.items()):
            if not _go_on(line, printed, left, reads=reads):
                line.close()
                del lines[line]
        time.sleep(0.02)  # the machine has other things to do, too
    return opened


def _go_on(line: socket.socket, printed: Script, left: bytearray, *, reads: bool) -> bool:
    """Send the next bit, and read what has come; False if the connection is lost."""
    try:
        if len(left) < 65536:
            left += next(printed)
        with contextlib.suppress(BlockingIOError):
            del left[: line.send(left)]
        if reads:
            with contextlib.suppress(BlockingIOError):
                return line.recv(65536) != b""
    except OSError:
        return False
    return True


if __name__ == "__main__":
    address, scenario, kind, count, seconds = sys.argv[1:]
    print(attack(Target(address, scenario), kind, int(count), float(seconds), most=20 * int(count)))
