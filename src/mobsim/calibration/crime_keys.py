"""Check the [crime] table of a targets file: keys that go together, keys without effect, and names of its town."""

from collections.abc import Sequence

from mobsim.calibration.figures_file import CrimeTable
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.problems import ProblemType


def check_keys(table: CrimeTable, findings: Findings) -> None:
    """Check what takes more than one key of the table: columns of figures, and years."""
    if (table.count is None) == (table.rate is None) and findings.sound("crime.count", "crime.rate"):
        findings.wrong("needs one column of figures", "crime.count", 'write count = "..." or rate = "..."')
    if table.year is None and (table.fit_years or table.check_years) and findings.sound("crime.year"):
        findings.wrong("is missing, though years are chosen", "crime.year", 'name the column: year = "year"')
        findings.unread("crime.year")
    if table.year is not None and table.fit_years is None and findings.sound("crime.fit_years"):
        findings.wrong("is missing, though the file has years", "crime.fit_years", "write fit_years = [2016, 2017]")
    both = sorted(set(table.fit_years or []) & set(table.check_years or []))
    if both:
        findings.wrong("is fitted to and checked on", "crime.check_years", "keep it out of one of them", value=both[0])
    for key in ("fit_years", "check_years"):
        years = getattr(table, key) or []
        if len(set(years)) < len(years):
            findings.wrong("names a year twice", f"crime.{key}", "name each year once", value=years)
    _check_months(table, findings)
    _check_idle(table, findings)


def _check_months(table: CrimeTable, findings: Findings) -> None:
    """Refuse months of years that are not used, and months beside rates, which are a year's already."""
    if not table.months:
        return
    if table.rate is not None:
        findings.wrong("has an effect on counts only", "crime.months", "leave it out", value=table.months)
    used = {str(year) for year in [*(table.fit_years or []), *(table.check_years or [])]}
    for year in table.months:
        if year not in used:
            remedy = "name years of fit_years or check_years only"
            findings.wrong("is not a year that is used", "crime.months", remedy, value=year)


def _check_idle(table: CrimeTable, findings: Findings) -> None:
    """Refuse keys that have no effect, or contradict each other."""
    for key, value, column in (("per", table.per, table.rate), ("repeated", table.repeated, table.count)):
        if value is not None and column is None:
            wanted = "rates" if key == "per" else "counts"
            findings.wrong(f"has an effect on {wanted} only", f"crime.{key}", "leave it out", value=value)
    if table.decimal is not None and table.decimal == table.thousands:
        findings.wrong("is the thousands mark too", "crime.decimal", "leave one of them out", value=table.decimal)


def check_types(table: CrimeTable, problems: Sequence[ProblemType], findings: Findings) -> None:
    """Look up the types and kinds of crime of the scenario that types of the file stand for."""
    known = [problem.name for problem in problems if problem.crime]
    known += [kind.name for problem in problems if problem.crime for kind in problem.kinds]
    for given, name in table.types.items():
        if name not in known:
            remedy = f"{did_you_mean(name, known)} A problem type or a kind of crime may stand here"
            findings.wrong("is not a type or kind of crime", f"crime.types.{given}", remedy, value=name)
