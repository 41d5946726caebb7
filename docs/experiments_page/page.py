"""The page, written from numbers alone."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from experiments_page.claims import claims_section
from experiments_page.components import component_sentences, component_table
from experiments_page.contrasts import contrast_sentences, contrast_table, worth_sentences
from experiments_page.courses import course_sentences, course_table
from experiments_page.declared import EXPERIMENTS, read_declarations
from experiments_page.hand_back import halves_table, struck_table
from experiments_page.interactions import interaction_sentence, interactions_section
from experiments_page.records import year_sentences
from experiments_page.words import number, plain, table_of

HEAD = """# Experiments

Questions of the model's own ship as experiments (`mobsim list experiments`); each is one file under `experiments/` and one
command, `mobsim sweep NAME`. This page says what came out. **It is written by `docs/make_experiments.py` from results folders;
nothing on it is typed by hand.** Each block names the model its numbers were made with; what was made
with another model than the one installed must be made again before it is relied on.

Read it with care. Differences are between simulated towns with the same people and the same would-be offences (pairs of runs
with one seed), so that small ones can be distinguished from luck; whether they are large enough to matter is another question.
Each seed has its own draw of what the evidence leaves open ([Luck and doubt](ensembles.md)), so that intervals, which are 95 %,
hold luck and doubt about numbers; what the model leaves out is in none of them. mobsim compares strategies in a simulated
community; it does not predict persons or addresses."""


def render(numbers: Mapping[str, Any]) -> str:
    """Write the page from the numbers."""
    parts = [HEAD, *claims_section(numbers), *interactions_section(numbers)]
    for name, found in numbers.items():
        parts += section(name, found)
    parts += pairing(numbers)
    parts += not_run(numbers)
    return "\n\n".join(parts) + "\n"


def section(name: str, found: Mapping[str, Any]) -> Iterator[str]:
    """Write the section of one experiment."""
    yield f"## {found['title']} {{ #{name} }}\n\n{' '.join(found['about'].split())}"
    drawn = {"years": "Error of patrol by the year", "courses": "Changes by the year"}
    what = next((words for key, words in drawn.items() if key in found), "Change in harm")
    yield f"![{what}](images/experiments/{name}.svg)"
    yield "**What came out.** " + " ".join(sentences(found))
    yield "**How sure.** " + sureness(name, found)
    yield from tables(found)


def sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """Report what came out."""
    if "components" in found:
        yield from component_sentences(found["components"])
    if "years" in found:
        yield from year_sentences(found["years"])
    else:
        for contrast in found["contrasts"]:
            yield from contrast_sentences(contrast)
            if contrast.get("worth"):
                yield from worth_sentences(contrast)
    for course in found.get("courses", ()):
        yield from course_sentences(course)
    for rows in found.get("interactions", ()):
        yield from map(interaction_sentence, rows)


def sureness(name: str, found: Mapping[str, Any]) -> str:
    """Report how many runs stand behind it, and of what."""
    failed = f" {found['failed']} runs failed and are left out." if found["failed"] else ""
    drawn = f", each with its own draw from the ensemble `{found['ensemble']}`" if found["ensemble"] else ""
    return (
        f"{found['points']} points on {found['seeds']} seeds{drawn}, {found['runs']:,} runs of "
        f"{found['residents']:,} simulated residents ({found['scenario']}), paired by seed; `experiments/{name}.toml`. "
        f"Probabilities are adjusted for the number of levels compared (Holm). mobsim {found['version']}, model "
        f"`{found['model'][:8]}`.{failed}"
    )


def tables(found: Mapping[str, Any]) -> Iterator[str]:
    """Write the tables of an experiment."""
    if "components" in found:
        yield component_table(found["components"])
    yield from map(contrast_table, found["contrasts"])
    yield from map(course_table, found.get("courses", ()))
    if "struck" in found:
        yield struck_table(found["struck"])
        yield halves_table(found["halves"])


def pairing(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Report what common random numbers gain."""
    for name, found in numbers.items():
        if "pairing" in found:
            rows = sorted(found["pairing"], key=lambda row: -row["median"])
            yield "## What common random numbers gain { #pairing }"
            yield (
                "How many times more runs it would take to know a difference between strategies to the same interval if every "
                "run had a seed of its own: the variance of differences between seeds over that within seeds, in "
                f"`{name}`, for the strategies against the reference under each condition; the median over strategies, with "
                "the least and the most. Seeds differ in who is born as well as in what happens, which is why so much cancels "
                "where strategies change little. Around 1, pairing gains nothing."
            )
            cells = [
                [plain(row["outcome"]), number(row["median"]), f"{number(row['min'])} to {number(row['max'])}"]
                for row in rows
            ]
            yield table_of(["outcome", "times fewer runs", "least to most"], cells)


def not_run(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Name the experiments that ship and of which no numbers are at hand."""
    missing = [name for name in read_declarations() if name not in numbers]
    if not missing:
        return
    yield "## Not run yet { #not-run }"
    yield "These ship and can be run; what comes of them stands here once they have been."
    titles = {
        name: tomllib.loads((EXPERIMENTS / f"{name}.toml").read_text(encoding="utf-8"))["title"] for name in missing
    }
    yield "\n".join(f"- {title}: `mobsim sweep {name}`" for name, title in titles.items())
