"""Write the scenario file of a town, with a comment on every key that was guessed."""

from collections.abc import Sequence

import numpy as np

from mobsim.intake.choices import Account, Guess
from mobsim.intake.risks import RESIDENTS
from mobsim.intake.toml_text import comment, line, quoted
from mobsim.intake.town import Town

_FEW_AREAS = 12
"""Up to which each has a residents' association."""


def scenario_text(town: Town, title: str, areas: str, rates: dict[str, str], account: Account) -> str:
    """Write the file.

    Parameters
    ----------
    areas
        Name of the file of areas.
    rates
        By problem type, the column of its rates.
    """
    people = float(town.people.sum())
    text = comment(
        f"{title}: {len(town.ids)} neighbourhoods, {people:,.0f} residents. Made by `mobsim new` from the files in SOURCE.md; "
        "data-report.html shows what was read, assumed and left out. Change any line, then run `mobsim check` on this file."
    )
    text += "schema = 1\n" + line("title", quoted(title[:200]))
    text += line("about", quoted(_about(town, account)))
    text += line("days", "1092", "three years of 52 weeks, after burn-in")
    text += line("burn_in_days", "364", "a year in which the town settles; strategies part ways after it")
    text += "seed = 1\n" + line("reference", '"status_quo"', "other strategies are compared with this one")
    text += line("scale", f"{town.size.scale:g}", _about_scale(town))
    text += "\n[community]\n" + _community(town, areas, account)
    text += _risks(town, rates)
    text += "\n[leaders]\n" + comment(
        "Who sits at the table beside mayor and chief of police: assumed, put in your own."
    )
    text += "councillors = 5\n" + 'agencies = ["health", "housing", "youth_education", "social_services"]\n'
    text += line(
        "associations",
        str(min(_FEW_AREAS, len(town.ids))),
        "residents' associations, one each in as many neighbourhoods",
    )
    return text


def _about(town: Town, account: Account) -> str:
    parts = [f"{len(town.ids)} neighbourhoods with {town.people.sum():,.0f} residents."]
    if town.deprivation is None:
        parts.append("Deprivation is not known and the same everywhere.")
    elif not town.deprivation.is_measured:
        parts.append(f"Deprivation was not measured: {town.deprivation.column} stands in for it.")
    if town.crimes is not None:
        parts.append(f"Where crime is more likely is taken from {town.crimes.source}.")
    parts += account.estimated
    return " ".join(parts)[:3000]


def _about_scale(town: Town) -> str:
    size = town.size
    each = "everybody is simulated" if size.scale == 1 else f"one simulated resident for {1 / size.scale:g} real ones"
    return f"{each}: {size.simulated:,} simulated, about {size.seconds:.0f} s a run once compiled"


def _community(town: Town, areas: str, account: Account) -> str:
    guesses = {guess.what: guess for guess in account.guesses}
    text = line("areas", quoted(areas))
    text += line("edges", '"edges.csv"', f"neighbours: {_said(guesses.get('neighbours'))}")
    text += line("population", '"population"', f"residents: {_said(guesses.get('residents'))}")
    if not areas.endswith(".geojson"):
        text += 'decimal = "."\nthousands = ""\n'
    text += _deprivation(town) + line("turnover", "0.12", "residents who move in a year: assumed")
    officers = town.officers
    if officers.number is not None:
        return text + line("officers", str(officers.number), f"sworn officers: {officers.why}")
    return text + line("officers_per_100k", f"{officers.rate:g}", f"sworn officers: {officers.why} (assumed)")


def _said(guess: Guess | None) -> str:
    return "see the data report" if guess is None else f"{guess.value} (else {guess.option})"


def _deprivation(town: Town) -> str:
    given = town.deprivation
    if given is None:
        return line("deprivation", "0.4", "not known: the same everywhere (--deprivation COLUMN)")
    keys = (
        f"column = {quoted(given.column)}, direction = {quoted(given.direction)}, transform = {quoted(given.transform)}"
    )
    if not given.is_measured:
        keys += f", basis = {quoted(given.column)}"
    least, most = float(np.min(given.values)), float(np.max(given.values))
    end = "least" if given.direction.startswith("lower") else "most"
    about = (
        "shares as they are"
        if given.transform == "none"
        else f"{least:,.4g} to {most:,.4g} becomes 0 to 1, the {end} being the most deprived"
    )
    return line("deprivation", f"{{ {keys} }}", f"{about} (else --deprivation, --direction, --transform)")


def _risks(town: Town, rates: dict[str, str]) -> str:
    if not rates or town.crimes is None:
        return ""
    years = [year for year in town.crimes.years if year]
    when = f" of {years[0]}-{years[-1]}" if len(years) > 1 else f" of {years[0]}" if years else ""
    if town.crimes.figures == "counts":
        said = f"recorded crime{when} a year per {RESIDENTS:,.0f} residents, drawn to the town's rate where few crimes say little"
    else:
        said = f"the rates of your file{when}; only how areas compare counts, not their unit"
    text = "\n[community.risks]\n" + comment(
        f"Where each problem is more likely: {said}. Records follow where people report and where police look: remove lines to "
        "do without."
    )
    return text + "".join(
        line(problem, f'{{ column = {quoted(column)}, figures = "rates" }}') for problem, column in rates.items()
    )


def unique_name(wanted: str, taken: Sequence[str]) -> str:
    """Return a name for a column that no other has."""
    name = " ".join(wanted.split()) or "column"
    while name in taken:
        name += "_"
    return name
