"""Who may talk to the page's server: whoever knows its secret, from this machine's own browser, from the page itself."""

import secrets
import traceback
from collections.abc import Iterable
from typing import Any

from mobsim.web.lines import Standing

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
_ENCODED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
LOCAL = ("127.0.0.1", "localhost", "[::1]")
FOREIGN = "mobsim answers only its own page on this machine."
NO_SECRET = "This page opens only at the whole address that mobsim app has printed. Copy it from there."


def new_secret() -> str:
    """Draw a secret that nobody guesses: 128 bits, as letters that need no escape in an address."""
    return secrets.token_urlsafe(16)


class Guard:
    """Refuse what does not come from this machine's own page, and send protective headers with every answer.

    The secret is the first part of every path, so that it goes with each request, and no cookie is needed, which servers
    on other ports of this machine would be sent. A page elsewhere on the web could make a browser talk to a server on
    this machine: ``Host`` and ``Origin`` tell.
    """

    def __init__(self, app: Any, secret: str, hosts: Iterable[str] = LOCAL) -> None:
        self._app = app
        self._secret = secret
        self._hosts = tuple(hosts)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or refuse it; print what fails, for uvicorn would print what strangers do, too."""
        try:
            await self._pass_on(scope, receive, send)
        except Exception:
            traceback.print_exc()
            raise

    async def _pass_on(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        refused = self._why_refused(scope)
        if refused is not None:
            await _refuse(scope, receive, _with_headers(send), refused)
            return
        state = scope["state"]
        state["lines"].rank(state["line"], Standing.GUEST)
        await self._app({**scope, "root_path": f"/{self._secret}"}, receive, _with_headers(send))

    def _why_refused(self, scope: Any) -> str | None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._is_of_this_machine(scope, headers):
            return FOREIGN
        shown = scope["path"].removeprefix("/").partition("/")[0]
        return None if secrets.compare_digest(shown.encode(), self._secret.encode()) else NO_SECRET

    def _is_of_this_machine(self, scope: Any, headers: dict[bytes, str]) -> bool:
        host = headers.get(b"host", "")
        if _name_of(host) not in self._hosts:
            return False
        origin = headers.get(b"origin")
        needs_origin = scope["type"] == "websocket" or scope["method"] not in {"GET", "HEAD"}
        if origin is None:
            return not needs_origin
        return origin == f"http://{host}"


def _name_of(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if port.isdigit() else host


def _with_headers(send: Any) -> Any:
    async def send_guarded(message: Any) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            message = {**message, "headers": [*message["headers"], *_ENCODED]}
        await send(message)

    return send_guarded


async def _refuse(scope: Any, receive: Any, send: Any, sentence: str) -> None:
    if scope["type"] == "websocket":
        await receive()
    kind = f"{'websocket.' if scope['type'] == 'websocket' else ''}http.response"
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": f"{kind}.start", "status": 403, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})
