"""The page's server: answers only its own page, carries sessions through sleep, refuses what it should, ends cleanly."""

import asyncio
import base64
import contextlib
import http.client
import io
import json
import logging
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

import numpy as np
import psutil
import pytest
from page_town import Served, Talk, write_town

from mobsim.web.guard import HEADERS
from mobsim.web.serving import says_something

pytest.importorskip("uvicorn")
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return str(write_town(tmp_path_factory.mktemp("town")).parent)


@pytest.fixture(scope="module")
def served(town):
    server = Served(town, "--sessions", "2", "--seeds", "4")
    yield server
    server.close()


@pytest.fixture
def talk(served):
    talks = []

    def begin():
        talks.append(Talk(served))
        return talks[-1]

    yield begin
    for each in talks:
        each.close()
    time.sleep(0.1)


def name_of(town):
    return Path(town).name


def assert_refused(status, headers, body):
    """Whoever is refused is told so in a sentence, and the answer is as protected as any other."""
    assert status == 403
    assert HEADERS.items() <= {name.lower(): value for name, value in dict(headers).items()}.items()
    assert body.decode().endswith(".")


class TestGuard:
    def test_only_this_machine_s_own_names_are_answered(self, served):
        assert served.get("/")[0] == 200
        for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1.evil.example", ""):
            assert_refused(*served.get("/", Host=host))

    def test_it_listens_on_this_machine_alone(self, served):
        listening = [
            each.laddr for each in psutil.Process(served.process.pid).net_connections("inet") if each.status == "LISTEN"
        ]
        assert [(each.ip, each.port) for each in listening] == [("127.0.0.1", served.port)]

    def test_neither_it_nor_its_towns_talk_to_anybody_else(self, served, talk, town):
        page = talk()
        page.begin(name_of(town))
        page.send("step", days=14)
        page.until("frame", day=14)
        server = psutil.Process(served.process.pid)
        sockets = [each for one in (server, *server.children(recursive=True)) for each in one.net_connections("inet")]
        assert sockets
        assert {address.ip for each in sockets for address in (each.laddr, each.raddr) if address} == {"127.0.0.1"}

    def test_a_page_from_elsewhere_gets_no_line_and_hands_over_no_file(self, served):
        for origin in ("http://evil.example", "null", f"https://127.0.0.1:{served.port}", "http://[", None):
            with pytest.raises(InvalidStatus) as refused, connect(served.live, origin=origin):
                pass
            assert_refused(
                refused.value.response.status_code, refused.value.response.headers, refused.value.response.body
            )
        assert_refused(*served.get("/scenario?name=a.toml", data=b"schema = 1"))
        assert_refused(*served.get("/scenario?name=a.toml", data=b"schema = 1", Origin="http://evil.example"))

    def test_nothing_is_answered_without_the_secret(self, served):
        secret = served.secret
        assert len(secret) >= 22, "128 bits"
        wrong = (
            "x" * len(secret),
            secret.swapcase(),
            secret[:-1],
            secret + "x",
            "",
            f"?{secret}",
            f"page/{secret}",
            "é",
        )
        for path in wrong:
            for rest in ("/", "/offer", "/web/page/main.js"):
                assert_refused(*served.ask(quote(f"/{path}{rest}", safe="/?")))
            with (
                pytest.raises(InvalidStatus) as refused,
                connect(f"ws://127.0.0.1:{served.port}/{quote(path)}/live", origin=served.origin),
            ):
                pass
            assert_refused(
                refused.value.response.status_code, refused.value.response.headers, refused.value.response.body
            )

    def test_every_answer_forbids_foreign_and_inline_scripts_and_names_no_referrer(self, served):
        for path in ("/", "/web/page/main.js", "/screen/words/en.json", "/offer", "/nothing", "/session/none/b"):
            headers = served.get(path)[1]
            assert HEADERS.items() <= headers.items(), path
            assert "unsafe" not in headers["content-security-policy"]
        page = served.get("/")[2].decode()
        assert page.count("<script") == 1
        assert " style=" not in page
        assert "http" not in page.replace("http-equiv", "")

    @pytest.mark.parametrize(
        "request_line",
        [
            b"nonsense",
            b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
            b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000,
        ],
    )
    def test_what_is_no_request_gets_a_sentence_and_the_same_headers(self, served, request_line):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
            line.sendall(request_line + b"\r\n\r\n")
            answer = http.client.HTTPResponse(line)
            answer.begin()
            assert answer.status == 400
            assert HEADERS.items() <= dict(answer.headers).items()
            assert answer.read().decode().endswith(".")

    def test_paths_do_not_lead_out_of_the_page(self, served):
        for path in (
            "/web/page/../server.py",
            "/web/page/%2e%2e/server.py",
            "/screen/words/..%2f__init__.py",
            "/web/page/..%5cserver.py",
            "/screen/__init__.py",
        ):
            status, _, printed = served.get(path)
            assert status in (403, 404), path
            assert printed.decode().endswith("."), path


def comes(socket, kind, seconds):
    """Whether a message of a kind comes within some seconds."""
    end = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError):
        while time.monotonic() < end:
            if json.loads(socket.recv(max(0.01, end - time.monotonic())))["type"] == kind:
                return True
    return False


class TestSession:
    def test_frames_wait_for_acknowledgements_two_at_a_time(self, served, town):
        with connect(served.live, origin=served.origin, max_size=None) as socket:
            socket.send(json.dumps({"do": "begin", "scenario": name_of(town), "a": "status_quo", "b": "full_model"}))
            for do in ({"do": "speed", "days": 400}, {"do": "play"}):
                socket.send(json.dumps(do))
            frames = []
            while len(frames) < 2:
                message = json.loads(socket.recv(60))
                frames += [message["frame"]] if message["type"] == "frame" else []
            assert not comes(socket, "frame", 1.5)
            socket.send(json.dumps({"do": "ack", "frame": frames[-1]}))
            assert comes(socket, "frame", 5.0)

    def test_a_page_that_slept_gets_all_it_missed(self, talk, town):
        first = talk()
        first.begin(name_of(town))
        first.send("speed", days=400)
        first.send("step", days=70)
        while first.last.get("day") != 70:
            first.receive()
        have = {"weeks": 4, "tables": 1, "story": 0}
        first.close()
        second = talk()
        second.send("resume", session=first.session, have=have)
        second.weeks = [None] * 4
        second.until("ready")
        while len(second.weeks) < 11:
            second.receive()
        assert second.weeks[4:] == first.weeks[4:11]
        second.send("step", days=7)
        second.until("frame", day=77)

    def test_the_newer_of_two_tabs_has_the_session(self, talk, town):
        first, second = talk(), talk()
        first.begin(name_of(town))
        second.send("resume", session=first.session, have={})
        second.until("ready")
        assert first.until("elsewhere")

    def test_more_tabs_than_the_machine_carries_are_told_so(self, talk, town):
        one, two, three = talk(), talk(), talk()
        one.begin(name_of(town))
        two.begin(name_of(town))
        three.send("begin", scenario=name_of(town), a="status_quo", b="full_model")
        assert three.until("full")["most"] == 2
        two.close()
        time.sleep(0.3)
        four = talk()
        four.begin(name_of(town))

    def test_a_session_that_is_no_more_is_told_so(self, talk):
        page = talk()
        page.send("resume", session="nothing", have={})
        assert page.until("gone")

    def test_what_is_wrong_is_answered_and_the_session_goes_on(self, talk, town):
        page = talk()
        page.begin(name_of(town))
        for wrong in (
            {"do": "levers", "towns": "b", "levers": {"leadership": 7}},
            {"do": "watch", "area": 99},
            {"do": "describe"},
        ):
            page.send(**wrong)
            assert page.until("refused")["message"]
        page.send("step", days=1)
        page.until("frame", day=1)

    def test_an_unknown_strategy_or_town_is_refused(self, talk, town):
        page = talk()
        page.send("begin", scenario=name_of(town), a="status_quo", b="ful_model")
        assert "full_model" in page.until("failed")["message"]
        page = talk()
        page.send("begin", scenario="../../etc/passwd", a="status_quo", b="full_model")
        assert "is not open here" in page.until("refused")["message"]

    def test_background_towns_follow_the_room_and_its_decisions(self, talk, town):
        page = talk()
        picture = page.begin(name_of(town))
        page.send("budget", towns="b", budget=0.5)
        page.send("speed", days=400)
        page.send("step", days=56)
        page.until("frame", day=56)
        found = page.pairs_until(4 * 9)
        assert {(pair, week) for pair, week in found} == {(pair, week) for pair in range(4) for week in range(9)}
        cost = picture["recorded"].index("cost")
        costs = np.array([[found[pair, week][cost] for week in range(9)] for pair in range(4)])
        assert np.all(costs[:, 0] == 0), "they have just parted"
        assert np.all(costs[:, -1] < 0), "a smaller budget costs less under every seed"
        page.send("step", days=7)
        assert (3, 9) in page.pairs_until(4 * 10)

    def test_a_page_that_comes_back_is_told_all_that_other_pairs_found(self, talk, town):
        first = talk()
        first.begin(name_of(town))
        first.send("step", days=14)
        first.until("frame", day=14)
        before = dict(first.pairs_until(4 * 3))
        first.close()
        second = talk()
        second.send("resume", session=first.session, have={})
        assert second.pairs_until(4 * 3) == before

    def test_residents_officers_and_leaders_can_be_asked(self, talk, town):
        page = talk()
        picture = page.begin(name_of(town))
        page.send("step", days=28)
        page.until("frame", day=28)
        page.send("watch", area=4, week=None)
        area = page.until("area")
        assert area["living"] == len(area["places"]) == 150
        assert all(a < b < 150 for a, b in area["ties"])
        frame = page.until("frame")
        assert frame["people"]["area"] == 4
        assert len(base64.b64decode(frame["people"]["sides"][0])) == 4 * 150
        page.send("describe", kind="resident", town="b", row=area["rows"][0])
        person = page.until("agent")
        assert person["history"]["weeks"] == [0, 1, 2, 3, 4]
        assert person["history"]["trust"][-1] == pytest.approx(person["state"]["trust"], abs=0.003)
        page.send("describe", kind="leader", town="a", row=picture["seats"][0]["row"])
        assert page.until("agent")["state"]["role"] == "mayor"
        page.send("describe", kind="officer", town="a", row=area["officers"][0][0]["row"])
        assert 0 <= page.until("agent")["state"]["skill"] <= 1


def packed(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


class TestOpening:
    def hand_over(self, served, name, content):
        status, _, printed = served.get(f"/scenario?name={name}", data=content, Origin=served.origin)
        return status, json.loads(printed)

    def test_a_scenario_file_is_checked_like_any_other(self, served, town, talk):
        text = (Path(town) / "scenario.toml").read_bytes()
        status, reported = self.hand_over(served, "mine.toml", text)
        assert status == 200
        page = talk()
        assert page.begin(reported["name"])["title"] == "A town for <tests>"
        status, reported = self.hand_over(served, "mine.toml", text.replace(b"days = 364", b"dayz = 364"))
        assert status == 422
        assert "did you mean" in reported["error"].lower() or "days" in reported["error"]

    def test_a_packed_folder_may_not_reach_outside_itself(self, served, town):
        text = (Path(town) / "scenario.toml").read_text()
        areas = text.replace("[community.synthetic]", 'areas = "../../../etc/hosts"\n[community.synthetic]')
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as writing:
            writing.writestr("../outside.toml", text)
        for content in (archive.getvalue(), packed(**{"town__scenario.toml": areas}), packed(readme="nothing here")):
            status, reported = self.hand_over(served, "town.zip", content)
            assert status == 422, reported
            assert reported["error"]

    def test_a_bad_archive_is_refused_with_a_sentence(self, served):
        good = packed(**{"town__scenario.toml": "schema = 1\n" * 50})
        with zipfile.ZipFile(encrypted := io.BytesIO(), "w") as writing:
            writing.writestr("scenario.toml", "schema = 1")
        marked = bytearray(encrypted.getvalue())
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            marked[marked.index(signature) + offset] |= 1
        for content in (
            bytes(marked),
            good.replace(b"schema", b"schemo", 1),
            good[: len(good) // 2] + good[len(good) // 2 + 9 :],
            packed(**{"a": "", "a__scenario.toml": ""}),
            packed(**{"x" * 300 + "__scenario.toml": ""}),
            b"PK\x05\x06" + bytes(18),
        ):
            status, reported = self.hand_over(served, "town.zip", content)
            assert status == 422, content[:60]
            assert reported["error"].endswith(".")

    def test_a_file_that_is_too_large_or_of_another_kind_is_refused(self, served):
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
        line.putrequest("POST", f"/{served.secret}/scenario?name=a.toml")
        for name, value in (("Origin", served.origin), ("Content-Length", "20000001")):
            line.putheader(name, value)
        line.endheaders()
        assert line.getresponse().status == 422, "it is refused before it is sent"
        line.close()
        assert self.hand_over(served, "a.exe", b"MZ")[0] == 422
        assert self.hand_over(served, "a.toml", b"\x00\xff")[0] == 422


class TestCommand:
    def test_a_taken_port_and_an_unknown_scenario_are_told_with_code_2(self, served):
        command = [sys.executable, "-m", "mobsim", "app", "--no-browser"]
        for options, named in ((["--port", str(served.port)], "--port"), (["columbos"], "columbus")):
            done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=60)
            assert done.returncode == 2
            assert named in done.stderr
            assert "Traceback" not in done.stderr

    def test_no_process_is_left_when_it_ends(self, town):
        server = Served(town, "--seeds", "2")
        page = Talk(server)
        page.begin(name_of(town))
        children = psutil.Process(server.process.pid).children(recursive=True)
        assert children
        server.close()
        _, alive = psutil.wait_procs(children, timeout=10)
        assert alive == []


def test_writing_to_a_visitor_who_has_left_is_no_fault_and_other_warnings_are(caplog):
    """Without the filter asyncio warns from the fifth such write on; whatever else it warns of is told."""

    async def write_to_nobody():
        gone = []
        listening = await asyncio.start_server(lambda reader, writer: gone.append(writer), "127.0.0.1", 0)
        _, visitor = await asyncio.open_connection(*listening.sockets[0].getsockname()[:2])
        visitor.transport.abort()
        while not gone or not gone[0].transport.is_closing():
            await asyncio.sleep(0.01)
            if gone:
                gone[0].write(b"frame")
        for _ in range(20):
            gone[0].transport.write(b"frame")
        listening.close()
        logging.getLogger("asyncio").warning("something else")

    logger = logging.getLogger("asyncio")
    asyncio.run(write_to_nobody())
    assert any("socket.send" in text for text in caplog.messages)
    caplog.clear()
    logger.addFilter(says_something)
    try:
        asyncio.run(write_to_nobody())
    finally:
        logger.removeFilter(says_something)
    assert caplog.messages == ["something else"]
