"""The tests that an author of a plug-in runs find what is wrong, and pass what is right."""

import sys

import pytest

from mobsim.testing import (
    ConformanceError,
    check_ensemble,
    check_intervention,
    check_outcome,
    check_planner,
    check_rule,
    check_scenario,
)

GOOD = '''
import numpy as np
import mobsim
from mobsim.mobilization.planning import NONE, plan_by_need


@mobsim.outcome(unit="0-1", better="lower")
def insecurity_of_last(model):
    """Insecurity of the last resident."""
    return float(model.world.residents.insecurity[-1])


@mobsim.outcome(unit="residents", better="neither", each="week")
def per_community(model):
    """A number for each community."""
    return np.arange(len(model.scenario.communities), dtype=float)


@mobsim.intervention(days=[3])
def lead(model):
    """Leaders lead."""
    model.set_levers(leadership=1.0)


@mobsim.rule()
def drawn_by_name(model):
    """Residents cheer up by the run's own luck."""
    luck = np.random.default_rng((model.run_seed, model.day, 1))
    cheerful = luck.random(model.world.residents.size) < 0.01
    model.world.residents.insecurity[cheerful] *= 0.9


def nowhere(briefing, budget):
    """Plan nothing."""
    plan = plan_by_need(briefing, budget)
    return plan._replace(problem=np.full_like(plan.problem, NONE))
'''
BAD = '''
import itertools
import random

import numpy as np
import mobsim
import mobsim.engine.cycle
from mobsim.mobilization.planning import NONE, plan_by_need

counter = itertools.count()


@mobsim.outcome(unit="calls", better="neither")
def counts_calls(model):
    """How often it was called."""
    return next(counter)


@mobsim.outcome(unit="residents", better="neither")
def touches(model):
    """Changes who it measures."""
    model.world.residents.trust[0] = 0.123
    return 1.0


@mobsim.outcome(unit="0-1", better="neither")
def draws(model):
    """Draws."""
    random.random()
    return 0.0


@mobsim.outcome(unit="share", better="neither")
def divides(model):
    """Divides by what happened."""
    return 1.0 / model.ledger.total.sum() if False else 1 / int(model.ledger.total.any())


@mobsim.outcome(unit="share", better="neither")
def infinite(model):
    """Has no end."""
    return float("inf")


@mobsim.outcome(unit="share", better="neither", name="trust")
def taken(model):
    """Has a name that is taken."""
    return 0.0


@mobsim.intervention(days=[3])
def by_luck(model):
    """Act as luck has it."""
    model.set_levers(leadership=np.random.random())


@mobsim.intervention(days=[30000])
def never(model):
    """Acts on no day that is run."""


@mobsim.rule()
def remembers(model):
    """Does less each time it is called."""
    model.world.residents.insecurity[:] *= 1.0 - 1.0 / (2 + next(counter))


@mobsim.rule()
def makes_money(model):
    """Puts money where none was granted."""
    model.world.account[:] += 100.0


def sees_the_truth(briefing, budget):
    """Could ask the engine."""
    return plan_by_need(briefing, budget)
'''
FORGETFUL = '''
import itertools

import numpy as np
from mobsim.mobilization.planning import NONE, plan_by_need

counter = itertools.count()


def every_other_time(briefing, budget):
    """Plan every other time that it is asked."""
    plan = plan_by_need(briefing, budget)
    lead = np.full_like(plan.lead, next(counter) % 2)
    return plan._replace(problem=np.full_like(plan.problem, NONE), lead=lead)


def writes(briefing, budget):
    """Write to what it is handed."""
    budget.account[:] = 1e9
    return plan_by_need(briefing, budget)
'''


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plugs")
    for name, text in (("good_plug", GOOD), ("bad_plug", BAD), ("forgetful_plug", FORGETFUL)):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))


@pytest.mark.parametrize(
    ("check", "name"),
    [
        (check_outcome, "insecurity_of_last"),
        (check_outcome, "per_community"),
        (check_intervention, "lead"),
        (check_rule, "drawn_by_name"),
        (check_planner, "nowhere"),
    ],
)
def test_what_is_right_passes(modules, check, name):
    check(f"good_plug:{name}")


@pytest.mark.parametrize(
    ("check", "name", "said"),
    [
        (check_outcome, "bad_plug:counts_calls", "gives another number when it is asked again"),
        (check_outcome, "bad_plug:touches", "changes the model that it measures"),
        (check_outcome, "bad_plug:draws", "draws from random or numpy.random"),
        (check_outcome, "bad_plug:divides", "raised ZeroDivisionError"),
        (check_outcome, "bad_plug:infinite", "what cannot be measured is NaN"),
        (check_outcome, "bad_plug:taken", "is the name of another outcome"),
        (check_intervention, "bad_plug:by_luck", "draws from random or numpy.random"),
        (check_intervention, "bad_plug:never", "acts on none of the first 56 days"),
        (check_rule, "bad_plug:remembers", "a run is another when it is run again"),
        (check_rule, "bad_plug:makes_money", "the books do not close: public purse"),
        (check_planner, "bad_plug:sees_the_truth", "its module imports mobsim.engine.cycle"),
        (check_planner, "forgetful_plug:every_other_time", "it remembers, or draws by itself"),
        (check_planner, "forgetful_plug:writes", "read-only"),
        (check_planner, "forgetful_plug:nobody", "is not in the module"),
    ],
)
def test_what_is_wrong_is_found_and_said(modules, check, name, said):
    with pytest.raises(ConformanceError, match=said):
        check(name)


def test_shipped_files_pass_and_broken_ones_do_not(tmp_path):
    check_ensemble("evidence")
    broken = tmp_path / "town.toml"
    broken.write_text('schema = 1\ntitle = "Broken"\n')
    with pytest.raises(ConformanceError, match="communit"):
        check_scenario(broken)
