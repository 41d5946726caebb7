"""Tell a study in the words of its own folder: the settings that ODD+D, STRESS-ABS and TRACE ask for."""

from collections.abc import Iterator, Sequence

import pyarrow.parquet as pq

from mobsim.export.markdown import table
from mobsim.export.settings import Settings, levels_of, strategy_rows
from mobsim.export.source import Source

WHAT = {
    "run": "one run of one strategy",
    "compare": "a comparison of strategies on the same seeds, paired by seed",
    "sweep": "a designed experiment of many runs",
    "trial": "a virtual randomized trial, paired by seed with the same town untreated",
}


def study_page(source: Source, settings: Settings) -> str:
    """Describe the study: what comes before the general ODD in an archive."""
    parts = [f"# This study: {source.title}\n", f"{source.about}\n" if source.about else ""]
    parts += [table(("ODD+D", "in this study"), _rows(source, settings))]
    parts += ["## Strategies and their levers\n", table(*strategy_rows(settings))]
    departing = [(f"`{name}`", each.shown, each.how) for name, each in settings.departing.items()]
    parts += ["## Parameters that are not the defaults in every run\n"]
    parts += [table(("parameter", "value", "how"), departing) if departing else "None: all are the model's defaults.\n"]
    events = source.summary.get("events") or []
    if events:
        parts += ["## Dated events\n", table(list(events[0]), [list(each.values()) for each in events])]
    parts += [
        "The model in full, with these settings in its tables, follows in `odd.md`; its arithmetic in `rules.md`.\n"
    ]
    return "\n".join(filter(None, parts))


def _rows(source: Source, settings: Settings) -> Iterator[tuple[str, str]]:
    summary, town = source.summary, source.town
    yield "I.i Purpose", source.about or f"{source.title}: {WHAT[source.kind]}."
    yield (
        "I.ii Entities and scales",
        f"{summary['residents']:,} simulated residents who stand for {summary['people']:,.0f}, {summary['officers']:g} officers, "
        f"{counted(summary['neighbourhoods'], 'neighbourhood')}, "
        f"{counted(len(summary['communities']), 'community', 'communities')}; simulated residents per real one: "
        f"{town['scale']:g}; steps of one day.",
    )
    yield "I.iii Scheduling", f"{length_of(source)} The day, the week and the cycle: odd.md, part 3."
    yield "II.ii Decisions", f"Leads and levers by strategy, below. {alternatives_of(settings)}"
    yield (
        "II.ix Stochasticity",
        f"{seeds_of(source)} Named counter-based draws; one seed means the same people and would-be events.",
    )
    yield "II.x Observation", outputs_of(source)
    yield (
        "III.ii Initialization",
        f"{summary['burn_in_days']} days of burn-in under {summary['reference']}; town {summary['name']}.",
    )
    yield "III.iii Input", files_of(source)
    yield "III.iv Submodels", mechanisms_of(settings)


def length_of(source: Source) -> str:
    """Say how long runs last."""
    days = source.summary["days"]
    fixed = source.experiment.get("fixed", {}).get("scenario.days", days)
    varied = any(each["name"] == "scenario.days" for each in source.experiment.get("factors", ()))
    return "The length of runs is a factor." if varied else f"{fixed:,} days after the burn-in."


def seeds_of(source: Source) -> str:
    """Say on how many seeds there are how many runs."""
    drawn = (
        "; each seed has a draw of the parameters in doubt from an ensemble" if source.inputs.get("ensemble") else ""
    )
    return f"{counted(runs_of(source), 'run')} on {counted(len(source.manifest['seeds']), 'seed')}{drawn}."


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def runs_of(source: Source) -> int:
    """Count the runs that gave results."""
    return pq.read_metadata(source.folder / "runs.parquet").num_rows


def outputs_of(source: Source) -> str:
    """Name the outcomes that were kept."""
    columns = pq.read_schema(source.folder / "runs.parquet").names
    named = [source.meanings[name].label for name in columns if name in source.meanings]
    if not named:
        return "Counts and answers by arm: data-dictionary.md."
    shown = ", ".join(named[:20])
    more = f" and {len(named) - 20} more" if len(named) > 20 else ""
    return f"{shown}{more}; unit and meaning of each: data-dictionary.md."


def factors_of(source: Source) -> str:
    """Say what was varied, and over which values."""
    factors = [f"{each['name']}: {levels_of(each)}" for each in source.experiment.get("factors", ())]
    strategies = source.inputs.get("strategies") or []
    if source.kind == "compare":
        return f"Strategies: {', '.join(strategies)}; reference {source.inputs['reference']}."
    if source.kind == "trial":
        return (
            f"Treated against control units, and against the same town untreated: {', '.join(source.inputs['trials'])}."
        )
    fixed = [f"{name} = {value}" for name, value in source.experiment.get("fixed", {}).items()]
    return ". ".join(["; ".join(factors), *(["Fixed: " + ", ".join(fixed)] if fixed else [])]) or "Nothing was varied."


def alternatives_of(settings: Settings) -> str:
    """Say which sides of disagreements between studies were taken."""
    chosen = ", ".join(f"{name} = {choice}" for name, choice in settings.chosen().items())
    return f"Structural alternatives: {chosen}."


def mechanisms_of(settings: Settings) -> str:
    """Say which mechanisms were switched off."""
    off: Sequence[str] = settings.switched_off()
    return f"Switched off: {', '.join(off)}." if off else "No mechanism was switched off."


def files_of(source: Source) -> str:
    """Name the files that the study was read from."""
    files = [name for name in source.manifest["files"] if name.startswith("inputs/")]
    if not files:
        return "No files: what was read stands, resolved, in results/manifest.json under inputs."
    return (
        "Files: "
        + ", ".join(f"results/{name}" for name in sorted(files))
        + ". Resolved: results/manifest.json, under inputs."
    )
