"""The command line: one module a command; nothing heavy is imported before it is used."""

import os
import sys

TYPE_CHECKING = False  # the module typing takes its time, in which an interrupt would not be answered yet
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: "Sequence[str] | None" = None) -> None:
    """Run the command line and end the process.

    Given arguments, it is called within another program, whose streams and interrupts it leaves alone.

    Exit codes: 0 done, 1 done but a check failed, 2 the input or the machine does not allow it, 130 interrupted.
    """
    if arguments is not None:
        from mobsim.cli.app import build_app

        build_app()(args=list(arguments), prog_name="mobsim")
        return
    # Files are read alike whatever else is installed; to look for plugins takes a tenth of the time of `mobsim check`.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from mobsim.tools.interrupts import interrupts

        interrupts.install()
    except KeyboardInterrupt:
        os.write(2, b"mobsim: interrupted\n")
        os._exit(130)
    from mobsim.cli.process import run_process

    sys.exit(run_process(sys.argv[1:]))
