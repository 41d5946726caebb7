"""Parameters of health data: what hospitals know of violence, and what comes of sharing it."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class HealthParameters(NamedTuple):
    """What health data tell of injuries that nobody reported, as far as they are shared."""

    complete: Annotated[
        float,
        Declared(
            0.601,
            "share",
            0.0,
            1.0,
            "Injuries by violence treated that health data can tell of, with an address, where all is shared: most in public.",
            sweep=(0.3, 0.8),
        ),
    ]
    tie_needed: Annotated[
        float,
        Declared(
            0.665,
            "0-1",
            0.05,
            1.0,
            "Tie with the agency that treats from which what it can tell is passed on in full, as a routine.",
            sweep=(0.25, 1.0),
        ),
    ]
    known: Annotated[
        float,
        Declared(
            1.0,
            "recorded crimes",
            0.0,
            3.0,
            "What a case known from health data alone adds to what police know of a place, relative to a recorded crime.",
        ),
    ]
    recorded: Annotated[
        float,
        Declared(0.8, "share", 0.0, 1.0, "Cases told by health data that police then record.", sweep=(0.4, 1.0)),
    ]
