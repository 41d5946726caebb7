"""Take the numbers of every experiment from its results folder, as it is declared, and draw it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments_page.components import collect_components
from experiments_page.contrasts import collect_arms, collect_contrast
from experiments_page.courses import collect_course, draw_course
from experiments_page.declared import Told
from experiments_page.drawing import draw_one
from experiments_page.hand_back import collect_halves, collect_struck
from experiments_page.interactions import collect_interaction
from experiments_page.records import collect_years, draw_years
from experiments_page.rounding import rounded

IMAGES = Path(__file__).resolve().parents[1] / "images" / "experiments"


def collect(results: Path, declared: Mapping[str, Told], images: Path = IMAGES) -> dict[str, Any]:
    """Take the numbers of every experiment whose results folder is there."""
    return {
        name: collect_one(results / name, told, images) for name, told in declared.items() if (results / name).exists()
    }


def collect_one(folder: Path, told: Told, images: Path = IMAGES) -> dict[str, Any]:
    """Take the numbers of one experiment, and draw them into a folder of pictures."""
    from mobsim.analysis.results import read_sweep

    results = read_sweep(folder)
    found = about_run(results)
    found["contrasts"] = [collect_contrast(results, each) for each in told.contrasts]
    found["contrasts"] += [collect_arms(results.runs, each) for each in told.arms]
    if told.interactions:
        found["interactions"] = [collect_interaction(results, each) for each in told.interactions]
    if told.carried_by:
        found["components"] = collect_components(results, told.carried_by)
    if results.reference is not None:
        found["pairing"] = collect_pairing(results)
    if (folder / "zones.parquet").exists():
        found["struck"] = collect_struck(folder, results)
        found["halves"] = collect_halves(folder)
    if told.courses or told.records:
        weekly = pd.read_parquet(folder / "weekly.parquet")
        if told.courses:
            found["courses"] = [collect_course(results.runs, weekly, each) for each in told.courses]
        else:
            found["years"] = collect_years(results.runs, weekly, told.arms[0])
    draw(folder.name, found, images)
    return found


def about_run(results: Any) -> dict[str, Any]:
    """Take what was run: title, design, town, seeds, model."""
    from mobsim.experiment.plan import DRAW

    experiment, manifest = results.experiment, results.manifest
    return {
        "title": experiment["title"],
        "about": experiment["about"],
        "design": experiment["design"],
        "scenario": manifest["scenario"]["title"],
        "residents": manifest["scenario"]["residents"],
        "points": experiment["points"],
        "runs": len(results.runs),
        "seeds": int(results.runs["replicate"].nunique()),
        "failed": len(results.failures),
        "ensemble": experiment["replicates"].get("ensemble"),
        "draws": int(results.runs[DRAW].nunique()) if DRAW in results.runs else 0,
        "model": manifest["model_hash"],
        "version": manifest["mobsim"],
    }


def draw(name: str, found: Mapping[str, Any], images: Path) -> None:
    """Draw an experiment: by years where it is told so, else the change in harm of every row."""
    from mobsim.report.figures.gallery import Gallery

    gallery = Gallery(images)
    if "years" in found:
        draw_years(name, found["years"], gallery)
    elif found.get("courses"):
        draw_course(name, found["courses"][0], gallery)
    else:
        draw_one(name, found, gallery)


def collect_pairing(results: Any) -> list[dict[str, Any]]:
    """Take what pairing gains, a row an outcome: the least, the median and the most over strategies."""
    from mobsim.analysis.pairing import pairing_gain

    gains = pairing_gain(results).query("of == 'all'").dropna().groupby("outcome", sort=False)["gain"]
    rows = gains.agg(["min", "median", "max"]).reset_index().to_dict("records")
    return [{"outcome": row["outcome"], **rounded(row, ("min", "median", "max"))} for row in rows]
