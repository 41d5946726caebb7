"""Make the page on how the defaults were fitted, from the folder that ``python -m mobsim.validation FOLDER`` wrote.

    python docs/make_defaults.py results/defaults

What the page is made from is kept in ``docs/measured/defaults.json``; without a folder the page is made anew from there.
"""

import json
import sys
from pathlib import Path

from mobsim.scenario.parameters import SETTABLE

DOCS = Path(__file__).resolve().parent
KEPT = DOCS / "measured" / "defaults.json"

INTRODUCTION = """# How the defaults were fitted

Twenty parameters of mechanisms were fitted to the published targets, **all at once**. Some of them speak to one target almost
alone (see *informed by* below), and [a search by hand](#by-hand) came before. The procedure of the fit ships and repeats itself
to the bit:

    python -m mobsim.validation results/defaults && python docs/make_defaults.py results/defaults

1. **What is free** stands in `src/mobsim/validation/defaults.toml`, with the range of each; before any run was seen,
   every value in the range counts as equally likely. The ranges were set around values found in the search by hand.
2. **What is aimed at**: every part of the evidence with a band on both sides that one run of a year can measure
   ({parts} parts). A run lives a year of the untreated South Simcoe and all trials in a smaller copy of it, each against
   its untreated twin.
3. **How**: {runs} runs spread evenly over the ranges train an emulator of every part (Gaussian processes); the posterior is
   drawn from it; runs on fresh seeds check it. The same code as [`mobsim calibrate`](calibration.md).
4. **Which point**: the evidence leaves most parameters wide open (below), so the mean of the posterior is no better than
   its other draws. The defaults are the draw at which the emulator expects most targets met, by the widest margin, to
   three figures.

One wave of runs and few fresh ones were lived, for want of time on two cores; more waves would narrow what can be told.
Every target that follows from a fit is calibration, not corroboration. What the model then gives is measured anew by
`mobsim validate`, see [How it is validated](validation.md).

"""

LEARNED = """## What the evidence tells of each parameter

*Told* compares the posterior with what was thought before: an `sd ratio` near 1 says that the evidence does not tell the
parameter apart from others, and that its default is one of many that would do.

"""

MET = """## What was expected of the posterior's mean, on fresh seeds

"""


NOT_TOGETHER = """
## What was set by hand { #by-hand }

Before the fit, these were changed while looking at what the targets gave; none of them was fitted, and each should be held
against sources of its own:

- **Doses of trials**, each after seeing its own effect: officers' hours of patrol over large areas (8 to 12 a day) and of
  problem-oriented policing (0.5 to 1), money for environmental design (12, then 6, 2 and 4 CAD a day and block). Published
  doses are seldom stated, but effects B3, B4 and B9 depend on these choices.
- **Kinds of incident**: which share strikes at homes (`at_homes`, set three times against C1 and C3), how much a kind repeats
  (`near_repeat`), and which victims are passers-by (`passers_by`, against A2). They are assumed, whatever source their
  kind names.
- **Two parameters**: `offending.places_weighed` (3 to 6) and `places.boost_half_life` (12 to 7 days), against C3; and that
  trials are compared with `policing_as_usual` rather than the status quo, after B4 came out small.
- **How some parts are measured**: B7 first as a panel over a year; when that came out at 16 to 24, the contrast a week after a
  contact was added, and both must now hold. B5 and B2 are read against the untreated twin and in the whole town.

## What could not be met together

Which targets are met is measured on [How it is validated](validation.md#targets). Where the defaults fall short, these are
reasons that seem likely; only the trade between B1, B3 and B6 was tried:

- **Hot-spot patrol (B1) and patrol of large areas (B3) against procedural-justice training (B6).** All three work
  through the same stops. Patrol deters while it is there; but stops that go badly cost the trust of those who live at
  the place, and their trust restrains offending. The more local trust counts, which B6 needs, the more of what patrol
  prevents is lost again. At the mean of the posterior B1 and B3 come nearer to their bands, and B6 is missed instead.
- **Size.** The fit holds its trials in a smaller copy of the town, to be affordable; in the whole town the same hours
  at the same number of places achieve less, perhaps because the worst places are worse; this has not been tried apart.
- **Collective efficacy (B10)** rests on a regression over 34 neighbourhoods and differs much from seed to seed; the
  draw that was chosen has little spread of cohesion between neighbourhoods.
- **Optimism.** The draw was chosen by what the emulator expected, and the best of many expectations is too good: the
  emulator expected every part of the fit met.
"""


def keep(folder: Path) -> None:
    """Keep what the page is made from."""
    read = {
        name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("identified", "checks", "waves")
    }
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(read, indent=1) + "\n", encoding="utf-8")


def page() -> str:
    """Write the page."""
    kept = json.loads(KEPT.read_text("utf-8"))
    told = [
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
    intro = INTRODUCTION.format(parts=len(kept["checks"]), runs=kept["waves"][-1]["runs_used"])
    learned = _table(("parameter", "range", "posterior (95 %)", "default", "sd ratio", "told", "informed by"), told)
    return intro + LEARNED + learned + "\n" + MET + _table(("part", "band", "model", "met"), met) + NOT_TOGETHER


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "".join("| " + " | ".join(row) + " |\n" for row in (head, ("---",) * len(head), *rows))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        keep(Path(sys.argv[1]))
    (DOCS / "defaults.md").write_text(page(), encoding="utf-8")
