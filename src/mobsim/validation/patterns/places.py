"""The patterns of places (evidence C1 to C4), measured on what was observed."""

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.validation.patterns.concentration import (
    even_chance,
    generalised_gini,
    overlap_of_worst,
    rank_correlation,
    share_holding,
    share_of_worst,
)
from mobsim.validation.patterns.journeys import area_of, share_within, smallest_fall, spread_places
from mobsim.validation.patterns.near_repeats import knox_ratio
from mobsim.validation.patterns.observed import Incidents, Observed

Float = NDArray[np.float64]
WORST = 0.05
WEEK = (0, 7)
TWO_MONTHS_ON = (57, 84)
YEARS_OF_A_PERIOD = 2
LEAST_YEARS = 6
DENSE = 400.0
"""Residents per square kilometre from which Statistics Canada speaks of a population centre."""
WALK_KM = 0.8


def concentrated(seen: Observed) -> dict[str, float]:
    """Measure C1 and D23 on the recorded crimes of the first year, which is what the published studies count."""
    crimes = _recorded(seen, 0, 1)
    places = _by_place(seen, crimes)
    areas = np.bincount(seen.place_area, places).astype(float)
    null = even_chance(places.size, len(crimes.day))
    half = share_holding(places, 0.5)
    gini = generalised_gini(places)
    worst_neighbourhoods = share_of_worst(areas, WORST)
    return {
        "C1.half": half,
        "C1.worst_places": share_of_worst(places, WORST),
        "C1.worst_neighbourhoods": worst_neighbourhoods,
        "D23": worst_neighbourhoods,
        "C1.half_against_null": half / share_holding(null, 0.5),
        "C1.gini": gini,
        "C1.gini_above_null": gini - generalised_gini(null),
    }


def stable(seen: Observed) -> dict[str, float]:
    """Measure C2: the first two years against the last two, of six at least."""
    count = len(seen.years)
    if count < LEAST_YEARS:
        return dict.fromkeys(("C2.total_change", "C2.rank", "C2.overlap"), float("nan"))
    first, last = _recorded(seen, 0, YEARS_OF_A_PERIOD), _recorded(seen, count - YEARS_OF_A_PERIOD, count)
    before, after = _by_place(seen, first), _by_place(seen, last)
    return {
        "C2.total_change": abs(float(after.sum() / before.sum()) - 1.0),
        "C2.rank": rank_correlation(before, after),
        "C2.overlap": overlap_of_worst(before, after, WORST),
    }


def repeated(seen: Observed) -> dict[str, float]:
    """Measure C3 on recorded break-ins of all years."""
    burglaries = _burglaries(seen)
    known = burglaries.only(burglaries.recorded)
    near, later = (knox_ratio(known.day, known.place, seen.place_area, *days) for days in (WEEK, TWO_MONTHS_ON))
    return {"C3.week": near, "C3.two_months": later}


def journeyed(seen: Observed) -> dict[str, float]:
    """Measure C4 on break-ins by offenders who live in a population centre, as the cities of the published studies.

    Places have no positions of their own: they are laid out evenly within the outline of their neighbourhood. Without
    outlines in kilometres there is nothing to measure.
    """
    laid_out = _positions(seen)
    if laid_out is None:
        return dict.fromkeys(("C4.within", "C4.decay"), float("nan"))
    position, dense = laid_out
    burglaries = _burglaries(seen)
    home = seen.home[burglaries.offender]
    journey = position[burglaries.place] - position[home]
    distance = np.hypot(journey[:, 0], journey[:, 1])[dense[seen.place_area[home]]]
    return {
        "C4.within": share_within(distance, WALK_KM),
        "C4.decay": smallest_fall(distance),
    }


def _positions(seen: Observed) -> tuple[Float, NDArray[np.bool_]] | None:
    """Return a position for each place, and which neighbourhoods are dense; None where outlines are not planar."""
    declared = [community.neighbourhoods for community in seen.scenario.communities]
    if any(each.polygons is None for each in declared):
        return None
    outlines = [rings for each in declared for rings in each.polygons or ()]
    counts = np.bincount(seen.place_area, minlength=len(outlines))
    people = np.concatenate([each.people for each in declared])
    area = np.array([area_of(rings) for rings in outlines])
    spread = [spread_places(rings, int(count)) for rings, count in zip(outlines, counts, strict=True)]
    return np.concatenate(spread), people / area >= DENSE


def _recorded(seen: Observed, first_year: int, end_year: int) -> Incidents:
    day = seen.incidents.day
    within = (day >= first_year * DAYS_IN_YEAR) & (day < end_year * DAYS_IN_YEAR)
    return seen.incidents.only(within & seen.incidents.recorded)


def _burglaries(seen: Observed) -> Incidents:
    return seen.incidents.only(seen.incidents.kind == seen.kinds.get("break_in", -1))


def _by_place(seen: Observed, incidents: Incidents) -> Float:
    return np.bincount(incidents.place, minlength=seen.place_area.size).astype(float)
