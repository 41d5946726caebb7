"""The process of one session: runs the two towns, answers what the page asks, and sends no more than is received."""

import time
import traceback
from collections.abc import Callable
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mobsim.errors import MobsimError
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.web.actions import THIRD, Action, BranchDiscard, BranchOff
from mobsim.web.messages import (
    MOST_DECISIONS,
    Acknowledge,
    Compare,
    Decision,
    Describe,
    End,
    Explain,
    Follow,
    Have,
    Pause,
    Play,
    Speed,
    Step,
    Watch,
)
from mobsim.web.news import Compiling, Envelope, Failed, News, Ready, Refused, Saved, Settling

if TYPE_CHECKING:
    from mobsim.scenario.ensemble import Ensemble
    from mobsim.scenario.scenario import Scenario
    from mobsim.web.birth import Birth

FRAMES_A_SECOND = 12.0
LOOKS_A_BIRTH = 0.05  # seconds between two looks at how far the birth of a third town is
SLOWEST, USUAL_SPEED, FASTEST = 0.5, 28.0, 400.0  # days a second
LONGEST_CHUNK = 0.09  # seconds of running between two looks at what the page has asked for
IDLE = 0.5


class Order(NamedTuple):
    """What a session is begun with; ``name`` is what the page calls the scenario, ``scenario`` where it lies.

    Pairs of other seeds draw what is in doubt from the ``ensemble``, a name or a path, or else as comparisons do, unless they
    are to stay at one ``point``; the room's own towns never do.
    """

    name: str
    scenario: str
    a: str
    b: str
    seed: int | None = None
    log: tuple[Decision, ...] = ()
    seeds: int = 20
    ensemble: str | None = None
    point: bool = False

    def draws_of(self, scenario: "Scenario") -> "Ensemble | None":
        """Return what pairs of other seeds draw from."""
        from mobsim.experiment.choosing import choose_draws

        return choose_draws(scenario, self.ensemble, point=self.point)


class Resumed(NamedTuple):
    """The server's word that a page is there again, and what it holds."""

    have: Have


class Left(NamedTuple):
    """The server's word that no page is there."""


class Save(NamedTuple):
    """The server's wish for the session's file, or for that of town a or b."""

    what: str
    token: str


def run_session(connection: Connection, background: Connection, order: Order) -> None:
    """Run a session until the connection is closed; whatever goes wrong is reported to the page."""
    from mobsim.web.processes import begin_process

    begin_process()
    try:
        Runner(connection, background, order).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except MobsimError as error:
        _send(connection, Failed(message=str(error), detail=""))
    except Exception as error:
        where = "".join(traceback.format_exception(error)).replace(f"{Path(__file__).parents[2]}/", "")
        _send(connection, Failed(message=f"{type(error).__name__}: {error}", detail=where))


def _send(connection: Connection, news: News) -> None:
    Envelope.of(news).send(connection)


class Runner:
    """Run two towns at the pace that is asked for, between the messages of the page."""

    def __init__(self, connection: Connection, background: Connection, order: Order) -> None:
        from mobsim.scenario.reading import load_scenario
        from mobsim.web.pair import Pair

        self._connection = connection
        self._background = background
        self._order = order
        scenario = load_scenario(order.scenario)
        seed = scenario.seed if order.seed is None else order.seed
        self.pair = Pair(scenario, (order.a, order.b), seed)
        self._playing, self._speed, self._until = False, USUAL_SPEED, 0
        self._seconds_a_day = 0.005
        self._due = 0.0
        self._attached = True
        self._birth: Birth | None = None
        self._held: list[Any] = []  # what has to wait for the birth

    def run(self) -> None:
        """Settle the town, report to the page, and go on until nobody is there."""
        from mobsim.web.band import Band
        from mobsim.web.chronicle import Chronicle
        from mobsim.web.following import Follower
        from mobsim.web.picture import picture_of

        self._settle()
        self.chronicle = Chronicle(self.pair)
        self.follower = Follower(self.pair)
        self._picture = picture_of(self.pair, self._order.draws_of(self.pair.scenario))
        self.band = Band(self._background, self.pair, self._order.seeds)
        try:
            self._replay()
            self._send_ready()
            while True:
                self._receive()
                self._take_in()
                self._go_on()
                self._send()
        finally:
            if self._birth is not None:
                self._birth.give_up()
            self.pair.close()

    def _settle(self) -> None:
        """Run the burn-in, and tell how far it is; on the first start of a machine the model is compiled for it."""
        from mobsim.tools.compiling import compiling

        with compiling.reported(lambda share: _send(self._connection, Compiling(share=round(share, 3)))):
            for share in filter(None, self.pair.settle()):
                _send(self._connection, Settling(share=round(share, 3)))

    def _send_ready(self) -> None:
        _send(self._connection, Ready(picture=self._picture))

    def _replay(self) -> None:
        """Run through the log that the session was begun with."""
        for day, action in ((each.day, each.action) for each in self._order.log):
            if isinstance(action, End):
                self._replay_to(day, "ab")
                self._replay_to(0 if action.third is None else action.third, THIRD)
            elif isinstance(action, BranchOff):
                self._replay_to(day, "ab")
                self._branch_off(action)
                self._see_birth_through()
            else:
                self._replay_to(day, action.towns)
                self._act(action)

    def _replay_to(self, day: int, towns: str) -> None:
        """Run until some of the towns have come to a day."""
        while self.pair.day_of(towns) < min(day, self.pair.scenario.days):
            self._run_days(min(DAYS_IN_WEEK, day - self.pair.front))

    def _receive(self) -> None:
        """Receive all that the page has sent; wait for it while there is nothing else to do."""
        while self._connection.poll(self._patience()):
            self._handle(self._connection.recv())
            if self._birth is not None:
                break  # however much is asked, the birth is told of

    def _handle(self, message: Any) -> None:
        """Do what a message asks for; what moves the towns, or decides, waits until a third town is born."""
        try:
            if self._birth is not None and isinstance(message, Play | Step | Action):
                self._hold(message)
            else:
                self._handlers.get(type(message), self._decide)(message)
        except MobsimError as error:
            _send(self._connection, Refused(message=str(error)))

    def _hold(self, message: Any) -> None:
        from mobsim.errors import UsageError

        if len(self._held) >= MOST_DECISIONS:
            raise UsageError("a third town is being born", remedy="wait until it is there")
        self._held.append(message)

    def _patience(self) -> float:
        band = self.band.patience()
        if self._birth is not None:
            return LOOKS_A_BIRTH
        if not self._moving():
            return min(IDLE, band)
        return min(band, max(0.0, self._due - time.monotonic()))

    def _moving(self) -> bool:
        may = self._birth is None and self._attached and self.chronicle.may_send()
        return self._playing and may and self.pair.days_left > 0

    @cached_property
    def _handlers(self) -> dict[type, Callable[[Any], None]]:
        """What is done about each kind of message that is not a decision."""
        return {
            Acknowledge: lambda message: self.chronicle.acknowledge(message.frame),
            Play: lambda _: self._run_until(self.pair.scenario.days),
            Step: lambda message: self._run_until(self.pair.front + message.days),
            Pause: self._pause,
            Speed: self._set_speed,
            Watch: self._watch,
            Compare: self.band.compare,
            Describe: self._describe,
            Explain: self._explain,
            Follow: self.follower.begin,
            BranchOff: self._branch_off,
            BranchDiscard: self._discard,
            Save: self._save,
            Left: self._leave,
            Resumed: self._resume,
        }

    def _run_until(self, day: int) -> None:
        # the third town stops where the others are: there they can be compared
        self._playing, self._until = True, min(day, self.pair.day) if self.pair.behind else day
        self._move_on()

    def _pause(self, _: Pause) -> None:
        self._playing = False
        self._held = [each for each in self._held if not isinstance(each, Play | Step)]
        self._move_on()

    def _set_speed(self, message: Speed) -> None:
        self._speed = min(FASTEST, max(SLOWEST, message.days))
        self._move_on()

    def _move_on(self) -> None:
        self._due = time.monotonic()
        self.chronicle.touched()

    def _leave(self, _: Left) -> None:
        self._attached = False

    def _resume(self, message: Resumed) -> None:
        self._attached = True
        self._send_ready()
        self.chronicle.resume(message.have)
        self.follower.resume()
        self.band.resume()
        if self._birth is not None:
            self._birth.resume()

    def _decide(self, action: Action) -> None:
        from mobsim.errors import UsageError

        if self.pair.day_of(action.towns) >= self.pair.scenario.days:
            raise UsageError("the scenario's days are over", remedy="start again to decide anew")
        if len(self.pair.log) >= MOST_DECISIONS:
            raise UsageError(f"{MOST_DECISIONS:,} decisions have been taken", remedy="start again to decide more")
        self._act(action)

    def _act(self, action: Action) -> None:
        from mobsim.web.actions import check_action

        check_action(action, self.pair.scenario)
        day = self.pair.day_of(action.towns)
        self.pair.act(action)
        self.band.act(day, action)
        self.chronicle.decided(action)

    def _branch_off(self, wish: BranchOff) -> None:
        """Let a third town be born; until it is there the two stand still, and can be looked at."""
        from mobsim.web.birth import Birth
        from mobsim.web.memory import require_third

        require_third(self.pair.scenario)
        steps = self.pair.begin_branch(wish)
        self._forget_third()
        self._playing = False
        if self._birth is not None:
            self._birth.give_up()
        self._birth = Birth(wish, steps)

    def _take_in(self) -> None:
        """Let a third town that was born meanwhile stand beside the two, and do what has waited for it."""
        birth = self._birth
        if birth is None or not birth.over:
            return
        branch = birth.branch()
        self.pair.take_in(branch)
        self.band.branch_off(branch)
        self.chronicle.branched()
        self.follower.branched()
        self._end_birth()

    def _see_birth_through(self) -> None:
        """Wait for the third town, and tell how far it is."""
        while self._birth is not None:
            self._birth.wait(LOOKS_A_BIRTH)
            self._tell_birth()
            self._take_in()

    def _tell_birth(self) -> None:
        news = None if self._birth is None else self._birth.news()
        if news is not None:
            _send(self._connection, news)

    def _end_birth(self) -> None:
        """No third town is being born any more: say so, and do what has waited."""
        birth, self._birth = self._birth, None
        if birth is None:
            return
        birth.give_up()
        _send(self._connection, birth.last_news())
        held, self._held = self._held, []
        for message in held:
            self._handle(message)

    def _discard(self, _: BranchDiscard) -> None:
        self.pair.discard()
        self._forget_third()
        self._end_birth()

    def _forget_third(self) -> None:
        self.band.discard()
        self.chronicle.discarded()
        self.follower.discarded()

    def _watch(self, message: Watch) -> None:
        from mobsim.web.looking import describe_area

        described = None if message.area is None else describe_area(self.pair, message.area)
        self.chronicle.watch(message)
        if described is not None:
            _send(self._connection, described)

    def _describe(self, message: Describe) -> None:
        from mobsim.web.looking import describe_agent

        _send(self._connection, describe_agent(self.pair, self.chronicle.diary, message))

    def _explain(self, message: Explain) -> None:
        from mobsim.web.moved import explain

        _send(self._connection, explain(self.pair, self.chronicle.records(), message))

    def _save(self, message: Save) -> None:
        from mobsim.web.saving import session_file, town_file

        session = message.what == "session"
        content = session_file(self._order, self.pair) if session else town_file(self.pair, message.what)
        _send(self._connection, Saved(token=message.token, content=content))

    def _go_on(self) -> None:
        """Run the next few days if they are due."""
        now = time.monotonic()
        if not self._moving() or now < self._due:
            return
        days = self._chunk()
        self._run_days(days)
        self._due = max(now, self._due + days / self._speed) if self._speed < FASTEST else now
        if self.pair.front >= self._until or self.pair.days_left == 0:
            self._playing = False

    def _chunk(self) -> int:
        """Choose how many days to run at once: as few as the eye can follow, as many as the speed asks for."""
        days = max(1.0, self._speed / FRAMES_A_SECOND)
        days = max(1, round(min(days, max(1.0, LONGEST_CHUNK / self._seconds_a_day))))
        if days >= DAYS_IN_WEEK:
            days -= (days - self.pair.days_to_week_end) % DAYS_IN_WEEK
        return min(days, max(1, self._until - self.pair.front), max(1, self.pair.days_left))

    def _run_days(self, days: int) -> None:
        start = time.monotonic()
        done = 0
        while done < days:
            both = not self.pair.behind
            part = self.follower.at_once(min(days - done, self.pair.days_to_week_end), both=both)
            if not both:
                part = min(part, self.pair.day - self.pair.front)
            self.pair.advance(part)
            self.chronicle.after_days(both=both)
            self.follower.after_days(both=both)
            done += part
        seconds = (time.monotonic() - start) / days
        self._seconds_a_day += 0.2 * (seconds - self._seconds_a_day)
        self.band.reach(self.pair.day, self.pair.day_of(THIRD))

    def _send(self) -> None:
        """Send what is new, and what the background towns have found, if the page can take it in."""
        if not self._attached:
            return
        self._tell_birth()
        frame = self.chronicle.frame(playing=self._playing, speed=self._speed)
        if frame is not None:
            _send(self._connection, frame)
        for news in (self.follower.news(), self.band.news(), self.band.comparison(self.chronicle.last)):
            if news is not None:
                _send(self._connection, news)
