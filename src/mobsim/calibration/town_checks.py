"""Hold a fitted town against figures by neighbourhood: those it was fitted to, and those of years it has not seen."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.calibration.crime_figures import CrimeFigures
from mobsim.calibration.figures import TownFigures
from mobsim.calibration.spatial import morans_i, rank_correlation, share_in_worst
from mobsim.calibration.town import by_neighbourhood
from mobsim.scenario.scenario import Scenario

Values = NDArray[np.float64]
LEVEL_90 = 1.645


@dataclass(frozen=True)
class Predictions:
    """What a fitted town predicts for one type: mean and standard deviation by neighbourhood, and the runs behind them."""

    name: str
    runs: Values
    mean: Values
    sd: Values


def town_checks(
    figures: TownFigures,
    crime: CrimeFigures,
    areas: pd.DataFrame,
    posterior: NDArray[np.int64],
    fitted: NDArray[np.int64],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare a map of recorded crime with what fresh runs give.

    Parameters
    ----------
    areas
        The neighbourhoods' table of the reference table.
    posterior, fitted
        Numbers of the fresh runs over the posterior and at the fitted point.

    Returns
    -------
    tuple of DataFrame
        A row a period and type: rank correlation, share of neighbourhoods within 90 % intervals, Moran's I and share in
        the worst fifth, observed and simulated. A row a period, type and neighbourhood: observed, mean, low, high.
    """
    edges = edges_of(figures.scenario)
    deprivation = np.concatenate([each.neighbourhoods.deprivation for each in figures.scenario.communities])
    summary, maps = [], []
    for column, name in enumerate(crime.types):
        for period, rate, years in (
            ("fitted", crime.rate, crime.years),
            ("kept back", crime.check_rate, crime.check_years),
        ):
            if rate is None:
                continue
            observed = _relative(rate[:, column], crime)
            found = _predict(crime, name, areas, posterior, fitted, years)
            maps.append(_map(figures, name, period, observed, found))
            summary.append(_summary(name, period, observed, found, crime, edges, deprivation))
    return pd.DataFrame(summary), pd.concat(maps, ignore_index=True)


def edges_of(scenario: Scenario) -> NDArray[np.int64]:
    """Return the pairs of neighbouring areas over all communities, in the order of results."""
    found, before = [], 0
    for community in scenario.communities:
        found.append(community.neighbourhoods.edges + before)
        before += len(community.neighbourhoods)
    return np.concatenate(found)


def _relative(rate: Values, crime: CrimeFigures) -> Values:
    """Return rates, relative to the town's where only relative rates are known; neighbourhoods on the last axis."""
    if not crime.relative:
        return rate
    return rate / ((rate * crime.people).sum(-1, keepdims=True) / crime.people.sum())


def _predict(
    crime: CrimeFigures,
    name: str,
    areas: pd.DataFrame,
    posterior: NDArray[np.int64],
    fitted: NDArray[np.int64],
    years: float,
) -> Predictions:
    """Predict by what differs over the posterior, what chance leaves of a town this large, and the discrepancy.

    Runs simulate a part of the residents, so that their chance differences are greater than the town's.
    """
    count = len(crime.people)
    over, at = (
        _relative(by_neighbourhood(areas[areas["run_id"].isin(numbers)], f"recorded_{name}", count), crime)
        for numbers in (posterior, fitted)
    )
    by_chance = at.var(0, ddof=1)
    by_point = np.maximum(over.var(0, ddof=1) - by_chance, 0.0)
    mean = np.vstack([over, at]).mean(0)
    of_town = crime.chance_over(years) * by_chance
    return Predictions(name, over, mean, np.sqrt(by_point + of_town + (crime.discrepancy * mean) ** 2))


def _map(figures: TownFigures, name: str, period: str, observed: Values, found: Predictions) -> pd.DataFrame:
    maps = [community.neighbourhoods for community in figures.scenario.communities]
    return pd.DataFrame({
        "period": period,
        "type": name,
        "neighbourhood": [each for these in maps for each in these.ids],
        "name": [each for these in maps for each in these.names],
        "observed": observed,
        "mean": found.mean,
        "low": np.maximum(found.mean - LEVEL_90 * found.sd, 0.0),
        "high": found.mean + LEVEL_90 * found.sd,
    })  # fmt: skip


def _summary(
    name: str,
    period: str,
    observed: Values,
    found: Predictions,
    crime: CrimeFigures,
    edges: NDArray[np.int64],
    deprivation: Values,
) -> dict[str, float | str]:
    simulated = found.mean
    return {
        "period": period,
        "type": name,
        "town_observed": float((observed * crime.people).sum() / crime.people.sum()),
        "town_simulated": float((simulated * crime.people).sum() / crime.people.sum()),
        "rank_correlation": rank_correlation(observed, simulated),
        "within_90": float((np.abs(observed - simulated) <= LEVEL_90 * found.sd).mean()),
        "moran_observed": morans_i(observed, edges),
        "moran_simulated": morans_i(simulated, edges),
        "worst_fifth_observed": share_in_worst(observed * crime.people),
        "worst_fifth_simulated": share_in_worst(simulated * crime.people),
        "deprivation_observed": rank_correlation(observed, deprivation),
        "deprivation_simulated": rank_correlation(simulated, deprivation),
    }
