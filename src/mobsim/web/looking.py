"""Look closer: the residents of a neighbourhood with their ties; one resident, officer or leader with their history."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.model import Model
from mobsim.errors import UsageError
from mobsim.experiment.mapping import spots_of
from mobsim.scenario.enumerations import Role
from mobsim.web.diary import Diary, rows_shown
from mobsim.web.messages import Describe
from mobsim.web.news import AgentDescribed, AreaDescribed
from mobsim.web.pair import Pair
from mobsim.world.whereabouts import local, population

TIES_SHOWN = 40
OFFICERS_SHOWN = 40
DECIMALS = 3


def describe_area(pair: Pair, area: int) -> AreaDescribed:
    """Describe who lives in a neighbourhood: places, ages, ties among them, officers who cover it.

    Places are numbered within the neighbourhood, and lie at ``spots`` of the map where the scenario gives them; ties are pairs
    of positions in the list of residents.
    """
    rows = rows_shown(pair, area)
    world = pair.models[0].world
    return AreaDescribed(
        area=area,
        rows=[int(rows[0]), int(rows[1] - rows[0]) if rows.size > 1 else 1, int(rows.size)],
        living=int(population(world.neighbourhoods[area])),
        places=(world.residents.place[rows] - world.neighbourhoods.first_place[area]).tolist(),
        ages=world.residents.age[rows].tolist(),
        ties=_ties_among(world.ties.start, world.ties.to, rows),
        officers=[_officers_of(model, area) for model in pair.towns.values()],
        spots=spots_of(pair.scenario, area),
    )


def _ties_among(start: NDArray[np.int64], to: NDArray[np.int32], rows: NDArray[np.int64]) -> list[list[int]]:
    counts = start[rows + 1] - start[rows]
    owners = np.repeat(np.arange(rows.size), counts)
    others = np.concatenate([to[start[row] : start[row + 1]] for row in rows]) if rows.size else np.zeros(0, int)
    at = np.searchsorted(rows, others)
    there = (at < rows.size) & (rows[np.minimum(at, rows.size - 1)] == others) & (at > owners)
    return np.stack([owners[there], at[there]], 1).tolist()


def _officers_of(model: Model, area: int) -> list[dict[str, Any]]:
    neighbourhoods, officers = model.world.neighbourhoods, model.world.officers
    slots = range(int(neighbourhoods.cover_first[area]), int(neighbourhoods.cover_last[area]) + 1)
    rows = [int(officers.at_slot[slot]) for slot in slots][:OFFICERS_SHOWN]
    number = int(local(area, neighbourhoods, model.world.communities))
    return [
        {
            "row": row,
            "skill": round(float(officers.skill[row]), DECIMALS),
            "familiarity": round(float(model.world.familiarity[row, number]), DECIMALS),
        }
        for row in rows
    ]


def describe_agent(pair: Pair, diary: Diary, asked: Describe) -> AgentDescribed:
    """Describe one resident, officer or leader of a town: the fields of the agent, and the weeks before."""
    kind, town, row = asked.kind, asked.town, asked.row
    pair.require(town)
    model = pair.towns[town]
    agents = {"resident": model.residents, "officer": model.officers, "leader": model.leaders}[kind]
    if row >= len(agents.rows):
        raise UsageError(f"there is no such {kind}", field="row", value=row, remedy=f"use 0 to {len(agents.rows) - 1}")
    agent = agents.rows.view(row)
    state = {name: _plain(getattr(agent, name)) for name in type(agent).fields}
    history: dict[str, list[Any]] = {"weeks": []}
    if kind == "resident":
        state["ties"] = model.world.ties.to[model.world.ties.start[row] : model.world.ties.start[row + 1]][
            :TIES_SHOWN
        ].tolist()
        history = diary.of_resident(town, row)
    elif kind == "leader":
        state["role"] = Role(model.world.leaders.role[row]).key
        history = diary.of_leader(town, row)
    return AgentDescribed(agent=kind, town=asked.town, row=row, state=state, history=history)


def _plain(value: Any) -> Any:
    if isinstance(value, bool | str) or value is None:
        return value
    return round(float(value), DECIMALS) if isinstance(value, float) else int(value)
