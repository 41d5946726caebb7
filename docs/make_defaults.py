"""Make the page on how the defaults were fitted, from the folder that ``python -m mobsim.validation FOLDER`` wrote.

    python docs/make_defaults.py results/defaults

What the page is made from is kept in ``docs/measured/defaults.json``; without a folder the page is made again from there.
"""

import json
import sys
from pathlib import Path
from typing import Any

from mobsim.scenario.parameters import SETTABLE

DOCS = Path(__file__).resolve().parent
KEPT = DOCS / "measured" / "defaults.json"
LIKELY = 0.5
BY_HAND = DOCS / "measured" / "by_hand.json"

INTRODUCTION = """# How the defaults were fitted

{free} parameters of mechanisms were fitted to the published targets, **all at once**. The procedure ships and repeats itself to
the bit:

    python -m mobsim.validation results/defaults && python docs/make_defaults.py results/defaults

1. **What is free** stands in `src/mobsim/validation/defaults.toml`, with the range of each; within it every value counts as
   equally likely before a run is seen. The ranges lie around what [a search by hand](#by-hand) and an earlier fit had found.
2. **What is aimed at**: every part of the evidence with a band on both sides that one run of a year can measure
   ({parts} parts). A run covers a year of the untreated South Simcoe and all trials in it, each against its untreated twin.
3. **How**: {runs} runs spread evenly over the ranges train an emulator of every part (Gaussian processes), which leaves {left} of
   the ranges possible; the posterior is drawn under it; runs on fresh seeds check it. The same code as
   [`mobsim calibrate`](calibration.md).
4. **Which point**: the defaults are the mean of the posterior, to three figures. The evidence leaves most parameters wide
   open (below): the mean stands for many sets of values that would do.

Every target that follows from a fit is calibration, not corroboration. What the model then gives is measured again, on
other seeds, by `mobsim validate`: [How it is validated](validation.md).

"""

LEARNED = """## What the evidence says of each parameter

*Told* compares the posterior with what was thought before: an `sd ratio` near 1 says that the evidence does not
distinguish the parameter from others, and that its default is one of many that would do.

"""

MET = """## What was expected of the posterior's mean, on fresh seeds

"""


HELD_OUT = """
## What the rest of the evidence expects of each target { #held-out }

Each target was kept out in turn: the posterior drawn from all *other* targets says what its parts would be, with 90 %
intervals of the expected value. *Chance* is how likely the part then lies in its band, beside how likely it was anywhere in
the ranges, before any evidence. Where the chance is high only with the target itself, the model does not foretell the target:
it was tuned to it. A range set with a target in mind counts as *before*.

"""


BY_HAND_INTRODUCTION = """
## What was set by hand { #by-hand }

Before any fit, these were changed while looking at what the targets gave; none of them was fitted:

- **Doses of trials**: officers' hours of problem-oriented policing (0.5, then 1 a day), money for environmental design (12,
  6, 2, then 4 CAD a day and block). Published doses are seldom stated. Patrol of large areas was first 8, then 12 hours a
  day; it is now the middle of what Kansas City's experiment gave, two to three times the usual (Kelling et al. 1974).
- **Kinds of incident**: which share strikes at homes (`at_homes`, against C1 and C3), how much a kind repeats
  (`near_repeat`), which victims are passers-by (`passers_by`, against A2). They are assumed, whatever source their kind names.
- **One parameter**, `offending.places_weighed` (3, then 6), against C3; and that trials are compared with
  `policing_as_usual` rather than the status quo, after B4 came out small.
- **How some parts are measured**: B7 first as a panel over a year; when that came out at 16 to 24, the contrast a week after a
  contact was added, and both must now hold. B5 and B2 are read against the untreated twin and in the whole town.

**How much rests on them.** Each number was halved and raised by half, alone, all else as it is ({seeds} seeds;
`python -m benchmarks.by_hand`). Of {tried} changes, {turned} turn the verdict of a part:

"""


LESSONS = """
## What this fit does not say

- **It is not unique.** Parameters that the evidence does not distinguish (sd ratio near 1) could be elsewhere in their ranges.
  What depends on one of them should be swept over it: `mobsim sweep` takes its range from the declaration.
- **Why the fit before missed.** It ran its trials in a copy of the town of 0.4 its size, to be affordable, and chose the draw
  at which its emulator hoped for most. It expected all parts met; the whole town gave 25 of 28 targets, with hot-spot
  patrol (B1), patrol of large areas (B3) and collective efficacy (B10) too weak: the same hours at as many places do less
  in a larger town. This fit runs the whole town, lets patrol deter more, and takes the mean.
- **Its edges.** The share of places with half of crime (C1) and repeats within a week (C3) lie near edges of their bands;
  the table above and [How it is validated](validation.md#targets) show how near.
"""


def keep(folder: Path) -> None:
    """Keep what the page is made from."""
    names = ("identified", "checks", "waves", "held_out")
    read = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(read, indent=1) + "\n", encoding="utf-8")


def page() -> str:
    """Write the page."""
    kept = json.loads(KEPT.read_text("utf-8"))
    parameters = [
        (
            f"`{row['parameter']}`", f"{row['prior_low']:.3g} to {row['prior_high']:.3g}",
            f"{row['mean']:.3g} ({row['low']:.3g} to {row['high']:.3g})",
            f"**{SETTABLE[row['parameter']].declared.default:.3g}**", f"{row['sd_ratio']:.2f}", row["told"],
            row["informed_by"],
        )
        for row in kept["identified"]
    ]  # fmt: skip
    met = [
        (
            row["target"],
            f"{row['target_low']:.4g} to {row['target_high']:.4g}",
            f"{row['fitted']:.4g}",
            "yes" if row["met"] else "**no**",
        )
        for row in kept["checks"]
    ]
    waves = kept["waves"]
    intro = INTRODUCTION.format(
        free=len(parameters), parts=len(kept["checks"]), runs=waves[-1]["runs_used"], left=f"{waves[-1]['share_left']:.1%}"
    )  # fmt: skip
    learned = _table(
        ("parameter", "range", "posterior (90 %)", "default", "sd ratio", "told", "informed by"), parameters
    )
    afresh = MET + _table(("part", "band", "model", "met"), met)
    return intro + LEARNED + learned + "\n" + afresh + held_out(kept) + by_hand() + LESSONS


def held_out(kept: dict[str, Any]) -> str:
    """Table what the other targets expect of each."""
    rows = [
        (
            row["part"], f"{row['band_low']:.4g} to {row['band_high']:.4g}",
            f"{row['mean']:.4g} ({row['low']:.4g} to {row['high']:.4g})",
            f"{row['in_band']:.0%}" if row["in_band"] >= LIKELY else f"**{row['in_band']:.0%}**", f"{row['in_band_before']:.0%}",
        )
        for row in kept["held_out"]
    ]  # fmt: skip
    return HELD_OUT + _table(("part", "band", "by the other targets", "chance", "before"), rows)


def by_hand() -> str:
    """Table which parts change sides when a number that was set by hand is another."""
    kept = json.loads(BY_HAND.read_text("utf-8"))
    changes = {(row["number"], row["changed"]) for row in kept["rows"]}
    turned = [row for row in kept["rows"] if row["met"] != row["met_then"]]
    rows = [
        (
            f"`{row['number']}`", f"{row['value']:g} to {row['changed']:g}", f"{row['part']}, {row['what']}",
            f"{row['as_it_is']:.3g}", f"{row['then']:.3g}", "met" if row["met_then"] else "no longer met",
        )
        for row in turned
    ]  # fmt: skip
    counted = len({(row["number"], row["changed"]) for row in turned})
    introduction = BY_HAND_INTRODUCTION.replace("{seeds}", str(kept["seeds"])).replace("{tried}", str(len(changes)))
    return introduction.replace("{turned}", str(counted)) + _table(
        ("number", "change", "part", "as it is", "then", ""), rows
    )


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "".join("| " + " | ".join(row) + " |\n" for row in (head, ("---",) * len(head), *rows))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        keep(Path(sys.argv[1]))
    (DOCS / "defaults.md").write_text(page(), encoding="utf-8")
