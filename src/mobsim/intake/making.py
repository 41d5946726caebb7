"""From files to a folder: open, sort, make the town, write it, and give account."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mobsim.errors import UsageError
from mobsim.intake.choices import Account, Choices
from mobsim.intake.data_report import report_page
from mobsim.intake.layers import Layer
from mobsim.intake.opening import open_files
from mobsim.intake.sorting import Sorted, sort_layers
from mobsim.intake.sources_text import sources_text
from mobsim.intake.town import Town
from mobsim.intake.towns import make_town
from mobsim.intake.words import spelled
from mobsim.intake.writing import Folder, check_room, contents_of, write_town
from mobsim.report.language import check_language, file_name, in_language


@dataclass(frozen=True)
class Draft:
    """A town that is not written yet: its layers, and every decision on the way."""

    choices: Choices
    layers: tuple[Layer, ...]
    town: Town
    account: Account

    @property
    def title(self) -> str:
        """What the town is called."""
        return self.choices.town.title or spelled(Path(self.choices.name).name).title() or "Town"


def open_all(choices: Choices) -> list[Layer]:
    """Open the files, those that only an option names too."""
    named = [choices.file.areas, choices.file.crimes, choices.file.survey, choices.file.edges, *choices.file.joins]
    further = [Path(each) for each in named if each and Path(each).is_file()]
    names = {path.name for path in choices.files}
    if not choices.files and not further:
        raise UsageError("names no files", field="FILES", remedy="name a map of areas, or a table with a row an area")
    return open_files([*choices.files, *(path for path in further if path.name not in names)], choices.file.encoding)


def draft_town(choices: Choices, layers: Sequence[Layer]) -> Draft:
    """Make a town of layers."""
    account = Account()
    found = sort_layers(layers, choices.file)
    town = make_town(found, choices, account)
    _account_for_files(layers, found, account)
    return Draft(choices, tuple(layers), town, account)


def _account_for_files(layers: Sequence[Layer], found: Sorted, account: Account) -> None:
    for layer in layers:
        uses = [use for use in ("areas", "edges", "survey") if getattr(found, use) is layer]
        uses += ["crimes"] if any(layer is each for each in found.crime_tables) else []
        uses += (
            ["joined"]
            if any(layer is each for each in found.joins) and not any(layer is each for each in found.unused)
            else []
        )
        account.files.append((layer.label, layer.kind, tuple(uses) or ("nothing",)))
        account.assumed += [f"{layer.label}: {note}." for note in layer.notes]
    if len(found.crime_tables) > 1 and found.crimes is not None:
        account.assumed += [f"{found.crimes.label}: {note}." for note in found.crimes.notes]
    if found.crimes is not None:
        account.warnings += [
            f"{layer.label} is not used: it lists crimes in other columns than {found.crimes.label}. "
            "Name what counts by --crimes FILE."
            for layer in found.other_crimes
        ]


def write_draft(draft: Draft, path: Path, command: str, *, replace: bool, language: str = "en") -> Folder:
    """Write the folder of a town, with its sources and, in a language, its report."""
    check_language(language)
    check_room(path, replace=replace)
    folder = contents_of(draft.town, draft.title, list(draft.choices.crime.types), draft.account)

    def finish(folder: Folder) -> None:
        notes = () if folder.scenario is None else folder.scenario.notes
        draft.account.assumed += [note for note in notes if note not in draft.account.assumed]
        name = str(path)
        folder.files["SOURCE.md"] = sources_text(draft.title, draft.layers, command, list(folder.files), draft.account)
        with in_language(language):
            page = report_page(draft.title, name, draft.town, draft.layers, folder, draft.account)
            folder.files[file_name("data-report", ".html")] = page

    write_town(path, draft.town, draft.title, folder, finish, replace=replace)
    return folder
