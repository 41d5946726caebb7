"""What the page shows of neighbourhoods."""

from typing import Literal, get_args

Measure = Literal["insecurity", "true_crime", "recorded_crime", "harm", "trust", "cohesion", "membership", "need"]
"""What is shown of neighbourhoods by colour, zones of need aside."""
MEASURES: tuple[str, ...] = get_args(Measure)
Curve = Literal[
    "insecurity", "true_crime", "recorded_crime", "harm", "trust", "cohesion", "membership", "need_for_assistance"
]
"""The outcomes of a town whose curves are shown."""
EXPLAINED: tuple[str, ...] = get_args(Curve)
