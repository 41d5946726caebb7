"""Go through the communities of a scenario file: names, what each must and may not say, leaders."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mobsim.scenario.communities import CommunityReader, Standing
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.problem_tables import check_agencies, names_sound
from mobsim.scenario.problems import AGENCIES, ProblemType

if TYPE_CHECKING:
    from mobsim.scenario.schema import CommunityTable, ScenarioFile


_READ_WHERE_SYNTHETIC = {"title", "synthetic", "officers", "officers_per_100k", "leaders"}


def resolve_communities(
    table: "ScenarioFile",
    problems: Sequence[ProblemType],
    file: Path,
    inputs: dict[str, str],
    findings: Findings,
) -> list[Standing]:
    """Build every community that can be built; record what is wrong with the others."""
    if (table.community is None) == (table.communities is None):
        if findings.sound("community", "communities"):
            what = "is missing" if table.community is None else "and [[communities]] are both there"
            findings.wrong(what, "community", "write either one [community] or several [[communities]]")
        return []
    named = _named(table)
    if "leaders" in table.model_fields_set and all(each.leaders is not None for _, _, each in named):
        findings.wrong("has no effect: every community has leaders of its own", "leaders", "leave out one of them")
    found: list[Standing] = []
    for where, name, each in named:
        if any(name == other.name for other in found):
            findings.wrong("stands twice", f"{where}.title", "give each community a title of its own", value=name)
        _check_choices(each, where, [problem.name for problem in problems], findings)
        leaders = each.leaders or table.leaders
        agencies = AGENCIES if leaders.agencies is None else leaders.agencies
        check_agencies(problems, agencies, f"{where}.leaders" if each.leaders else "leaders", findings)
        standing = CommunityReader(file, where, table.scale, findings, inputs).read(name, each, leaders)
        found.append(standing)
    return found


def _named(table: "ScenarioFile") -> list[tuple[str, str, "CommunityTable"]]:
    if table.community is not None:
        return [("community", table.community.title or table.title, table.community)]
    return [
        (f"communities[{number}]", each.title or f"Community {number}", each)
        for number, each in enumerate(table.communities or [], start=1)
    ]


def _check_choices(table: "CommunityTable", where: str, problems: list[str], findings: Findings) -> None:
    _exactly_one(table, where, ("areas", "synthetic"), 'name a file, areas = "areas.geojson"', findings)
    _exactly_one(table, where, ("officers_per_100k", "officers"), "add officers_per_100k = 130", findings)
    if table.areas is not None:
        _exactly_one(
            table,
            where,
            ("residents_per_area", "population"),
            'name the column that counts residents, population = "..."',
            findings,
        )
        _check_files(table, where, findings)
    else:
        _check_synthetic(table, where, findings)
    for kind, given in table.risks.items():
        if kind not in problems and names_sound(problems, findings):
            value = given if isinstance(given, str) else given.column
            findings.wrong("is not a problem type", f"{where}.risks.{kind}", did_you_mean(kind, problems), value=value)


def _check_files(table: "CommunityTable", where: str, findings: Findings) -> None:
    for prefix in ("", "places_"):
        decimal, thousands = getattr(table, f"{prefix}decimal"), getattr(table, f"{prefix}thousands")
        if decimal is not None and decimal == thousands:
            field = f"{where}.{prefix}decimal"
            findings.wrong("is the thousands mark too", field, "leave one of them out", value=decimal)
    if table.edges is not None and "neighbours" in table.model_fields_set:
        findings.wrong(
            "has no effect where edges are given",
            f"{where}.neighbours",
            f"remove the line, or {where}.edges",
            value=table.neighbours,
        )
    if table.places is None and findings.sound(f"{where}.places"):
        for key in sorted(table.model_fields_set & {"places_decimal", "places_thousands"}):
            findings.wrong("has no effect without places", f"{where}.{key}", "leave it out", value=getattr(table, key))


def _check_synthetic(table: "CommunityTable", where: str, findings: Findings) -> None:
    """Refuse keys that only communities with data files read."""
    if table.synthetic is None:
        return
    for key in sorted(table.model_fields_set - _READ_WHERE_SYNTHETIC):
        value = getattr(table, key)
        findings.wrong(
            "has no meaning in a synthetic community",
            f"{where}.{key}",
            f"remove the line, or give {where}.areas",
            value=value if isinstance(value, str | int | float) else "a table",
        )


def _exactly_one(table: "CommunityTable", where: str, keys: tuple[str, str], remedy: str, findings: Findings) -> None:
    given = [key for key in keys if getattr(table, key) is not None]
    if not given and findings.sound(*(f"{where}.{key}" for key in keys)):
        findings.wrong(f"is missing (or {keys[1]})", f"{where}.{keys[0]}", remedy)
    elif len(given) > 1:
        findings.wrong(f"and {keys[1]} are both there", f"{where}.{keys[0]}", "keep one of them")
