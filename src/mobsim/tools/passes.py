"""Take a kernel through the compiler's steps without what a kernel does not need of them.

A first start compiles some three hundred functions, each in two dozen steps. Before each step numba notes down the types of all
arguments and all options for whoever may listen, and it compares all options whenever it looks up what a call means.
"""

from typing import Any

from numba.core.compiler import Flags
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import PassManager
from numba.core.typed_passes import NopythonRewrites
from numba.core.untyped_passes import InlineClosureLikes

__all__ = ["KernelFlags", "KernelPasses"]

FOR_THOSE_THAT_ALLOCATE = frozenset({InlineClosureLikes, NopythonRewrites})
"""Steps that look for list comprehensions and for sums of whole arrays: both make arrays or lists."""


class KernelFlags(Flags):
    """The compiler's options for one kernel, which are quickly told to be those of another."""

    __slots__ = ("_hash",)

    def __init__(self, options: Flags) -> None:
        super().__init__(options)
        self._hash = super().__hash__()

    def __hash__(self) -> int:
        """Return what the options hash to, as numba has it: of their names, whatever their values."""
        return self._hash

    def __eq__(self, other: object) -> bool:
        """Compare what was set: where nothing was, all of them have the same defaults."""
        return self._values == other._values if isinstance(other, KernelFlags) else super().__eq__(other)


class KernelPasses(PassManager):
    """The steps from a function to its code."""

    def __init__(self, passes: list[tuple[Any, str]], *, allocates: bool) -> None:
        super().__init__("kernel")
        self.passes = [each for each in passes if allocates or each[0] not in FOR_THOSE_THAT_ALLOCATE]
        self.finalize()

    @global_compiler_lock
    def _runPass(self, index: int, pss: Any, internal_state: Any) -> None:  # noqa: N802  (numba's name)
        pss.analysis = self._analysis
        pss.run_initialization(internal_state)
        pss.run_pass(internal_state)
        pss.run_finalizer(internal_state)
