"""A small scenario in which nothing is wrong; every bad input is this one with one thing broken."""

import json
from pathlib import Path

SCENARIO = """\
schema = 1
title = "Four squares"
days = 364
burn_in_days = 28
seed = 7
scale = 1.0
reference = "status_quo"

[community]
areas = "areas.geojson"
edges = "edges.csv"
places = "places.csv"
population = "people"
deprivation = { column = "income", direction = "lower_is_more_deprived", transform = "minmax" }
turnover = "moving"
officers_per_100k = 150

[community.risks]
theft = "burglary"

[leaders]
councillors = 3
agencies = ["health", "housing"]
associations = "each neighbourhood"

[calendar]
weekday = [1.0, 1.0, 1.0, 1.0, 1.1, 1.1, 0.8]

[parameters]
"trust.bad_contact_weight" = 9.0
"planning.running_at_most" = 3

[[problems]]
name = "theft"
ceiling = 0.05

[strategies.mine]
extends = "full_model"
leadership = 0.6
lead = "community"

[strategies.ours]
extends = "mine"
patrol_share = 0.5

[[events]]
day = 100
kind = "police_misconduct"
severity = 0.5
neighbourhood = "b"

[[events]]
day = 200
kind = "change_of_strategy"
strategy = "ours"
"""


def areas() -> dict:
    """Four squares in a row, joined side by side."""
    features = []
    for number, identifier in enumerate("abcd"):
        ring = [[number, 0], [number + 1, 0], [number + 1, 1], [number, 1], [number, 0]]
        properties = {
            "id": identifier,
            "name": f"Square {identifier}",
            "people": 900 + 50 * number,
            "income": 30.5 + 10 * number,
            "moving": 0.1,
            "burglary": 12.0 + number,
        }
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def files() -> dict[str, str]:
    """Name and text of every file of the scenario."""
    places = "".join(f"{i},{'abcd'[i % 4]},{i % 4 + 0.5},0.5\n" for i in range(12))
    return {
        "scenario.toml": SCENARIO,
        "areas.geojson": json.dumps(areas(), indent=1),
        "edges.csv": "a,b\na,b\nb,c\nc,d\n",
        "places.csv": "id,neighbourhood,x,y\n" + places,
    }


def write(folder: Path, changed: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the scenario with some files changed (``None`` leaves one out); return the scenario file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**files(), **(changed or {})}.items():
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / "scenario.toml"
