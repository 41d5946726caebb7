"""Record a town week by week and neighbourhood by neighbourhood, small enough to be drawn, sent and kept.

The live page and the replay in reports show the same records. Figures of neighbourhoods and of the town are measured by
the lines that measure every outcome; nothing is computed for show.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.model import Model
from mobsim.measures import Outcome, measured, outcomes_for
from mobsim.measures.recorded import BY_AREA, BY_TOWN
from mobsim.scenario.enumerations import Role
from mobsim.scenario.initiatives import Status
from mobsim.world.columns import World
from mobsim.world.whereabouts import population, slots_each

SEATS_SHOWN = 24
DECIMALS = 4  # of neighbourhoods' figures; towns' have two more, since their differences are small

Record = dict[str, Any]


class Recorder:
    """Record the weeks of one model, in the order in which they are run."""

    def __init__(self, model: Model) -> None:
        self._outcomes = _chosen(model)
        self._attended = model.world.neighbourhoods.attended.copy()

    def record(self, model: Model) -> Record:
        """Return the record of the week that ended last."""
        return {
            "areas": self._by_area(model),
            "town": self.by_town(model),
            "initiatives": initiatives_of(model.world),
        }

    def _by_area(self, model: Model) -> dict[str, list[float | None]]:
        neighbourhoods = model.world.neighbourhoods
        sums = model.ledger.sums(model.ledger.last_week)
        values = measured(sums, {name: self._outcomes[name] for name in BY_AREA})
        forums = neighbourhoods.attended - self._attended
        self._attended = neighbourhoods.attended.copy()
        believed, true = believed_and_true(model)
        further: dict[str, Any] = {
            "need": neighbourhoods.need, "zone": neighbourhoods.zone, "forum": forums, "believed": believed,
            "truth": true,
        }  # fmt: skip
        return {name: rounded(value) for name, value in {**values, **further}.items()}

    def by_town(self, model: Model) -> dict[str, float | None]:
        """Return the outcomes of the town as a whole in the week that ended last."""
        sums = model.ledger.sums(model.ledger.last_week.sum(0, keepdims=True))
        values = measured(sums, {name: self._outcomes[name] for name in BY_TOWN})
        return {name: rounded(value, DECIMALS + 2)[0] for name, value in values.items()}


def _chosen(model: Model) -> dict[str, Outcome]:
    known: Mapping[str, Outcome] = outcomes_for(model.scenario.problems)
    return {name: known[name] for name in {*BY_AREA, *BY_TOWN}}


def believed_and_true(model: Model) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what part of its community's harm leaders ascribe to each neighbourhood, and what part is there."""
    world = model.world
    severity = world.problems.severity_mean
    people = population(world.neighbourhoods).astype(float)
    believed = model.beliefs.severity.sum(1) * people
    return _shares(believed, world), _shares((model.counted.smoothed * severity).sum(1), world)


def _shares(values: NDArray[np.float64], world: World) -> NDArray[np.float64]:
    community = world.neighbourhoods.community
    total = np.bincount(community, values)[community]
    return np.divide(values, total, out=np.zeros_like(values), where=total > 0)


def initiatives_of(world: World) -> list[list[int]]:
    """List the initiatives that are planned or running: slot, neighbourhood, status, problem, measure, lead, agency, helpers."""
    initiatives = world.initiatives
    per = slots_each(initiatives, world.neighbourhoods)
    slots = np.flatnonzero(initiatives.status >= Status.PLANNED)
    columns = (
        slots, slots // per, initiatives.status[slots], initiatives.problem[slots], initiatives.measure[slots],
        initiatives.lead[slots], initiatives.agency[slots], initiatives.volunteers[slots].astype(np.int64),
    )  # fmt: skip
    return np.stack(columns, 1).tolist()


def seats_of(world: World, community: int = 0) -> NDArray[np.int64]:
    """Return the rows of the leaders to be shown at a community's table: officials first, at most 24."""
    leaders, communities = world.leaders, world.communities
    rows = np.arange(communities.first_leader[community], communities.end_leader[community])
    order = {Role.MAYOR: 0, Role.CHIEF: 1, Role.AGENCY_HEAD: 2}
    rank = [order.get(int(role), 2 + int(role)) for role in leaders.role[rows]]
    return rows[np.argsort(rank, kind="stable")][:SEATS_SHOWN]


def table_of(world: World, community: int = 0) -> dict[str, Any]:
    """Describe the leaders' table as it stands: commitment, credibility, representativeness, ties (in hundredths), convenor.

    ``ties`` are those in use, ``held`` the part that institutions hold, which stays when a leader leaves; ``convenor`` is the
    place among the seats of who convenes the table, -1 where nobody does or they are not shown.
    """
    leaders = world.leaders
    rows = seats_of(world, community)
    first = int(world.communities.first_leader[community])
    pairs = np.ix_(rows, rows - first)
    ties, held = world.collaboration.in_use[pairs], world.collaboration.held[pairs]
    convenor = np.flatnonzero(rows == int(world.communities.convenor[community]))
    states = {name: hundredths(getattr(leaders, name)[rows]) for name in ("commitment", "credibility")}
    return {
        **states,
        "represents": hundredths(leaders.representativeness[rows]),
        "ties": hundredths(ties),
        "held": hundredths(held),
        "convenor": int(convenor[0]) if convenor.size else -1,
    }


def hundredths(values: NDArray[np.float64]) -> list[Any]:
    """Round shares to hundredths, as whole numbers."""
    return np.round(100 * values).astype(int).tolist()


def rounded(values: NDArray[Any], decimals: int = DECIMALS) -> list[float | None]:
    """Round to some decimals; what is not a number becomes ``None``."""
    return [None if value != value else value for value in np.round(np.asarray(values, float), decimals).tolist()]
