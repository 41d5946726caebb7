"""Parameters of supervisors of officers: how they differ, and how far they use what is known."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class SupervisionParameters(NamedTuple):
    """Squads of officers and who supervises them."""

    span: Annotated[
        int, Declared(8, "officers", 1, 60, "Officers under one supervisor, at most.", sweep=(4, 15), role="setting")
    ]
    spread: Annotated[
        float,
        Declared(
            0.137,
            "log sd",
            0.0,
            0.6,
            "How much supervisors differ in what their officers get done in an hour; by the 90th over the 10th percentile "
            "of officers' activity, 1.42.",
            sweep=(0.0, 0.3),
        ),
    ]
    moves_per_year: Annotated[
        float,
        Declared(
            0.33,
            "share",
            0.0,
            13.0,
            "Supervisors who are moved in a year; another takes the squad.",
            sweep=(0.1, 1.0),
            role="setting",
        ),
    ]
    raised: Annotated[
        float,
        Declared(
            0.5,
            "share",
            0.0,
            1.0,
            "How far full leadership by a fully committed chief lifts a lax supervisor towards the usual.",
        ),
    ]
    use_usual: Annotated[
        float,
        Declared(
            0.2,
            "share",
            0.0,
            1.0,
            "How far a usual supervisor goes by tips and assessed risk where no leadership asks for it; with 1, in full.",
        ),
    ]
    use_by_leadership: Annotated[
        float,
        Declared(
            1.8,
            "share",
            0.0,
            5.0,
            "Rise of that under full leadership by a fully committed chief (management that uses what is known).",
            sweep=(0.0, 3.0),
        ),
    ]

    def squads_of(self, officers: int) -> int:
        """Return into how many squads a community's officers are divided."""
        return -(-officers // self.span)
