"""Small towns set up for one rule at a time."""

from __future__ import annotations

from twin import Twin
from twin.handmade import handmade, parameters
from twin.happenings import POLICE_ASSISTED, RUNNING, SITUATIONAL, Initiative


def town_of(chosen=None, **overrides):
    return Twin(handmade(chosen=chosen, parameters=parameters(**overrides)))


def initiative_of(town, neighbourhood=0, **values):
    """Put a running initiative into the first slot of a neighbourhood."""
    described = {
        "slot": 4 * neighbourhood,
        "problem": town.problems[0],
        "measure": SITUATIONAL,
        "lead": POLICE_ASSISTED,
        "agency": 0,
        "match": 1.0,
        "start_day": 0,
        "end_day": 84,
        "daily_money": 150.0,
        "money": 1000.0,
        "forecast": 0.1,
        "dose": 1.0,
        "status": RUNNING,
        **values,
    }
    initiative = Initiative(**described)
    town.neighbourhoods[neighbourhood].slots[0] = initiative
    return initiative
