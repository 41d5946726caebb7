"""The live page in a real browser: start, weeks and frames a second, a slider's way to the screen, a third town's birth.

Over a day of training, as many whole sessions as eight hours hold, a third town in every fourth: frames, latency, memory, and
whether anything was asked beyond this machine.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

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
BIRTH = """async (week) => {
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    const begun = performance.now();
    let longest = 0;
    mobsim.send({ do: "branch", town: "b", week, along: false });
    for (let row = 0; !mobsim.state.history.branch; row += 1) {
        const asked = performance.now();
        if (asked - begun > 120000) throw new Error("no third town was born");
        const before = mobsim.state.described;
        mobsim.send({ do: "describe", kind: "resident", town: "a", row });
        while (mobsim.state.described === before && performance.now() - asked < 30000) await frame();
        longest = Math.max(longest, performance.now() - asked);
    }
    return [performance.now() - begun, longest];
}"""
MEGABYTE = 1e6
EVERY_FOURTH = 4


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
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
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

    def beyond(self) -> list[str]:
        """List what was asked of others than the page's own server, by the page or by the server and its processes."""
        own = self.address, self.address.replace("http", "ws"), "blob:", "data:"
        asked = [url for url in self.asked if not url.startswith(own)]
        return asked + [
            str(address) for address in _remote_addresses(self.server.pid) if not address.startswith("127.")
        ]

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
        yield from _birth(playing, runs)
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


def _birth(playing: Any, runs: int) -> Iterator[Measured]:
    """Let a third town branch off again and again, and ask for residents all the while."""
    opened = Page(playing, "columbus")
    opened.page.evaluate("mobsim.parts.Transport.setSpeed(400); mobsim.parts.Transport.run(364)")
    opened.until("mobsim.state.frame.day === 364 && !mobsim.state.frame.playing")
    found = []
    for _ in range(runs):
        found.append(opened.page.evaluate(BIRTH, 40))
        opened.page.evaluate("mobsim.send({ do: 'discard' })")
        opened.until("mobsim.state.history.branch === null")
    opened.close()
    born, longest = zip(*found, strict=True)
    yield Measured("page: columbus, a third town is born in week 40", "s", tuple(each / 1000 for each in born))
    yield Measured("page: columbus, longest wait for an answer meanwhile", "ms", longest, 400.0)


class _Session(NamedTuple):
    """What was measured of a session: megabytes, a slider's way in ms, frames drawn and seconds."""

    server: float
    page: float
    slide: float
    frames: float
    seconds: float


def _day(playing: Any, sessions: int) -> Iterator[Measured]:
    """Run whole sessions of three years one after the other in one tab: as many as a long day of training holds."""
    opened = Page(playing, "columbus", "--seeds", "2")
    opened.page.evaluate(FRAMES)
    start = time.perf_counter()
    day = [_session(opened, branches=number % EVERY_FOURTH == 1) for number in range(sessions)]
    taken = time.perf_counter() - start
    beyond = opened.beyond()
    opened.close()
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    yield Measured(f"page: {sessions} sessions at full speed", "min", (taken / 60,), 20.0, beside=load)
    rates = tuple(each.frames / each.seconds for each in day)
    yield Measured("page: frames drawn over the day", "a second", rates, 10.0, at_most=False, beside=load)
    slides = tuple(each.slide for each in day)
    yield Measured("page: a slider's way to the screen over the day, at full speed", "ms", slides, 300.0)
    for name, sizes in (("server and towns", [each.server for each in day]), ("page", [each.page for each in day])):
        early, late = sizes[min(1, sessions - 1)], max(sizes[-3:])
        text = f"after session 2: {early:.0f} MB, in the last three of {sessions} at most: {late:.0f} MB"
        yield Measured(f"page: memory of the {name}, late over early", "ratio", (late / early,), 1.5, beside=text)
    yield Measured("page: requests beyond this machine", "in all", (len(beyond),), 0.0, beside="; ".join(beyond[:3]))


def _session(opened: Page, *, branches: bool) -> _Session:
    """Run a session of three years to its end, with a third town on the way or without, and begin the next one."""
    start = time.perf_counter()
    first = opened.page.evaluate("painted")
    opened.play(400)
    opened.until("mobsim.state.history.last >= 8")
    slide = opened.page.evaluate(SLIDE, 0.4)
    if branches:
        opened.until("mobsim.state.history.weeks.length > 78")
        opened.page.evaluate("mobsim.send({ do: 'branch', town: 'b', week: 52, along: false })")
        opened.until("mobsim.state.history.branch")
        opened.page.evaluate("mobsim.parts.Transport.run()")
        opened.until("mobsim.state.history.branch.day === mobsim.state.frame.day && !mobsim.state.frame.playing")
        opened.page.evaluate("mobsim.parts.Transport.run()")
    opened.until("mobsim.state.frame?.over")
    frames, page = opened.page.evaluate("[painted, performance.memory.usedJSHeapSize]")
    taken = time.perf_counter() - start
    server = _server_memory(opened)
    opened.page.evaluate("mobsim.restart()")
    opened.until("mobsim.state.frame?.day === 0 && mobsim.state.history.last === 0")
    return _Session(server, page / MEGABYTE, slide, frames - first, taken)


def _remote_addresses(pid: int) -> Iterator[str]:
    """Name who a process and its children talk to over the network."""
    import psutil

    server = psutil.Process(pid)
    for each in (server, *server.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            yield from (line.raddr.ip for line in each.net_connections("inet") if line.raddr)


def _server_memory(opened: Page) -> float:
    import psutil

    server = psutil.Process(opened.server.pid)
    total = 0
    for each in (server, *server.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += each.memory_info().rss
    return total / MEGABYTE
