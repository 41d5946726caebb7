"""Make one run, and keep it in a results folder if asked to."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.errors import UsageError
from mobsim.experiment.areas import describe_areas, summarise_scenario
from mobsim.experiment.asked import FILE as ASKED
from mobsim.experiment.asked import describe_town, read_asked, town_copies, town_in
from mobsim.experiment.choosing import choose_draws, prepare
from mobsim.experiment.holding import Declaration, opened
from mobsim.experiment.identity import identity_of
from mobsim.experiment.own import NOTHING, Own, own_of
from mobsim.measures import outcomes_of
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.scenario import Scenario
from mobsim.store import PlannedRun, record_run
from mobsim.tools.sharing import on_threads

if TYPE_CHECKING:
    import pandas as pd

    from mobsim.engine.model import Run

FURTHER = ("weekly", "neighbourhoods", "initiatives", "books", "zones", "events", "residents")
TABLES = ("runs", *FURTHER)


def run(
    scenario: Scenario | str | Path | Mapping[str, Any],
    strategy: str | None = None,
    seed: int | None = None,
    days: int | None = None,
    *,
    ensemble: Ensemble | str | Path | None = None,
    draw: int | None = None,
    events: bool = False,
    residents: bool = False,
    planner: Any = None,
    outcomes: Iterable[Any] = (),
    interventions: Iterable[Any] = (),
    rules: Iterable[Any] = (),
) -> "Run":
    """Make one run.

    Parameters
    ----------
    scenario
        A scenario, its path, the name of one that ships or is installed, or the content of a file as a dictionary.
    strategy
        Name of a strategy; the scenario's reference when left out. The burn-in is always run under the reference.
    seed, days
        Instead of the scenario's own.
    ensemble, draw
        Take the parameters in doubt from the draw of this number of an ensemble (itself, its path or name); of the one that
        comparisons draw from where only the number is given.
    events, residents
        Also return a row a crime or crisis, and a row a resident at the end.
    planner
        A planner of your own for the strategy: a function that can be imported, its reference, or an installed name.
    outcomes, interventions, rules
        Functions of your own, declared by :func:`mobsim.outcome`, :func:`mobsim.intervention` and :func:`mobsim.rule`.

    Raises
    ------
    MobsimError
        If the scenario or an argument is wrong, or a function of your own fails.
    """
    scenario = drawn_from(prepare(scenario, days=days, seed=seed), ensemble, draw)
    name = scenario.strategy(strategy or scenario.reference).name
    scenario = scenario if planner is None else scenario.with_planners({name: planner})
    own = own_of(outcomes, interventions, rules).checked(scenario)
    return SingleRun(scenario, name, events, residents, own=own).lived(scenario.seed)


def drawn_from(scenario: Scenario, ensemble: Ensemble | str | Path | None, draw: int | None) -> Scenario:
    """Return a scenario with the parameters of a draw, if one is asked for: by default of what comparisons draw from.

    Raises
    ------
    UsageError
        If an ensemble is named without a draw, or if there is no such one.
    """
    if draw is None:
        if ensemble is not None:
            remedy = "give the number of a draw as well"
            raise UsageError("is of no use alone", field="ensemble", value=str(ensemble), remedy=remedy)
        return scenario
    chosen = choose_draws(scenario, ensemble)
    assert chosen is not None
    return scenario.drawn(chosen, draw)


@dataclass(frozen=True)
class SingleRun:
    """Make one run of a scenario as a study."""

    scenario: Scenario
    strategy: str
    events: bool = False
    residents: bool = False
    ensemble: str | None = None
    draw: int | None = None
    own: Own = field(default=NOTHING)

    @property
    def planned(self) -> PlannedRun:
        """The one run."""
        return PlannedRun(0, {"strategy": self.strategy}, self.scenario.seed)

    def begin(self, planned: PlannedRun) -> None:
        """Share nothing: there is one run."""

    def run(self, begun: None, planned: PlannedRun) -> "Mapping[str, Any]":
        """Make the run, and return its tables."""
        del begun
        return tables_of(self.lived(planned.seed))

    def lived(self, seed: int) -> "Run":
        """Run the burn-in under the reference strategy, and from there the scenario's days under the strategy."""
        from mobsim.engine.model import begin

        model = begin(self.scenario, seed, events=self.events).fork(self.strategy)
        return self.own.live(model, self.scenario.days, residents=self.residents)

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that repeats the run."""
        words = ["mobsim", "run", self.scenario.called, "--strategy", self.strategy]
        words += ["--seed", str(planned.seed), "--days", str(self.scenario.days)]
        words += [] if self.ensemble is None else ["--ensemble", self.ensemble]
        words += [] if self.draw is None else ["--draw", str(self.draw)]
        return shlex.join([*words, *options_of(self.own, self.scenario, [self.strategy])])


def options_of(own: Own, scenario: Scenario, strategies: Iterable[str]) -> list[str]:
    """Return the words of a command that has these functions called, and strategies planned as they are."""
    planners = {name: scenario.strategies[name].planner for name in strategies}
    named = {"--outcomes": own.outcomes, "--interventions": own.interventions, "--rules": own.rules}
    given = {option: ",".join(each.reference for each in these) for option, these in named.items() if these}
    planned = ",".join(f"{name}={planner}" for name, planner in planners.items() if planner)
    given |= {"--planners": planned} if planned else {}
    return [word for option, value in given.items() for word in (option, value)]


def declare(study: SingleRun) -> Declaration:
    """Declare a run as a study of one."""
    scenario = study.scenario
    asked: dict[str, Any] = {"strategy": study.strategy, "events": study.events, "residents": study.residents}
    copies = town_copies(scenario)
    told = {**describe_town(scenario, copies), **asked, "ensemble": study.ensemble, "draw": study.draw}
    if study.own:
        asked |= {"own": study.own.identity}
        told |= {"own": study.own.named}
    return Declaration(
        study,
        "run",
        {"scenario": identity_of(scenario), **asked},
        summarise_scenario(scenario),
        {"areas.json": describe_areas(scenario), ASKED: told},
        {**outcomes_of(scenario), **study.own.measured},
        copies=copies,
    )


def run_in(folder: Path) -> SingleRun:
    """Read a run from its results folder, to repeat it.

    Raises
    ------
    UsageError
        If the folder does not hold what it needs.
    """
    asked = read_asked(folder, "run")
    # The parameters of a draw are among those that the folder names.
    options = {name: asked[name] for name in ("strategy", "events", "residents")}
    return SingleRun(town_in(folder, asked), **options, own=own_of(**asked.get("own", {})))


def keep_run(path: Path, study: SingleRun) -> "Mapping[str, pd.DataFrame]":
    """Make a run and write it to a results folder, or read it from there if it is there; return its tables.

    It is lived on all cores. What goes wrong in it is raised, not recorded: there is no other run to go on with.
    """
    seed = study.scenario.seed
    with opened(declare(study), path) as held:
        if not held.folder.finished():
            planned = study.planned
            with on_threads():
                held.folder.keep([record_run(planned, study.run(None, planned))])
        held.complete([seed])
        return {name: held.read(name) for name in TABLES}


def tables_of(run: "Run") -> dict[str, Any]:
    """Return the tables of a run by name, the totals as one row of ``runs``."""
    import pandas as pd

    tables = {name: getattr(run, name) for name in FURTHER}
    return {"runs": pd.DataFrame([run.totals]), **{name: table for name, table in tables.items() if table is not None}}
