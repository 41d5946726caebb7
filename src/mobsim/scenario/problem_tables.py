"""Merge the problem types of a scenario file with those that ship."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.problems import AGENCIES, DEFAULT_PROBLEMS, Kind, ProblemType
from mobsim.tools.sums import add_up

if TYPE_CHECKING:
    from mobsim.scenario.problem_schema import KindTable, ProblemTable

_NEEDED_OF_TYPE = ("ceiling", "go_ahead", "by_need", "by_opportunity", "agency", "kinds")
_NEEDED_OF_KIND = ("share", "reported", "severity", "cleared", "days_out")


def resolve_problems(tables: "Sequence[ProblemTable]", findings: Findings) -> tuple[ProblemType, ...]:
    """Override the types that ship by name, in their order, and add new ones after them."""
    found = {problem.name: problem for problem in DEFAULT_PROBLEMS}
    seen: set[str] = set()
    for number, table in enumerate(tables, start=1):
        where = f"problems[{number}]"
        if table.name in seen and findings.sound(f"{where}.name"):
            findings.wrong("stands twice", f"{where}.name", "put both into one [[problems]]", value=table.name)
        seen.add(table.name)
        problem = _merged(found.get(table.name), table, where, findings)
        if problem is not None:
            found[table.name] = problem
            _check_shares(problem, where, findings)
            _check_discovered(problem, where, findings)
            _check_treated(problem, where, findings)
    if findings.sound("problems") and not any(problem.crime and problem.ceiling > 0 for problem in found.values()):
        findings.wrong("leave no crime at all", "problems", "give one type with crime = true a ceiling above 0")
    return tuple(found.values())


def _merged(known: ProblemType | None, table: "ProblemTable", where: str, findings: Findings) -> ProblemType | None:
    given = {name: value for name, value in table if value is not None and name != "kinds"}
    if known is None and not _complete(table, _NEEDED_OF_TYPE, where, "a new problem type", findings):
        return None
    kinds = known.kinds if known is not None else ()
    if table.kinds is not None:
        kinds = _merged_kinds(kinds, table.kinds, where, findings)
    return replace(known, **given, kinds=kinds) if known is not None else ProblemType(**given, kinds=kinds)


def _merged_kinds(
    known: tuple[Kind, ...], tables: "Sequence[KindTable]", where: str, findings: Findings
) -> tuple[Kind, ...]:
    found = {kind.name: kind for kind in known}
    for number, table in enumerate(tables, start=1):
        given: dict[str, Any] = {name: value for name, value in table if value is not None}
        if table.name in found:
            found[table.name] = replace(found[table.name], **given)
        elif _complete(table, _NEEDED_OF_KIND, f"{where}.kinds[{number}]", "a new kind of incident", findings):
            found[table.name] = Kind(**given)
    return tuple(found.values())


def _complete(
    table: "ProblemTable | KindTable", needed: tuple[str, ...], where: str, what: str, findings: Findings
) -> bool:
    missing = [name for name in needed if getattr(table, name) is None]
    if missing and findings.sound(where):
        known = [each.name for each in DEFAULT_PROBLEMS] + [
            kind.name for each in DEFAULT_PROBLEMS for kind in each.kinds
        ]
        findings.wrong(
            f"is {what} that lacks {', '.join(missing)}",
            f"{where}.name",
            f"give all of them; or, to change one that ships, {did_you_mean(table.name, known)}",
            value=table.name,
        )
    return not missing


def _check_shares(problem: ProblemType, where: str, findings: Findings) -> None:
    total = add_up(kind.share for kind in problem.kinds)
    if problem.kinds and abs(total - 1.0) > 0.005 and findings.sound(where):
        listed = ", ".join(f"{kind.name} {kind.share:g}" for kind in problem.kinds)
        findings.wrong(
            f"sum to {total:g} ({listed})", f"{where}.kinds.share", "change the shares until they sum to 1", value=total
        )


def _check_discovered(problem: ProblemType, where: str, findings: Findings) -> None:
    if problem.discovered and not problem.crime and findings.sound(f"{where}.discovered"):
        remedy = "leave it out: patrol discovers crimes, a social crisis comes as a call"
        findings.wrong("is no crime", f"{where}.discovered", remedy, value=True)


def _check_treated(problem: ProblemType, where: str, findings: Findings) -> None:
    treated = any(kind.treated > 0 for kind in problem.kinds) or bool(problem.treated_by)
    if treated and not (problem.crime and problem.victim) and findings.sound(where):
        remedy = "leave out treated and treated_by: of crimes that have victims, some are treated"
        findings.wrong("is no crime that has victims to treat", where, remedy, value=problem.name)


def names_sound(problems: Sequence[Any], findings: Findings) -> bool:
    """Whether the names and agencies of all problem types of the file could be read; ``problems`` are at least as many."""
    return all(findings.sound(f"problems[{n}].name", f"problems[{n}].agency") for n in range(len(problems) + 1))


def check_agencies(problems: Sequence[ProblemType], agencies: Sequence[str], where: str, findings: Findings) -> None:
    """Refuse an agency nobody knows; note a problem whose agency has no head at the table."""
    known = list(dict.fromkeys([*AGENCIES, *(problem.agency for problem in problems)]))
    for number, agency in enumerate(agencies, start=1):
        if agency not in known and names_sound(problems, findings):
            findings.wrong(
                "is not the agency of any problem type",
                f"{where}.agencies[{number}]",
                did_you_mean(agency, known),
                value=agency,
            )
        if agency in agencies[: number - 1]:
            findings.wrong("stands twice", f"{where}.agencies[{number}]", "name each agency once", value=agency)
    for problem in problems:
        if problem.treated_by and problem.treated_by not in known and names_sound(problems, findings):
            findings.wrong(
                "treats injuries and is not the agency of any problem type",
                f"problems.{problem.name}.treated_by",
                did_you_mean(problem.treated_by, known),
                value=problem.treated_by,
            )
        if problem.agency not in agencies and not findings.errors:
            findings.note(
                f"No head of {problem.agency} sits at the table: {problem.name} meets its right agency by habit alone."
            )
