"""Run the command line as a process of its own: streams that stop nobody, and one exit code whatever happened."""

import gc
import sys
from collections.abc import Sequence

from mobsim.cli.streams import forgiving_streams, what_was_lost
from mobsim.tools.interrupts import INTERRUPTED, interrupts

FAILED = 2


def run_process(arguments: Sequence[str]) -> int:
    """Run a command; return the exit code."""
    if arguments[:1] == ["check"]:
        gc.disable()  # it ends before there is much to collect, and looking for it takes a twelfth of its time
    with forgiving_streams():
        code = _run(arguments)
        lost = what_was_lost()
        if lost:
            message = f"standard output cannot be written ({lost}); whatever the command writes to files is written"
            print(f"mobsim: {message}", file=sys.stderr)
            code = code or FAILED
        interrupts.over()
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
