"""Parameters of initiatives: what they cost and how they are planned."""

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.initiatives import COMMUNITY_LED, REACHES_PLACES, Measure
from mobsim.tools.parameter import Declared

RESIDENTS_PER_SIZE = 2500  # of the neighbourhood that costs, targets and reach are declared for
COST_OF, DAYS_OF = (tuple(f"{what}_{measure.key}" for measure in Measure) for what in ("cost", "days"))
"""The parameters of each measure's money and length, by its number."""


class PlanningParameters(NamedTuple):
    """What initiatives cost, how long they last and how they are chosen."""

    running_at_most: Annotated[
        int, Declared(4, "initiatives", 1, 12, "Initiatives planned or running in a neighbourhood at the same time.")
    ]
    cost_situational: Annotated[
        float,
        Declared(
            15000.0,
            "CAD",
            500.0,
            200000.0,
            "Money of a police-assisted situational initiative for 2,500 residents.",
            role="setting",
        ),
    ]
    cost_social: Annotated[
        float,
        Declared(
            20000.0,
            "CAD",
            500.0,
            500000.0,
            "Money of a police-assisted social-development initiative for 2,500 residents.",
            role="setting",
        ),
    ]
    community_cost_share: Annotated[
        float,
        Declared(0.5, "share", 0.1, 1.0, "Money of a community-led initiative relative to a police-assisted one."),
    ]
    days_situational: Annotated[
        int, Declared(84, "days", 14, 728, "Duration of a situational initiative.", role="setting")
    ]
    days_social: Annotated[
        int,
        Declared(
            252, "days", 28, 1820, "Duration of a social-development initiative.", "heller_2014", "D", role="setting"
        ),
    ]
    extent_spread: Annotated[
        float,
        Declared(
            0.3,
            "log sd",
            0.0,
            1.0,
            "How far initiatives differ in money, and with it in work: no two neighbourhoods spend in step for long.",
        ),
    ]
    under_way: Annotated[
        int,
        Declared(
            1,
            "0 or 1",
            0,
            1,
            "Whether the town is born with initiatives under way (1) or has begun none (0).",
            role="setting",
            sweep=(0, 1),
        ),
    ]
    lead_days_base: Annotated[int, Declared(14, "days", 0, 364, "Least lead time between plan and action.")]
    lead_days_lukewarm: Annotated[
        float, Declared(56.0, "days", 0.0, 364.0, "Longer lead time where leaders have no commitment.")
    ]
    lead_days_strangers: Annotated[
        float, Declared(42.0, "days", 0.0, 364.0, "Longer lead time where agencies are strangers to each other.")
    ]
    targets: Annotated[
        int,
        Declared(
            10,
            "places",
            1,
            32,
            "Places that a situational initiative treats for 2,500 residents.",
            "weisburd_2015",
            "D",
        ),
    ]
    reached: Annotated[
        int,
        Declared(
            20,
            "residents",
            1,
            128,
            "Residents whom a social-development initiative reaches for 2,500 residents.",
            "heller_2014",
            "D",
        ),
    ]
    screened: Annotated[
        int,
        Declared(
            4,
            "candidates",
            1,
            32,
            "Candidates among whom the one most in need is chosen, under full information sharing.",
        ),
    ]
    zone_hours_top: Annotated[
        float,
        Declared(
            1.25, "times", 0.5, 3.0, "Officer hours in the zone of greatest need, relative, where the lead is adaptive."
        ),
    ]
    zone_hours_step: Annotated[
        float,
        Declared(
            0.18, "times per zone", 0.0, 0.4, "Officer hours handed back to the pool with each zone of lesser need."
        ),
    ]
    zone_patrol_top: Annotated[
        float,
        Declared(
            1.20,
            "times",
            0.5,
            2.0,
            "Share of patrol in the zone of greatest need, relative, where the lead is adaptive.",
        ),
    ]
    zone_patrol_step: Annotated[
        float,
        Declared(
            0.17,
            "times per zone",
            0.0,
            0.3,
            "Patrol given over to engagement and initiatives with each zone of lesser need.",
        ),
    ]
    handback_days: Annotated[
        int,
        Declared(
            28,
            "days",
            0,
            1820,
            "Days that an initiative must still have, and more, for its lead to pass on as the zone changes.",
            sweep=(0, 168),
        ),
    ]
    handback_hours: Annotated[
        float,
        Declared(
            1.0,
            "share",
            0.0,
            1.0,
            "Officers' hours for initiatives that leave where the community leads, for where police assist; the lead adaptive.",
        ),
    ]
    agency_by_habit: Annotated[
        float,
        Declared(
            0.30,
            "probability",
            0.0,
            1.0,
            "Chance that the agency best placed takes an initiative although it is a stranger to the table.",
        ),
    ]
    tested_usual: Annotated[
        float,
        Declared(
            0.3,
            "probability",
            0.0,
            1.0,
            "Chance that a plan takes a measure tested on its problem, at a table that does not work together.",
            "brown_2014",
            "D",
            sweep=(0.1, 0.6),
        ),
    ]
    by_worth: Annotated[
        float,
        Declared(
            1.0,
            "share",
            0.0,
            1.0,
            "How far money follows what could be prevented by assessment and experience; 0 shares it out evenly.",
        ),
    ]

    mix_by_worth: Annotated[
        float,
        Declared(
            0.6,
            "power",
            0.0,
            1.0,
            "How far the mix of measures follows what experience shows each to be worth; 0 keeps the strategy's mix.",
        ),
    ]

    def share_of_cost(self, lead: Any) -> Any:
        """Return the money of an initiative under a lead relative to a police-assisted one; of one lead or of many."""
        return np.where(lead == COMMUNITY_LED, self.community_cost_share, 1.0)

    def cost_of(self, measure: int) -> float:
        """Return the money of a police-assisted initiative of a measure, for 2,500 residents."""
        return getattr(self, COST_OF[measure])

    def declared_number(self, measure: int) -> int:
        """Return how many places or residents an initiative of a measure is for, for 2,500 residents."""
        return self.targets if REACHES_PLACES[measure] else self.reached

    def days_of(self, measure: int) -> int:
        """Return how many days an initiative of a measure lasts."""
        return getattr(self, DAYS_OF[measure])

    def longest_days(self, measure: int) -> float:
        """Return how many days may pass from the plan of an initiative to its end."""
        waiting = self.lead_days_base + self.lead_days_lukewarm + self.lead_days_strangers
        return waiting + self.days_of(measure)


def aimed_at(declared: int | NDArray[np.int64], size: NDArray[np.float64] | float) -> NDArray[np.int64]:
    """Scale the declared number of places or residents to the size of neighbourhoods, at least 1 each."""
    return np.maximum(1, np.floor(declared * np.asarray(size) + 0.5)).astype(np.int64)


def extent_from(drawn: NDArray[np.float64] | float, spread: float) -> NDArray[np.float64]:
    """Turn standard normal numbers into how dear initiatives are, times the usual, of mean 1."""
    return np.exp(spread * np.asarray(drawn) - spread**2 / 2.0)


def costs_of_initiatives(planning: PlanningParameters, population: NDArray[Any]) -> NDArray[np.float64]:
    """Return what police-assisted initiatives cost, as much for each place or resident, ``(neighbourhoods, measures)``."""
    cost = np.array([planning.cost_of(measure) for measure in Measure])
    declared = np.array([planning.declared_number(measure) for measure in Measure])
    return cost * aimed_at(declared, (population / RESIDENTS_PER_SIZE)[:, None]) / declared
