"""Copy a world, so that it goes on beside the one it was copied from."""

from typing import Any

import numpy as np

from mobsim.world.columns import UNCHANGING, World


def copy_world(world: World) -> World:
    """Copy the columns that days change."""
    copies: Any = {name: getattr(world, name) for name in World._fields}
    for name in copies.keys() - UNCHANGING:
        copies[name] = copy_of(copies[name])
    return World(**copies)


def copy_of(columns: Any) -> Any:
    """Copy a column, a table, or a tuple of columns."""
    return columns.copy() if isinstance(columns, np.ndarray) else type(columns)(*(each.copy() for each in columns))
