"""The page under attack: it stays small, lets a newcomer in at once, and keeps the sessions of those who were there.

Attacks run in processes of their own (page_attack.py), against a server that may open few files, on this machine alone.
"""

import contextlib
import http.client
import json
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import page_attack
import psutil
import pytest
from page_town import Served, Talk, write_town

pytest.importorskip("uvicorn")
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures memory as Linux tells it")
FILES = 256
MOST = 1.2  # times its memory
SOON = 1.0  # seconds


class Strained(NamedTuple):
    """A server with as many sessions as it permits: one is watched, the other may be had."""

    served: Served
    town: str
    talk: Talk
    usual: tuple[int, ...]

    def go_on(self) -> None:
        """See that the session that is watched is still there, and runs."""
        self.talk.send("step", days=7)
        self.talk.until("frame", day=self.talk.last["day"] + 7)


def memory(served: Served) -> tuple[int, int]:
    """Return the bytes that the server takes itself, and those that it and its sessions take together."""
    server = psutil.Process(served.process.pid)
    return server.memory_info().rss, sum(map(unshared, [server, *server.children(recursive=True)]))


def unshared(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return process.memory_full_info().uss
    return 0


@pytest.fixture(scope="module")
def strained(tmp_path_factory):
    town = Path(write_town(tmp_path_factory.mktemp("town")).parent)
    served = Served(str(town), "--sessions", "2", "--seeds", "0", files=FILES)
    talks = []
    for _ in range(2):
        talks.append(Talk(served))
        talks[-1].begin(town.name)
        talks[-1].send("step", days=28)
        talks[-1].until("frame", day=28)
    usual = memory(served)
    talks[1].close()
    yield Strained(served, town.name, talks[0], usual)
    talks[0].close()
    assert served.close() == "", "nothing that comes from outside is the server's fault"


def visit(served: Served) -> float:
    """Come as somebody new: get the page, open a socket, be answered. Return the seconds of the slower part."""
    start = time.monotonic()
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    line.request("GET", f"/{served.secret}/")
    answer = line.getresponse()
    assert answer.status == 200
    assert b"<title>mobsim" in answer.read()
    line.close()
    given = time.monotonic()
    while not (answered := asks_for_a_session(served)) and time.monotonic() - given < SOON:
        time.sleep(0.01)
    assert answered, "every socket was cut before an answer"
    return max(given - start, time.monotonic() - given)


def asks_for_a_session(served: Served) -> bool:
    """Open a socket, and be answered; it may be cut where a crowd comes at that moment, and a page then tries again."""
    try:
        with connect(served.live, origin=served.origin) as page:
            page.send(json.dumps({"do": "resume", "session": "nobody"}))
            return json.loads(page.recv(30))["type"] == "gone"
    except (ConnectionClosed, ConnectionError):
        return False


def strain(strained: Strained, seconds: float, **attacks: int) -> None:
    """Attack for some seconds, and look all the while at memory and at how newcomers fare."""
    program = [sys.executable, page_attack.__file__, strained.served.address, strained.town]
    attackers = [
        subprocess.Popen([*program, kind, str(count), str(seconds)], stdout=subprocess.DEVNULL)
        for kind, count in attacks.items()
    ]
    try:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            took = visit(strained.served)
            assert took < SOON, f"{attacks}: a newcomer waited {took:.2f} s"
            for now, usual in zip(memory(strained.served), strained.usual, strict=True):
                assert now < MOST * usual, f"{attacks}: {now / 1e6:.1f} MB instead of {usual / 1e6:.1f}"
            time.sleep(0.05)
        assert [each.wait(30) for each in attackers] == [0] * len(attackers)
    finally:
        for each in attackers:
            each.kill()


def test_a_crowd_does_not_keep_a_newcomer_out(strained):
    """In short what the long tests do at length."""
    strain(strained, 2.5, half_open=300, session=400, unread=8)
    strained.go_on()


@pytest.mark.long
@pytest.mark.parametrize("attack", page_attack.ATTACKS)
def test_no_attack_fills_memory_or_keeps_a_newcomer_out(strained, attack):
    strain(strained, 20.0, **{attack: {"half_open": 300, "session": 400}.get(attack, 60)})
    strained.go_on()


@pytest.mark.long
def test_all_attacks_at_once_do_not_either(strained):
    strain(
        strained,
        30.0,
        half_open=300,
        session=400,
        **dict.fromkeys(page_attack.ATTACKS.keys() - {"half_open", "session"}, 10),
    )


REQUEST = "GET /{secret}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\r\n"


def mutated(chance: random.Random, content: bytes) -> bytes:
    """Change a message here and there."""
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(changed) + 1)
        way = chance.randrange(4)
        if way == 0:
            changed[at:at] = chance.randbytes(chance.randrange(1, 9))
        elif way == 1:
            del changed[at : at + chance.randrange(1, 9)]
        elif way == 2:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        else:
            changed[at:at] = chance.choice([b"\r\n", b"\0", b"\xff", b"%2f..", b"{", b"Infinity", b"x" * 5000, b": "])
    return bytes(changed)


def throw(strained: Strained, seed: int) -> None:
    """Send one broken request, handshake or message, and read what comes of it."""
    chance, target = random.Random(seed), page_attack.Target(strained.served.address, strained.town)
    words = {"secret": target.secret, "port": target.port, "key": "x" * 22 + "=="}
    with contextlib.suppress(OSError):
        if seed % 3 == 0:
            line, content = target.connect(), REQUEST.format(**words).encode()
        elif seed % 3 == 1:
            line, content = target.connect(), page_attack.UPGRADE.format(**words).encode()
        else:
            line, content = target.upgrade(), page_attack.frame({"do": "resume", "session": "x", "have": {}})
        with line:
            line.sendall(mutated(chance, content))
            line.shutdown(socket.SHUT_WR)
            while line.recv(65536):
                pass


def test_what_is_thrown_at_it_ends_no_session_and_leaves_no_trace(strained):
    for seed in range(150):
        throw(strained, seed)
    assert visit(strained.served) < SOON


@pytest.mark.long
def test_much_that_is_thrown_at_it_ends_no_session_and_leaves_no_trace(strained):
    for seed in range(10_000):
        throw(strained, seed)
    strained.go_on()
