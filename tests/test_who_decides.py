"""Who decides sees only what can be known: no type that they are handed holds the truth, in any depth."""

import inspect
import pkgutil
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
import pytest

import mobsim.mobilization
from mobsim.engine.cycle import desk_of
from mobsim.engine.model import Model
from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.scenario.synthetic import village
from mobsim.world import columns, entries, occurrences
from mobsim.world.public import PublicCommunities, PublicNeighbourhoods, PublicOfficers
from mobsim.world.table import Table

MODULES = tuple(
    import_module(f"mobsim.mobilization.{module.name}") for module in pkgutil.iter_modules(mobsim.mobilization.__path__)
)
FUNCTIONS = {
    f"{module.__name__.removeprefix('mobsim.mobilization.')}.{name}": function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__
}
HOLDS_TRUTH = {
    kind
    for module in (columns, entries, occurrences)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if kind.__module__ == module.__name__ and (issubclass(kind, Table) or hasattr(kind, "_fields"))
}
"""All tables and tuples of residents, places, neighbourhoods, communities' occurrences: the world as it is."""


def parts(kind, seen=None):
    """Every type within a type: what it takes as arguments, and the fields of tuples with names. Arrays are plain numbers."""
    seen = set() if seen is None else seen
    if kind in seen or get_origin(kind) is np.ndarray:
        return seen
    seen.add(kind)
    inner = get_type_hints(kind).values() if hasattr(kind, "_fields") else get_args(kind)
    for each in inner:
        for one in each if isinstance(each, list) else (each,):
            parts(one, seen)
    return seen


def test_there_is_truth_to_be_kept_from_them():
    names = {kind.__name__ for kind in HOLDS_TRUTH}
    assert names >= {"World", "Residents", "Places", "Neighbourhoods", "Incidents", "Tally", "Series", "Counted"}
    assert parts(columns.World) & HOLDS_TRUTH >= {columns.World, columns.Residents, columns.Series}
    assert len(FUNCTIONS) > 30


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_takes_or_gives_back_what_holds_the_truth(name):
    hints = get_type_hints(FUNCTIONS[name])
    assert set(inspect.signature(FUNCTIONS[name]).parameters) <= hints.keys(), "what has no type may be anything"
    for argument, kind in hints.items():
        assert Any not in parts(kind), argument
        assert not parts(kind) & HOLDS_TRUTH, argument


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_module_knows_a_type_that_holds_the_truth(module):
    known = {value for value in vars(module).values() if isinstance(value, type)}
    assert not known & HOLDS_TRUTH


def test_what_is_public_leaves_out_how_residents_are():
    hidden = {
        "trust",
        "cohesion",
        "insecurity",
        "participation",
        "membership",
        "adults",
        "example",
        "visible",
        "wave",
        "patrol_hours",
    }
    assert hidden <= set(columns.Neighbourhoods.__annotations__)
    assert not hidden & set(PublicNeighbourhoods._fields)
    assert "assessment_error" in columns.Communities.__annotations__
    assert "assessment_error" not in PublicCommunities._fields
    assert "skill" in columns.Officers.__annotations__
    assert "skill" not in PublicOfficers._fields


def test_what_they_set_stands_in_the_world_and_nothing_else_is_shared():
    model = Model(village(3, 200, officers=3))
    desk = desk_of(model.world, model.beliefs, model.policies)
    desk.neighbourhoods.zone[:] = [3, 1, 0]
    desk.communities.overhead[:] = 0.25
    assert model.world.neighbourhoods.zone.tolist() == [3, 1, 0]
    assert model.world.communities.overhead[0] == 0.25
    hidden = [model.world.residents, model.world.series.true, model.counted.true, model.counted.smoothed]
    handed = [each for part in desk for each in (part if isinstance(part, tuple) else (part,))]
    handed = [each for each in handed if isinstance(each, np.ndarray)]  # what was looked up is numbers
    assert len(handed) > 50
    assert not any(np.shares_memory(each, truth) for each in handed for truth in hidden)


def test_briefing_and_desk_are_all_that_is_handed_over():
    assert parts(Briefing) | parts(Desk) >= {PublicNeighbourhoods, PublicCommunities}
    assert not (parts(Briefing) | parts(Desk)) & HOLDS_TRUTH
