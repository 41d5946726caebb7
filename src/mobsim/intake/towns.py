"""Put a town together from sorted files: residents, deprivation, crimes, small areas, neighbours, scale."""

import numpy as np

from mobsim.errors import UsageError
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.cleaning import cleaned
from mobsim.intake.crime_columns import crimes_of_columns, uncounted
from mobsim.intake.crimes import Crimes, crimes_of_layer
from mobsim.intake.joining import Frame, frame_of, join
from mobsim.intake.layers import Layer
from mobsim.intake.neighbours import links_of_layer
from mobsim.intake.parts import ready_areas
from mobsim.intake.people import deprivation_of, officers_of, people_of
from mobsim.intake.reshaping import shown_codes
from mobsim.intake.shapes import Ground
from mobsim.intake.sizing import Size, propose, size_of
from mobsim.intake.sorting import Sorted
from mobsim.intake.surveys import survey_of_layer
from mobsim.intake.telling import tell
from mobsim.intake.town import Deprivation, Town
from mobsim.scenario.findings import listed

_MOST_NAMED = 5


def make_town(found: Sorted, choices: Choices, account: Account) -> Town:
    """Make a town of sorted layers, recording every decision."""
    layer, shapes, parts = ready_areas(found.areas, choices, account)
    ground = shapes
    frame = frame_of(layer, choices.area, account)
    _join_all(found, frame, choices, account)
    people = people_of(frame, parts, choices, account)
    deprivation = deprivation_of(frame, choices, account)
    officers = officers_of(frame, choices, account)
    crimes = _crimes(found, frame, ground, deprivation, choices, account)
    survey = () if found.survey is None else survey_of_layer(found.survey, frame, people, choices, account)
    links = None if found.edges is None else links_of_layer(found.edges, frame, account)
    size = _size(float(np.nansum(people)), choices, account)
    town = Town(
        frame.ids,
        frame.names,
        ground,
        people,
        deprivation,
        crimes,
        set(),
        officers,
        size,
        float(np.nansum(people)),
        len(frame),
        tuple(survey),
    )
    return cleaned(town, links, choices, account)


def _join_all(found: Sorted, frame: Frame, choices: Choices, account: Account) -> None:
    asked = set(choices.file.joins)
    for table in found.joins:
        if not join(table, frame, choices.area, choices.file, account):
            if asked & {table.file.name, f"{table.file.name}:{table.name}"}:
                raise UsageError(
                    "has no column that names the areas", field="--join", value=table.label,
                    remedy='give it the ids or names of the areas, or pair them by --match "THEIRS=OURS"',
                )  # fmt: skip
            account.unjoined.append(
                f"{table.label} is not used: no column of it names the areas{_told_apart(table, frame)}"
            )
            account.warnings.append(f"{account.unjoined[-1]}.")
            found.unused.append(table)


def _told_apart(table: Layer, frame: Frame) -> str:
    """Show how a table and the areas write codes or names, where both can be shown."""
    theirs, ours = shown_codes(table), shown_codes(frame.tables[0].layer)
    return f" (its {theirs}, the areas' {ours})" if theirs and ours else ""


def _crimes(
    found: Sorted,
    frame: Frame,
    ground: Ground | None,
    deprivation: Deprivation | None,
    choices: Choices,
    account: Account,
) -> Crimes | None:
    if found.crimes is not None:
        return crimes_of_layer(found.crimes, frame, ground, choices, account)
    taken = {deprivation.column} if deprivation is not None else set()
    taken |= {choices.area.population or "", choices.area.id or "", choices.area.name or ""}
    crimes = crimes_of_columns(frame, taken, choices, account)
    if crimes is None and (columns := uncounted(frame, taken)):
        account.warnings.append(
            f"No column was taken for crimes. Where {listed(columns, _MOST_NAMED)} count some, say of which kind: "
            f'--type "{columns[0]}=property_theft".'
        )
    return crimes


def _size(people: float, choices: Choices, account: Account) -> Size:
    given = choices.town.scale
    size = propose(people) if given is None else size_of(people, given)
    why = "" if size.scale == 1 else tell("seconds")
    account.guess(Guess(tell("scale"), f"{size.scale:g}", "--scale", why, given is not None))
    return size
