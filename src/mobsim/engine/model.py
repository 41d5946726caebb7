"""The run: a thin Mesa model that composes a town, a strategy and the order of the day."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import mesa

from mobsim.engine.beginning import prepare
from mobsim.engine.cycle import Governance, ask_everybody, hold_cycle
from mobsim.engine.day import end_week
from mobsim.engine.events import apply_event, following_after, levers_after
from mobsim.engine.history import Before, History
from mobsim.engine.ledger import Ledger
from mobsim.engine.results import Run, results_of
from mobsim.engine.terms import rollout_on, supply
from mobsim.engine.threads import in_each_community, run_days_on, that_pay
from mobsim.errors import UsageError
from mobsim.mobilization.experience import usual_effects
from mobsim.mobilization.own_planners import planner_of
from mobsim.mobilization.planning import Planner, plan_by_need
from mobsim.mobilization.policing import instruct
from mobsim.scenario.enumerations import COUNTED_SERIES
from mobsim.scenario.events import Event
from mobsim.scenario.given import levers_with
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.scenario import Scenario, Strategy
from mobsim.scenario.strategy import Levers
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_WEEK, DAYS_IN_YEAR
from mobsim.tools.draws import Day, keys_for
from mobsim.tools.sharing import threads_given
from mobsim.views.inhabited import InhabitedModel
from mobsim.views.showing import model_in_html
from mobsim.world.building import build_world
from mobsim.world.columns import Beliefs, Counted
from mobsim.world.copying import copy_of, copy_world
from mobsim.world.extent import NOTHING_RESERVED, Reserved
from mobsim.world.policies import Policies, in_force, policies_of
from mobsim.world.public import PublicCommunities, public
from mobsim.world.rulebook import rulebook

SHOWN = frozenset({"_residents", "_officers", "_leaders", "_few", "grid"})
"""What a model keeps of its agents once they were asked for; a copy shows its own."""
COUNTED = tuple(series.key for series in COUNTED_SERIES)


class Model(InhabitedModel):
    """Simulate one town under one strategy.

    Parameters
    ----------
    scenario : Scenario, str, path or mapping
        A scenario, the name or path of one, or the content of its file as a dictionary.
    strategy : str, optional
        A strategy of the scenario, in force from the end of burn-in on, or from its own first day; its reference strategy when
        absent. Every burn-in is run under the reference strategy.
    seed : int, optional
        Seed of every draw; the scenario's when absent. The same seed gives the same people and the same would-be offences
        under every strategy.
    rng : int, optional
        The same as ``seed``, by the name that Mesa's own tools use.
    events : bool
        Keep each incident (``history.incidents``).
    plan : callable, optional
        A planner of your own: ``plan(briefing, budget) -> Plan``, see :mod:`mobsim.mobilization.planning`. It plans from the
        first day on, under every strategy; one that a strategy names comes and goes with the strategy.
    reserved : Reserved
        Room for the initiatives of programmes from outside the strategy (trials); changes nothing else.
    levers : mapping, optional
        Levers instead of the strategy's own, from the end of burn-in on: ``{"leadership": 0.9, "lead": "community"}``.

    Raises
    ------
    MobsimError
        If the scenario, the strategy, the seed, or a lever is none.

    Attributes
    ----------
    threads : int
        On how many threads a large town lives; results do not depend on it. It is born on as many, if the model is made within
        :func:`~mobsim.tools.sharing.on_threads`.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path | Mapping[str, Any],
        strategy: str | None = None,
        seed: int | None = None,
        *,
        rng: int | None = None,
        events: bool = False,
        plan: Planner = plan_by_need,
        reserved: Reserved = NOTHING_RESERVED,
        levers: Mapping[str, Any] | None = None,
    ) -> None:
        """Build the world; no day is run yet."""
        self.scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        chosen = next((int(each) for each in (seed, rng) if each is not None), self.scenario.seed)
        if not 0 <= chosen < 2**63:
            raise UsageError(f"seed is {chosen}", remedy="give a whole number from 0 to 2^63 - 1")
        super().__init__(rng=chosen)
        self.run_seed = chosen
        self.strategy = strategy or self.scenario.reference
        self.day = 0
        self.threads = threads_given()
        self.plan = plan
        self._keys = keys_for(chosen)
        at_birth = that_pay(self.threads, self.scenario.population)
        self.world = build_world(self.scenario, chosen, reserved, at_birth)
        sizes = self.world.neighbourhoods.size, self.world.problems.size
        self.forget()
        self.counted = Counted.nothing(*sizes)
        self.set_levers([self.scenario.strategy(self.scenario.reference).levers] * len(self.scenario.communities))
        self._comes_into_force = levers_with(self.scenario.strategy(self.strategy).levers, levers or {})
        self.following: tuple[str, ...] = (self.scenario.reference,) * len(self.scenario.communities)
        self.ledger = Ledger(self.scenario.problems, sizes[0], len(self.scenario.communities))
        self.history = History(keep_incidents=events)
        self.history.record_plans(self.scenario, self.world, prepare(self.world, self._governance, at_birth))

    @property
    def today(self) -> Day:
        """The day that is run next, with the keys of its draws."""
        return Day(self._keys, self.day)

    @property
    def parameters(self) -> Any:
        """The values of the declared parameters."""
        return self.scenario.parameters

    @property
    def _governance(self) -> Governance:
        """What the run keeps for its cycles."""
        return Governance(
            beliefs=self.beliefs,
            counted=self.counted,
            policies=self.policies,
            parameters=self.parameters,
            keys=self._keys,
            plan=planner_of(self.planners) if self.plan is plan_by_need else self.plan,
            reference_until=self.scenario.burn_in_days + DAYS_IN_YEAR,
            rollout=rollout_on(self.scenario, self.world, self.following, self.day - self.scenario.burn_in_days),
            threads=self.threads,
        )

    @property
    def planners(self) -> tuple[str, ...]:
        """The planner of each community, by the strategy that it follows; empty for the shipped one."""
        return tuple(self.scenario.strategy(name).planner for name in self.following)

    @property
    def _start_day(self) -> int:
        """The day after burn-in on which the strategy comes into force."""
        return self.scenario.strategy(self.strategy).terms.start_day

    def _follow(self, following: Sequence[str]) -> None:
        """Let each community follow a strategy from now on: its planner, its means, and where its programmes go."""
        before, after = (
            [self.scenario.strategy(name).terms for name in names] for names in (self.following, following)
        )
        supply(self.world, before, after)
        self.following = tuple(following)

    def set_levers(self, levers: Sequence[Levers] | None = None, /, **changes: float | str) -> None:
        """Set the levers of each community: what officers follow from day to day changes at once, the rest at the next cycle.

        They stay until they are set again, at the end of burn-in too.

        Parameters
        ----------
        levers
            Those of each community; those in force where left out.
        **changes
            Levers to change in every community: ``model.set_levers(leadership=0.9, lead="community")``.

        Raises
        ------
        InputErrors
            If a lever that is to change is none, or its value is out of bounds; nothing is changed then.
        """
        changed = [levers_with(each, changes) for each in (self.levers if levers is None else levers)]
        self.policies: Policies = policies_of(changed)
        self.levers = changed
        self._comes_into_force: Levers | None = None
        instruct(
            public(PublicCommunities, self.world.communities), in_force(self.policies, self.world.communities.paid)
        )

    def forget(self) -> None:
        """Let leaders know nothing, as before the first cycle: of what happens, and of what works."""
        sizes = self.world.neighbourhoods.size, self.world.problems.size
        self.beliefs = Beliefs.at_first(*sizes, usual_effects(self.parameters.review))

    def announce(self, event: Event, strategy: Strategy | None = None) -> None:
        """Let an event happen when the next day is run, as if the scenario had declared it from the start.

        Its day is set to that day. A change of strategy may bring the strategy along. The scenario with its events and
        strategies, as ``scenario`` then holds it, gives the same run again.
        """
        dated = replace(event, day=self.day - self.scenario.burn_in_days)
        strategies = (
            self.scenario.strategies if strategy is None else {**self.scenario.strategies, strategy.name: strategy}
        )
        self.scenario = replace(self.scenario, events=(*self.scenario.events, dated), strategies=strategies)

    @property
    def steps(self) -> int:
        """How many days were run, in steps or several at once (Mesa would count calls of ``step`` alone)."""
        return getattr(self, "day", 0)

    @steps.setter
    def steps(self, steps: int) -> None:
        """Leave the count of days as it is, whatever Mesa counts."""

    def step(self) -> None:
        """Run one day; ``running`` is false once the scenario's days are run."""
        self._run_to(self.day + 1)
        self.running = self.day < self.scenario.burn_in_days + self.scenario.days

    def run_days(self, days: int) -> None:
        """Run several days: as many calls of ``step`` where a subclass has its own, else the same in fewer calls."""
        if type(self).step is Model.step:
            self._run_to(self.day + days)
            return
        for _ in range(days):
            self.step()

    def _run_to(self, end: int) -> None:
        while self.day < end:
            stop = min(end, self._next_stop())
            self._apply_events()
            self._advance(stop)
            self.history.end_day(self.world, self.day - 1 - self.scenario.burn_in_days)
            if self.day % DAYS_IN_WEEK == 0:
                self._end_week()
            if self.day % DAYS_IN_CYCLE == 0:
                self._end_cycle()

    def _advance(self, end: int) -> None:
        """Run the days up to ``end``."""
        run_days_on(self.threads, self.world, rulebook(self.parameters), self.today, end)
        self.day = end

    def _apply_events(self) -> None:
        """Let the day's events happen: the strategy comes into force on its first day, another on its date."""
        measured_day = self.day - self.scenario.burn_in_days
        if measured_day == self._start_day:
            if self._comes_into_force is not None:
                self.set_levers([self._comes_into_force] * len(self.scenario.communities))
            self._follow([self.strategy] * len(self.scenario.communities))
        for number, event in enumerate(self.scenario.events):
            if event.day != measured_day:
                continue
            apply_event(self.scenario, self.world, number, event, self.today, self.following)
            if event.kind == "change_of_strategy":
                self.set_levers(levers_after(self.scenario, event, self.levers))
                self._follow(following_after(self.scenario, event, self.following))

    def _next_stop(self) -> int:
        """Return the next day on which something else than days is due: a week's end, a dated event, a record."""
        week = (self.day // DAYS_IN_WEEK + 1) * DAYS_IN_WEEK
        dated = [
            self.scenario.burn_in_days,
            self.scenario.burn_in_days + self._start_day,
            *(event.day + self.scenario.burn_in_days for event in self.scenario.events),
        ]
        following = [day for day in dated if day > self.day]
        return min([week, *following, *([self.day + 1] if self.history.keep_incidents else [])])

    def _end_week(self) -> None:
        world, rules, last = self.world, rulebook(self.parameters), Day(self._keys, self.day - 1)
        in_each_community(self.threads, world, lambda community: end_week(world, rules, last, community))
        for name in COUNTED:
            counts = getattr(self.counted, name)
            counts += getattr(self.world.series, name)
        self.counted.patrol_hours[:] += self.world.tally.patrol_hours
        measured = self.day > self.scenario.burn_in_days
        self.ledger.close_week(world, self.parameters, measured=measured, threads=self.threads)

    def _end_cycle(self) -> None:
        initiatives, governance = self.world.initiatives, self._governance
        before = Before.of(self.world, self.day - self.scenario.burn_in_days)
        self.history.record_concerns(self.scenario, ask_everybody(self.world, governance), self.ledger)
        found = hold_cycle(self.world, governance, self.day - 1)
        started = ((initiatives.planned_day != before.planned_day) & (initiatives.status > 0)).nonzero()[0]
        self.history.record_cycle(self.scenario, self.world, self.ledger, found.ended, started)
        self.history.record_zones(self.scenario, self.world, self.policies, before, self.ledger)

    def results(self, *, residents: bool = False) -> Run:
        """Measure the run as it stands, after burn-in."""
        found = results_of(self.scenario, self.world, self.ledger, self.history, self.day, residents=residents)
        return replace(found, origin=found.origin._replace(strategy=self.strategy, seed=self.run_seed))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.scenario.name}, {self.strategy}, seed {self.run_seed}, day {self.day:,}>"

    def _repr_html_(self) -> str:
        return model_in_html(self)

    def fork(self, strategy: str, levers: Levers | None = None) -> "Model":
        """Copy the model as it stands, to go on under another strategy with the same people and would-be events.

        The copy is of the same class; what a subclass keeps beside is copied too. ``levers`` take the place of the strategy's.
        A strategy whose first day is still to come waits for it: until then the copy goes on as the model was.
        """
        levers = self.scenario.strategy(strategy).levers if levers is None else levers
        other = object.__new__(type(self))
        mesa.Model.__init__(other, rng=self.run_seed)
        for name in ("scenario", "run_seed", "day", "threads", "plan", "_keys"):
            setattr(other, name, getattr(self, name))
        other.strategy = strategy
        other.world = copy_world(self.world)
        other.beliefs, other.counted = copy_of(self.beliefs), copy_of(self.counted)
        other.following = self.following
        if other._start_day > max(0, self.day - self.scenario.burn_in_days):
            other.set_levers(self.levers)
            other._comes_into_force = levers
        else:
            other.set_levers([levers] * len(self.scenario.communities))
            other._follow([strategy] * len(self.scenario.communities))
        other.ledger = self.ledger.copy()
        other.history = self.history.copy()
        further = {name: kept for name, kept in vars(self).items() if name not in vars(other) and name not in SHOWN}
        vars(other).update(deepcopy(further, {id(self): other}))  # what refers to this model refers to the copy
        return other


def begin(scenario: Scenario, seed: int | None = None, *, events: bool = False) -> Model:
    """Run the burn-in of a seed under the scenario's reference strategy; fork from it as often as you like."""
    model = Model(scenario, scenario.reference, seed, events=events)
    model.run_days(scenario.burn_in_days)
    return model


def run(
    scenario: Scenario,
    strategy: str | None = None,
    seed: int | None = None,
    days: int | None = None,
    *,
    events: bool = False,
    residents: bool = False,
) -> Run:
    """Run one simulation: the burn-in under the reference strategy, then ``days`` under the strategy."""
    model = begin(scenario, seed, events=events).fork(strategy or scenario.reference)
    model.run_days(scenario.days if days is None else days)
    return model.results(residents=residents)
