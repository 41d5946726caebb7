"""Write the data report: one page on what was read, decided, left out, assumed and estimated, to be signed off."""

import tempfile
from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mobsim.experiment.memory import bytes_of_run, rescaled
from mobsim.experiment.memory import in_words as memory_in_words
from mobsim.intake.choices import Account, Guess
from mobsim.intake.crime_types import NONE
from mobsim.intake.layers import Layer
from mobsim.intake.risks import PROBLEM_OF, RESIDENTS, TypeRow
from mobsim.intake.telling import in_words, sentence
from mobsim.intake.town import Town
from mobsim.intake.writing import Folder
from mobsim.report.language import Sentences, spoken
from mobsim.report.markup import Markup, escape, items, join, paragraphs, section, table, tag
from mobsim.report.numbers import brief, in_signs, plain, span
from mobsim.report.vocabulary import problem, problem_kind

if TYPE_CHECKING:
    from mobsim.report.figures import Gallery, Panel

say = Sentences("data_report")
RUNS = 10
"""Of each strategy, in the time that is told of a comparison."""
_LONGEST_TABLE = 500
_MOST_NUMBERED = 60
"""Areas up to which the map bears their numbers."""
_CLASSES = 5


def report_page(title: str, name: str, town: Town, layers: Sequence[Layer], folder: Folder, account: Account) -> str:
    """Write the page, in the language that is written in."""
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
        tag("title", say("page_title", title=title)),
        tag("style", style),
    )
    top = tag("header", tag("p", say("data_report"), class_="eyebrow"), tag("h1", title), class_="top")
    main = tag("main", join([part for part in body if part], "\n"), id="main")
    page = tag("body", tag("a", say("skip"), href="#main", class_="skip"), tag("div", top, main, class_="page"))
    return "<!doctype html>\n" + tag("html", head, "\n", page, lang=spoken()) + "\n"


def _summary(title: str, town: Town, folder: Folder, account: Account) -> Markup:
    said = say("made", areas=plain(len(town.ids)), people=plain(town.people.sum()))
    doubts = [sentence(text) for text in (*account.warnings, *account.estimated)]
    more = say("doubts", of=len(doubts), number=plain(len(doubts))) if doubts else say("no_doubts")
    return tag(
        "section", tag("h2", say("short"), id="short"), paragraphs(said, more),
        items(doubts) if doubts else None, class_="answer", aria_labelledby="short",
    )  # fmt: skip


def _totals(town: Town, folder: Folder) -> Markup:
    rows: list[list[object]] = [
        [say("residents"), plain(town.read_people), plain(town.people.sum())],
        [say("areas_counted"), plain(town.read_areas), plain(len(town.ids))],
    ]
    crimes = town.crimes
    if crimes is not None and crimes.figures == "counts":
        rows.append([say("recorded_crimes"), plain(crimes.read), plain(crimes.counts.sum())])
        for number, year in enumerate(crimes.years if crimes.years != (0,) else ()):
            rows.append([say("recorded_crimes_in", year=year), "", plain(crimes.counts[:, :, number].sum())])
    rows.append([say("pairs"), "", plain(len(town.pairs))])
    header = ["", say("in_files"), say("in_scenario")]
    return section(
        "totals",
        say("totals_title"),
        paragraphs(say("compare_totals")),
        table(say("totals"), header, rows, key="totals-table"),
        tag("p", say("sign")),
    )


def _decided(guesses: Sequence[Guess]) -> Markup:
    rows = [
        [in_words(guess.what), tag("td", in_words(guess.value)),
         tag("td", say("you" if guess.given else "guessed"), tag("small", sentence(guess.why)) if guess.why else None),
         tag("td", tag("code", guess.option), style="white-space: nowrap"), tag("td", ", ".join(map(in_words, guess.others)))]
        for guess in guesses
    ]  # fmt: skip
    note = Markup(escape(say("otherwise", replace="{}")).format(tag("code", "--replace")))
    header = [say(key) for key in ("what", "taken", "by", "option", "or_perhaps")]
    return section(
        "decided", say("decided_title"), tag("p", note),
        table(say("decisions"), header, rows, key="decided-table", class_="words"),
    )  # fmt: skip


def _lists(account: Account) -> Markup | None:
    parts = [
        join([tag("h3", say(heading)), items(map(sentence, lines))])
        for heading, lines in (
            ("dropped", account.dropped),
            ("unmatched", account.unmatched),
            ("estimated", account.estimated),
            ("assumed", account.assumed),
        )
        if lines
    ]
    return section("changes", say("changes_title"), *parts) if parts else None


def _types(folder: Folder) -> Markup | None:
    if not folder.types:
        return None
    rows = [
        [row.category, plain(row.count), tag("td", _meaning(row)),
         tag("td", say("you" if row.given else "drafted")),
         tag("td", tag("code", f'--type "{row.category}=..."'))]
        for row in sorted(folder.types, key=lambda row: -row.count)[:_LONGEST_TABLE]
    ]  # fmt: skip
    header = [say(key) for key in ("category", "recorded", "stands_for", "by", "option")]
    return section(
        "types", say("types_title"), paragraphs(say("types_note")),
        table(say("categories"), header, rows, key="types-table", class_="words"),
    )  # fmt: skip


def _meaning(row: TypeRow) -> str:
    if row.meaning is None:
        return say("not_known")
    if row.meaning == NONE:
        return say("left_out" if row.given else "no_such_problem")
    return problem(row.meaning).lower() if row.meaning in PROBLEM_OF.values() else problem_kind(row.meaning)


def _areas(town: Town, folder: Folder) -> Markup:
    header = [say("area"), say("residents")]
    columns: list[list[object]] = [
        [f"{n}. {name}" for n, name in enumerate(town.names, start=1)],
        [plain(each) for each in town.people],
    ]
    if town.deprivation is not None:
        header.append(town.deprivation.column)
        columns.append([brief(each, ",.4g") for each in town.deprivation.values])
    for name, rate in folder.rates.items():
        header.append(say("rate_of", problem=problem(name), residents=plain(RESIDENTS)))
        columns.append([brief(each, ",.3g") for each in rate])
    rows = [list(row) for row in zip(*columns, strict=True)][:_LONGEST_TABLE]
    note = say("shrunk") if folder.rates else ""
    all_areas = len(town.ids)
    more = say("first_areas", shown=_LONGEST_TABLE, all=plain(all_areas)) if all_areas > _LONGEST_TABLE else ""
    listing = table(say("areas_counted"), header, rows, key="areas-table")
    return section("areas", say("areas_title"), paragraphs(note, more), listing)


def _sizes(town: Town, folder: Folder) -> Markup:
    from mobsim.intake.sizing import SCALES, least_residents, size_of

    scenario, people = folder.scenario, float(town.people.sum())
    assert scenario is not None
    policies = sum(strategy.is_policy for strategy in scenario.strategies.values())
    rows = []
    for scale in sorted({town.size.scale, *SCALES}, reverse=True):
        size = size_of(people, scale)
        if size.simulated >= 1_000 or scale == town.size.scale:
            shown = brief(scale)
            memory = memory_in_words(bytes_of_run(rescaled(scenario, scale / scenario.scale)))
            minutes = size.minutes(policies, RUNS)
            rows.append(
                [
                    say("proposed", scale=shown) if scale == town.size.scale else shown,
                    plain(size.simulated),
                    say("under_a_second") if size.seconds < 1 else f"{plain(size.seconds)} s",
                    f"{plain(max(minutes, 1))} min",
                    in_signs(memory),
                    plain(least_residents(scale)),
                ]
            )
    header = [say(key) for key in ("scale", "simulated", "a_run", "a_comparison", "memory", "smallest")]
    note = say("size_note", strategies=policies, runs=RUNS)
    return section("size", say("size_title"), paragraphs(note), table(say("scales"), header, rows, key="size-table"))


def _files(layers: Sequence[Layer], account: Account) -> Markup:
    used = {label: uses for label, _, uses in account.files}
    rows = [
        [layer.label, tag("td", in_words(layer.kind)), plain(len(layer)),
         tag("td", ", ".join(say(f"use_{use}") for use in used.get(layer.label, ()))),
         tag("td", join(map(sentence, layer.notes), "; ")),
         tag("td", ", ".join(layer.columns[:40]))]
        for layer in layers
    ]  # fmt: skip
    header = [say(key) for key in ("file", "kind", "rows", "used_for", "notes", "columns")]
    return section("files", say("files_title"), table(say("files"), header, rows, key="files-table", class_="words"))


def _next(name: str, folder: Folder) -> Markup:
    lines = [f"mobsim check {name}/scenario.toml", *folder.next_commands(name)]
    return section(
        "next",
        say("next_title"),
        paragraphs(say("fill_in")),
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
    numbers = say("map_numbers") if len(town.ids) <= _MOST_NUMBERED else ""
    return section(
        "map",
        say("map"),
        figure(panels, say("your_town"), say("map_key"), numbers),
    )


def _shown(town: Town) -> list[tuple[str, str, np.ndarray]]:
    found = [("residents", say("residents"), town.people)]
    if town.deprivation is not None and np.ptp(town.deprivation.values) > 0:
        found.append(
            (
                "deprivation",
                say(town.deprivation.direction.split("_")[0], column=town.deprivation.column),
                town.deprivation.values,
            )
        )
    if town.crimes is not None and town.crimes.by_area.sum() > 0:
        # Where the years are not whole, the file's crimes are shown as they are.
        years = 1.0 if town.crimes.part else town.crimes.length
        per = years * (town.people / RESIDENTS if town.crimes.figures == "counts" else 1.0)
        name = say("crimes_per" if town.crimes.part else "crimes_a_year_per", residents=plain(RESIDENTS))
        found.append(("crime", name, town.crimes.by_area / per))
    return found


def _short(value: float) -> str:
    return plain(value) if abs(value) >= 100 else brief(value, ".3g")


def _panel(areas: dict[str, Any], key: str, name: str, values: np.ndarray, gallery: "Gallery") -> "Panel":
    from mobsim.report.figures.maps import LIGHT_TO_DARK, Layer, draw_map

    bounds = np.unique(np.quantile(values, np.linspace(0, 1, _CLASSES + 1)))
    classes = np.clip(np.searchsorted(bounds, values, side="right") - 1, 0, max(len(bounds) - 2, 0))
    legend = [span(_short(low), _short(high)) for low, high in pairwise(bounds)] or [_short(bounds[0])]
    signs = [str(n) if len(values) <= _MOST_NUMBERED else "" for n in range(1, len(values) + 1)]
    layer = Layer(name, classes, LIGHT_TO_DARK[: len(legend)], legend, signs, ("",) * len(legend))
    ends = {"low": _short(values.min()), "high": _short(values.max())}
    alternative = say("map_in_words", areas=len(values), what=say(f"by_{key}"), **ends)
    return draw_map(areas, layer, key, alternative, gallery)
