"""Parameters of crisis teams, and of how crises end that police or agencies answer."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class CrisisTeamsParameters(NamedTuple):
    """Teams of civilians who answer calls about crises in the place of police."""

    calls: Annotated[
        float,
        Declared(
            5.0,
            "calls per 1,000 residents and year",
            0.0,
            200.0,
            "Calls that teams at full level can take on.",
            "cbc_2023",
            "D",
            sweep=(2.0, 40.0),
        ),
    ]
    kept_days: Annotated[
        float,
        Declared(
            7.0,
            "days",
            1.0,
            91.0,
            "Days whose calls teams keep when few came (one call at least); the rest lapses.",
        ),
    ]
    holds: Annotated[
        float,
        Declared(
            0.78,
            "share",
            0.0,
            1.0,
            "Calls taken on that a team closes without police.",
            "toronto_2023",
            "V",
            sweep=(0.7, 0.85),
        ),
    ]
    connect: Annotated[
        float,
        Declared(
            0.35,
            "probability",
            0.0,
            1.0,
            "Chance that somebody whom a team or an agency takes over is connected to care, which ends an episode.",
        ),
    ]
    apprehended: Annotated[
        float,
        Declared(
            0.12,
            "probability",
            0.0,
            1.0,
            "Chance that a crisis which police answer alone ends in an apprehension.",
            sweep=(0.05, 0.25),
        ),
    ]
    apprehended_more: Annotated[
        float,
        Declared(
            2.0,
            "times",
            1.0,
            5.0,
            "How many times that chance where the person is acute, and again where a team could not hold the call.",
        ),
    ]
    apprehension_hours: Annotated[
        float, Declared(3.0, "hours", 0.0, 24.0, "Officer hours that an apprehension takes (waiting at a hospital).")
    ]
