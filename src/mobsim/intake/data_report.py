"""Write the data report: one page on what was read, decided, left out, assumed and estimated, to be signed off."""

import tempfile
from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mobsim.experiment.memory import bytes_of_run, in_words
from mobsim.intake.choices import Account, Guess
from mobsim.intake.crime_types import NONE
from mobsim.intake.layers import Layer
from mobsim.intake.risks import RESIDENTS, TypeRow
from mobsim.intake.town import Town
from mobsim.intake.writing import Folder
from mobsim.report.markup import Markup, items, join, paragraphs, section, table, tag
from mobsim.report.numbers import plain

if TYPE_CHECKING:
    from mobsim.report.figures import Gallery, Panel

RUNS = 10
"""Of each strategy, in the time that is told of a comparison."""
_LONGEST_TABLE = 500
_MOST_NUMBERED = 60
"""Areas up to which the map bears their numbers."""
_CLASSES = 5


def report_page(title: str, name: str, town: Town, layers: Sequence[Layer], folder: Folder, account: Account) -> str:
    """Write the page."""
    body = [
        _summary(title, town, folder, account),
        _totals(town, folder),
        _maps(town, folder),
        _decided(account.guesses),
        _lists(account),
        _types(folder),
        _areas(town, folder),
        _sizes(town, folder),
        _files(layers, account),
        _next(name, folder),
    ]
    style = Markup(files("mobsim.report").joinpath("style.css").read_text(encoding="utf-8"))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title}: data report"),
        tag("style", style),
    )
    top = tag("header", tag("p", "Data report", class_="eyebrow"), tag("h1", title), class_="top")
    main = tag("main", join([part for part in body if part], "\n"), id="main")
    page = tag(
        "body", tag("a", "Skip to the summary", href="#main", class_="skip"), tag("div", top, main, class_="page")
    )
    return "<!doctype html>\n" + tag("html", head, "\n", page, lang="en") + "\n"


def _summary(title: str, town: Town, folder: Folder, account: Account) -> Markup:
    people = town.people.sum()
    said = f"{len(town.ids)} neighbourhoods with {plain(people)} residents were made of your files, and mobsim can run them."
    doubts = [*account.warnings, *account.estimated]
    more = (
        f"{len(doubts)} {'thing needs' if len(doubts) == 1 else 'things need'} a look before anything is decided on the results:"
        if doubts
        else "Nothing stood out as doubtful. Look at the totals and the map all the same, and sign them off."
    )
    return tag(
        "section", tag("h2", "In short", id="short"), paragraphs(said, more),
        items(doubts) if doubts else None, class_="answer", aria_labelledby="short",
    )  # fmt: skip


def _totals(town: Town, folder: Folder) -> Markup:
    rows: list[list[object]] = [
        ["Residents", plain(town.read_people), plain(town.people.sum())],
        ["Areas", plain(town.read_areas), plain(len(town.ids))],
    ]
    crimes = town.crimes
    if crimes is not None and crimes.figures == "counts":
        rows.append(["Recorded crimes", plain(crimes.read), plain(crimes.counts.sum())])
        for number, year in enumerate(crimes.years if crimes.years != (0,) else ()):
            rows.append([f"Recorded crimes {year}", "", plain(crimes.counts[:, :, number].sum())])
    rows.append(["Pairs of neighbours", "", plain(len(town.pairs))])
    note = (
        "Compare them with what your town publishes. A total that is off says that a file lacks areas, or that a wrong "
        "column was taken."
    )
    signed = "Read and found right by ______________________________ on ______________"
    return section(
        "totals",
        "Totals to sign off",
        paragraphs(note),
        table("Totals", ["", "In your files", "In the scenario"], rows, key="totals-table"),
        tag("p", signed),
    )


def _decided(guesses: Sequence[Guess]) -> Markup:
    rows = [
        [guess.what, tag("td", guess.value),
         tag("td", "you" if guess.given else "guessed", tag("small", guess.why) if guess.why else None),
         tag("td", tag("code", guess.option), style="white-space: nowrap"), tag("td", ", ".join(guess.others))]
        for guess in guesses
    ]  # fmt: skip
    note = join(
        [
            "Every line can be decided otherwise: run the same command with the option, and ",
            tag("code", "--replace"),
            ".",
        ]
    )
    return section(
        "decided", "What was decided", paragraphs(note),
        table("Decisions", ["What", "Taken", "By", "Option", "Or perhaps"], rows, key="decided-table", class_="words"),
    )  # fmt: skip


def _lists(account: Account) -> Markup | None:
    parts = [
        join([tag("h3", heading), items(lines)])
        for heading, lines in (
            ("Dropped, merged, left out", account.dropped),
            ("Rows that found no area", account.unmatched),
            ("Estimated", account.estimated),
            ("Assumed", account.assumed),
        )
        if lines
    ]
    return section("changes", "What was changed", *parts) if parts else None


def _types(folder: Folder) -> Markup | None:
    if not folder.types:
        return None
    rows = [
        [row.category, plain(row.count), tag("td", _meaning(row)),
         tag("td", "you" if row.given else "drafted from its words"),
         tag("td", tag("code", f'--type "{row.category}=..."'))]
        for row in sorted(folder.types, key=lambda row: -row.count)[:_LONGEST_TABLE]
    ]  # fmt: skip
    note = "Drafted from words: whoever knows the police's categories should read this table once. A dash leaves a category out."
    return section(
        "types", "What your categories of crime stand for", paragraphs(note),
        table("Categories", ["Category", "Recorded", "Stands for", "By", "Option"], rows, key="types-table", class_="words"),
    )  # fmt: skip


def _meaning(row: TypeRow) -> str:
    if row.meaning is None:
        return "not known: left out"
    if row.meaning == NONE:
        return "left out" if row.given else "left out: the model has no such problem"
    return row.meaning.replace("_", " ")


def _areas(town: Town, folder: Folder) -> Markup:
    header = ["Area", "Residents"]
    columns: list[list[object]] = [
        [f"{n}. {name}" for n, name in enumerate(town.names, start=1)],
        [plain(each) for each in town.people],
    ]
    if town.deprivation is not None:
        header.append(town.deprivation.column)
        columns.append([f"{each:,.4g}" for each in town.deprivation.values])
    for problem, rate in folder.rates.items():
        header.append(f"{problem.replace('_', ' ')} a year per {RESIDENTS:,.0f}")
        columns.append([f"{each:,.3g}" for each in rate])
    rows = [list(row) for row in zip(*columns, strict=True)][:_LONGEST_TABLE]
    note = "Rates are drawn to the town's where few crimes say little (empirical Bayes)." if folder.rates else ""
    more = f"The first {_LONGEST_TABLE} of {len(town.ids):,} areas." if len(town.ids) > _LONGEST_TABLE else ""
    return section("areas", "Area by area", paragraphs(note, more), table("Areas", header, rows, key="areas-table"))


def _sizes(town: Town, folder: Folder) -> Markup:
    from mobsim.experiment.memory import rescaled
    from mobsim.intake.sizing import SCALES, least_residents, size_of

    scenario, people = folder.scenario, float(town.people.sum())
    assert scenario is not None
    policies = sum(strategy.is_policy for strategy in scenario.strategies.values())
    rows = []
    for scale in sorted({town.size.scale, *SCALES}, reverse=True):
        size = size_of(people, scale)
        if size.simulated >= 1_000 or scale == town.size.scale:
            mark = " (proposed)" if scale == town.size.scale else ""
            memory = in_words(bytes_of_run(rescaled(scenario, scale / scenario.scale)))
            minutes = size.minutes(policies, RUNS)
            rows.append(
                [
                    f"{scale:g}{mark}",
                    plain(size.simulated),
                    "under 1 s" if size.seconds < 1 else f"{size.seconds:.0f} s",
                    f"{max(minutes, 1):,.0f} min",
                    memory,
                    plain(least_residents(scale)),
                ]
            )
    note = (
        f"A larger scale lowers chance differences between runs, not what is assumed. Times are estimates for this machine: "
        f"{policies} strategies, {RUNS} runs each."
    )
    header = ["Scale", "Simulated residents", "A run", "A comparison", "Memory of a run", "Smallest area"]
    return section("size", "Scale, time and memory", paragraphs(note), table("Scales", header, rows, key="size-table"))


def _files(layers: Sequence[Layer], account: Account) -> Markup:
    used = {label: use for label, _, use in account.files}
    rows = [
        [layer.label, tag("td", layer.kind), plain(len(layer)), tag("td", used.get(layer.label, "")),
         tag("td", "; ".join(layer.notes)),
         tag("td", ", ".join(layer.columns[:40]))]
        for layer in layers
    ]  # fmt: skip
    return section(
        "files",
        "What was found in your files",
        table(
            "Files", ["File", "Kind", "Rows", "Used for", "Notes", "Columns"], rows, key="files-table", class_="words"
        ),
    )


def _next(name: str, folder: Folder) -> Markup:
    lines = [f"mobsim check {name}/scenario.toml", *folder.next_commands(name)]
    return section(
        "next",
        "What to do next",
        paragraphs("Fill in origin and licence in SOURCE.md. Then:"),
        tag("pre", "\n".join(lines)),
    )


def _maps(town: Town, folder: Folder) -> Markup | None:
    """Draw residents or deprivation, and crime, where it is known where areas lie."""
    if town.ground is None:
        return None
    from mobsim.intake.shapes import rings_of
    from mobsim.report.figures import Gallery
    from mobsim.report.sections.figure import figure

    x, y = town.ground.centres.T
    polygons = (
        [[ring.tolist() for ring in rings] for rings in rings_of(town.ground.shapes)]
        if town.ground.has_outlines
        else None
    )
    areas = {"x": x.tolist(), "y": y.tolist(), "polygons": polygons, "edges": sorted(town.pairs)}
    with tempfile.TemporaryDirectory() as aside:
        gallery = Gallery(Path(aside), optional=True)
        panels = [_panel(areas, key, name, values, gallery) for key, name, values in _shown(town)]
    numbers = "Numbers are those of the table of areas below." if len(town.ids) <= _MOST_NUMBERED else ""
    return section(
        "map",
        "Map",
        figure(panels, "Is this your town?", "North is up, and each colour holds a fifth of the areas.", numbers),
    )


def _shown(town: Town) -> list[tuple[str, str, np.ndarray]]:
    found = [("residents", "Residents", town.people)]
    if town.deprivation is not None and np.ptp(town.deprivation.values) > 0:
        found.append(
            (
                "deprivation",
                f"{town.deprivation.column} ({town.deprivation.direction.split('_')[0]} is more deprived)",
                town.deprivation.values,
            )
        )
    if town.crimes is not None and town.crimes.by_area.sum() > 0:
        # Where the years are not whole, the file's crimes are shown as they are.
        years = 1.0 if town.crimes.part else town.crimes.length
        per = years * (town.people / RESIDENTS if town.crimes.figures == "counts" else 1.0)
        when = "" if town.crimes.part else " a year"
        found.append(("crime", f"Recorded crimes{when} per {RESIDENTS:,.0f} residents", town.crimes.by_area / per))
    return found


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _panel(areas: dict[str, Any], key: str, name: str, values: np.ndarray, gallery: "Gallery") -> "Panel":
    from mobsim.report.figures.maps import LIGHT_TO_DARK, Layer, draw_map

    bounds = np.unique(np.quantile(values, np.linspace(0, 1, _CLASSES + 1)))
    classes = np.clip(np.searchsorted(bounds, values, side="right") - 1, 0, max(len(bounds) - 2, 0))
    legend = [f"{_short(low)} to {_short(high)}" for low, high in pairwise(bounds)] or [_short(bounds[0])]
    signs = [str(n) if len(values) <= _MOST_NUMBERED else "" for n in range(1, len(values) + 1)]
    layer = Layer(name, classes, LIGHT_TO_DARK[: len(legend)], legend, signs, ("",) * len(legend))
    alternative = (
        f"Map of {len(values)} areas by {name.lower()}, from {_short(values.min())} to {_short(values.max())}."
    )
    return draw_map(areas, layer, key, alternative, gallery)
