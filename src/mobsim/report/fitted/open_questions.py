"""What the figures of a town could not tell, and which conclusions that leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mobsim.report.language import Sentences, spoken
from mobsim.report.vocabulary import problem as problem_named
from mobsim.report.vocabulary import sentence_case
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.problem_numbers import START

_say = Sentences("open_questions")
LEAVES_OPEN = {
    "people": "who would offend, and so how much help for those in need could prevent",
    "need": "how lasting need is, and so how much help for those in need could prevent",
    "ties": "how far the example and the worry of a few spread",
    "trust": "how much trust good or bad contacts with police make or cost, and with it reporting",
    "insecurity": "how much safer residents would feel if crime fell",
    "cohesion": "how far neighbours keep watch, and so what community-led work adds",
    "participation": "how many residents would take part, and so what community-led work can carry",
    "places": "how much crime gathers at few places, and so what work at places and hot-spot patrol prevent",
    "offending": "how much patrol, neighbours and hardened places keep offenders from going ahead",
    "patrol": "what patrol prevents and finds",
    "contacts": "what stops and visits do to trust",
    "reporting": "whether a change in recorded crime is one in true crime",
    "response": "what answering calls and clearing crimes prevents",
    "table": "what leaders' commitment and a table of agencies add",
    "assessment": "how well leaders see need, and so what placing work by risk adds",
    "planning": "how much work the money for programmes buys",
    "delivery": "what an hour of an initiative does",
    "review": "how soon leaders learn what works",
    "money": "how much of each thing a strategy can pay for",
    "shocks": "how hard events strike",
    "health": "what pooled health data add",
    "supervision": "how far supervisors carry a strategy to officers",
    "acute": "how much crime and how many calls come from few people at acute risk",
    "crisis_teams": "what crisis teams add",
    "situation_table": "what a situation table adds",
}
"""By group of parameters: the conclusions that hang on it."""
OF_PROBLEMS = {
    "ceiling": "how much true {problem} stands behind what is recorded",
    "go_ahead": "how readily would-be {problem} is given up, and so what deterring it prevents",
    "by_need": "how much {problem} help for those in need would prevent, against work at places",
    "by_opportunity": "how much {problem} work at places would prevent, against help for those in need",
    "by_acute": "how much {problem} comes from people at acute risk",
}


def open_conclusions(identified: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return the conclusions that stay open, each with the names of the numbers that the figures did not tell."""
    found: dict[str, list[str]] = {}
    for row in identified:
        if row["told"] == "not":
            found.setdefault(concerns(str(row["parameter"])), []).append(str(row["parameter"]))
    return sorted(found.items())


def concerns(name: str) -> str:
    """Return which conclusions hang on a number."""
    if name.startswith(START):
        _, problem, number = name.split(".")
        if spoken() != "en":
            return _say(f"problem_{number}", problem=problem_named(problem))
        return OF_PROBLEMS[number].format(problem=problem.replace("_", " "))
    group = name.partition(".")[0]
    return LEAVES_OPEN[group] if spoken() == "en" else _say(group)


def meaning(name: str) -> str:
    """Say what a number is."""
    if name.startswith(START):
        return sentence_case(concerns(name)) + "."
    return SETTABLE[name].declared.about
