"""Parameters of the situation table, at which agencies answer together for people at acutely elevated risk."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class SituationTableParameters(NamedTuple):
    """Cases at a situation table."""

    cases: Annotated[
        float,
        Declared(
            0.42,
            "per 1,000 residents and year",
            0.0,
            100.0,
            "Cases that a table at full level takes up, which is what it costs money for.",
            "rtd_2022",
            "D",
            sweep=(0.1, 25.0),
        ),
    ]
    threshold: Annotated[
        float,
        Declared(
            0.96,
            "share",
            0.0,
            1.0,
            "Cases that meet the threshold of acutely elevated risk; the others are turned down.",
            "rtd_2022",
            "V2",
            sweep=(0.9, 1.0),
        ),
    ]
    known_calls: Annotated[
        int,
        Declared(3, "calls", 1, 100, "Calls from which police know of somebody; who was stopped or cleared they know."),
    ]
    habit: Annotated[
        float,
        Declared(0.3, "probability", 0.0, 1.0, "Chance that an agency comes though nothing ties it to the others."),
    ]
    per_agency: Annotated[
        float,
        Declared(0.6, "probability", 0.0, 1.0, "Chance that what one agency brings to a case ends the episode."),
    ]
    case_hours: Annotated[
        float, Declared(6.0, "hours", 0.0, 100.0, "Hours of staff that a case takes of each agency that comes.")
    ]
    answer_days: Annotated[
        int,
        Declared(2, "days", 0, 28, "Days until a case is answered.", "rtd_2022", "V2", sweep=(1, 7)),
    ]
