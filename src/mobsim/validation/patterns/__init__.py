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
from mobsim.validation.patterns.observed import Observed, observe, observe_town
from mobsim.validation.patterns.places import concentrated, journeyed, repeated, stable

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
)


def patterns_of(seen: Observed) -> dict[str, float]:
    """Measure every pattern on one observed town, by the id of its part in the evidence.

    A part that needs more years than were run, or what the scenario does not hold, is NaN: all but C2 and
    C5.moves_apart need one year, C2 six, C5.moves_apart two.
    """
    return {name: value for measure in MEASURES for name, value in measure(seen).items()}
