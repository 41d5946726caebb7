"""Serve the page on this machine alone, until interrupted."""

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from mobsim.errors import UsageError
from mobsim.web.browsing import open_in_browser

ADDRESS = "127.0.0.1"
USUAL_PORT = 8400
LARGEST_HEAD = 16_384
"""Bytes of a request's line and headers."""
ACCEPTED_AT_ONCE = 2
"""Connections that are taken in before those taken in before are heard: so few that nobody who asks at once is one too many
for many turns of the loop, however many crowd in (mobsim.web.lines says whom they displace)."""
BACKLOG = 1024
"""Connections that the system keeps waiting: a newcomer that it drops tries again only after a second."""


def serve(
    scenario: str,
    port: int | None,
    *,
    sessions: int,
    seeds: int,
    browser: bool,
    ignore_memory: bool = False,
    ensemble: str | None = None,
    point: bool = False,
    report: Callable[[str], None],
) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    scenario
        Path or name of the scenario to begin with.
    port
        Port to listen on; the usual one, or any free one, if ``None``.
    sessions
        Sessions at a time.
    seeds
        Background seeds of a session.
    browser
        Open the page in the machine's browser.
    ignore_memory
        Open towns too that the machine seems to lack the memory for.
    ensemble
        Name or path of the ensemble from which background seeds draw what is in doubt; the scenario's own, or that of the
        evidence, where it is left out.
    point
        Give background seeds the scenario's own parameters instead.
    report
        Called with what the user should know.

    Raises
    ------
    UsageError
        If a package is missing, or the port is taken.
    """
    _begin()
    from mobsim.web.guard import new_secret
    from mobsim.web.opening import Openings
    from mobsim.web.server import build_site
    from mobsim.web.sessions import Sessions

    openings = Openings(scenario, ignore_memory=ignore_memory, ensemble=ensemble, point=point)
    secret = new_secret()
    with bound_socket(port) as listening, contextlib.ExitStack() as ending:
        address = f"http://{ADDRESS}:{listening.getsockname()[1]}/{secret}/"
        site = build_site(openings, Sessions(sessions), secret, seeds=seeds)
        ending.callback(openings.close)
        show = partial(_show, address, ending, browser=browser, report=report)
        try:
            asyncio.run(_serve(_server_of(site), listening, show))
        except KeyboardInterrupt:
            report("the page is closed")


def _begin() -> None:
    """Look for the packages, and load the model while the server and the browser start."""
    import_parts()
    from mobsim.web.processes import prepare_processes

    _end_orderly()
    prepare_processes()


def _show(address: str, ending: contextlib.ExitStack, *, browser: bool, report: Callable[[str], None]) -> None:
    """Say where the page is and, where wanted, open it; what that leaves on disk is removed in the end."""
    report(f"The page is at {address} (end with Ctrl+C)")
    forwarding = open_in_browser(address) if browser else None
    if forwarding is not None:
        ending.callback(forwarding.unlink, missing_ok=True)


def _end_orderly() -> None:
    """Let a signal that would end this process at once end it by way of an exit, so that no file of it is left."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    if hasattr(signal, "SIGHUP"):  # the terminal was closed; while it serves, the server has its own way of ending
        signal.signal(signal.SIGHUP, lambda _number, _frame: signal.raise_signal(signal.SIGTERM))


def _server_of(site: Any) -> Any:
    import uvicorn

    from mobsim.web.doors import HttpDoor, SocketDoor
    from mobsim.web.messages import LARGEST_MESSAGE

    # No limit_concurrency: it would send away whoever comes last; mobsim.web.lines cuts others.
    return uvicorn.Server(uvicorn.Config(
        site, http=HttpDoor, ws=SocketDoor, lifespan="on", log_level="critical", access_log=False, server_header=False,
        proxy_headers=False, backlog=ACCEPTED_AT_ONCE, h11_max_incomplete_event_size=LARGEST_HEAD, timeout_keep_alive=5,
        ws_max_size=LARGEST_MESSAGE, ws_per_message_deflate=False, ws_ping_interval=20.0, ws_ping_timeout=60.0,
        timeout_graceful_shutdown=2,
    ))  # fmt: skip


def says_something(record: logging.LogRecord) -> bool:
    """Leave out what asyncio tells of writing to a visitor who has left in the middle of an answer, which is no fault."""
    return record.msg != "socket.send() raised exception."


async def _serve(server: Any, listening: socket.socket, ready: Callable[[], None]) -> None:
    logging.getLogger("asyncio").addFilter(says_something)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if server.started:
        listening.listen(BACKLOG)
        await asyncio.to_thread(ready)
    await serving


def import_parts() -> None:
    """Say what to install where the page's packages are missing."""
    try:
        import starlette  # noqa: F401
        import tomli_w  # noqa: F401
        import uvicorn  # noqa: F401
        import websockets  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the live page needs the package {error.name}, which is not installed",
            remedy="install them with: pip install 'mobsim[page]'",
        ) from None


def bound_socket(port: int | None) -> socket.socket:
    """Bind a port on this machine's own address."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, USUAL_PORT if port is None else port))
    except (OSError, OverflowError):
        if port is not None:
            listening.close()
            remedy = "choose another with --port, or leave it out"
            raise UsageError("the port is taken or not allowed", field="--port", value=port, remedy=remedy) from None
        listening.bind((ADDRESS, 0))
    return listening
