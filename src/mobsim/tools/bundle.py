"""Hand a whole tuple of arrays to a kernel as one address.

A kernel that gets a tuple gets each of its arrays, taken apart into numbers, and hands all of them on to each kernel that it
calls: hundreds of arguments, which cost most of the compiler's time. What is marked ``@bundle`` goes as the address of a list
of where its arrays lie, which is made once. In kernels as in Python it is read by name: ``world.residents.trust``. How the
compiler reads it stands in :mod:`mobsim.tools.bundle_types`, which is loaded with the compiler and not before.
"""

from functools import cached_property
from typing import Any, TypeVar

import numpy as np

__all__ = ["Bundle", "bundle"]

_Columns = TypeVar("_Columns", bound=type)


class Bundle:
    """A named tuple of arrays, and of other such tuples, that kernels take as one address."""

    def __getstate__(self) -> None:
        """Keep nothing of where arrays lie: a copy's lie elsewhere."""
        return

    @cached_property
    def _words(self: Any) -> np.ndarray:
        """Where each array lies and its shape, one after the other; those of bundles in it in their place."""
        return np.concatenate([each._words if isinstance(each, Bundle) else _where(each) for each in self])

    @cached_property
    def _address(self: Any) -> int:
        """The address of those words, which live as long as the bundle."""
        return self._words.ctypes.data


def bundle(columns: _Columns) -> _Columns:
    """Let kernels take a named tuple of arrays, and of other such tuples, as one address.

    Parameters
    ----------
    columns : type
        A named tuple. Its arrays are laid out row by row (C order).
    """
    told = ("__module__", "__doc__", "__annotations__")
    made: Any = type(columns.__name__, (Bundle, columns), {name: getattr(columns, name) for name in told})
    return made


def _where(array: np.ndarray) -> np.ndarray:
    if not array.flags.c_contiguous:
        raise ValueError("an array of a bundle is laid out row by row")
    return np.array([array.ctypes.data, *array.shape], np.intp)
