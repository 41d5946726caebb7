"""Parameters of dated events: what strikes a town from outside the model."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class ShocksParameters(NamedTuple):
    """Size of events of full severity (1), who hears of them, and what two leaders' joint work takes and brings."""

    news_reach: Annotated[
        float, Declared(0.8, "share", 0.0, 1.0, "Residents who hear of police misconduct that is made public.")
    ]
    closure_need: Annotated[
        float, Declared(0.15, "of the way to 1", 0.0, 1.0, "Rise of need, and of its ground, when a plant closes.")
    ]
    centre_need: Annotated[
        float, Declared(0.10, "of need", 0.0, 1.0, "Fall of need, and of its ground, by a new community centre.")
    ]
    centre_cohesion: Annotated[
        float, Declared(0.10, "of the way to 1", 0.0, 1.0, "Rise of the ground of cohesion by a new community centre.")
    ]
    wave_days: Annotated[int, Declared(56, "days", 1, 728, "Length of a crime wave.")]
    cut_share: Annotated[
        float, Declared(0.5, "share", 0.0, 1.0, "Part of the purse and of officers' hours that a budget cut takes.")
    ]
    joint_tie: Annotated[
        float,
        Declared(
            0.6,
            "0-1",
            0.0,
            1.0,
            "Tie of two leaders once they are brought to work together (a secondment, shared work); a closer one stays as it is.",
        ),
    ]
    joint_cost: Annotated[
        float,
        Declared(
            8400.0,
            "CAD",
            0.0,
            500000.0,
            "Money that bringing two leaders to work together takes, once: a month of a coordinator's year of 100,800 dollars "
            "(ontario_2016); that it takes a month is assumed.",
            role="setting",
        ),
    ]
