"""Options that say what harm costs, and whether volunteers' hours count as a cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mobsim.scenario.prices import PriceList

PricesFile = Annotated[
    Path | None,
    typer.Option(
        "--prices",
        metavar="FILE",
        help="What crimes cost, to set benefits beside costs; default: published Canadian prices that ship.",
    ),
]
PayVolunteers = Annotated[
    bool,
    typer.Option("--pay-volunteers", help="Count volunteers' hours as a cost, at the scenario's price of an hour."),
]


def prices_from(file: Path | None, *, pay_volunteers: bool) -> "PriceList | None":
    """Return the prices asked for; ``None`` for those that ship."""
    from mobsim.experiment.repricing import with_volunteers_paid
    from mobsim.scenario.prices import load_prices

    if file is None and not pay_volunteers:
        return None
    prices = load_prices(file)
    return with_volunteers_paid(prices) if pay_volunteers else prices
