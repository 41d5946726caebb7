"""``mobsim app``: the live page on this machine."""

import sys
from typing import Annotated

import typer

from mobsim.cli.drawing import EnsembleName, Point
from mobsim.cli.memory import IgnoreMemory


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command("app")(serve_page)


def serve_page(
    scenario: Annotated[str, typer.Argument(help="Path of a scenario, or the name of one that ships.")] = "columbus",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; default: 8400, or a free one.")
    ] = None,
    sessions: Annotated[int, typer.Option(min=1, max=20, help="Pages that may be open at a time.")] = 4,
    seeds: Annotated[int, typer.Option(min=0, max=100, help="Seeds run in the background for the band.")] = 20,
    ensemble: EnsembleName = None,
    point: Point = False,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    ignore_memory: IgnoreMemory = False,
) -> None:
    """Open the live page: two towns side by side under strategies that the room decides."""
    from mobsim.tools.interrupts import interrupts
    from mobsim.web.serving import serve

    with interrupts.at_stake():
        serve(
            scenario, port, sessions=sessions, seeds=seeds, browser=browser, ignore_memory=ignore_memory,
            ensemble=ensemble, point=point,
            report=lambda text: print(f"mobsim: {text}", file=sys.stderr, flush=True),
        )  # fmt: skip
    interrupts.done_with()
