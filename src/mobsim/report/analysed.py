"""What an analysis of a sweep calls things, in the language of its report."""

from __future__ import annotations

from mobsim.analysis.analyse import Analysis
from mobsim.analysis.basis import facts_of
from mobsim.report.language import Sentences, catalogue, common, spoken
from mobsim.report.numbers import in_signs
from mobsim.report.vocabulary import outcome, strategy

_say, _columns, _numbers = Sentences("bases"), Sentences("columns"), Sentences("numbers")


def label_of(analysis: Analysis, name: str | None = None) -> str:
    """Return the name of an outcome, of the headline unless told otherwise."""
    name = analysis.headline if name is None else name
    return analysis.results.label(name) if spoken() == "en" else outcome(name).label


def unit_of(analysis: Analysis) -> str:
    """Return the unit of the headline."""
    return analysis.results.unit(analysis.headline) if spoken() == "en" else outcome(analysis.headline).unit


def basis_of(analysis: Analysis, name: str) -> str:
    """Say what the intervals and probabilities of a table are."""
    table = analysis.table(name)
    if spoken() == "en" or table.empty or name not in catalogue("bases"):
        return analysis.basis(name)
    counted, facts = facts_of(table)
    numbers = {key: in_signs(number.replace(" to ", f" {_numbers('to')} ")) for key, number in facts.items()}
    units = {} if counted is None else {"units": _say(counted, number=numbers[counted])}
    return _say(name, **units, **numbers)


def column(name: str) -> str:
    """Return the heading of a column of a table: its own name with spaces, or that in the language."""
    known = _columns.known(name) if spoken() != "en" else None
    return known or name.replace("_", " ")


def strategy_name(name: object) -> str:
    """Return what a strategy is called in a figure: in English its own name with spaces."""
    return str(name).replace("_", " ") if spoken() == "en" else strategy(str(name))


def value_in_words(value: object, name: str) -> str:
    """Return what stands in a column where it is no number: a verdict, a strategy, where variance is from; other names stay."""
    if isinstance(value, bool):
        return common("yes" if value else "no")
    if name in ("strategy", "best"):
        return strategy_name(value)
    return column(str(value)) if name in ("source", "of") and str(value) in catalogue("columns") else str(value)
