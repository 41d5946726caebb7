"""Ask the processor to fetch a cell before it is read, where reads jump about in more memory than its caches hold."""

from collections.abc import Callable
from typing import Any

from mobsim.tools.kernel import COMPILED

__all__ = ["prefetch"]


def _do_nothing(array: Any, row: int) -> None:
    """Without the compiler there is nothing to win."""


prefetch: Callable[[Any, int], None] = _do_nothing
"""Fetch a row of an array into the caches, while other work goes on; nothing is changed. Only kernels call it."""

if COMPILED:
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    def _fetch(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind = signature.args[0]
        cells = context.make_array(kind)(context, builder, given[0])
        cell = cgutils.get_item_pointer(context, builder, kind, cells, [given[1]], wraparound=False)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        call = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        fetch = cgutils.get_or_insert_function(builder.module, call, "llvm.prefetch.p0i8")
        to_read, keep, data = number(0), number(3), number(1)
        builder.call(fetch, [builder.bitcast(cell, byte), to_read, keep, data])
        return context.get_dummy_value()

    def _prefetch(_: Any, array: Any, row: Any) -> Any:
        return types.void(array, types.int64), _fetch

    compiled: Any = intrinsic(_prefetch)
    prefetch = compiled
