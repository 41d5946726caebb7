"""Make the page on how the defaults were fitted, from the folder that ``python -m mobsim.validation FOLDER`` wrote.

    python docs/make_defaults.py results/defaults

What the page is made from is kept in ``docs/measured/defaults.json``; without a folder the page is made again from there.
"""

import json
import sys
from pathlib import Path
from typing import Any

from mobsim.calibration.findings import Basis
from mobsim.scenario.parameters import SETTABLE
from mobsim.validation.defaults import settings

DOCS = Path(__file__).resolve().parent
KEPT = DOCS / "measured" / "defaults.json"
LIKELY = 0.5
BY_HAND = DOCS / "measured" / "by_hand.json"

LEARNED = """## What the evidence says of each parameter

*Told* compares the posterior with what was thought before: an `sd ratio` near 1 says that the evidence does not
distinguish the parameter from others, and that its default is one of many that would do.

"""

INTRODUCTION = """# How the defaults were fitted

{free} parameters of mechanisms were fitted to the published targets, **all at once**. The procedure ships and repeats itself to
the bit:

    python -m mobsim.validation results/defaults && python docs/make_defaults.py results/defaults

{basis}

The waves leave {left} of the ranges possible. {parts} parts are aimed at; the defaults are the point that stands for the
posterior, to three figures. What the model then gives is measured again, on other seeds, by `mobsim validate`:
[How it is validated](validation.md). Every target that follows from a fit is calibration, not corroboration.

"""

NEXT = """
## The procedure {{ #next }}

    python -m mobsim.validation.screening_run results/screening    # which numbers are free
    python -m mobsim.validation results/defaults --minutes 40      # go on with the fit; again, until it is whole
    python docs/make_defaults.py results/defaults

A wave of 112 runs over wider ranges came before, on earlier rules; what it left, a fifth wider at each end, gave the ranges of
this fit. Its draws, thinned, are the [ensemble](ensembles.md) that ships:

    python -m mobsim.validation.ensemble results/defaults

1. **What is free.** At most 25 numbers, which a screening chooses among the assumed and fitted numbers of all mechanisms: first
   all numbers of a mechanism together, then each number of the mechanisms that matter, in designs of Plackett and Burman
   (1946),
   in a small town. The file that it writes lists what was chosen, and what was left out and why. Five that it chose were taken
   out again and two put in, by hand, for reasons that stand with the ranges in `src/mobsim/validation/defaults.toml`;
   within them every value counts as equally likely before a run is seen.
2. **What is aimed at.** Every part of the evidence, of all four groups, but some, which say in that file why not:
   {left_out}. A band with two edges aims at its published value or middle; an open
   band at its edge, and only from beyond it. What is noisy counts with its noise: a point is held to have the chance
   that the mean of `mobsim validate --full` has, and a part that must be told apart
   from an edge must be expected two such standard errors within.
3. **What a run is.** From one burn-in of South Simcoe part {years} untreated years and all trials with their twin; the arms of
   studies part from burn-ins of their own, in copies of their towns of {scales} the size, where they act by the head.
4. **How much.** {waves} waves of history matching of {points} runs, then {fresh} fresh runs twice over: {runs} in all.
   The runs lie in `results/defaults` in parts of {batch}, and belong to a hash of the syntax of the rules, to the
   parameters,
   towns, trials and arms, and to what is free; not to the package as a whole. The same command goes on
   from them on another machine. With `--minutes` no batch is begun after so long; the posterior is then taken from the
   runs there are, and says so.
5. **What cannot be met together.** For each part that is missed, `trade_offs.json` names the parts that meeting it would cost,
   by the emulators, over the points that the waves leave.
"""

TRADE_OFFS = """
## What each missed part would cost

What is expected where the missed part is met, and of what is then lost. A part without a price is met nowhere that was tried,
or for nothing.

"""

MET = """## What is expected of the fitted point{how}

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


def keep(folder: Path) -> None:
    """Keep what the page is made from."""
    names = [name for name in ("identified", "checks", "waves", "held_out") if (folder / f"{name}.json").is_file()]
    read = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names}
    read["stands_on"] = json.loads((folder / "fitted.json").read_text("utf-8"))["stands_on"]
    read["trade_offs"] = json.loads((folder / "trade_offs.json").read_text("utf-8"))
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(read, indent=1) + "\n", encoding="utf-8")


def page() -> str:
    """Write the page."""
    kept = json.loads(KEPT.read_text("utf-8"))
    parameters = [
        (
            f"`{row['parameter']}`", f"{row['prior_low']:.3g} to {row['prior_high']:.3g}",
            f"{row['mean']:.3g} ({row['low']:.3g} to {row['high']:.3g})",
            f"**{SETTABLE[row['parameter']].declared.default:.4g}**", f"{row['sd_ratio']:.2f}", row["told"],
            row["informed_by"],
        )
        for row in kept["identified"]
    ]  # fmt: skip
    met = [
        (
            row["target"],
            _band(row["target_low"], row["target_high"]),
            f"{row['fitted']:.4g}",
            "yes" if row["met"] else "**no**",
        )
        for row in kept["checks"]
    ]
    waves = kept["waves"]
    basis = Basis(**kept["stands_on"])
    intro = INTRODUCTION.format(
        free=len(parameters),
        parts=len(kept["checks"]),
        left=f"{waves[-1]['share_left']:.1%}",
        basis=f"It stands on {basis.runs} runs, {basis.waves} whole waves of {basis.of_waves}, {basis.fresh} fresh runs.",
    )
    learned = _table(
        ("parameter", "range", "posterior (90 %)", "default", "sd ratio", "told", "informed by"), parameters
    )
    how = ", on fresh seeds" if basis.fresh else ", by the emulators"
    expected = MET.format(how=how) + _table(("part", "band", "model", "met"), met)
    told = intro + LEARNED + learned + "\n" + expected + priced(kept) + held_out(kept) + by_hand()
    return told + procedure()


def procedure() -> str:
    """Tell the procedure as it ships, with its numbers."""
    how = settings()
    scales = sorted({size["scale"] for size in how["studies"].values() if "scale" in size})
    return NEXT.format(
        **{name: how[name] for name in ("waves", "fresh", "batch")},
        points=how["points_a_wave"],
        runs=how["points_a_wave"] * how["waves"] + 2 * how["fresh"],
        years=how["town"]["years"],
        scales=" and ".join(f"{scale:g}" for scale in scales),
        left_out=", ".join(how["left_out"]),
    )


def priced(kept: dict[str, Any]) -> str:
    """Table what each missed part would cost."""
    if "trade_offs" not in kept:
        return ""
    rows = [
        (
            row["missed"], _band(row["low"], row["high"]), f"{row['expected']:.4g}", _or_none(row["then"]),
            row["cost"] or "none", _band(row["cost_low"], row["cost_high"]) if row["cost"] else "",
            _or_none(row["cost_expected"]), _or_none(row["cost_then"]),
        )
        for row in kept["trade_offs"]
    ]  # fmt: skip
    head = ("missed", "band", "model", "met at", "cost", "band", "model", "then")
    return TRADE_OFFS + _table(head, rows)


def _or_none(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"


def _band(low: float | None, high: float | None) -> str:
    """Write a band that may be open (None or infinite)."""
    low, high = (None if edge is None or not abs(edge) < float("inf") else edge for edge in (low, high))
    if low is None or high is None:
        return f"at most {high:.4g}" if low is None else f"at least {low:.4g}"
    return f"{low:.4g} to {high:.4g}"


def held_out(kept: dict[str, Any]) -> str:
    """Table what the other targets expect of each."""
    if not kept.get("held_out"):
        return ""
    rows = [
        (
            row["part"], _band(row["band_low"], row["band_high"]),
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
