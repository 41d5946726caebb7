"""The towns that benchmarks run."""

from mobsim.scenario.scenario import Scenario
from mobsim.scenario.synthetic import village

RESIDENTS_PER_NEIGHBOURHOOD = 2500
OFFICERS_PER_100K = 130
STRATEGY = "full_model"


def town(residents: int, days: int = 364) -> Scenario:
    """Make a town of neighbourhoods of about 2,500 residents, policed as Ontario towns are."""
    neighbourhoods = max(1, round(residents / RESIDENTS_PER_NEIGHBOURHOOD))
    return village(
        neighbourhoods,
        residents // neighbourhoods,
        officers=max(1, round(residents * OFFICERS_PER_100K / 100_000)),
        days=days,
        burn_in_days=0,
    )
