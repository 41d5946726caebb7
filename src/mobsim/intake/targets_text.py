"""Write the targets file that `mobsim calibrate` fits a town to: its recorded crime, and what its categories stand for."""

import numpy as np

from mobsim.intake.crime_types import NONE
from mobsim.intake.crimes import Crimes
from mobsim.intake.fitted_types import fitted_types, times_as_much
from mobsim.intake.risks import PROBLEM_OF, RESIDENTS, TypeRow, meanings
from mobsim.intake.surveys import SurveyFigure
from mobsim.intake.toml_text import comment, line, quoted
from mobsim.intake.town import Town
from mobsim.scenario.communities import FEWEST_SIMULATED
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.tools.calendar import DAYS_IN_YEAR

_ENOUGH, _ENOUGH_OF_LITTLE = 50_000, 20_000
"""Simulated residents of a run of the fit, of which there are hundreds; and where the figures are of a short time."""
_DAYS, _BURN_IN = 728, 182
_FEW_AN_AREA = 20
"""Crimes of the middling type in an area, below which the order of areas by them is mostly chance."""
_FEWEST_LEVELS = 5
_FREE = {
    "people.need_by_deprivation": (0.05, 0.8),
    "people.prone_by_need": (0.3, 4.0),
    "offending.by_control": (0.0, 6.0),
    "offending.step_chance": (0.05, 0.8),
    "reporting.founded": (0.3, 0.9),
}
_GROUND_OF_TRUST = {f"trust.ground_{age}": (0.3, 0.8) for age in ("young", "middle", "older")}
_FREE_OF = {
    "trust": _GROUND_OF_TRUST,
    "confident_share": _GROUND_OF_TRUST,
    "insecurity": {"insecurity.ground_mean": (0.15, 0.6)},
    "insecure_share": {"insecurity.ground_mean": (0.15, 0.6)},
}
"""What a survey's figures free beside."""
_LEAST_CEILING, _MOST_CEILING = 0.15, 3.0
"""Times the ceiling with which about as much would be recorded as is."""
_HIGHEST_CEILING = 50.0
_BY_NEED = {"theft": (-3.0, 4.0), "violence": (-2.0, 6.0)}


def crime_rows(crimes: Crimes, ids: list[str], people: np.ndarray) -> tuple[list[str], list[list[object]]]:
    """Return the header and rows of the file of recorded crime: sums by area, category and year, noughts too."""
    dated = crimes.years != (0,)
    figure = "count" if crimes.figures == "counts" else "rate"
    header = ["id", "type", *(["year"] if dated else []), figure]
    rows: list[list[object]] = []
    for area, identifier in enumerate(ids):
        for place, name in enumerate(crimes.types):
            for number, year in enumerate(crimes.years):
                value = float(crimes.counts[area, place, number])
                shown = int(value) if figure == "count" else round(value, 6)
                rows.append([identifier, name, *([year] if dated else []), shown])
    return header, rows


def targets_text(town: Town, title: str, rows: list[TypeRow], groups: int) -> str:
    """Write the file for so many groups of areas."""
    crimes = town.crimes
    assert crimes is not None
    text = comment(
        f"{title}: recorded crime to be fitted. Made by `mobsim new`; run: mobsim calibrate FOLDER --targets FOLDER/targets.toml"
    )
    text += f'schema = 1\nscenario = "scenario.toml"\ntitle = {quoted(f"{title}: recorded crime"[:200])}\n'
    estimated = "; rates a year are estimated from parts of years" if _are_estimated(crimes) else ""
    text += f"source = {quoted(crimes.source[:200] + estimated)}\n"
    text += f"\n[run]\ndays = {_DAYS}\nburn_in_days = {_BURN_IN}\nscale = {_scale(town):g}\n"
    text += "\n[parameters]\n" + comment("Numbers that are free to be fitted, and between which bounds.")
    free = _FREE | {name: span for figure in town.survey for name, span in _FREE_OF.get(figure.measure, {}).items()}
    text += "".join(f'"{name}" = {{ low = {low}, high = {high} }}\n' for name, (low, high) in free.items())
    fitted, _ = fitted_types(rows)
    text += _problems(town, rows) + "\n[crime]\n"
    text += _crime(crimes, groups, by_deprivation=_go_by_deprivation(town, rows, fitted))
    text += "\n[crime.types]\n" + comment(
        "Your category = problem type or kind of crime (mobsim list outcomes). Drafted from the words: check them."
    )
    return text + "".join(_type_line(row, fitted) for row in rows) + "".join(_survey(figure) for figure in town.survey)


def _survey(figure: SurveyFigure) -> str:
    text = "\n[[survey]]\n" + line("measure", quoted(figure.measure), f"from your column {figure.column}")
    return text + f"value = {figure.value:g}\n" + line("standard_error", f"{figure.error:g}", "from how areas differ")


def _scale(town: Town) -> float:
    """Choose a scale at which a run is quick, every area has residents, and chance is no less than that of the figures."""
    people, crimes = float(town.people.sum()), town.crimes
    years = np.inf if crimes is None or crimes.part else crimes.length
    alike = people * years * DAYS_IN_YEAR / (_DAYS - _BURN_IN)
    wanted = min(town.size.scale, np.clip(alike, _ENOUGH_OF_LITTLE, _ENOUGH) / people)
    least = 1.05 * FEWEST_SIMULATED / float(town.people.min())
    return min(1.0, float(f"{max(wanted, least):.2g}") if wanted > least else float(f"{1.1 * least:.2g}"))


def _problems(town: Town, rows: list[TypeRow]) -> str:
    """Free the level of each problem type that is recorded, about where as much is recorded as in the town."""
    crimes = town.crimes
    assert crimes is not None
    recorded: dict[str, float] = {}
    for category, meaning in meanings(rows).items():
        count = next(row.count for row in rows if row.category == category)
        recorded[PROBLEM_OF[meaning]] = recorded.get(PROBLEM_OF[meaning], 0.0) + count
    text = ""
    for problem in DEFAULT_PROBLEMS:
        if problem.name in recorded:
            rate = RESIDENTS * recorded[problem.name] / (town.people.sum() * crimes.length)
            known = crimes.figures == "counts" and not crimes.part
            ceiling = problem.ceiling * (times_as_much(problem.name, rate) if known else 1.0)
            low, high = _LEAST_CEILING * ceiling, min(_MOST_CEILING * ceiling, _HIGHEST_CEILING)
            text += f"\n[problems.{problem.name}]\nceiling = {{ low = {low:.4g}, high = {high:.4g} }}\n"
            if problem.name in _BY_NEED:
                text += "by_need = {{ low = {}, high = {} }}\n".format(*_BY_NEED[problem.name])
    return text


def _crime(crimes: Crimes, groups: int, *, by_deprivation: bool) -> str:
    text = line("file", '"crime.csv"')
    text += 'count = "count"\n' if crimes.figures == "counts" else 'rate = "rate"\nper = 1000\n'
    text += 'decimal = "."\nthousands = ""\n'
    if crimes.years != (0,):
        years = list(crimes.years)
        kept = years[-1:] if len(years) > 2 else []
        text += f'year = "year"\nfit_years = {[year for year in years if year not in kept]}\n'
        text += line("check_years", str(kept), "kept back, to see whether the fit holds") if kept else ""
        text += _months(crimes)
    if crimes.part or crimes.figures == "rates":
        text += line("level", '"relative"', "years are not whole, or unknown: only where crime is")
    if by_deprivation:
        text += line("groups", str(groups), "groups of neighbourhoods, from the least to the most deprived")
        text += line("group_by", '"deprivation"', "so few crimes an area that their order is mostly chance")
    else:
        text += line("groups", str(groups), "groups of neighbourhoods by recorded crime")
    if _are_estimated(crimes):
        return text + line("discrepancy", "0.15", "the model may be a tenth off, and seasons are not known")
    return text + line("discrepancy", "0.1", "the model may be about a tenth off")


def _go_by_deprivation(town: Town, rows: list[TypeRow], fitted: dict[str, str]) -> bool:
    """Whether to group areas by deprivation: groups by crimes that are mostly chance would pick its extremes."""
    crimes, deprivation = town.crimes, town.deprivation
    assert crimes is not None
    if deprivation is None or crimes.figures == "rates" or len(np.unique(deprivation.values)) < _FEWEST_LEVELS:
        return False
    sums: dict[str, float] = {}
    for row in rows:
        if row.category in fitted:
            sums[fitted[row.category]] = sums.get(fitted[row.category], 0.0) + row.count
    return float(np.median(list(sums.values()))) < _FEW_AN_AREA * len(town.ids)


def _months(crimes: Crimes) -> str:
    """Write how many months of each year the file holds, where rates a year are estimated from them."""
    if not _are_estimated(crimes):
        return ""
    parts = [f"{year} = {held}" for year, held in zip(crimes.years, crimes.months, strict=True) if held < 12]
    return line("months", f"{{ {', '.join(parts)} }}", "of a year in the file: rates a year are estimated")


def _are_estimated(crimes: Crimes) -> bool:
    return not crimes.part and any(held < 12 for held in crimes.months)


def _type_line(row: TypeRow, fitted: dict[str, str]) -> str:
    shown = f"{row.count:,.0f} recorded"
    if row.meaning is None:
        return comment(f'{quoted(row.category)} = ""   ({shown}; nothing known: write a type, or --type)')
    if row.meaning == NONE and row.given:
        return comment(f"{quoted(row.category)} is left out, as you chose ({shown})")
    if row.meaning == NONE:
        return comment(f"{quoted(row.category)} is left out: the model has no such problem ({shown})")
    if row.category not in fitted:
        return comment(f"{quoted(row.category)} is not fitted ({row.meaning}, {shown})")
    told = shown if fitted[row.category] == row.meaning else f"{shown}; {row.meaning}, fitted with the others"
    return line(quoted(row.category), quoted(fitted[row.category]), told)
