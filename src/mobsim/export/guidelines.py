"""What reporting guidelines ask for, answered from one study: STRESS-ABS and TRACE."""

from collections.abc import Iterator

from mobsim.export.markdown import table
from mobsim.export.reliving import Reliving
from mobsim.export.settings import Settings
from mobsim.export.source import Source
from mobsim.export.study import (
    WHAT,
    alternatives_of,
    counted,
    factors_of,
    files_of,
    length_of,
    mechanisms_of,
    outputs_of,
    seeds_of,
)
from mobsim.scenario.parameters import SETTABLE

Items = Iterator[tuple[str, str]]


def stress_page(source: Source, settings: Settings, reliving: Reliving) -> str:
    """Answer the items of STRESS-ABS."""
    about = (
        "# STRESS-ABS\n\nThe items of the STRESS guidelines for agent-based simulation (Monks and others 2019, "
        "Journal of Simulation 13, 55-67, doi:10.1080/17477778.2018.1442155), answered from the results folder and from the "
        "model's own declarations. What only the authors know, such as why these questions were asked, they have to add.\n\n"
    )
    rows = [*_objectives(source), *_logic(source, settings), *_data(source, settings), *_running(source, reliving)]
    return about + table(("item", "answer"), rows)


def _objectives(source: Source) -> Items:
    yield "1.1 Purpose of the model", "odd.md, part 1. " + (source.about or f"This study: {WHAT[source.kind]}.")
    yield "1.2 Model outputs", outputs_of(source)
    yield "1.3 Experimentation aims", f"{source.title}. {factors_of(source)}"


def _logic(source: Source, settings: Settings) -> Items:
    summary = source.summary
    yield "2.1 Base model overview", "odd.md, part 3: the order of the day, the week and the cycle."
    yield "2.2 Base model logic", "odd.md, parts 2 to 7; every rule with its arithmetic and draws: rules.md."
    design = source.experiment.get("design")
    yield (
        "2.3 Scenario logic",
        f"{WHAT[source.kind].capitalize()}{f'; design {design}' if design else ''}. {factors_of(source)}",
    )
    yield "2.4 Algorithms", f"rules.md. {mechanisms_of(settings)} {alternatives_of(settings)}"
    yield (
        "2.5.1 Environment",
        f"{counted(summary['neighbourhoods'], 'neighbourhood')} and their adjacency (results/areas.json), with places in each.",
    )
    yield (
        "2.5.2 Agents",
        f"{summary['residents']:,} residents, {summary['officers']:g} officers and the leaders of "
        f"{counted(len(summary['communities']), 'community', 'communities')}; "
        "their states: odd.md, part 2; their decisions: part 4, II.ii.",
    )
    yield (
        "2.5.3 Interaction topology",
        "Ties of residents, journeys over the network of neighbourhoods, leaders' tables: rules.md, What exists.",
    )
    yield (
        "2.5.4 Entry and exit",
        "Residents move in and out at the turnover of their neighbourhood; officers and leaders are replaced: rules.md.",
    )


def _data(source: Source, settings: Settings) -> Items:
    assumed = sum(each.declared.grade == "assumed" for each in SETTABLE.values())
    yield "3.1 Data sources", f"{files_of(source)} Sources of parameters: works.md."
    notes = " ".join(source.summary.get("notes") or []) or "Nothing was assumed in reading the files."
    yield (
        "3.2 Input parameters",
        f"settings/parameters.csv: value here, default, bounds, source, grade. Not at their defaults in every run: "
        f"{len(settings.departing)}.",
    )
    yield "3.3 Pre-processing", notes
    yield (
        "3.4 Assumptions",
        f"{assumed} of {len(SETTABLE)} parameters are assumed without a source, and marked so in settings/parameters.csv.",
    )


def _running(source: Source, reliving: Reliving) -> Items:
    manifest, summary = source.manifest, source.summary
    yield (
        "4.1 Initialization",
        f"{summary['burn_in_days']:,} days of burn-in under {summary['reference']}, not counted in any outcome.",
    )
    yield "4.2 Run length", length_of(source)
    paired = (
        " Runs of one seed are paired: they meet the same people and would-be events." if source.kind != "run" else ""
    )
    yield "4.3 Estimation approach", f"{seeds_of(source)}{paired}"
    yield (
        "5.1 Software",
        f"mobsim {manifest['mobsim']}, model {manifest['model_hash']}; {_pairs(manifest['packages'])}.",
    )
    yield (
        "5.2 Random sampling",
        "Keyed counter-based draws, named by purpose; seeds from NumPy's SeedSequence, spawned by key: rules.md, Draws.",
    )
    yield "5.3 Model execution", "Days in order; results do not depend on threads, processes or machines at work."
    yield "5.4 System specification", f"{_pairs(manifest['platform'])}."
    again = (
        "README.md says how each run is had again"
        if not reliving.why_not
        else "its runs cannot be had again from it (README.md)"
    )
    yield (
        "6.1 Computer model sharing",
        f"Apache-2.0. This archive holds the results and what they were made from; {again}.",
    )


def trace_page(source: Source, settings: Settings) -> str:
    """Point from each element of TRACE to where this archive answers it, and say what is the authors' to add."""
    about = (
        "# TRACE\n\nThe eight elements of a TRACE document (Grimm and others 2014, Ecological Modelling 280, 129-139, "
        "doi:10.1016/j.ecolmodel.2014.01.018) for this study. The record of the model itself, by the same elements, is "
        "`trace-of-the-model.md`.\n\n"
    )
    return about + table(("element", "answer"), _elements(source, settings))


def _elements(source: Source, settings: Settings) -> Items:
    moved = [name for name, each in settings.departing.items() if each.how != "drawn from the ensemble"]
    kept = (
        f"Not so in this study: {', '.join(moved)}."
        if moved
        else "This study keeps all of them, but for what an ensemble draws."
    )
    yield "1 Problem formulation", source.about or "To be told by the authors: the folder does not say."
    yield "2 Model description", "study.md (this study), odd.md, rules.md."
    yield (
        "3 Data evaluation",
        f"settings/parameters.csv and works.md: source and grade of every number. {files_of(source)}",
    )
    yield (
        "4 Conceptual model evaluation",
        f"trace-of-the-model.md, part 4. {mechanisms_of(settings)} {alternatives_of(settings)}",
    )
    yield (
        "5 Implementation verification",
        f"trace-of-the-model.md, part 5, for the tests of mobsim {source.manifest['mobsim']}; code of these very rows: model "
        f"{source.manifest['model_hash']}.",
    )
    yield "6 Model output verification", f"trace-of-the-model.md, part 6: done with the defaults. {kept}"
    yield "7 Model analysis", f"{factors_of(source)} {seeds_of(source)}"
    yield (
        "8 Model output corroboration",
        "trace-of-the-model.md, part 8. Whether this town was held against figures of its own is the authors' to tell.",
    )


def _pairs(pairs: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(pairs.items()))
