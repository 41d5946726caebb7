"""Parameters of acute risk: episodes in which a resident calls, and is called about, far more often than usual."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class AcuteParameters(NamedTuple):
    """Episodes of acutely elevated risk."""

    onset: Annotated[
        float,
        Declared(
            0.106,
            "per resident-year",
            0.0,
            5.0,
            "Rate at which a resident in full need enters an episode; it goes with the square of need.",
            sweep=(0.05, 0.2),
        ),
    ]
    days: Annotated[
        float, Declared(70.0, "days", 1.0, 728.0, "Mean length of an episode that nobody ends.", sweep=(30.0, 140.0))
    ]
    calls: Annotated[
        float,
        Declared(
            60.0,
            "times",
            1.0,
            1000.0,
            "How many times as often crises and calls that concern no crime come while an episode lasts.",
            "brantford_2016",
            "D",
            sweep=(30.0, 100.0),
        ),
    ]
