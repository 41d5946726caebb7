"""What an initiative is: who leads it, by which measure, what that measure reaches and does, and how it stands.

:class:`Measure` is the table of measures; a row of it is nearly all there is to a measure. What follows from it (columns of
the ledger, outcomes, keys of files, marks on the map) follows by itself.
"""

import numpy as np

from mobsim.scenario.enumerations import Enumeration


class Lead(Enumeration):
    """Who leads an initiative."""

    POLICE_ASSISTED = 0, "police", "police-assisted"
    COMMUNITY_LED = 1, "community", "community-led"


class Reach(Enumeration):
    """What a measure works on; it decides how an initiative finds its targets, and whose money it takes.

    Situational measures change places, those where police know of most crime, which are chosen anew at half time; they suit
    crime. Social development reaches residents, those in most need whom the agency finds; it suits social crises too, and
    its money counts towards the lever ``social_share``.
    """

    PLACES = 0, "places", "places"
    RESIDENTS = 1, "residents", "residents"


class Work(Enumeration):
    """What a day's work leaves behind; each has its kernel in :mod:`mobsim.rules.delivery`."""

    HARDEN = 0, "harden", "places become harder targets for the problem"
    WATCH = 1, "watch", "neighbours watch over places"
    SUPPORT = 2, "support", "need of residents falls"


class Measure(Enumeration):
    """What an initiative does about a problem: what it reaches, and what its work does, police-assisted and community-led.

    Its cost and its length are the parameters ``planning.cost_KEY`` and ``planning.days_KEY``.
    """

    about: str
    reaches: Reach
    work: tuple[Work, ...]

    def __init__(self, number: int, key: str, label: str, about: str, reaches: Reach, *work: Work) -> None:
        del number, key, label
        self.about, self.reaches, self.work = about, reaches, work

    SITUATIONAL = 0, "situational", "situational", "change places", Reach.PLACES, Work.HARDEN, Work.WATCH
    SOCIAL = 1, "social", "social development", "lower residents' need", Reach.RESIDENTS, Work.SUPPORT, Work.SUPPORT


REACHES_PLACES = np.array([measure.reaches == Reach.PLACES for measure in Measure])
"""Which measures reach places, by number; the others reach residents."""
AT_PLACES, WITH_RESIDENTS = int(REACHES_PLACES.sum()), int((~REACHES_PLACES).sum())
"""How many measures are of each kind."""


class Status(Enumeration):
    """How an initiative stands. A slot holds one of the first three; the record of an initiative may say the others."""

    EMPTY = 0, "", "no initiative"
    PLANNED = 1, "planned", "planned"
    RUNNING = 2, "running", "running"
    ENDED = 3, "ended", "ended"
    ENDED_EARLY = 4, "ended early", "ended early"


EMPTY, RUNNING, COMMUNITY_LED = int(Status.EMPTY), int(Status.RUNNING), int(Lead.COMMUNITY_LED)
"""What whole columns are compared with: at a member of an enumeration NumPy looks five times as long as at its number."""


def kind_of(lead: int, measure: int) -> str:
    """Return the key of a kind of initiative, as outcomes name it: ``police_situational``."""
    return f"{Lead(lead).key}_{Measure(measure).key}"


KINDS_OF_INITIATIVE = tuple(kind_of(lead, measure) for lead in Lead for measure in Measure)
