"""A small town in a folder of its own, and a server of the page for it: real processes, a real socket."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from mobsim.scenario.scenario import Scenario
from mobsim.web.actions import Action, check_action
from mobsim.web.messages import WISH, read_message

TOWN = """schema = 1
title = "A town for <tests>"
days = 364
burn_in_days = 56
seed = 3
[community]
officers_per_100k = 400
[community.synthetic]
neighbourhoods = 9
residents_per_neighbourhood = 150
[leaders]
councillors = 2
associations = 1
"""


def write_town(folder: Path) -> Path:
    file = folder / "scenario.toml"
    file.write_text(TOWN, encoding="utf-8")
    return file


def decision(message: dict, scenario: Scenario) -> Action:
    """Read a decision as the server does, and check it as a session does."""
    return check_action(read_message(WISH, json.dumps(message)), scenario)


def patience(seconds: float) -> float:
    """Return how long to wait for what takes so long on a quiet machine: in a queue for the processor, all takes longer."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


class Served:
    """A running ``mobsim app``; leaving it as a context ends it."""

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __init__(self, scenario: str, *options: str, browser: str | None = None, files: int | None = None) -> None:
        """Start it; ``browser`` is a command that opens the page, ``files`` how many may be open at a time."""
        command = [sys.executable, "-m", "mobsim", "app", str(scenario), "--port", "0", *options]
        self.process = subprocess.Popen(
            command if browser else [*command, "--no-browser"],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | ({"BROWSER": browser} if browser else {}),
        )
        if files is not None:
            psutil.Process(self.process.pid).rlimit(psutil.RLIMIT_NOFILE, (files, files))
        self.printed = [self.process.stderr.readline()]
        while "page is at" not in self.printed[-1] and self.process.poll() is None:
            self.printed.append(self.process.stderr.readline())
        self.address = self.printed[-1].split("at ")[1].split(" ")[0]
        self.secret = self.address.split("/")[3]
        self.port = int(self.address.split(":")[2].split("/")[0])

    def get(self, path: str, *, data: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return self.ask(f"/{self.secret}{path}", data=data, **headers)

    def ask(self, path: str, *, data: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask for a path as it is, without the secret."""
        request = urllib.request.Request(self.origin + path, data=data)
        for name, value in headers.items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def live(self) -> str:
        return f"ws://127.0.0.1:{self.port}/{self.secret}/live"

    def close(self) -> str:
        """End it, and return what it has said beyond where it is."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.kill()
        with self.process.stderr as printed:
            return printed.read()


class Talk:
    """A page's side of the line, without a page."""

    def __init__(self, served: Served) -> None:
        from websockets.sync.client import connect

        self._line = connect(served.live, origin=served.origin, max_size=None)
        self.socket = self._line.__enter__()
        self.weeks, self.frames, self.last, self.pairs = [], 0, {}, {}
        self.story, self.log, self.third, self.third_pairs = [], [], [], {}
        self.session = None

    def send(self, do: str, **content: object) -> None:
        self.socket.send(json.dumps({"do": do, **content}))

    def receive(self, timeout: float | None = None) -> dict:
        message = json.loads(self.socket.recv(patience(60.0) if timeout is None else timeout))
        if message["type"] == "frame":
            self.frames += 1
            self.weeks += message["weeks"][max(0, len(self.weeks) - message["first"]) :]
            self.last = message
            self.story += message["story"]
            self.log[message["log"]["first"] :] = message["log"]["lines"]
            if (branch := message["branch"]) is not None:
                self.third[branch["first"] :] = branch["weeks"]
            self.send("ack", frame=message["frame"])
        if message["type"] == "pairs":
            self.pairs |= {(pair, week): found for pair, week, found in message["rows"]}
            self.third_pairs |= {(pair, week): found for pair, week, found in message["of_branch"]}
        if message["type"] == "session":
            self.session = message["session"]
        return message

    def until(self, kind: str, *, seconds: float = 60.0, **wanted: object) -> dict:
        end = time.monotonic() + patience(seconds)
        while time.monotonic() < end:
            message = self.receive(max(0.1, end - time.monotonic()))
            if message["type"] == kind and all(message.get(name) == value for name, value in wanted.items()):
                return message
        raise AssertionError(f"no {kind} {wanted} within {seconds} s")

    def pairs_until(self, count: int) -> dict[tuple[int, int], list[float]]:
        """Return what other pairs found, by pair and week, when so many weeks of theirs have come."""
        while len(self.pairs) < count:
            self.receive()
        return self.pairs

    def begin(self, scenario: str, **order: object) -> dict:
        self.send("begin", **{"scenario": scenario, "a": "status_quo", "b": "full_model", **order})
        return self.until("ready")["picture"]

    def close(self) -> None:
        self._line.__exit__(None, None, None)
