"""Judge parts and targets: what the model gave, held against the bands."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from mobsim.validation.targets import Part, StudyRow, Target, TrialRow, targets
from mobsim.validation.verdicts import UNKNOWN, Estimate, Verdict, difference, estimate, is_met, judge, ratio


class JudgedPart(NamedTuple):
    """One row of the table: the model's value and 95 % interval over ``n`` seeds, the band, and the verdict.

    ``met`` is by the mean; ``verdict`` is unclear where the interval reaches over an edge of the band.
    """

    target: str
    target_what: str
    part: str
    what: str
    unit: str
    model: float
    low: float
    high: float
    n: int
    band_low: float
    band_high: float
    published: str
    published_value: float
    verdict: Verdict
    met: bool
    source: str
    grade: str
    band: str
    measured: str


class JudgedTarget(NamedTuple):
    """A target's verdict: it is met only if all its parts are."""

    target: str
    what: str
    met: bool
    verdict: Verdict
    parts: int


def estimate_parts(
    parts: Sequence[Part], runs: pd.DataFrame, effects: Mapping[TrialRow | StudyRow, Estimate]
) -> dict[str, Estimate]:
    """Estimate every part: patterns from runs of the untreated town, effects of trials and studies, differences of those."""
    found: dict[str, Estimate] = {}
    for part in sorted(parts, key=lambda part: bool(part.of)):
        if part.minus is not None:
            found[part.id] = difference(*(found.get(name, UNKNOWN) for name in part.minus))
        elif part.over is not None:
            found[part.id] = ratio(*(found.get(name, UNKNOWN) for name in part.over))
        elif part.trial is not None:
            found[part.id] = effects.get(part.trial, UNKNOWN)
        elif part.study is not None:
            found[part.id] = effects.get(part.study, UNKNOWN)
        else:
            found[part.id] = estimate(runs[part.id].to_list()) if part.id in runs else UNKNOWN
    return found


def judge_parts(parts: Sequence[Part], estimates: Mapping[str, Estimate]) -> list[JudgedPart]:
    """Judge each part."""
    return [_judged(part, estimates[part.id]) for part in parts]


def judge_targets(chosen: Sequence[Target], parts: Sequence[JudgedPart]) -> list[JudgedTarget]:
    """Judge each target by its parts; its verdict is that of its worst part."""
    return [_judged_target(target, [part for part in parts if part.target == target.id]) for target in chosen]


def _judged_target(target: Target, own: Sequence[JudgedPart]) -> JudgedTarget:
    worst: tuple[Verdict, ...] = ("not measured", "missed", "unclear")
    verdict: Verdict = next((each for each in worst if any(part.verdict == each for part in own)), "met")
    return JudgedTarget(target.id, target.what, all(part.met for part in own), verdict, len(own))


def judge_part(part: Part, found: Estimate) -> tuple[Verdict, bool]:
    """Judge an estimate of a part, and say whether it is met: by the mean, unless it must be told apart."""
    verdict, met = judge(found, part.low, part.high), is_met(found, part.low, part.high)
    return ("missed", False) if part.told_apart and verdict == "unclear" else (verdict, met)


def _judged(part: Part, found: Estimate) -> JudgedPart:
    verdict, met = judge_part(part, found)
    return JudgedPart(
        target=part.target,
        target_what=targets()[part.target].what,
        part=part.id,
        what=part.what,
        unit=part.unit,
        model=found.mean,
        low=found.low,
        high=found.high,
        n=found.n,
        band_low=part.low,
        band_high=part.high,
        published=part.published,
        published_value=float("nan") if part.value is None else float(part.value),
        verdict=verdict,
        met=met,
        source=part.source,
        grade=part.grade,
        band=part.band,
        measured=part.how,
    )


def as_plain(rows: Sequence[JudgedPart] | Sequence[JudgedTarget]) -> list[dict[str, Any]]:
    """Return rows as plain data; what is unknown or open is None."""
    return [{name: _plain(value) for name, value in row._asdict().items()} for row in rows]


def part_from_plain(row: Mapping[str, Any]) -> JudgedPart:
    """Return a part from plain data: what was None is unknown, or an open edge of the band."""
    open_edges = {"band_low": float("-inf"), "band_high": float("inf")}
    values: dict[str, Any] = {
        name: open_edges.get(name, float("nan")) if value is None else value for name, value in row.items()
    }
    return JudgedPart(**values)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not abs(value) < float("inf") else value
