"""Optimize the machine code of a kernel once: within the kernels that Python calls.

Left to itself numba optimizes each function with all that it calls, writes its machine code, and does it again in whatever calls
it, level by level. An inner kernel is not called but by kernels: here it is only kept, and becomes machine code with the kernel
that Python calls, all of them together.
"""

from typing import Any

from numba import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.cpu import _dynfunc
from numba.core.typed_passes import NativeLowering

from mobsim.tools.compiling import compiling
from mobsim.tools.passes import KernelFlags, KernelPasses

__all__ = ["InnerCompiler", "OuterCompiler", "take_whole_numbers_alike"]

WIDEST = 64


class InnerLibrary(JITCodeLibrary):
    """The code of a kernel that only kernels call: nothing is made of it here."""

    def finalize(self) -> None:
        """Leave it as it is, for those that call it."""
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        """Return the code with all that it calls, for numba's own libraries: they link only what they call themselves."""
        module = super()._get_module_for_linking().clone()
        for called in _all_called(self):
            module.link_in(called._get_module_for_linking(), preserve=True)
        return module

    def alone(self) -> Any:
        """Return the code without what it calls."""
        return super()._get_module_for_linking()


class OuterLibrary(JITCodeLibrary):
    """The code of a kernel that Python calls, and of all that it calls."""

    def finalize(self) -> None:
        """Link all that it calls, near and far, optimize it, and write the machine code."""
        self._linking_libraries = _all_called(self)
        super().finalize()


class _Alone:
    """An inner library that is linked without what it calls."""

    def __init__(self, library: InnerLibrary) -> None:
        self._reload_init = library._reload_init
        self._get_module_for_linking = library.alone


def _all_called(library: Any) -> list[Any]:
    """Return what a library calls, near and far, each once."""
    found: dict[Any, Any] = {}
    waiting = list(reversed(library._linking_libraries))
    while waiting:
        called = waiting.pop()
        if called not in found:
            inner = isinstance(called, InnerLibrary)
            found[called] = _Alone(called) if inner else called
            waiting.extend(reversed(called._linking_libraries) if inner else [])
    return list(found.values())


@register_pass(mutates_CFG=True, analysis_only=False)
class ServeKernels(LoweringPass):
    """Let kernels call a kernel for which there is no machine code of its own."""

    _name = "mobsim_serve_kernels"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        lowered, name = state["cr"], state.func_id.func_name
        nowhere = _dynfunc.make_function(lowered.fndesc.lookup_module(), name, "", 0, lowered.env, (state.library,))
        state.targetctx.insert_user_function(nowhere, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=nowhere)
        return True


class OuterCompiler(Compiler):
    """Compile a kernel that Python calls."""

    library = OuterLibrary

    def __init__(
        self, typingctx: Any, targetctx: Any, library: Any, args: Any, return_type: Any, flags: Any, locals: Any
    ) -> None:
        super().__init__(typingctx, targetctx, library, args, return_type, KernelFlags(flags), locals)

    def compile_extra(self, func: Any) -> Any:
        """Compile, and count it."""
        compiled = super().compile_extra(func)
        compiling.note()
        return compiled

    def define_pipelines(self) -> list[Any]:
        """Give the kernel the library of its kind, then do all that numba does that a kernel needs."""
        self.state.library = self.library(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        (numbas,) = super().define_pipelines()
        return [KernelPasses(self.steps(numbas), allocates=self.state.flags.nrt)]

    def steps(self, numbas: Any) -> list[tuple[Any, str]]:
        """Return the steps of compiling it."""
        return numbas.passes


class InnerCompiler(OuterCompiler):
    """Compile a kernel that only kernels call."""

    library = InnerLibrary

    def define_pipelines(self) -> list[Any]:
        """Stop before machine code."""
        self.state.flags.no_compile = True
        return super().define_pipelines()

    def steps(self, numbas: Any) -> list[tuple[Any, str]]:
        """Return the steps of compiling it, and of letting kernels call it."""
        numbas.add_pass_after(ServeKernels, NativeLowering)
        return numbas.passes


def take_whole_numbers_alike(dispatcher: Any) -> None:
    """Let a kernel that kernels call with several kinds of whole numbers take them all as one, and so be compiled once."""
    ask = dispatcher.get_call_template

    def get_call_template(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        template, pysig, _, _ = ask(
            tuple(_common(each) for each in args), {key: _common(each) for key, each in kws.items()}
        )
        _, folded = dispatcher.fold_argument_types(args, kws)
        return template, pysig, folded, {}

    dispatcher.get_call_template = get_call_template


def _common(kind: Any) -> Any:
    kind = types.unliteral(kind)
    whole = kind.dtype if isinstance(kind, types.IntEnumMember) else kind
    if isinstance(whole, types.Integer) and (whole.signed or whole.bitwidth < WIDEST):
        return types.int64
    return kind
