"""The measured patterns: pure functions over what was observed of a town that is run without treatment.

>>> patterns_of(observe_town(load_scenario("south_simcoe"), seed=1))  # doctest: +SKIP
{'A1': 275.3, ...}
"""

from mobsim.validation.patterns.baselines import (
    baselines,
    by_kind,
    contacts,
    efficacy,
    insecurity,
    reporting_over_years,
)
from mobsim.validation.patterns.blind_spot import blind_spot
from mobsim.validation.patterns.feelings import confidence, worry
from mobsim.validation.patterns.observed import Observed, observe, observe_town
from mobsim.validation.patterns.places import concentrated, journeyed, repeated, stable
from mobsim.validation.patterns.services import delivered, frequent_callers, supervisors
from mobsim.validation.patterns.taking_part import taking_part

__all__ = ["Observed", "observe", "observe_town", "patterns_of"]

MEASURES = (
    baselines,
    contacts,
    efficacy,
    concentrated,
    stable,
    repeated,
    journeyed,
    insecurity,
    by_kind,
    reporting_over_years,
    blind_spot,
    delivered,
    frequent_callers,
    supervisors,
    taking_part,
    worry,
    confidence,
)


def patterns_of(seen: Observed) -> dict[str, float]:
    """Measure every pattern on one observed town, by the id of its part in the evidence.

    A part that needs more years than were run, or what the scenario does not hold, is NaN: all but C2,
    C5.moves_apart and D20 need one year, C2 six, the others two.
    """
    return {name: value for measure in MEASURES for name, value in measure(seen).items()}
