"""The rule book: every declared parameter in one record, as kernels read it.

A kernel that got the numbers themselves would hand some two hundred of them on to each kernel that it calls; a record is handed
on as one address. Reading it is the same: ``rules.trust.good_contact``.
"""

from functools import lru_cache
from typing import Any, cast

import numpy as np

from mobsim.scenario.parameters import Parameters


class _Bytes:
    """The bytes of a record: those that it keeps, else as NumPy gives them."""

    def __get__(self, record: Any, kind: type) -> Any:
        return np.void.data.__get__(record)


class Book(np.void):
    """A record whose bytes are handed out as they stand, and whose numbers are found by name.

    A kernel asks the record that it is given for its bytes, and NumPy describes each of the two hundred numbers anew before it
    gives them: nine tenths of a launch. A record keeps its own under the name by which it is asked.
    """

    data = _Bytes()  # not one that is found before what the record itself keeps

    def __getattr__(self, name: str) -> Any:
        """Return a number, or a group of them."""
        if name in (self.dtype.names or ()):
            return self[name]
        raise AttributeError(f"there is no {name} in the rule book")


def rulebook(parameters: Parameters) -> Parameters:
    """Return the parameters as one record, with a record for each group; the same one for the same values."""
    asked, record = _last[0]
    if asked is not parameters:
        record = _record_of(parameters)
        _last[0] = parameters, record
    return record


_last: list[Any] = [(None, None)]
"""The parameters that were asked for last, and their record: to look them up by two hundred values takes longer than a launch."""


@lru_cache(maxsize=64)
def _record_of(parameters: Parameters) -> Parameters:
    layout = np.dtype([(name, _layout(group)) for name, group in parameters._asdict().items()], align=True)
    book: Any = np.zeros(1, np.dtype((Book, layout)))
    for name, group in parameters._asdict().items():
        book[name] = tuple(group)
    book.flags.writeable = False
    record = book[0]
    record.__dict__["data"] = memoryview(book.view(np.uint8))
    return cast(Parameters, record)


def _layout(group: Any) -> np.dtype:
    """Return the type of a group's record: whole numbers stay whole."""
    columns = [(name, np.array(value).dtype) for name, value in group._asdict().items()]
    return np.dtype((Book, np.dtype(columns, align=True)))
