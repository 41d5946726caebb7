"""Hold variants of the model against the evidence: without each mechanism, or with the other side of a disagreement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from mobsim.errors import UsageError
from mobsim.experiment.choosing import prepare
from mobsim.experiment.engine import Progress
from mobsim.experiment.holding import Means, somewhere
from mobsim.scenario.events import Event
from mobsim.scenario.mechanisms import alternatives, mechanisms
from mobsim.scenario.names import did_you_mean
from mobsim.validation.comparing import effects_of_studies
from mobsim.validation.judging import estimate_parts, judge_part
from mobsim.validation.running import parts_of
from mobsim.validation.study import AS_IT_IS, TownStudy, prepare_town, run_town
from mobsim.validation.targets import Part, choose_targets, town
from mobsim.validation.trials import effects_of_trials
from mobsim.validation.variant_rows import Kind, VariantRow, Variants
from mobsim.validation.verdicts import Estimate, difference, estimate
from mobsim.validation.writing_variants import write

Values = Mapping[str, float]

KIND = "validate variants"
SEEDS, SEEDS_FULL = 3, 10
YEARS, YEARS_FULL = 6, 8
YEARS_OF_SIDES = 2
SCANDAL = Event(day=364, kind="police_misconduct", severity=1.0)
AFTER_SCANDAL = Part(
    id="reported.second_year", target="", what="share reported in the year after misconduct is made public",
    unit="relative change", published="", value=None, low=float("-inf"), high=float("inf"), source="desmond_2016",
    grade="M", measured="Incidents with a victim, second year against the first.", band="", trial=None, minus=None, over=None,
)  # fmt: skip
"""Shown beside the evidence where sides are compared: what the disagreement on scandals is about."""


def compare_variants(
    kind: Kind,
    names: Sequence[str] | None = None,
    *,
    full: bool = False,
    only: Sequence[str] | None = None,
    seeds: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Variants:
    """Measure every part of the evidence without each mechanism, or under each structural alternative.

    Parameters
    ----------
    kind
        "mechanisms": each is switched off. "alternatives": each other side of a disagreement is chosen.
    names
        Of mechanisms or alternatives; all when left out.
    full
        More seeds, and every trial for every variant. Otherwise a mechanism meets the trials that are expected to need
        it, and alternatives meet all.
    only
        Targets or groups; all when left out.
    seeds, workers, out, progress, say
        As for :func:`mobsim.validation.validate`.
    """
    variants = variants_of(kind, names)
    parts = [*parts_of(choose_targets(only)), *([AFTER_SCANDAL] if kind == "alternatives" else [])]
    seeds = seeds or (SEEDS_FULL if full else SEEDS)
    study = study_of_variants(kind, variants, full=full)
    means, kept = Means(workers, progress), None if out is None else Path(out)
    with somewhere(kept) as folder:
        say(f"the untreated town as it is and in {len(variants)} variants: {seeds} runs of {study.years} years each")
        runs = run_town(study, KIND, seeds, folder / "town", means)

        def effects(name: str, wanted: Sequence[Part]) -> Mapping:
            how: Any = {"means": means, "report": say, "changed": study.variants[name]}
            trials = effects_of_trials(wanted, seeds=seeds, path=folder / "trials", **how)
            return {**trials, **effects_of_studies(wanted, seeds=lambda _: seeds, path=folder / "studies", **how)}

        found = Variants(kind, _judge(kind, variants, parts, runs, effects, full=full), seeds, kept)
        if kept is not None:
            write(found, kept)
    return found


def study_of_variants(kind: Kind, variants: Mapping[str, Values], *, full: bool) -> TownStudy:
    """Return how the untreated town is run as it is and in each variant; for alternatives, with a scandal after a year."""
    prepared = prepare(town().scenario)
    if kind == "alternatives":
        return TownStudy(replace(prepared, events=(SCANDAL,)), YEARS_OF_SIDES, {AS_IT_IS: {}, **variants})
    prepared = prepare_town(prepared)
    return TownStudy(prepared, YEARS_FULL if full else YEARS, {AS_IT_IS: {}, **variants})


def variants_of(kind: Kind, names: Sequence[str] | None = None) -> dict[str, Values]:
    """Return the values of parameters of each variant, by its name: a mechanism's, or "alternative: choice".

    Raises
    ------
    UsageError
        If there is no such mechanism or alternative, with the nearest there is.
    """
    known: Mapping[str, Any] = mechanisms() if kind == "mechanisms" else alternatives()
    for name in names or ():
        if name not in known:
            raise UsageError(f"is none of the {kind}", field="name", value=name, remedy=did_you_mean(name, known))
    chosen = list(known if names is None else names)
    if kind == "mechanisms":
        return {name: mechanisms()[name].neutral for name in chosen}
    return {
        f"{name}: {choice.name}": choice.values
        for name in chosen
        for choice in alternatives()[name].choices.values()
        if choice.values
    }


def _judge(
    kind: Kind,
    variants: Mapping[str, Values],
    parts: Sequence[Part],
    runs: pd.DataFrame,
    effects: Callable[[str, Sequence[Part]], Mapping],
    *,
    full: bool,
) -> list[VariantRow]:
    own = {name: _parts_for(kind, name, parts, full) for name in variants}
    needed = {part.id for wanted in own.values() for part in wanted}
    base_parts = [part for part in parts if part.id in needed]
    base_runs = runs[runs["variant"] == AS_IT_IS].set_index("seed")
    base = estimate_parts(base_parts, base_runs, effects(AS_IT_IS, base_parts))
    rows = []
    for name in variants:
        changed_runs = runs[runs["variant"] == name].set_index("seed")
        changed = estimate_parts(own[name], changed_runs, effects(name, own[name]))
        for part in own[name]:
            apart = _apart(part, base_runs, changed_runs, base[part.id], changed[part.id])
            rows.append(_row(name, part, base[part.id], changed[part.id], apart, _expected(kind, name)))
    return rows


def _parts_for(kind: Kind, name: str, parts: Sequence[Part], full: bool) -> list[Part]:
    """Return the parts that a variant is measured on: all patterns, and the trials and studies it is run for."""
    if full or kind == "alternatives":
        return list(parts)
    expected = _expected(kind, name)
    chosen = [part for part in parts if part.id in expected or part.is_pattern]
    wanted = {each for part in chosen for each in part.of}
    return [part for part in parts if part in chosen or part.id in wanted]


def _expected(kind: Kind, name: str) -> tuple[str, ...]:
    return mechanisms()[name].needed_by if kind == "mechanisms" else ()


def _apart(part: Part, base: pd.DataFrame, changed: pd.DataFrame, before: Estimate, after: Estimate) -> Estimate:
    """Estimate the difference a variant makes: within seeds where both were run on them."""
    if part.id not in base or part.id not in changed:
        return difference(after, before)
    return estimate((changed[part.id] - base[part.id]).to_list())


def _row(
    name: str, part: Part, before: Estimate, after: Estimate, apart: Estimate, expected: Sequence[str]
) -> VariantRow:
    (_, met), (_, still) = judge_part(part, before), judge_part(part, after)
    return VariantRow(
        variant=name,
        part=part.id,
        what=part.what,
        as_it_is=before.mean,
        changed=after.mean,
        difference=apart.mean,
        low=apart.low,
        high=apart.high,
        met_as_it_is=met,
        met_changed=still,
        breaks=met and not still,
        moves=apart.low > 0 or apart.high < 0,
        expected=part.id in expected,
    )
