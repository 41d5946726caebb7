"""Who may talk to the page's server: this machine's own browser, from the page itself."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-cache",
}
LOCAL = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """Refuse what does not come from this machine's own page, and send protective headers with every answer.

    A page elsewhere on the web could make a browser talk to a server on this machine: ``Host`` and ``Origin`` tell.
    """

    def __init__(self, app: Any, hosts: Iterable[str] = LOCAL) -> None:
        self._app = app
        self._hosts = tuple(hosts)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._may(scope, headers):
            await _refuse(scope, receive, send)
            return

        async def send_guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _may(self, scope: Any, headers: dict[bytes, str]) -> bool:
        host = headers.get(b"host", "")
        if _name_of(host) not in self._hosts:
            return False
        origin = headers.get(b"origin")
        needs_origin = scope["type"] == "websocket" or scope["method"] not in {"GET", "HEAD"}
        if origin is None:
            return not needs_origin
        return urlsplit(origin).netloc == host and urlsplit(origin).scheme == "http"


def _name_of(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if port.isdigit() else host


async def _refuse(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4403, "reason": "not from this page"})
        return
    said = b"mobsim answers only its own page on this machine."
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": said})
