"""What a crime wave does under a lead that follows need: who leads where it strikes, and hours and lead by zone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments_page.rounding import round_to
from experiments_page.words import WAVE, row_of

LEAD, POLICE = "strategy.lead", "police-assisted"
HALVES = {1: "before", 2: "during", 3: "after", 4: "a year after", 5: "a year and a half after"}


def collect_struck(folder: Path, results: Any) -> list[dict[str, Any]]:
    """Take, from the dates of changes, how many of the struck neighbourhoods police lead as cycles pass: adaptive lead."""
    from mobsim.experiment.sweep.reading import read_experiment

    events = read_experiment(folder.name).scenario.events
    struck, day = sorted({event.neighbourhood for event in events}), events[0].day
    runs = results.runs[results.runs[LEAD] == "adaptive"]
    changes = pd.read_parquet(folder / "zones.parquet")
    changes = changes[changes["neighbourhood"].isin(struck)].sort_values("day", kind="stable")
    rows = []
    for cycle in (0, 1, 2, 3, 6, 9, 13, 26):
        last = (
            changes[changes["day"] <= day + 28 * cycle]
            .groupby(["run_id", "neighbourhood"])[["to_zone", "to_lead"]]
            .last()
        )
        row: dict[str, Any] = {"cycle": cycle}
        for severity, of in runs.groupby(WAVE):
            states = last.reindex(pd.MultiIndex.from_product([of["run_id"], struck]))
            police = states["to_lead"].fillna(POLICE) == POLICE  # as all neighbourhoods begin
            row["wave" if severity else "calm"] = round_to(float(police.mean()))
        rows.append(row)
    return rows


def collect_halves(folder: Path) -> list[dict[str, Any]]:
    """Take zones, and hours and lead by zone, in the halves of years around the wave, in the towns that it strikes."""
    weekly = pd.read_parquet(folder / "weekly.parquet")
    weekly = weekly[weekly[WAVE] > 0].copy()
    weekly["half"] = weekly["week"] // 26
    rows = []
    for (lead, half), weeks in weekly[weekly["half"].between(1, 5)].groupby([LEAD, "half"], sort=False):
        row: dict[str, Any] = {"lead": lead, "half": int(half)}
        for zone in range(4):
            share = weeks[f"zone_{zone}"]
            row[f"zone_{zone}"] = round_to(float(share.mean()))
            for what in ("officer_hours", "volunteer_hours", "community_led"):
                values = weeks[f"{what}_zone_{zone}"]
                weight = share.where(values.notna(), 0.0)
                row[f"{what}_{zone}"] = round_to(float((values.fillna(0.0) * weight).sum() / weight.sum()))
        rows.append(row)
    return sorted(rows, key=lambda row: (row["lead"], row["half"]))


def struck_table(rows: Sequence[dict[str, Any]]) -> str:
    """Write how many of the struck neighbourhoods police lead, cycle by cycle."""
    lines = [
        "Of the neighbourhoods that the wave strikes, under adaptive lead, police lead, by the dates in `zones.parquet`:\n",
        row_of(["cycles since the wave began", *(str(row["cycle"]) for row in rows)]),
        row_of(["---"] * (len(rows) + 1)),
    ]
    for key, words in (("wave", "with the wave"), ("calm", "the same towns without it")):
        lines.append(row_of([words, *(f"{row[key]:.0%}" for row in rows)]))
    return "\n".join(lines)


def halves_table(rows: Sequence[dict[str, Any]]) -> str:
    """Write hours and lead by zone before, during and after the wave."""
    head = ["lead", "half-year", "neighbourhoods in zones 0 to 3, %", "officer hours there", "volunteer hours there",
            "initiatives led by the community there, %"]  # fmt: skip
    lines = [
        "Hours are those per 1,000 residents of the zone a year, in the towns that the wave strikes:\n",
        row_of(head),
        row_of(["---"] * len(head)),
    ]
    for row in rows:
        cells = [
            " / ".join(f"{scale * row[f'{what}{zone}']:,.0f}" for zone in range(4))
            for what, scale in (("zone_", 100), ("officer_hours_", 1), ("volunteer_hours_", 1), ("community_led_", 100))
        ]
        lines.append(row_of([row["lead"], HALVES[row["half"]], *cells]))
    return "\n".join(lines)
