"""What is drawn: the purposes of draws, and the number of each draw among those of its purpose.

A draw is named ``U(PURPOSE; when, who, nth)``, as ``docs/rules.md`` writes it. The purposes, and what ``nth`` stands for in
each, are declared here and nowhere else (those of births in :mod:`mobsim.tools.births`). A number is never given to another
purpose or draw, and what is new takes a new number, because either would change every run that was ever made.

What may happen several times to one subject at one time has draws of its own each time; functions named ``of_`` number them.
"""

from enum import IntEnum

from mobsim.tools.kernel import kernel


class Purpose(IntEnum):
    """Name what a draw is for."""

    CHECK = 0  # examples and tests of the draws; no rule draws from it
    OCCASION = 1  # whether a prone resident meets an occasion, of which type and kind
    JOURNEY = 2  # the places a would-be offender weighs
    CHOICE = 3  # which place, whether the offender goes ahead, who is the victim
    CRISIS = 4  # would-be social crises
    HEARSAY = 5  # which ties hear of a victimisation
    REPORT = 6  # who reports, what is recorded, who passes a tip, what patrol discovers
    HANDOVER = 7  # whether an agency takes a crisis over
    ROUTINE = 8  # calls that concern no crime
    DISPATCH = 9  # which officer is tried first, numbered by the problem type of the call
    OUTCOME = 10  # how a response goes, whether it clears, how long an offender is out
    STOP = 11  # stops
    VISIT = 12  # engagement visits
    JOIN = 13  # who thinks about membership, who turns out, and where they look for work
    FORUM = 14  # who is invited to a forum and attends
    PROMISE = 15  # which concerns are followed up
    AGENCY = 16  # error of agencies' data, numbered by problem type
    LEAVE = 17  # which leaders leave, and who follows them
    ROTATE = 18  # which officers change beats
    PLAN = 19  # which agency takes an initiative
    REACH = 20  # whom social development reaches
    MOVE = 21  # who moves house, who becomes prone and who desists
    PERSON = 22  # traits of a person
    EVENT = 23  # who hears of an event, numbered as the scenario's events are
    BIRTH = 24  # how the town is made: places, ties, officers, leaders, neighbourhoods
    GOSSIP = 25  # which ties hear how a contact with police went
    PROGRAMME = 26  # visits that a programme brings
    TRIAL = 27  # which units a trial treats, whom its survey asks
    ACUTE = 28  # who enters an episode of acute risk, for how long, and what comes of it
    TEAM = 29  # calls that crisis teams take, and how crises end
    TABLE = 30  # who becomes a case at a situation table, which agencies come, and how it ends
    TREATMENT = 31  # who is treated in hospital, what of it is shared, what police record of that
    DELIVERY = 32  # how faithfully a plan is delivered
    SUPERVISE = 33  # which supervisors move, and how diligent each is
    CLIENT = 34  # whom an agency serves with hours that nobody asks for


class OccasionDraw(IntEnum):
    """Draws for OCCASION."""

    MEETS = 0
    TYPE = 1
    KIND = 2


class JourneyDraw(IntEnum):
    """Draws for JOURNEY, of each place that an offender weighs."""

    STEPS = 0
    STEP = 1  # the first step; the next ones take the next numbers
    CENTRE = 7
    BLOCK = 8
    AT_HOMES = 9


@kernel(plain=True)
def of_candidate(candidate: int, which: int) -> int:
    """Return the number of a draw of one of the places that an offender weighs."""
    return 10 * candidate + which


class ChoiceDraw(IntEnum):
    """Draws for CHOICE."""

    PLACE = 0
    GOES_AHEAD = 1
    TURNS_ELSEWHERE = 2
    GOES_AHEAD_ELSEWHERE = 3
    VICTIM_AT_PLACE = 4
    PASSES_BY = 5
    PASSER_BY = 6
    SPARED = 7


class CrisisDraw(IntEnum):
    """Draws for CRISIS, of each would-be crisis."""

    RESIDENT = 0
    HAPPENS = 1


@kernel(plain=True)
def of_crisis_count(problem: int) -> int:
    """Return the number of the draw of how many would-be crises of a problem type there are."""
    return -1 - problem


@kernel(plain=True)
def of_crisis(problem: int, problems: int, nth: int, which: int) -> int:
    """Return the number of a draw of the ``nth`` would-be crisis of one of so many problem types."""
    return 2 * (nth * problems + problem) + which


class AcuteDraw(IntEnum):
    """Draws for ACUTE, of a resident: from birth or arrival, and on each day of an episode."""

    IS_ACUTE = -1
    DAYS_LEFT = -2
    CALL = -3
    CRISIS = -4  # of the first problem type; the next ones take the numbers below


class OnsetDraw(IntEnum):
    """Draws for ACUTE, of a neighbourhood: how many would-be episodes begin, and of each of them."""

    COUNT = 0
    RESIDENT = 1
    HAPPENS = 2
    DAYS = 3


@kernel(plain=True)
def of_onset(nth: int, which: int) -> int:
    """Return the number of a draw of the ``nth`` would-be episode."""
    return 3 * nth + which


class TeamDraw(IntEnum):
    """Draws for TEAM, of a call about a crisis, or of somebody acute about no crime."""

    OFFERED = 0
    HOLDS = 1
    CONNECTS = 2
    APPREHENDED = 3


class TableDraw(IntEnum):
    """Draws for TABLE: of a community, how its cases are rounded; of a resident, what becomes of them at the table."""

    ROUNDING = -1
    REFERRED = 0
    TURN = 1
    MEETS_THRESHOLD = 2
    ENDS = 3
    COMES = 16  # of the first agency; the next ones take the next numbers


HEARERS_APART = 2**20  # between the numbers of one source and those of the next


@kernel(plain=True)
def of_hearer(source: int, nth: int) -> int:
    """Return the number of the draw for HEARSAY or GOSSIP of the ``nth`` tie who may hear of a matter, by its source."""
    return HEARERS_APART * source + nth


class ReportDraw(IntEnum):
    """Draws for REPORT."""

    SPEAKER_REPORTS = 0
    WITNESS_REPORTS = 1
    RECORDED = 2
    SPEAKER = 3
    WITNESS = 4
    TIPSTER = 5
    TIPS = 6
    DISCOVERED = 7


class AgencyDraw(IntEnum):
    """Draws for AGENCY, of the clients of each initiative of a neighbourhood; the others are numbered by problem type."""

    REACHED = 1000
    WAITING = 1001


@kernel(plain=True)
def of_clients(nth: int, which: int) -> int:
    """Return the number of a draw of what agencies make of the clients of a neighbourhood's ``nth`` initiative."""
    return 2 * nth + which


class RoutineDraw(IntEnum):
    """Draws for ROUTINE: how many calls, and who makes each of them."""

    COUNT = 0
    CALLER = 1  # of the first call; the next ones take the next numbers


class OutcomeDraw(IntEnum):
    """Draws for OUTCOME, of each call."""

    GOES_WELL = 0
    CLEARED = 64
    DAYS_OUT = 128
    REFERRED = 192


@kernel(plain=True)
def of_call(problem: int, which: int = 0) -> int:
    """Return the number of a draw of a call about a problem type (-1 for none), for DISPATCH and OUTCOME."""
    return which + problem + 1


class TreatmentDraw(IntEnum):
    """Draws for TREATMENT, of each incident."""

    TREATED = 0
    SHARED = 1
    RECORDED = 2


class StopDraw(IntEnum):
    """Draws for STOP: how many stops, and of each of them."""

    COUNT = 0
    PLACE = 1
    RESIDENT = 2
    OTHER_RESIDENT = 3
    OFFICER = 4
    GOES_WELL = 5


class VisitDraw(IntEnum):
    """Draws for VISIT and PROGRAMME: how many visits, and of each of them."""

    COUNT = 0
    RESIDENT = 1
    OFFICER = 2
    GOES_WELL = 3
    TIPS = 4
    TIP_PROBLEM = 5


@kernel(plain=True)
def of_contact(nth: int, which: int) -> int:
    """Return the number of a draw of the ``nth`` stop or visit."""
    return 8 * nth + which


class Source(IntEnum):
    """What a contact with police came of, for draws of GOSSIP; a call that is answered has the number :func:`of_call`."""

    STOP = 60
    VISIT = 61
    PROGRAMME = 62
    SAMPLE = 63
    UNANSWERED = 64
    SEEN = 65  # a stop that others see


class JoinDraw(IntEnum):
    """Draws for JOIN."""

    ATTENTION = 0
    TURNOUT = 1
    WHICH_TIE = 2
    SOCIAL_WORK = 3


class ForumDraw(IntEnum):
    """Draws for FORUM: how the number of invitations is rounded, and of each invitation."""

    ROUNDING = -1
    RESIDENT = 0
    ATTENDS = 1


@kernel(plain=True)
def of_invitation(nth: int, which: int) -> int:
    """Return the number of a draw of the ``nth`` invitation."""
    return 2 * nth + which


class LeaveDraw(IntEnum):
    """Draws for LEAVE."""

    LEAVES = 0
    COMMITMENT = 1
    REPRESENTATIVENESS = 2


class RotateDraw(IntEnum):
    """Draws for ROTATE."""

    MOVES = 0
    SLOT = 1


class SuperviseDraw(IntEnum):
    """Draws for SUPERVISE, of each squad."""

    MOVES = 0
    DILIGENCE = 1


class PlanDraw(IntEnum):
    """Draws for PLAN, of the initiative of each measure."""

    RIGHT_AGENCY = 0
    OTHER_AGENCY = 1
    NEXT_EXTENT = 64  # of the first measure; the next ones take the next numbers


@kernel(plain=True)
def of_plan(measure: int, which: int) -> int:
    """Return the number of a draw of the initiative of a measure."""
    return 2 * measure + which


class DeliveryDraw(IntEnum):
    """Draws for DELIVERY, of the initiative of each measure."""

    FIDELITY = 0  # of the first measure; the next ones take the next numbers
    TESTED = 64


class MoveDraw(IntEnum):
    """Draws for MOVE."""

    MOVES = 0
    ONSET_OR_DESISTANCE = 1
    PROPENSITY = 2


MOST_SCREENED = 32  # candidates of one pick


@kernel(plain=True)
def of_client(nth: int, candidate: int) -> int:
    """Return the number of the draw for CLIENT of a candidate for an agency's ``nth`` client."""
    return 32 * nth + candidate


@kernel(plain=True)
def of_screening(pick: int, nth: int) -> int:
    """Return the number of the draw for REACH of the ``nth`` candidate whom an agency screens for one of its picks."""
    return 32 * pick + nth


class PersonDraw(IntEnum):
    """Draws for PERSON."""

    AGE = 0
    NEED = 1
    PRONE = 2
    PROPENSITY = 3
    TRUST = 4
    COHESION = 5
    INSECURITY = 6
    THRESHOLD = 7
    ZEAL = 8
