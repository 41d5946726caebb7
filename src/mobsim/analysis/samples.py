"""A comparison under an ensemble as a sweep: each draw is a sample of the parameters in doubt, run on one seed or two."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from mobsim.experiment.plan import DRAW
from mobsim.scenario.ensemble import Ensemble, read_ensemble
from mobsim.scenario.parameters import SETTABLE
from mobsim.store import read_json

ENSEMBLE = "ensemble.json"
DESIGN = "latin_hypercube"
"""The design whose analyses draws allow: samples all over the parameters, each with seeds of its own."""


def as_samples(folder: Path, manifest: Mapping[str, Any], runs: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return a comparison as what a sweep says of itself, and its runs with the parameters of their draws."""
    ensemble = read_ensemble(folder / ENSEMBLE, str(folder / ENSEMBLE))
    summary = read_json(folder / "comparison.json") or {}
    names = summary.get("ensemble", {}).get("parameters", list(ensemble.parameters))
    strategies = list(dict.fromkeys(runs["strategy"]))
    values = pd.DataFrame([ensemble.values(draw) for draw in runs[DRAW]], index=runs.index)[names]
    ranks = runs.groupby([DRAW, "strategy"])["seed"].rank(method="first").astype(int) - 1
    points = runs.groupby([DRAW, "strategy"], sort=False).ngroup()
    experiment = {
        "name": folder.name,
        "title": f"{manifest['scenario']['title']}: strategies under {ensemble.title or 'an ensemble'}",
        "about": ensemble.about,
        "design": DESIGN,
        "resolution": None,
        "strategy": manifest["inputs"]["reference"],
        "strategies": strategies,
        "reference": manifest["inputs"]["reference"],
        "arms": [each["name"] for each in summary.get("strategies", []) if each["kind"] != "policy"],
        "fixed": {},
        "factors": [*_drawn(ensemble, names), _compared(strategies)],
        "samples": int(runs[DRAW].nunique()),
        "points": int(points.max()) + 1,
        "seed": int(manifest["seeds"][0]) if manifest["seeds"] else 0,
        "keep": None,
        "replicates": {"ensemble": ensemble.title or "an ensemble"},
    }
    return experiment, pd.concat([runs, values], axis=1).assign(point=points, replicate=ranks)


def _drawn(ensemble: Ensemble, names: list[str]) -> list[dict[str, Any]]:
    found = []
    for name in names:
        column = [draw[ensemble.parameters.index(name)] for draw in ensemble.draws]
        whole = SETTABLE[name].kind is int
        bounds = {"low": min(column), "high": max(column)}
        found.append({"name": name, "kind": "parameter", "levels": [], "whole": whole, "steps": 5, **bounds})
    return found


def _compared(strategies: list[str]) -> dict[str, Any]:
    return {
        "name": "strategy",
        "kind": "strategy",
        "levels": strategies,
        "low": 0.0,
        "high": 1.0,
        "whole": False,
        "steps": 5,
    }
