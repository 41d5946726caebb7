"""What memory a session of the page takes, before it is begun: two towns, what it remembers of them, towns of other seeds."""

from mobsim.engine.records import bytes_of_records
from mobsim.errors import UsageError
from mobsim.experiment.memory import Use, in_words
from mobsim.measures.recorded import BY_AREA, BY_TOWN
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.memory import available_memory
from mobsim.web.shown import MEASURES
from mobsim.world.extent import bytes_of_towns

SIDES = 2
BYTES_A_RESIDENT = 4
"""Of a page of the diary."""
SEEDS = 20
"""In the background of a session, unless asked otherwise."""
LARGEST_DIARY = 96_000_000
MOST_IN_BACKGROUND = 900_000_000
FIGURE = 32
"""Bytes of a figure in a list."""
SINGLE = 4
"""Bytes of a figure in an array of single precision."""
FIGURES_SHOWN = len(BY_AREA) + 5
"""Of a neighbourhood and week: also need, zone, attendance, and harm as it is believed and as it is."""


def bytes_of_session(scenario: Scenario) -> int:
    """Return what a session takes beside the program and without its background.

    Both towns part from a third, which has the burn-in; it is gone before anything of their weeks, or of other
    pairs, is remembered.
    """
    third = bytes_of_towns(scenario, SIDES + 1) - bytes_of_towns(scenario, SIDES)
    return _pair(scenario) + max(third, _diary(scenario) + _weeks_shown(scenario) + SEEDS * _differences(scenario))


def weeks_between_pages(scenario: Scenario) -> int:
    """Return every how many weeks the diary is kept: of large towns not every week."""
    return max(1, -(-_weeks(scenario) * _page(scenario) // LARGEST_DIARY))


def seeds_that_fit(scenario: Scenario, wanted: int, room: int | None) -> int:
    """Return how many seeds may run in the background, each a pair of towns, where so many bytes are available."""
    room = MOST_IN_BACKGROUND if room is None else min(MOST_IN_BACKGROUND, room // 2)  # the other half for who is there
    return max(0, min(wanted, room // _pair(scenario)))


def thirds_that_fit(scenario: Scenario, seeds: int, room: int | None) -> int:
    """Return of how many seeds in the background a third town may be run, where so many bytes are available."""
    return min(seeds, seeds_that_fit(scenario, 2 * seeds, room))  # it takes half of a pair


def require_third(scenario: Scenario) -> None:
    """Check that there is memory for a third town.

    Raises
    ------
    mobsim.errors.UsageError
        If the machine seems to lack it.
    """
    needed, available = bytes_of_towns(scenario, 1) + bytes_of_records(scenario), available_memory()
    if available is not None and needed > available:
        raise UsageError(
            f"a third town takes {in_words(needed)}, and {in_words(available)} are available",
            remedy="close other sessions or programs",
        )


def describe_session(scenario: Scenario, seeds: int = SEEDS) -> str:
    """Say in a sentence what memory a session of the page takes."""
    background = seeds_that_fit(scenario, seeds, None) * _pair(scenario)
    further = f", and up to {in_words(background)} more for the same towns under other seeds" if background else ""
    return f"A session of the live page takes about {in_words(bytes_of_session(scenario))}{further}."


SESSION = Use("a session of the live page", bytes_of_session)


def _pair(scenario: Scenario) -> int:
    return bytes_of_towns(scenario, SIDES) + bytes_of_records(scenario)


def _differences(scenario: Scenario) -> int:
    """Return what a session remembers of one pair of its background, in either of its processes."""
    return _weeks(scenario) * (len(MEASURES) * _neighbourhoods(scenario) * SINGLE + len(BY_TOWN) * FIGURE)


def _neighbourhoods(scenario: Scenario) -> int:
    return sum(len(community.neighbourhoods) for community in scenario.communities)


def _weeks(scenario: Scenario) -> int:
    return max(1, scenario.days // DAYS_IN_WEEK)


def _page(scenario: Scenario) -> int:
    return SIDES * BYTES_A_RESIDENT * scenario.population


def _diary(scenario: Scenario) -> int:
    return (_weeks(scenario) // weeks_between_pages(scenario) + 1) * _page(scenario)


def _weeks_shown(scenario: Scenario) -> int:
    return _weeks(scenario) * SIDES * _neighbourhoods(scenario) * FIGURES_SHOWN * FIGURE
