"""How hours and lead lie over the four zones of need, and how they pass between police and the community."""

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.outcome import Formula, Outcome, Sums, over, per_year
from mobsim.scenario.enumerations import Zone
from mobsim.tools.calendar import WEEKS_IN_YEAR

RATE_THERE = "per 1,000 residents there a year"


def per_1000_in(what: str, zone: Zone) -> Formula:
    """Measure a sum in a zone per 1,000 residents of neighbourhoods in it and year; not a number while none is in it."""
    share = over(f"{what}_{zone.key}", f"people_{zone.key}")

    def measure(sums: Sums) -> NDArray[np.float64]:
        return 1000.0 * WEEKS_IN_YEAR * share(sums)

    return measure


def _of(zone: Zone) -> tuple[Outcome, ...]:
    where = f"in the zone of {zone.label}"
    return (
        Outcome(
            zone.key,
            f"Zone: {zone.label}",
            "share of neighbourhoods",
            f"Neighbourhoods {where}.",
            "neither",
            over(zone.key, "neighbourhood_weeks"),
            "mean",
        ),
        Outcome(
            f"officer_hours_{zone.key}",
            f"Officer hours: {zone.label}",
            f"officer hours {RATE_THERE}",
            f"Officer hours beyond calls and overhead {where}.",
            "neither",
            per_1000_in("officer_hours", zone),
        ),
        Outcome(
            f"volunteer_hours_{zone.key}",
            f"Volunteer hours: {zone.label}",
            f"hours {RATE_THERE}",
            f"Hours residents gave to running initiatives {where}.",
            "neither",
            per_1000_in("volunteer_hours", zone),
        ),
        Outcome(
            f"community_led_{zone.key}",
            f"Community-led: {zone.label}",
            "share of running initiatives",
            f"Running initiatives {where} that the community leads.",
            "neither",
            over(f"led_{zone.key}", f"running_{zone.key}"),
        ),
    )


ZONES = (
    *(outcome for zone in Zone for outcome in _of(zone)),
    Outcome(
        "handed_back",
        "Initiatives handed back",
        "a year",
        "Initiatives under way whose lead passed from police to the community.",
        "neither",
        per_year("handed_back"),
    ),
    Outcome(
        "taken_back",
        "Initiatives taken back",
        "a year",
        "Initiatives under way whose lead passed from the community to police.",
        "neither",
        per_year("taken_back"),
    ),
)
