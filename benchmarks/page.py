"""The live page in a real browser: start, weeks and frames a second, a slider's way to the screen, memory over a day."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.measured import Measured

OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
READY = "globalThis.mobsim?.state.history?.last >= 0"
FRAMES = """() => { globalThis.painted = 0; const draw = mobsim.redraw.bind(mobsim);
    mobsim.redraw = () => { draw(); globalThis.painted += 1; }; }"""
SLIDE = """async (value) => {
    const start = performance.now();
    const slider = document.getElementById("lever-leadership");
    slider.value = value;
    slider.dispatchEvent(new Event("input"));
    for (;;) {
        await new Promise((next) => requestAnimationFrame(next));
        if (Math.abs(mobsim.state.frame.levers[1].leadership - value) < 1e-9 && !mobsim.waiting) return performance.now() - start;
        if (performance.now() - start > 5000) return 5000;
    }
}"""
MEGABYTE = 1e6


class Page:
    """A fresh ``mobsim app`` and a browser that looks at it."""

    def __init__(self, playing: Any, scenario: str, *options: str) -> None:
        command = [sys.executable, "-m", "mobsim", "app", scenario, "--port", "0", "--no-browser", *options]
        self.started = time.perf_counter()
        self.server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.server.stderr is not None
        self.address = self.server.stderr.readline().split("at ")[1].split(" ")[0]
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        self.browser = playing.chromium.launch(executable_path=found, args=list(OPTIONS))
        self.page = self.browser.new_page(viewport={"width": 1280, "height": 720})
        self.page.goto(self.address)
        self.until(READY)

    def until(self, wanted: str, seconds: float = 300.0) -> None:
        end = time.perf_counter() + seconds
        while not self.page.evaluate(f"Boolean({wanted})"):
            if time.perf_counter() > end:
                raise TimeoutError(wanted)
            self.page.wait_for_timeout(20)

    def play(self, speed: int) -> None:
        self.page.select_option("#speed", str(speed))
        self.page.click("#play")

    def close(self) -> None:
        self.browser.close()
        self.server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.server.wait(10)


def page(runs: int, sessions: int) -> Iterator[Measured]:
    """Measure the page; the background towns run as they do for users unless said otherwise."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playing:
        yield Measured("page: from the command to a moving picture, warm", "s", _starts(playing, runs), 5.0)
        yield from _speeds(playing, "columbus", 20.0, 10.0)
        yield from _speeds(playing, "toronto", None, 5.0)
        yield Measured("page: a slider's way to the screen while it plays", "ms", _slides(playing, 5 * runs), 150.0)
        yield from _day(playing, sessions)


def _starts(playing: Any, runs: int) -> tuple[float, ...]:
    taken = []
    for _ in range(runs):
        opened = Page(playing, "columbus")
        opened.play(28)
        opened.until("mobsim.state.frame.day > 0")
        taken.append(time.perf_counter() - opened.started)
        opened.close()
    return tuple(taken)


def _speeds(playing: Any, scenario: str, weeks: float | None, frames: float) -> Iterator[Measured]:
    """Play a year after the first 13 weeks as fast as it goes."""
    opened = Page(playing, scenario)
    opened.page.evaluate(FRAMES)
    opened.play(400)
    opened.until("mobsim.state.history.last >= 13")
    first, painted = opened.page.evaluate("[mobsim.state.history.last, painted]")
    start = time.perf_counter()
    opened.until("mobsim.state.history.last >= 65")
    taken = time.perf_counter() - start
    last, drawn = opened.page.evaluate("[mobsim.state.history.last, painted]")
    opened.close()
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    yield Measured(f"page: {scenario}, weeks", "a second", ((last - first) / taken,), weeks, at_most=False, beside=load)
    rate = (drawn - painted) / taken
    yield Measured(f"page: {scenario}, frames drawn", "a second", (rate,), frames, at_most=False, beside=load)


def _slides(playing: Any, runs: int) -> tuple[float, ...]:
    opened = Page(playing, "columbus")
    opened.play(28)
    opened.until("mobsim.state.history.last >= 8")
    taken = tuple(opened.page.evaluate(SLIDE, round(0.05 * (1 + each % 18), 2)) for each in range(runs))
    opened.close()
    return taken


def _day(playing: Any, sessions: int) -> Iterator[Measured]:
    """Run whole sessions of three years one after the other in one tab: as many as a long day of training holds."""
    opened = Page(playing, "columbus", "--seeds", "0")
    sizes = []
    for _ in range(sessions):
        opened.play(400)
        opened.until("mobsim.state.frame?.over")
        sizes.append((_server_memory(opened), opened.page.evaluate("performance.memory.usedJSHeapSize") / MEGABYTE))
        opened.page.evaluate("mobsim.restart()")
        opened.until("mobsim.state.frame?.day === 0 && mobsim.state.history.last === 0")
    opened.close()
    for number, name in enumerate(("server and towns", "page")):
        early, late = sizes[1][number], max(each[number] for each in sizes[-3:])
        text = f"after session 2: {early:.0f} MB, in the last three of {sessions} at most: {late:.0f} MB"
        yield Measured(f"page: memory of the {name}, late over early", "ratio", (late / early,), 1.5, beside=text)


def _server_memory(opened: Page) -> float:
    import psutil

    server = psutil.Process(opened.server.pid)
    total = 0
    for each in (server, *server.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += each.memory_info().rss
    return total / MEGABYTE
