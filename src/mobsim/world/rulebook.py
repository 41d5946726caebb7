"""The rule book: every declared parameter in one record, as kernels read it.

A kernel that got the numbers themselves would hand some two hundred of them on to each kernel that it calls; a record is handed
on as one address. Reading it is the same: ``rules.trust.good_contact``.
"""

from functools import lru_cache
from typing import Any, cast

import numpy as np

from mobsim.scenario.parameters import Parameters


class Book(np.record):
    """A record whose bytes are handed out as they stand.

    A kernel asks the record that it is given for its bytes, and NumPy describes each of the two hundred numbers anew before it
    gives them: nine tenths of a launch.
    """

    @property
    def data(self) -> memoryview:
        """The bytes of the record; of a group of it, as NumPy gives them."""
        kept = self.__dict__.get("bytes_kept")
        return super().data if kept is None else kept


@lru_cache(maxsize=64)
def rulebook(parameters: Parameters) -> Parameters:
    """Return the parameters as one record, with a record for each group; the same one for the same values."""
    layout = np.dtype([(name, _layout(group)) for name, group in parameters._asdict().items()], align=True)
    book: Any = np.zeros(1, np.dtype((Book, layout)))
    for name, group in parameters._asdict().items():
        book[name] = tuple(group)
    book.flags.writeable = False
    record = book[0]
    record.__dict__["bytes_kept"] = memoryview(book.view(np.uint8))
    return cast(Parameters, record)


def _layout(group: Any) -> np.dtype:
    """Return the type of a group's record: whole numbers stay whole."""
    return np.dtype([(name, np.array(value).dtype) for name, value in group._asdict().items()], align=True)
