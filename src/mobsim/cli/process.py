"""Run the command line as a process of its own: streams that stop nobody, and one exit code whatever happened."""

import gc
import sys
from collections.abc import Sequence

from mobsim.cli.streams import forgiving_streams, what_was_lost
from mobsim.tools.interrupts import INTERRUPTED, interrupts

FAILED = 2
DO_ONE_THING = frozenset({"check", "run"})
"""Commands that make no town after another, so that little garbage comes after the start."""
NEW_OBJECTS, ROUNDS = 50_000, (20, 50)
"""How many new objects Python collects garbage among, and after how many such rounds among older ones too."""


def run_process(arguments: Sequence[str]) -> int:
    """Run a command; return the exit code."""
    if not DO_ONE_THING.isdisjoint(arguments[:1]):
        # What a start makes stays to the end; to look through it for garbage as often as Python does takes a fifth of the time.
        gc.set_threshold(NEW_OBJECTS, *ROUNDS)
    with forgiving_streams():
        code = _run(arguments)
        lost = what_was_lost()
        if lost:
            message = f"standard output cannot be written ({lost}); whatever the command writes to files is written"
            print(f"mobsim: {message}", file=sys.stderr)
            code = code or FAILED
        interrupts.over()
    gc.freeze()  # nor is it looked through once more when the interpreter ends
    return INTERRUPTED if interrupts.asked else code


def _run(arguments: Sequence[str]) -> int:
    try:
        from mobsim.cli.app import build_app

        build_app()(args=list(arguments), prog_name="mobsim")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        if interrupts.asked:  # whatever the interrupt was turned into on its way
            return INTERRUPTED
        raise
    return 0
