"""Write a results folder of made-up but plausible numbers, so that reports can be tried without a simulation."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import t

from mobsim.experiment.benefits import describe_problems, money_of
from mobsim.experiment.fairness import fairness_of
from mobsim.experiment.layout import Layout
from mobsim.measures import OUTCOMES
from mobsim.scenario.prices import load_prices
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.store.meanings import as_plain, meanings_of

YEARS = 3.0
STRATEGIES = ("status_quo", "enforcement", "hot_spots", "engagement_only", "community_led", "full_model")
ALL_POLICIES = (
    *STRATEGIES, "police_assisted", "situation_table", "crisis_teams", "health_data", "prevention_coalition",
)  # fmt: skip
EFFECTS = {
    "status_quo": (0.0, 0.0),
    "enforcement": (-0.04, -0.05),
    "hot_spots": (-0.09, 0.0),
    "engagement_only": (-0.02, 0.06),
    "community_led": (-0.08, 0.05),
    "full_model": (-0.13, 0.09),
    "police_assisted": (-0.06, 0.03),
    "situation_table": (-0.01, 0.01),
    "crisis_teams": (0.01, 0.02),
    "health_data": (-0.03, 0.0),
    "prevention_coalition": (0.02, 0.04),
}
"""Relative effect on true crime, and absolute effect on trust."""
SHARES = {"theft": 0.6, "violence": 0.2, "disorder": 0.15, "drugs": 0.05}
KINDS = [(measure, lead) for lead in ("police-assisted", "community-led") for measure in ("situational", "social")]


def write_folder(
    folder: Path, *, strategies=STRATEGIES, seeds=10, side=7, polygons=True, names=None, island=False, compared=True
) -> Path:
    """Write a folder like that of ``mobsim compare`` (or of ``mobsim run``: one strategy, one seed, not compared)."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    areas = _areas(side, polygons, names, island, random)
    runs, weekly, neighbourhoods, initiatives = [], [], [], []
    for seed in range(1, seeds + 1):
        luck = random.normal(size=len(areas["ids"]) + 8)
        for strategy in strategies:
            key = {"run_id": len(runs), "strategy": strategy, "seed": seed}
            noise = np.random.default_rng([seed, ALL_POLICIES.index(strategy)])
            outcomes = _outcomes(strategy, luck, noise)
            runs.append(key | outcomes)
            weekly += [key | row for row in _weekly(outcomes, noise)]
            neighbourhoods += [key | row for row in _neighbourhoods(strategy, areas, outcomes, luck, noise)]
            initiatives += [key | row for row in _initiatives(strategy, areas, noise)]
    runs = pd.DataFrame(runs)
    tables = {"runs": runs, "weekly": weekly, "neighbourhoods": neighbourhoods, "initiatives": initiatives}
    for name, rows in tables.items():
        pd.DataFrame(rows).to_parquet(folder / f"{name}.parquet", index=False)
    shown = {key: value for key, value in areas.items() if not key.startswith("_")}
    _write(folder / "areas.json", shown)
    _write(folder / "outcomes.json", as_plain(meanings_of(OUTCOMES)))
    _write(folder / "manifest.json", _manifest(areas, strategies, seeds, compared))
    if compared:
        _write(
            folder / "comparison.json",
            summarise(runs, strategies) | priced(runs, pd.DataFrame(neighbourhoods), strategies),
        )
    return folder


def priced(runs, neighbourhoods, strategies) -> dict:
    """Set benefits beside costs, and tell who bears what, as a comparison does."""
    seeds = sorted({int(seed) for seed in runs["seed"]})
    layout = Layout(list(strategies), np.ones(len(strategies), bool), 0, seeds)
    problems = describe_problems(DEFAULT_PROBLEMS)
    money = money_of(runs, problems, load_prices(), layout)
    return {"problems": problems, "money": money, "fairness": fairness_of(neighbourhoods, layout)}


def _write(file: Path, content) -> None:
    file.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _areas(side, polygons, names, island, random):
    corners = np.array([[(x, y) for x in range(side + 1)] for y in range(side + 1)], dtype=float)
    corners += random.uniform(-0.28, 0.28, corners.shape)
    rings, centres, edges = [], [], []
    for y in range(side):
        for x in range(side):
            ring = [corners[y, x], corners[y, x + 1], corners[y + 1, x + 1], corners[y + 1, x], corners[y, x]]
            rings.append([[[round(float(a), 4), round(float(b), 4)] for a, b in ring]])
            centres.append(np.mean(ring[:4], axis=0))
            here = y * side + x
            edges += [[here, here + 1]] if x + 1 < side else []
            edges += [[here, here + side]] if y + 1 < side else []
    if island:
        edges = [edge for edge in edges if 0 not in edge]
    count = side * side
    x, y = np.array(centres).T
    return {
        "ids": [str(number + 1) for number in range(count)],
        "names": names or [f"Neighbourhood {number + 1}" for number in range(count)],
        "polygons": rings if polygons else None,
        "x": [round(float(value), 4) for value in x],
        "y": [round(float(value), 4) for value in y],
        "edges": edges,
        "_deprivation": np.clip(0.15 + 0.1 * y + random.normal(0, 0.08, count), 0.02, 0.98),
        "_population": random.integers(600, 1600, count),
    }


def _outcomes(strategy, luck, noise):
    crime, trust = EFFECTS[strategy]
    wobble = noise.normal(0, 0.012, 40)
    true = 262 * (1 + crime + 0.03 * luck[0] + wobble[0])
    trust_now = 0.53 + trust + 0.006 * luck[1] + wobble[1] / 3
    reported_share = 0.29 + 0.35 * trust + wobble[2] / 10
    patrol = {"enforcement": 62, "hot_spots": 58, "engagement_only": 34}.get(strategy, 48)
    engagement = {"enforcement": 4, "engagement_only": 36}.get(strategy, 15)
    stops = 40 * patrol / 48 * (1 + wobble[3])
    calm = 0.41 + 0.4 * crime - 0.2 * trust + wobble[4] / 6
    kinds = dict(zip(KINDS, _kinds(strategy), strict=True))
    named = {
        f"initiatives_{lead.partition('-')[0]}_{measure}": 9.0 * share * (1 + wobble[5])
        for (measure, lead), share in kinds.items()
    }
    by_type = {
        f"{series}_{name}": crime * share
        for series, crime in (("true", true), ("recorded", true * reported_share * 0.6))
        for name, share in SHARES.items()
    }
    return (
        named
        | by_type
        | {
            "social_crisis": 25.0,
            "reported_social_crisis": 15.0,
            "volunteer_worth": 5.0 + 300 * max(trust, 0),
            "records_error": 0.2 + 0.4 * max(-crime, 0) + wobble[20] / 9,
            "patrol_error": 0.3 + wobble[21] / 9,
            "true_crime": true,
            "reported_crime": true * reported_share,
            "recorded_crime": true * reported_share * 0.6,
            "harm": true * 1.31 * (1 + wobble[6] / 2),
            "insecurity": calm,
            "insecure_share": calm * 0.62,
            "trust": trust_now,
            "confident_share": trust_now * 0.8,
            "cohesion": 0.46 + trust / 4 + wobble[7] / 8,
            "participation": max(0.004, 0.03 + trust / 3 + wobble[8] / 9),
            "assessment_error": 0.31 - 0.9 * trust + wobble[9] / 4,
            "clearance": 0.36 + trust / 5 + wobble[10] / 4,
            "response_delay": 0.2 + wobble[11],
            "victimised_share": 0.19 * (1 + crime),
            "reported_share": reported_share,
            "initiatives_met": 0.4 + trust + wobble[12],
            "hours_response": 92 * (1 + wobble[13]),
            "hours_patrol": patrol * (1 + wobble[14]),
            "hours_engagement": engagement * (1 + wobble[15]),
            "hours_initiatives": 14 * (1 + wobble[16]),
            "hours_overhead": 8 + 30 * max(trust, 0),
            "volunteer_hours": 60 + 900 * max(trust, 0),
            "agency_hours": 30.0,
            "overtime_hours": 22.0 if strategy == "enforcement" else 9.0,
            "cost": 338.0,
            "programme_money": 20.0 if strategy == "enforcement" else 38.0,
            "stops": stops,
            "contacts_good": 60 + 3 * engagement,
            "contacts_bad": 0.2 * stops,
            "ratio_harm": 2.1 + wobble[17],
            "ratio_insecurity": 1.3 + wobble[18] / 3,
            "ratio_stops": 1.8 + wobble[19],
        }
    )


def _kinds(strategy):
    return {"community_led": (0.0, 0.0, 0.5, 0.5), "full_model": (0.25, 0.2, 0.25, 0.3)}.get(strategy, (0.8, 0.2, 0, 0))


def _weekly(outcomes, noise):
    for week in range(-52, round(52 * YEARS)):
        grown = 0.0 if week < 0 else 1 - np.exp(-week / 25)
        season = 1 + 0.08 * np.sin(2 * np.pi * week / 52)
        row = {"week": week, "community": "Town"}
        for name, base in (("harm", 343.0), ("true_crime", 262.0), ("recorded_crime", 46.0), ("stops", 40.0)):
            row[name] = (base + grown * (outcomes[name] - base)) * season * (1 + noise.normal(0, 0.06))
        for name, base in (("insecurity", 0.41), ("trust", 0.53), ("participation", 0.03)):
            row[name] = base + grown * (outcomes[name] - base) + noise.normal(0, 0.002)
        yield row


def _neighbourhoods(strategy, areas, outcomes, luck, noise):
    crime, _ = EFFECTS[strategy]
    for place, (identifier, name) in enumerate(zip(areas["ids"], areas["names"], strict=True)):
        deprived = areas["_deprivation"][place]
        level = (0.6 + 0.9 * deprived) * (1 + 0.05 * luck[8 + place]) / (1 + crime)
        here = 1 + crime * (0.3 + 1.6 * deprived) + noise.normal(0, 0.03)
        yield {
            "id": identifier,
            "name": name,
            "community": "Town",
            "population": int(areas["_population"][place]),
            "deprivation": float(deprived),
            "x": areas["x"][place],
            "y": areas["y"][place],
            "harm": outcomes["harm"] * level * here,
            "insecurity": outcomes["insecurity"] * (0.8 + 0.5 * deprived) + noise.normal(0, 0.004),
            "stops": outcomes["stops"] * (0.6 + deprived) * (1 + noise.normal(0, 0.06)),
            "trust": outcomes["trust"] - 0.1 * deprived,
        }


def _initiatives(strategy, areas, noise):
    for number in range(27):
        measure, lead = KINDS[noise.choice(4, p=_kinds(strategy))]
        start = 364 + 28 * number
        hours = {"officer_hours": 12.0, "volunteer_hours": 30.0, "agency_hours": 20.0, "work": 50.0}
        yield hours | {
            "community": "Town",
            "neighbourhood": areas["ids"][int(noise.integers(len(areas["ids"])))],
            "problem": "theft",
            "measure": measure,
            "lead": lead,
            "agency": "housing",
            "matched": True,
            "tested": True,
            "planned_day": start - 20,
            "start_day": start,
            "end_day": start + 168,
            "status": "ended",
            "money": 9000.0,
            "forecast": 0.2,
            "result": 0.15,
            "met": bool(noise.random() < 0.5),
            "effective": True,
        }


def _manifest(areas, strategies, seeds, compared):
    return {
        "format": "mobsim results",
        "schema": 1,
        "kind": "compare" if compared else "run",
        "state": "complete",
        "mobsim": "0.1.0",
        "source_hash": "0123456789abcdef0123",
        "packages": {"mesa": "3.3.1", "numpy": "2.4.6"},
        "platform": {"python": "3.11.9", "system": "Linux", "machine": "x86_64"},
        "scenario": {
            "name": "made_up",
            "title": "A made-up town",
            "days": int(364 * YEARS),
            "burn_in_days": 364,
            "residents": int(areas["_population"].sum()),
            "people": float(areas["_population"].sum()),
            "notes": ["turnover: 0.12 everywhere, because the areas give none"],
        },
        "inputs_hash": "fedcba98765432100123",
        "seeds": list(range(1, seeds + 1)),
        "sessions": [
            {
                "command": ["/somewhere/bin/mobsim", "compare" if compared else "run", "made up"],
                "started": "2024-05-01T10:00:00+00:00",
                "ended": "2024-05-01T10:01:00+00:00",
                "state": "complete",
            }
        ],
    }


FIELDS = ("mean", "low", "high", "difference", "difference_low", "difference_high")


def summarise(runs: pd.DataFrame, strategies) -> dict:
    """Compare strategies as the contract of comparison.json says: means, paired differences, 95 % intervals."""
    names = [name for name in runs if name not in ("run_id", "strategy", "seed")]
    tables = {strategy: runs[runs["strategy"] == strategy].set_index("seed")[names] for strategy in strategies}
    reference = tables[strategies[0]]
    harm = pd.DataFrame({strategy: table["harm"] for strategy, table in tables.items()})
    chances = harm.idxmin(axis=1).value_counts(normalize=True)
    entries, pairs = [], max(1, len(strategies) * (len(strategies) - 1) // 2)
    enough = len(reference) >= 5
    for strategy, table in tables.items():
        plain, paired = _interval(table), _interval(table - reference, together=pairs)
        outcomes = {name: dict(zip(FIELDS, (*plain[name], *paired[name]), strict=True)) for name in names}
        better = [
            _interval(table[["harm"]] - other[["harm"]], together=pairs)["harm"][1] > 0 for other in tables.values()
        ]
        worse = [
            _interval(table[["harm"]] - other[["harm"]], together=pairs)["harm"][2] < 0 for other in tables.values()
        ]
        entries.append(
            {
                "name": strategy,
                "about": f"What {strategy.replace('_', ' ')} does.",
                "levers": {"leadership": 0.2, "social_share": 0.3},
                "cost": float(table["cost"].mean()),
                "rank": 1 + sum(better),
                "rank_to": len(strategies) - sum(worse),
                "probability_best": float(chances.get(strategy, 0.0)) if enough else None,
                "expected_regret": float((harm[strategy] - harm.min(axis=1)).mean()) if enough else None,
                "outcomes": outcomes,
            }
        )
    spread = reference[names].std(ddof=1) * 2.8 / np.sqrt(len(reference))
    return {
        "scenario": "made_up",
        "runs": len(reference),
        "reference": strategies[0],
        "headline": "harm",
        "strategies": entries,
        "smallest_detectable": {name: float(spread[name]) for name in names},
    }


def _interval(table, together=1):
    half = t.ppf(1 - 0.025 / together, len(table) - 1) * table.std(ddof=1) / np.sqrt(len(table))
    mean = table.mean()
    return {name: (float(mean[name]), float(mean[name] - half[name]), float(mean[name] + half[name])) for name in table}
