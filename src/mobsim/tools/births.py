"""What is born, and the number of each draw of its birth; the purpose of all of them is BIRTH.

A number is never given to another draw (see :mod:`mobsim.tools.purposes`).
"""

from enum import IntEnum

from mobsim.tools.kernel import kernel


class Born(IntEnum):
    """What is born, in place of a time, for draws of BIRTH."""

    TIES = 0
    PLACES = 1
    OFFICERS = 2
    LEADERS = 3
    NEIGHBOURHOODS = 4


class PlaceDraw(IntEnum):
    """Draws for BIRTH of each place."""

    APPEAL = 0
    REPORTING_SHIFT = 1


class NeighbourhoodDraw(IntEnum):
    """Draws for BIRTH of each neighbourhood."""

    COHESION_SHIFT = 0
    PULL = 1
    REPORTING_SHIFT = 2
    FIRST_ACCOUNT = 16  # of the first measure; the next ones take the next numbers
    FIRST_EXTENT = 32  # of the first measure; the next ones take the next numbers


class LeaderDraw(IntEnum):
    """Draws for BIRTH of each leader."""

    COMMITMENT = 0
    REPRESENTATIVENESS = 1


class TieDraw(IntEnum):
    """Draws for BIRTH of each tie that a resident makes."""

    HOW_FAR = 16
    PARTNER = 17


@kernel(plain=True)
def of_tie(nth: int, which: int) -> int:
    """Return the number of a draw of the ``nth`` tie that a resident makes."""
    return 4 * nth + which
