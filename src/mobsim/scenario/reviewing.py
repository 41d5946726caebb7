"""Parameters of review: how initiatives are judged, and how results change what leaders believe works."""

from typing import Annotated, NamedTuple

from mobsim.scenario.initiatives import Measure
from mobsim.tools.parameter import Declared

USUAL_OF = tuple(f"usual_{measure.key}" for measure in Measure)
"""The parameter of the fall that is expected of each measure, by its number."""


class ReviewParameters(NamedTuple):
    """How results change what leaders believe works."""

    usual_situational: Annotated[
        float,
        Declared(
            0.2,
            "share",
            0.01,
            1.0,
            "Fall of crime at its targets that leaders expect of a situational initiative before they have seen any.",
            "hinkle_2020",
            "D",
            sweep=(0.1, 0.4),
        ),
    ]
    usual_social: Annotated[
        float,
        Declared(
            0.9,
            "share",
            0.01,
            1.0,
            "Fall of need of those reached that leaders expect of a social-development initiative before they have seen any.",
            sweep=(0.4, 0.95),
        ),
    ]
    prior: Annotated[
        float,
        Declared(
            125.0,
            "incidents per 2,500 residents",
            0.1,
            500.0,
            "Incidents (or clients' need) that must be expected before what was seen weighs as much as what was believed, "
            "where the community's neighbourhoods have 2,500 residents.",
        ),
    ]
    judged: Annotated[
        float,
        Declared(
            2.5,
            "incidents per 2,500 residents",
            0.1,
            500.0,
            "Incidents (or clients' need) by which the result of a single initiative is drawn to nought, where the community's "
            "neighbourhoods have 2,500 residents: a few tell little.",
            sweep=(1.0, 10.0),
        ),
    ]
    least_belief: Annotated[
        float,
        Declared(
            0.02, "share", 0.001, 0.2, "Fall that leaders go on expecting of what never worked: it may be tried again."
        ),
    ]
    learning: Annotated[
        float, Declared(1.0, "share", 0.0, 1.0, "Part of what a review finds that enters leaders' experience.")
    ]
    experience_half_life: Annotated[
        float, Declared(5.0, "years", 0.25, 50.0, "Time in which experience loses half its weight.")
    ]
    province_spread: Annotated[
        float,
        Declared(
            0.5,
            "share",
            0.0,
            1.0,
            "Experience of other communities that counts, by the provincial table, under full collaboration.",
        ),
    ]
    compared: Annotated[
        int,
        Declared(
            6,
            "places per target",
            1,
            12,
            "Places like the targets, without an initiative, by which these are judged.",
        ),
    ]
    like_usual: Annotated[
        float,
        Declared(
            0.5,
            "times the mean",
            0.0,
            10.0,
            "How far places with much or little on record are expected to be like the others: weight of the usual record.",
        ),
    ]
    at_half_time: Annotated[
        int,
        Declared(
            1,
            "0 no, 1 yes",
            0,
            1,
            "Whether initiatives are looked at half-way, ended where they fail, and aimed anew.",
            sweep=(0, 1),
        ),
    ]
    end_below: Annotated[
        float, Declared(-0.5, "share", -5.0, 0.0, "Result at half time under which an initiative is ended.")
    ]
    met_share: Annotated[float, Declared(0.5, "share", 0.0, 1.0, "Part of the forecast that counts as met.")]

    def usual_of(self, measure: int) -> float:
        """Return the fall that leaders expect of a measure before they have seen any result."""
        return getattr(self, USUAL_OF[measure])
