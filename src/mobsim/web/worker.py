"""The process of one session: lives the two towns, answers what the page asks, and sends no more than is taken in."""

import json
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from mobsim.errors import MobsimError
from mobsim.tools.calendar import DAYS_IN_WEEK

FRAMES_A_SECOND = 12.0
LONGEST_CHUNK = 0.09  # seconds of living between two looks at what the page has asked for
IDLE = 0.5
FASTEST = 400.0


class Order(NamedTuple):
    """What a session is begun with; ``name`` is what the page calls the scenario, ``scenario`` where it lies."""

    name: str
    scenario: str
    a: str
    b: str
    seed: int | None = None
    log: tuple[dict[str, Any], ...] = ()
    seeds: int = 20


def live_session(connection: Connection, background: Connection, order: Order) -> None:
    """Live a session until the connection is closed; whatever goes wrong is told to the page."""
    from mobsim.web.processes import begin_process

    begin_process()
    try:
        Living(connection, background, order).live()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except MobsimError as error:
        tell(connection, "failed", message=str(error), detail="")
    except Exception as error:
        where = "".join(traceback.format_exception(error)).replace(f"{Path(__file__).parents[2]}/", "")
        tell(connection, "failed", message=f"{type(error).__name__}: {error}", detail=where)


def tell(connection: Connection, kind: str, **content: Any) -> None:
    """Send one message to the page."""
    connection.send_bytes(json.dumps({"type": kind, **content}, separators=(",", ":"), allow_nan=False).encode())


class Living:
    """Live two towns at the pace that is asked for, between the messages of the page."""

    def __init__(self, connection: Connection, background: Connection, order: Order) -> None:
        from mobsim.scenario.reading import load_scenario
        from mobsim.web.pair import Pair

        self._connection = connection
        self._background = background
        self._order = order
        scenario = load_scenario(order.scenario)
        seed = scenario.seed if order.seed is None else order.seed
        self.pair = Pair(scenario, (order.a, order.b), seed)
        self._playing, self._speed, self._until = False, float(DAYS_IN_WEEK), 0
        self._seconds_a_day = 0.005
        self._due = 0.0
        self._attached = True

    def live(self) -> None:
        """Settle the town, tell the page, and go on until nobody is there."""
        from mobsim.web.band import Band
        from mobsim.web.chronicle import Chronicle
        from mobsim.web.picture import picture_of

        for share in self.pair.settle():
            tell(self._connection, "settling", share=round(share, 3))
        self.chronicle = Chronicle(self.pair)
        self._picture = picture_of(self.pair)
        self.band = Band(self._background, self.pair, self._order.seeds)
        try:
            self._replay()
            self._tell_ready()
            while True:
                self._hear()
                self._go_on()
                self._send()
        finally:
            self.pair.close()

    def _tell_ready(self) -> None:
        tell(self._connection, "ready", **self._picture)

    def _replay(self) -> None:
        """Live through the log that the session was begun with."""
        from mobsim.web.actions import read_action

        for line in self._order.log:
            while self.pair.day < min(int(line["day"]), self.pair.scenario.days):
                self._live_days(min(DAYS_IN_WEEK, int(line["day"]) - self.pair.day))
            action = {key: value for key, value in line.items() if key != "day"}
            if action.get("do") != "end":
                self.pair.act(read_action(action, self.pair.scenario))

    def _hear(self) -> None:
        """Take in all that the page has said; wait for it while there is nothing else to do."""
        while self._connection.poll(self._patience()):
            message = json.loads(self._connection.recv_bytes())
            try:
                self._heed(message)
            except MobsimError as error:
                tell(self._connection, "refused", message=str(error))
            except (KeyError, TypeError, ValueError) as error:
                tell(self._connection, "refused", message=f"the page sent something unknown ({error!r})")

    def _patience(self) -> float:
        band = self.band.patience()
        if not self._moving():
            return min(IDLE, band)
        return min(band, max(0.0, self._due - time.monotonic()))

    def _moving(self) -> bool:
        return self._playing and self._attached and self.chronicle.may_send() and self.pair.days_left > 0

    def _heed(self, message: dict[str, Any]) -> None:
        do = message["do"]
        if do == "ack":
            self.chronicle.acknowledge(int(message["frame"]))
        elif do in {"play", "pause", "speed", "step"}:
            self._pace(do, message)
        elif do == "leave":
            self._attached = False
        elif do == "resume":
            self._attached = True
            self._tell_ready()
            self.chronicle.resume(message.get("have") or {})
            self.band.resume()
        elif do in {"look", "who"}:
            self._answer(do, message)
        elif do == "save":
            self._save(message)
        else:
            self._decide(message)

    def _pace(self, do: str, message: dict[str, Any]) -> None:
        if do == "pause":
            self._playing = False
        elif do == "speed":
            self._speed = min(FASTEST, max(0.5, float(message["days"])))
        else:
            self._playing = True
            days = message.get("days")
            self._until = self.pair.scenario.days if days is None else self.pair.day + max(1, int(days))
        self._due = time.monotonic()
        self.chronicle.touched()

    def _decide(self, message: dict[str, Any]) -> None:
        from mobsim.errors import UsageError
        from mobsim.web.actions import read_action

        if self.pair.days_left == 0:
            raise UsageError("the scenario's days are over", remedy="start again to decide anew")
        action = read_action(message, self.pair.scenario)
        self.pair.act(action)
        self.band.act(action)
        self.chronicle.decided(action)

    def _answer(self, do: str, message: dict[str, Any]) -> None:
        from mobsim.web.looking import look, who

        if do == "who":
            tell(self._connection, "who", **who(self.pair, self.chronicle.diary, message))
            return
        area = message.get("area")
        told = None if area is None else look(self.pair, int(area))
        self.chronicle.watch(message)
        if told is not None:
            tell(self._connection, "area", **told)

    def _save(self, message: dict[str, Any]) -> None:
        from mobsim.web.saving import session_file, town_file

        if message["what"] == "session":
            content = session_file(self._order, self.pair)
        else:
            content = town_file(self.pair, "ab".index(message["what"]))
        tell(self._connection, "saved", token=message["token"], what=message["what"], content=content)

    def _go_on(self) -> None:
        """Live the next few days if they are due."""
        now = time.monotonic()
        if not self._moving() or now < self._due:
            return
        days = self._chunk()
        self._live_days(days)
        self._due = max(now, self._due + days / self._speed) if self._speed < FASTEST else now
        if self.pair.day >= self._until or self.pair.days_left == 0:
            self._playing = False

    def _chunk(self) -> int:
        """Choose how many days to live at once: as few as the eye can follow, as many as the speed asks for."""
        days = max(1.0, self._speed / FRAMES_A_SECOND)
        days = max(1, round(min(days, max(1.0, LONGEST_CHUNK / self._seconds_a_day))))
        if days >= DAYS_IN_WEEK:
            days -= (days - self.pair.days_to_week_end) % DAYS_IN_WEEK
        return min(days, max(1, self._until - self.pair.day), max(1, self.pair.days_left))

    def _live_days(self, days: int) -> None:
        start = time.monotonic()
        done = 0
        while done < days:
            part = min(days - done, self.pair.days_to_week_end)
            self.pair.advance(part)
            self.chronicle.after_days()
            done += part
        taken = (time.monotonic() - start) / days
        self._seconds_a_day += 0.2 * (taken - self._seconds_a_day)
        self.band.reach(self.pair.day)

    def _send(self) -> None:
        """Send what is new, and what the background towns have found, if the page can take it in."""
        if not self._attached:
            return
        frame = self.chronicle.frame(playing=self._playing)
        if frame is not None:
            tell(self._connection, "frame", **frame)
        found = self.band.news()
        if found is not None:
            tell(self._connection, "band", **found)
