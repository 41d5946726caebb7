"""What a council does before it decides, and after: whom to ask, what to measure, when to stop, and what the law asks for."""

from __future__ import annotations

from mobsim.report.findings import Findings
from mobsim.report.language import Sentences
from mobsim.report.markup import Markup, tag
from mobsim.report.sections.words import moves_stops_onto_the_poor

say = Sentences("steps")
DUTIES = ("committee", "public", "risks", "strategies", "outcomes", "adopted", "followed")
"""Of a municipality of Ontario under sections 248 and following of the Community Safety and Policing Act, 2019."""
UNTICKED = "\N{BALLOT BOX}"


def steps(findings: Findings) -> Markup:
    """Write the steps from a comparison to a decision, and the duties of an Ontario plan as a list to tick off."""
    chosen = findings.chosen
    moves = moves_stops_onto_the_poor(chosen)
    asked = say("ask_stopped" if moves else "ask")
    stop = say("stop_stops" if moves else "stop", chosen=chosen.named)
    told = ((say("consult"), asked), (say("measure"), say("measure_what")), (say("end"), stop))
    parts = [item for term, text in told for item in (tag("dt", term), tag("dd", text))]
    duties = (tag("li", tag("span", UNTICKED, aria_hidden="true"), " ", say(f"duty_{each}")) for each in DUTIES)
    return tag(
        "section",
        tag("h2", say("title"), id="steps"),
        tag("dl", *parts, class_="steps"),
        tag("h3", say("duties")),
        tag("ul", *duties, class_="ticks"),
        tag("p", say("elsewhere")),
        aria_labelledby="steps",
    )
