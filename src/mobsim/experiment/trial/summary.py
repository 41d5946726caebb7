"""The few rows of a trial's effects that matter most, in plain words."""

import math
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from mobsim.experiment.trial.counting import AFTER, DURING

if TYPE_CHECKING:
    from mobsim.experiment.trial.run import TrialResult

COLUMNS = ("outcome", "when", "against", "effect", "low", "high", "unit", "reading")
AGAINST = {"twin": "itself untreated", "arms": "control arm"}
PER_CENT, NUMBER, ODDS, DEVIATIONS, POINTS = "%", "crimes", "odds ratio", "s.d.", "points of %"
UNSEEN = "no difference seen"
UNKNOWN = "not known: one side has none, or all"


class _Line(NamedTuple):
    outcome: str
    measure: str
    contrasts: tuple[str, ...]
    words: str
    unit: str


BOTH, TWIN = ("twin", "arms"), ("twin",)
OF_UNITS = (
    _Line("true_crime", "rirr", BOTH, "true crime at the {units}", PER_CENT),
    _Line("recorded_crime", "rirr", BOTH, "recorded crime at the {units}", PER_CENT),
    _Line("reported_share_crime", "difference", TWIN, "reported share of crime at the {units}", POINTS),
    _Line("true_crime_around", "rirr", TWIN, "true crime around them", PER_CENT),
    _Line("true_crime_town", "count", TWIN, "true crimes in the whole town", NUMBER),
)
OF_RESIDENTS = (
    _Line("true_offences_crime", "rirr", BOTH, "true crime that they did", PER_CENT),
    _Line("true_victimisations_crime", "rirr", BOTH, "true crime done to them", PER_CENT),
)
ASKED = (
    _Line("trust", "d", BOTH, "trust in police", DEVIATIONS),
    _Line("insecurity", "d", BOTH, "insecurity", DEVIATIONS),
    _Line("cohesion", "d", TWIN, "cohesion", DEVIATIONS),
    _Line("satisfied_with_police", "odds ratio", TWIN, "satisfied with police", ODDS),
    _Line("takes_part", "odds ratio", TWIN, "taking part in an initiative", ODDS),
)


def summary_table(result: "TrialResult") -> pd.DataFrame:
    """Return the rows of a trial that matter most, rounded and in plain words.

    Returns
    -------
    pandas.DataFrame
        Columns ``outcome``, ``when``, ``against``, ``effect`` with its 95 % interval from ``low`` to ``high``, ``unit``,
        and ``reading``: lower, higher, no difference seen, or not known (then ``effect`` is NaN), where one side has
        no incident, or nobody or everybody who says yes. Ratios of rates are told as per cent more or less.
    """
    table, units = result.trial.table, result.trial.table.units
    lines = OF_RESIDENTS if units == "residents" else OF_UNITS
    whens = {DURING: f"days {table.start} to {table.end}", AFTER: f"days {table.end} to {result.trial.days}"}
    rows = [_rows(result.rows, each, wave, words, units) for wave, words in whens.items() for each in lines]
    waves = dict.fromkeys([str(table.end), str(max([table.end, *table.waves]))])
    rows += [_rows(result.rows, each, wave, f"day {wave}", units) for wave in waves for each in ASKED]
    return pd.DataFrame([row for group in rows for row in group], columns=list(COLUMNS))


def _rows(effects: pd.DataFrame, line: _Line, wave: str, when: str, units: str) -> list[tuple]:
    wanted = (effects["outcome"] == line.outcome) & (effects["measure"] == line.measure) & (effects["wave"] == wave)
    found = effects[wanted].set_index("contrast")
    rows = []
    for contrast in line.contrasts:
        if contrast in found.index:
            effect, low, high = (
                _shown(float(found.loc[contrast, key]), line.unit) for key in ("effect", "low", "high")
            )
            words = line.words.format(units="treated " + units)
            reading = UNKNOWN if math.isnan(effect) else _reading(low, high, ALIKE.get(line.unit, 0.0))
            rows.append((words, when, AGAINST[contrast], effect, low, high, line.unit, reading))
    return rows


ALIKE = {ODDS: 1.0}
"""What a measure is where there is no difference, if not 0."""


def _shown(value: float, unit: str) -> float:
    if unit == PER_CENT:
        return round(100.0 * (value - 1.0), 1) + 0.0
    if unit == POINTS:
        return round(100.0 * value, 1) + 0.0
    return round(value, 1 if unit == NUMBER else 2) + 0.0  # never -0.0


def _reading(low: float, high: float, alike: float) -> str:
    if math.isnan(low) or math.isnan(high):
        return "one town is too few to tell"
    if low > alike:
        return "higher"
    return "lower" if high < alike else UNSEEN
