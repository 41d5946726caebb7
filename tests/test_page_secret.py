"""Another user of the machine can start programs and connect, but knows no secret, learns none, and gets no page."""

import json
import os
import re
import signal
import socket
import stat
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from page_town import Served, Talk, write_town

pytest.importorskip("uvicorn")
NOBODY = 65534
BROWSER = """#!/bin/sh
echo $$ > {folder}/pid
printf '%s' "$1" > {folder}/asked.part
mv {folder}/asked.part {folder}/asked
exec sleep 60
"""


@pytest.fixture
def opened(tmp_path):
    """A page that its user's browser was asked to open; the browser stays, as browsers do."""
    browser = tmp_path / "browser"
    browser.write_text(BROWSER.format(folder=tmp_path))
    browser.chmod(0o755)
    served = Served(str(write_town(tmp_path).parent), browser=f"{browser} %s &")
    end = time.monotonic() + 20
    while not (tmp_path / "asked").exists():
        assert time.monotonic() < end, "no browser was asked to open the page"
        time.sleep(0.05)
    stays = psutil.Process(int((tmp_path / "pid").read_text()))
    yield served, Path((tmp_path / "asked").read_text().removeprefix("file://")), stays
    served.process.kill()
    with suppress(psutil.NoSuchProcess):
        stays.kill()


def test_nobody_else_learns_the_secret_and_nothing_of_it_is_left(opened):
    served, file, browser = opened
    assert served.address in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for path in ("/", "/nothing", "/session/x/y", "/%00"):
        served.get(path)
    talk = Talk(served)
    talk.socket.send("nonsense")
    talk.until("refused")
    if os.getuid() == 0:  # who alone can act as another user
        assert_another_user_is_refused(served, file)
    browser.kill()
    os.kill(served.process.pid, signal.SIGHUP)  # as when its terminal is closed
    printed = "".join(served.printed) + served.close()
    assert re.findall(served.secret, printed) == [served.secret], "it is said once, to its user"
    assert "Traceback" not in printed
    assert not file.exists()


def assert_another_user_is_refused(served, file):
    first_line(served.port)  # whatever Python loads for it, this user can still read

    def look_around():
        processes = [each for each in Path("/proc").iterdir() if each.name.isdigit()]
        seen = [read(each / what) for each in processes for what in ("cmdline", "environ")]
        return {
            "user": os.getuid(),
            "processes": sum(map(bool, seen)),
            "leaks": sum(served.secret.encode() in each for each in seen),
            "forwarding": read(file).decode(),
            "answer": first_line(served.port),
        }

    found = as_another_user(look_around)
    assert found["processes"] > 3
    assert found == {
        **found,
        "user": NOBODY,
        "leaks": 0,
        "forwarding": "",
        "answer": "HTTP/1.1 403 Forbidden",
    }


def as_another_user(do):
    """Do something as a user without rights, in a process of their own; return what came of it."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(there, json.dumps(do()).encode())
        except BaseException as error:
            os.write(there, json.dumps({"processes": repr(error)}).encode())
        finally:
            os._exit(0)
    os.close(there)
    with os.fdopen(here) as reported:
        found = json.loads(reported.read())
    os.waitpid(child, 0)
    return found


def read(file):
    try:
        return file.read_bytes()
    except OSError:
        return b""


def first_line(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        return line.recv(4096).decode().splitlines()[0]
