"""What the page shows of neighbourhoods."""

from typing import Literal, get_args

Measure = Literal["insecurity", "true_crime", "recorded_crime", "harm", "trust", "cohesion", "membership", "need"]
"""What is shown of neighbourhoods by colour, zones of need aside."""
MEASURES: tuple[str, ...] = get_args(Measure)
