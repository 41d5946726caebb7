"""The shape of unit costs and of severity weights in a scenario file."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, create_model

from mobsim.scenario.file_table import FileTable, Text, described
from mobsim.scenario.unit_costs import ITEMS, SHIPPED_CURRENCY, SHIPPED_YEAR

Words = Annotated[str, Field(min_length=1, max_length=500)]


class CostTable(FileTable):
    """One unit cost, and where it is from."""

    amount: Annotated[Annotated[float, Field(gt=0.0, le=1e9)], described("What it costs.", "currency of the costs")]
    source: Annotated[Words, described('Where the amount is from, in your own words; "assumed" where it is nowhere.')]


def _fields() -> dict[str, Any]:
    return {name: (Annotated[CostTable | None, described(item.about, item.unit)], None) for name, item in ITEMS.items()}


class _Currency(FileTable):
    currency: Annotated[
        Annotated[str, Field(pattern=r"^[A-Z]{3}$")], described("In what the town counts money, as three letters.")
    ] = SHIPPED_CURRENCY
    year: Annotated[Annotated[int, Field(ge=1900, le=2200)], described("Of what year the amounts are.", "year")] = (
        SHIPPED_YEAR
    )
    per_cad: Annotated[
        Annotated[float, Field(gt=0.0, le=1e6)] | None,
        described(
            f"What a Canadian dollar of {SHIPPED_YEAR} is worth in it, for prices that are left out.",
            "currency a dollar",
        ),
    ] = None

    def given(self) -> dict[str, CostTable]:
        """Return the unit costs that are given, by name."""
        found = {name: getattr(self, name) for name in ITEMS}
        return {name: each for name, each in found.items() if each is not None}


if TYPE_CHECKING:

    class CostsTable(_Currency):
        """What things cost in the town; the fields of the costs are made from their declarations."""

else:
    CostsTable = create_model(
        "CostsTable", __base__=_Currency, __doc__="What things cost in the town, with sources.", **_fields()
    )


class SeverityTable(FileTable):
    """How grave kinds of crime are, by an index of the user's country."""

    source: Annotated[Words, described("The index that the weights are of, and its year.")]
    weights: Annotated[
        Annotated[dict[Text, Annotated[float, Field(gt=0.0, le=1e9)]], Field(min_length=2)],
        described("By kind of crime; on any scale, since only how they compare is used.", "weight"),
    ]
