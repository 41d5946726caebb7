"""The shape of a strategy in a scenario file: its levers, and the terms on which it is followed.

Bounds of levers come from their declarations.
"""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, create_model

from mobsim.scenario.file_table import FileName, FileTable, KeyOf, Text, described
from mobsim.scenario.lever_fields import lever_fields
from mobsim.scenario.strategy import StrategyKind
from mobsim.scenario.terms import LEAST_SHARE, MOST_SHARE

Means = Annotated[float, Field(ge=LEAST_SHARE, le=MOST_SHARE)]
Day = Annotated[int, Field(ge=0, le=100_000)]
Ids = Annotated[list[Text], Field(min_length=1, max_length=20_000)]


class WaveTable(FileTable):
    """Neighbourhoods that join a strategy together."""

    day: Annotated[Day, described("When they join it; 0 is the first after burn-in.", "day")]
    neighbourhoods: Annotated[Ids, described("Ids of those that join.")]


def _term_fields() -> dict[str, Any]:
    return {
        "officers_share": (
            Annotated[
                Means | None,
                described(
                    "Officers while it is followed; where it is not 1, strategies no longer cost the same.",
                    "share of the town's",
                ),
            ],
            None,
        ),
        "purse_share": (
            Annotated[
                Means | None,
                described(
                    "The purse while it is followed; where it is not 1, strategies no longer cost the same.",
                    "share of the town's",
                ),
            ],
            None,
        ),
        "start_day": (
            Annotated[
                Day | None,
                described("When it comes into force; the reference is followed until then.", "day after burn-in"),
            ],
            None,
        ),
        "neighbourhoods": (
            Annotated[
                Ids | None, described("Ids of the only neighbourhoods where its programmes go; all if left out.")
            ],
            None,
        ),
        "waves": (
            Annotated[
                Annotated[list[WaveTable], Field(min_length=1, max_length=1000)] | None,
                described(
                    "A roll-out by steps: which neighbourhoods join on which day. It starts with the first of them."
                ),
            ],
            None,
        ),
    }


def _strategy_fields() -> dict[str, Any]:
    return {
        "about": (
            Annotated[Text | None, described("What the strategy is, in a sentence for readers of the report.")],
            None,
        ),
        "extends": (Annotated[Text | None, described("The strategy that levers not given are taken from.")], None),
        "kind": (
            Annotated[
                Annotated[str, KeyOf(StrategyKind)] | None,
                described("Policies are compared and ranked; an arm of an experiment is run by name and never ranked."),
            ],
            None,
        ),
        "planner": (
            Annotated[
                FileName | None,
                described(
                    "Who plans initiatives: an installed planner by name, or a function, `package.module:name`; that of "
                    "`extends` if left out, and `by_need` is the one that ships."
                ),
            ],
            None,
        ),
        **_term_fields(),
        **lever_fields(),
    }


if TYPE_CHECKING:

    class StrategyTable(FileTable):
        """The levers of a strategy; the fields of the levers are made from their declarations."""

        about: str | None
        extends: str | None
        kind: str | None
        planner: str | None
        officers_share: float | None
        purse_share: float | None
        start_day: int | None
        neighbourhoods: list[str] | None
        waves: list[WaveTable] | None

else:
    StrategyTable = create_model(
        "StrategyTable",
        __base__=FileTable,
        __doc__="The levers of a strategy; those not given come from `extends`.",
        **_strategy_fields(),
    )
