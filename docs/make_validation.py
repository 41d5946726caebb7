"""Make the page on validation from results folders, so that its numbers are those of the command.

    python docs/make_validation.py results/validate-full results/ablation results/alternatives

Each folder is one that ``mobsim validate`` wrote (``--full``, ``--ablate``, ``--alternatives``); for one that is not given,
what was measured before stands. What the page is made from is kept in ``docs/measured``; without folders the page is made
again from there.
"""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from mobsim.validation.found import Validation, validation_from
from mobsim.validation.targets import choose_targets
from mobsim.validation.variant_rows import variants_from
from mobsim.validation.writing import legend, parts_table, targets_table
from mobsim.validation.writing_variants import to_markdown

DOCS = Path(__file__).resolve().parent
MEASURED, IMAGE = DOCS / "measured", DOCS / "images" / "validation.png"
NAMES = ("validation", "ablation", "alternatives")

INTRODUCTION = """# How it is validated

What the model gives is held against published evidence: {targets} targets, every one met only if all its parts are. This page is
made from the results of `mobsim validate` by `docs/make_validation.py`; nothing on it is typed by hand but the
words. The record of how the model was verified and corroborated is in [TRACE](trace.md).

!!! note "What cannot be claimed"
    No outcome evaluation of Ontario's model as a whole is known to us: the model is validated by its components only. mobsim
    compares strategies in a simulated community; it does not predict persons or addresses.

"""

TARGETS_HEAD = """## Targets { #targets }

"""

TARGETS = """**{met} of {targets} targets are met** ({seeds} runs of the untreated town; mobsim {mobsim}, model {model}).{missing}

{table}

![Each part of the targets: model value with interval against its band](images/validation.png)

## Parts

Intervals are 95 % over seeds. A part is *unclear* if its interval reaches over an edge of its band, and is then judged by its
mean. Bands are ours unless the table of the evidence gives one; where the source gives none, the list below says so.

{parts}

{legend}
"""

ABLATION = """## What each mechanism is needed for { #ablation }

`mobsim validate --ablate`; a scenario switches a mechanism off by name under `[mechanisms]`.

"""

ALTERNATIVES = """## Where studies disagree { #alternatives }

`mobsim validate --alternatives`; a scenario chooses a side under `[alternatives]`.

"""

OF_ANOTHER_MODEL = """!!! note
    Measured with an earlier version of the model's rules; the figures are not those of the targets above.

"""

NOT_YET = "Not measured yet for this version.\n"

LIMITS = """## What cannot be claimed

- **The whole.** Components were held against studies of components. Group D holds single findings on leadership, collaboration
  and information; that the four components together do what the model says has been tested nowhere.
- **Other places.** Bands come mostly from the United States, Britain and Canada, from cities; the town of the targets is a
  made-up Ontario community of 86,000. A town of your own has its own baselines.
- **Causes.** A target that is met says that the model can give what was seen, not that its mechanisms are those at work.
  The table of mechanisms shows which of them the evidence can see at all: where nothing breaks without one, the
  targets neither support nor refute it.
- **Targets used to set parameters.** The defaults were fitted to the parts that the list names. Meeting those is calibration;
  only what was held out corroborates, and inputs do not: parts by whose own finding a parameter was set.
- **Small numbers.** In a town of 86,000 a change of crime by 5 % is about three standard deviations of a year; in a
  neighbourhood of 5,000 it is less than one. No table here says what a single year in a single place will show.
- **Bands without a source.** Some bands had to be set by us, before measuring; they are marked in the list of parts.
"""


def page() -> str:
    """Make the page from what is kept in ``docs/measured``."""
    sections = (
        (TARGETS_HEAD, "validation", _targets),
        (ABLATION, "ablation", lambda summary: to_markdown(variants_from(summary))),
        (ALTERNATIVES, "alternatives", lambda summary: to_markdown(variants_from(summary))),
    )
    parts = [head + _measured(name, write) for head, name, write in sections]
    return "\n".join([INTRODUCTION.format(targets=len(choose_targets(None))), *parts, LIMITS])


def _measured(name: str, write: Callable[[dict], str]) -> str:
    """Write what was measured, and say so where it was measured with other rules than the targets."""
    if not (MEASURED / f"{name}.json").exists():
        return NOT_YET
    summary = _read(name)
    same = summary["model_hash"] == _read("validation")["model_hash"]
    return ("" if same else OF_ANOTHER_MODEL) + write(summary)


def _targets(summary: dict) -> str:
    found = validation_from(summary)
    return TARGETS.format(
        targets=len(found.targets), met=found.met, missing=_missing(found), seeds=found.seeds, mobsim=summary["mobsim"],
        model=summary["model_hash"][:8], table=targets_table(found.targets), parts=parts_table(found.parts),
        legend=legend(found.parts),
    )  # fmt: skip


def _missing(found: Validation) -> str:
    """Name the targets that were not there yet when the others were measured."""
    there = {target.target for target in found.targets}
    missing = [target.id for target in choose_targets(None) if target.id not in there]
    return f" Not measured yet: {', '.join(missing)}." if missing else ""


def _read(name: str) -> dict:
    return json.loads((MEASURED / f"{name}.json").read_text(encoding="utf-8"))


def _keep(folder: Path) -> None:
    """Keep what a results folder measured."""
    there = [name for name in NAMES if (folder / f"{name}.json").exists()]
    if not there:
        raise SystemExit(f"{folder} holds no results of mobsim validate")
    MEASURED.mkdir(exist_ok=True)
    for name in there:
        shutil.copyfile(folder / f"{name}.json", MEASURED / f"{name}.json")
    if "validation" in there:
        shutil.copyfile(folder / "figures" / "validation.png", IMAGE)


if __name__ == "__main__":
    for given in sys.argv[1:]:
        _keep(Path(given))
    (DOCS / "validation.md").write_text(page(), encoding="utf-8")
