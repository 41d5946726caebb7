"""Pictures of a fit: what the figures tell of each parameter, and how fresh runs compare with the figures."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd

from mobsim.calibration.findings import Fit
from mobsim.store.atomic import write_file

mpl.use("Agg")
MODEL, FIGURE, FAINT = "#00639c", "#c14d00", "#b8bec4"
STYLE: dict[Any, Any] = {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "figure.dpi": 120}


def draw_pictures(found: Fit, areas: pd.DataFrame, unit: str, folder: Path) -> list[Path]:
    """Draw all pictures of a fit into a folder, and return their files."""
    folder.mkdir(exist_ok=True)
    drawn = [(_parameters(found), "parameters.png"), (_figures(found), "figures.png")]
    if len(areas):
        drawn.append((_map_scatter(areas, unit), "neighbourhoods.png"))
    return [_save(figure, folder / name) for figure, name in drawn]


def _save(figure: Any, path: Path) -> Path:
    write_file(path, lambda unfinished: figure.savefig(unfinished, format="png", bbox_inches="tight"))
    return path


def _new(rows: int, columns: int, width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots(rows, columns, squeeze=False)


def _parameters(found: Fit) -> Any:
    """Draw each parameter's range, its 90 % interval and the fitted value, on the scale of the search."""
    table = found.identified
    figure, axes = _new(1, 1, 7.0, 1.1 + 0.34 * len(table))
    panel = axes[0, 0]
    unit = found.space.unit(table[["low", "median", "high"]].to_numpy(float).T)
    for row, (low, middle, high) in enumerate(unit.T):
        panel.plot([0, 1], [row, row], color=FAINT, linewidth=1, zorder=1)
        panel.plot([low, high], [row, row], color=MODEL, linewidth=5, solid_capstyle="butt", zorder=2)
        panel.plot(middle, row, "o", color="white", markeredgecolor=MODEL, markersize=6, zorder=3)
    names = [
        f"{row['parameter']}\n{row['median']:z.3g} ({row['low']:z.3g} to {row['high']:z.3g})"
        for row in table.to_dict("records")
    ]
    panel.set_yticks(range(len(table)), names, fontsize=8)
    panel.set_ylim(len(table) - 0.5, -0.5)
    panel.set_xticks([0, 1], ["lowest value tried", "highest"])
    panel.set_title(
        "What the figures leave of each parameter's range: 90 % interval and median", fontsize=9, loc="left"
    )
    panel.spines["left"].set_visible(False)
    panel.tick_params(axis="y", length=0)
    return figure


def _figures(found: Fit) -> Any:
    """Draw each figure with its uncertainty, and where 90 % of fresh runs over the posterior lie."""
    table = found.checks
    figure, axes = _new(1, 1, 7.0, 1.1 + 0.24 * len(table))
    panel = axes[0, 0]
    scale = np.sqrt(table["tolerance"] ** 2 + table["run_sd"] ** 2).replace(0.0, 1.0)
    for row, (each, sd) in enumerate(zip(table.to_dict("records"), scale, strict=True)):
        low, high, mean = ((each[name] - each["value"]) / sd for name in ("low", "high", "fitted"))
        panel.plot([low, high], [row, row], color=MODEL, linewidth=4, alpha=0.45, solid_capstyle="butt")
        panel.plot(mean, row, "o" if each["met"] else "x", color=MODEL, markersize=5)
    panel.axvspan(-2, 2, color=FIGURE, alpha=0.10, linewidth=0)
    panel.axvline(0, color=FIGURE, linewidth=1.2)
    panel.set_yticks(range(len(table)), table["target"], fontsize=8)
    panel.set_ylim(len(table) - 0.5, -0.5)
    panel.set_xlabel("standard deviations of figure, discrepancy and one run from the figure")
    panel.set_title(
        "Fresh runs against the figures: mean at the fitted point (x: missed), 90 % of runs", fontsize=9, loc="left"
    )
    return figure


def _map_scatter(areas: pd.DataFrame, unit: str) -> Any:
    """Draw observed against simulated recorded crime by neighbourhood, a panel a type and period."""
    types, periods = areas["type"].unique(), areas["period"].unique()
    figure, axes = _new(len(periods), len(types), 2.5 * len(types) + 0.4, 2.6 * len(periods) + 0.2)
    for row, period in enumerate(periods):
        for column, name in enumerate(types):
            panel, part = axes[row, column], areas[(areas["period"] == period) & (areas["type"] == name)]
            panel.vlines(part["observed"], part["low"], part["high"], color=FAINT, linewidth=0.8, zorder=1)
            within = part["observed"].between(part["low"], part["high"])
            for kept, colour, marker in ((within, MODEL, "o"), (~within, FIGURE, "^")):
                panel.plot(part["observed"][kept], part["mean"][kept], marker, color=colour, markersize=2.6, zorder=2)
            top = float(max(part["observed"].max(), part["mean"].max()))
            panel.plot([0, top], [0, top], color="#1b2733", linewidth=0.7, zorder=0)
            panel.set_xlim(0, 1.05 * top)
            panel.set_ylim(0, 1.3 * top)
            panel.set_title(f"{name.replace('_', ' ')}, years {period}", fontsize=8.5, loc="left")
            panel.set_xlabel("recorded", fontsize=8)
            panel.set_ylabel("simulated" if column == 0 else "", fontsize=8)
    figure.suptitle(
        f"Recorded and simulated crime by neighbourhood, {unit}; triangles lie outside their 90 % interval",
        fontsize=9, x=0.01, ha="left", wrap=True,
    )  # fmt: skip
    return figure
