"""The keys of an event that scenario files and trials share."""

from typing import Annotated

from pydantic import Field

from mobsim.scenario.enumerations import Role
from mobsim.scenario.events import BUDGET_HIGH, BUDGET_LOW
from mobsim.scenario.file_table import KeyOf, Share, Text, described

Severity = Annotated[Share, described("How hard it strikes.", "0-1")]
Leader = Annotated[
    Annotated[str, KeyOf(Role)] | None,
    described("Who leaves, for `leader_leaves`; one of the two, for `joint_work`."),
]
Partner = Annotated[
    Annotated[str, KeyOf(Role)] | None,
    described("The other of the two, for `joint_work`; where both have one role, its first and second."),
]
Followed = Annotated[Text | None, described("What is followed from then on, for `change_of_strategy`.")]
Budget = Annotated[
    Annotated[float, Field(ge=BUDGET_LOW, le=BUDGET_HIGH)] | None,
    described("Purse and hours from then on, for `budget_set`.", "share of the ordinary"),
]
