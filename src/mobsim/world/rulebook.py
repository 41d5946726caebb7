"""The rule book: every declared parameter in one record, as kernels read it.

A kernel that got the numbers themselves would hand some two hundred of them on to each kernel that it calls; a record is handed
on as one address. Reading it is the same: ``rules.trust.good_contact``.
"""

from functools import lru_cache
from typing import Any, cast

import numpy as np

from mobsim.scenario.parameters import Parameters


@lru_cache(maxsize=64)
def rulebook(parameters: Parameters) -> Parameters:
    """Return the parameters as one record, with a record for each group; the same one for the same values."""
    layout = np.dtype([(name, _layout(group)) for name, group in parameters._asdict().items()], align=True)
    book: Any = np.zeros(1, np.dtype((np.record, layout)))
    for name, group in parameters._asdict().items():
        book[name] = tuple(group)
    book.flags.writeable = False
    return cast(Parameters, book[0])


def _layout(group: Any) -> np.dtype:
    """Return the type of a group's record: whole numbers stay whole."""
    return np.dtype([(name, np.array(value).dtype) for name, value in group._asdict().items()], align=True)
