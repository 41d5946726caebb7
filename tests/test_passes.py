"""The steps of compiling a kernel: those that it needs, and nothing noted down on the way."""

import numpy as np
import pytest

from mobsim.tools.kernel import COMPILED

if not COMPILED:
    pytest.skip("kernels are not compiled", allow_module_level=True)

from numba import njit
from numba.core import event
from numba.core.compiler import Flags

from mobsim.tools.linking import OuterCompiler
from mobsim.tools.passes import KernelFlags

# As kernels are compiled, but never kept on disk.


@njit(pipeline_class=OuterCompiler, _nrt=False)
def halved(number):
    return number / 2


@njit(pipeline_class=OuterCompiler)
def squares_of_sums(left, right):
    return np.array([each * each for each in left + right])


class Steps(event.Listener):
    """Of which functions numba tells that a step begins."""

    def __init__(self):
        self.functions = set()

    def on_start(self, event):
        self.functions.add(event.data["qualname"])

    def on_end(self, event):
        """Nothing is asked of the end of a step."""


def options(**given):
    made = Flags()
    for name, value in given.items():
        setattr(made, name, value)
    return made


def test_nothing_is_noted_down_of_the_steps_of_a_kernel():
    with event.install_listener("numba:run_pass", Steps()) as steps:
        assert halved(3) == 1.5
        assert squares_of_sums(np.array([1.0, 2.0]), np.array([3.0, 4.0])).tolist() == [16.0, 36.0]
    assert steps.functions, "numba tells of its own functions, which make arrays"
    assert not steps.functions & {"halved", "squares_of_sums"}


def test_options_of_kernels_are_equal_when_the_same_ones_were_given():
    quick, copied = KernelFlags(options(nrt=True)), KernelFlags(options(nrt=True)).copy()
    assert quick == copied
    assert hash(quick) == hash(copied) == hash(options(nrt=True))
    assert quick == options(nrt=True)
    assert quick != KernelFlags(options(nrt=False))
    assert quick != options(nrt=False)
