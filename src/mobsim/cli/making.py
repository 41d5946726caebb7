"""``mobsim new``: make a scenario of a user's own files."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mobsim.cli.languages import PageLanguage
from mobsim.errors import UsageError, printable

if TYPE_CHECKING:
    from mobsim.intake.choices import Choices, Guess
    from mobsim.intake.making import Draft
    from mobsim.intake.writing import Folder

Column = str | None
_MOST_TOLD = 12


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command("new")(new)


def _option(about: str, metavar: str = "COLUMN") -> Any:
    return typer.Option(help=about, metavar=metavar)


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Folder to be made, which is what the town is called.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILES...",
            help="Maps (.shp, .zip, .gpkg, .geojson, .topojson, .kml, .fgb), tables (.csv, .tsv, .txt, .xlsx), "
            "networks (.graphml, .gexf, .edgelist).",
        ),
    ] = None,
    areas: Annotated[str | None, _option("File of neighbourhoods, FILE:LAYER where it has several.", "FILE")] = None,
    crimes: Annotated[str | None, _option("File of recorded crimes: points, or rows that name areas.", "FILE")] = None,
    survey: Annotated[str | None, _option("File of a survey by neighbourhood (trust, insecurity).", "FILE")] = None,
    edges: Annotated[str | None, _option("File of pairs of neighbours, by id or name.", "FILE")] = None,
    join: Annotated[
        list[str] | None, _option("File to be joined to the areas by id or name; may be repeated.", "FILE")
    ] = None,
    encoding: Annotated[
        str | None, _option("Encoding of text files: cp1250, shift_jis, mac_roman, ...", "NAME")
    ] = None,
    decimal: Annotated[str | None, _option("Mark before decimals in text files.", "MARK")] = None,
    thousands: Annotated[str | None, _option("Mark between thousands in text files.", "MARK")] = None,
    id: Annotated[Column, _option("What identifies an area.")] = None,
    name_column: Annotated[Column, typer.Option("--name", help="What an area is called.", metavar="COLUMN")] = None,
    population: Annotated[Column, _option("Residents.")] = None,
    population_unit: Annotated[
        int, typer.Option(help="How many people one in that column is: 1000 for thousands.", metavar="N", min=1)
    ] = 1,
    households: Annotated[Column, _option("Households, where nothing counts residents.")] = None,
    people_per_household: Annotated[float, _option("Residents of a household, for the estimate.", "N")] = 2.4,
    town_population: Annotated[int | None, _option("Residents of the town, spread evenly: an estimate.", "N")] = None,
    residents_per_area: Annotated[int | None, _option("Residents of every area: an estimate.", "N")] = None,
    deprivation: Annotated[Column, _option("Deprivation, or what stands in for it; none for none.")] = None,
    direction: Annotated[
        Literal["lower", "higher"] | None, _option("Which end of that column is deprived.", "lower|higher")
    ] = None,
    transform: Annotated[
        Literal["minmax", "rank", "none"] | None, _option("How that column becomes 0 to 1.", "minmax|rank|none")
    ] = None,
    small: Annotated[
        Literal["merge", "drop", "keep"], _option("What becomes of areas with too few residents.", "merge|drop|keep")
    ] = "merge",
    min_residents: Annotated[
        int | None, _option("Residents below which an area is too small; default: by scale.", "N")
    ] = None,
    crs: Annotated[str | None, _option("Coordinate system of the areas: EPSG:26917.", "CODE")] = None,
    match: Annotated[
        list[str] | None, _option("A name in another file and the area it means; may be repeated.", "THEIRS=OURS")
    ] = None,
    crime_type: Annotated[Column, _option("Category of a crime.")] = None,
    crime_date: Annotated[Column, _option("Date, or year.")] = None,
    crime_x: Annotated[Column, _option("Longitude, or easting.")] = None,
    crime_y: Annotated[Column, _option("Latitude, or northing.")] = None,
    crime_area: Annotated[Column, _option("Area, by id or name, instead of a position.")] = None,
    crime_count: Annotated[Column, _option("How many crimes a row stands for.")] = None,
    crime_crs: Annotated[str | None, _option("Coordinate system of the crimes.", "CODE")] = None,
    years: Annotated[
        str | None, _option("Years that count, such as 2018-2022; default: whole ones.", "FIRST-LAST")
    ] = None,
    part_years: Annotated[
        Literal["relative", "estimate"] | None,
        _option(
            "What years in part tell: only where crime is, or rates a year too, each month a twelfth.",
            "relative|estimate",
        ),
    ] = None,
    type: Annotated[
        list[str] | None,
        _option(
            "What a category stands for: theft, break_in, ..., or - for nothing; may be repeated.", "CATEGORY=TYPE"
        ),
    ] = None,
    title: Annotated[str | None, _option("What the town is called in reports; default: NAME.", "TEXT")] = None,
    officers: Annotated[str | None, _option("Sworn officers, or the column that counts them.", "N|COLUMN")] = None,
    neighbours: Annotated[
        Literal["corner", "border", "distance", "all"] | None,
        _option("Who is next to whom; default: who shares a border or corner.", "corner|border|distance|all"),
    ] = None,
    distance: Annotated[float | None, _option("Metres within which areas are neighbours.", "METRES")] = None,
    scale: Annotated[
        float | None, _option("Simulated residents per real one; default: a run of seconds.", "SHARE")
    ] = None,
    language: PageLanguage = "en",
    ask: Annotated[bool, typer.Option("--ask", help="Ask about every guess, on a terminal.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make a folder anew that this command made before.")
    ] = False,
) -> None:
    """Make a scenario of your own files: guess what they hold, say so, and write a folder that runs."""
    given = {key: value for key, value in locals().items() if key not in ("ask", "replace", "language")}
    from mobsim.intake.making import draft_town, open_all, write_draft
    from mobsim.intake.writing import check_room
    from mobsim.report.language import check_language

    check_language(language)
    path = Path(name)
    choices = _choices(given)
    check_room(path, replace=replace)
    if ask and not sys.stdin.isatty():
        remedy = "leave it out, and decide by the options that data-report.html names"
        raise UsageError("needs a terminal", field="--ask", remedy=remedy)
    layers = open_all(choices)
    draft = draft_town(choices, layers)
    if ask:
        draft = _asked(draft, given)
    folder = write_draft(draft, path, _command(), replace=replace, language=language)
    _print(draft, path, folder)


def _choices(given: dict[str, Any]) -> "Choices":
    """Sort the options into what they are about."""
    from mobsim.intake.choices import AreaChoices, Choices, CrimeChoices, FileChoices, TownChoices

    def of(kind: Any, **renamed: str) -> Any:
        names = {field: renamed.get(field, field) for field in kind.__dataclass_fields__}
        return kind(**{field: _as_tuple(given[key]) for field, key in names.items() if key in given})

    pairs = {key: _pairs(given[key], f"--{key}") for key in ("match", "type")}
    years = _years(given["years"])
    crime = {field: f"crime_{field}" for field in ("type", "date", "x", "y", "area", "count")}
    given = given | {"match": pairs["match"], "types": pairs["type"], "years": years, "join": given["join"] or ()}
    return Choices(
        given["name"], tuple(given["files"] or ()), of(FileChoices, joins="join"),
        of(AreaChoices, name="name_column", system="crs"), of(CrimeChoices, **crime, system="crime_crs"), of(TownChoices),
    )  # fmt: skip


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _pairs(texts: list[str] | None, option: str) -> list[tuple[str, str]]:
    """Split ``A=B`` at the last sign."""
    found = []
    for text in texts or ():
        theirs, sign, ours = text.rpartition("=")
        if not sign or not theirs.strip() or not ours.strip():
            raise UsageError("is no pair", field=option, value=text, remedy=f'write {option} "ONE=OTHER"')
        found.append((theirs.strip(), ours.strip()))
    return found


def _years(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, _, last = text.partition("-")
    if not first.strip().isdigit() or not (last or first).strip().isdigit() or int(last or first) < int(first):
        raise UsageError(
            "is no span of years", field="--years", value=text, remedy="write a year, or two such as 2018-2022"
        )
    return int(first), int(last or first)


def _asked(draft: "Draft", given: dict[str, Any]) -> "Draft":
    """Ask about each guess once; an answer that differs decides, and what follows from it is guessed anew."""
    from mobsim.intake.making import draft_town

    asked: set[str] = set()
    while (guess := next((each for each in draft.account.guesses if _is_open(each, asked)), None)) is not None:
        asked.add(guess.option)
        key = guess.option.removeprefix("--").replace("-", "_")
        others = f" (or {', '.join(guess.others)})" if guess.others else ""
        answer = typer.prompt(
            f"{guess.what}: {guess.value}{others}. Enter to accept, or {guess.option}", default="", show_default=False
        )
        if answer.strip():
            given["name_column" if key == "name" else key] = _converted(key, answer.strip())
            draft = draft_town(_choices(given), draft.layers)
    return draft


def _is_open(guess: "Guess", asked: set[str]) -> bool:
    return not guess.given and guess.option not in asked and guess.option not in ("--crimes", "--edges")


def _converted(key: str, answer: str) -> Any:
    if key not in ("scale", "distance"):
        return answer
    try:
        return float(answer)
    except ValueError:
        raise UsageError("is not a number", field=f"--{key}", value=answer, remedy="write a number") from None


def _command() -> str:
    return printable(shlex.join(["mobsim", *sys.argv[1:]]))


def _print(draft: "Draft", path: Path, folder: "Folder") -> None:
    """Say on one screen what was made, what needs a look, and what to do next."""
    from mobsim.cli.tables import in_columns, paragraph

    town, account = draft.town, draft.account
    print(
        printable(f"{path}: {len(town.ids)} neighbourhoods with {town.people.sum():,.0f} residents. What was decided:")
    )
    rows = [[f"  {guess.what}", guess.option, printable(guess.value)] for guess in account.guesses]
    print("\n".join(in_columns(rows)))
    told = [
        *account.warnings,
        *(text for text in account.dropped if text not in account.warnings),
        *account.unmatched,
        *account.estimated,
    ]
    for text in told[:_MOST_TOLD]:
        print("\n".join(paragraph(printable(f"Note: {text}"), "  ")))
    if len(told) > _MOST_TOLD:
        print(f"  {len(told) - _MOST_TOLD} more in {folder.report}.")
    print(f"Look at {path / folder.report}, and sign its totals off. Next:")
    print("\n".join(f"  {command}" for command in folder.next_commands(str(path))))
