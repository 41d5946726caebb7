"""The command line: one module a command; nothing heavy is imported before it is used."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process.

    Exit codes: 0 done, 1 done but a check failed, 2 the input is wrong, 130 interrupted.
    """
    from mobsim.cli.app import build_app

    build_app()(args=sys.argv[1:] if arguments is None else list(arguments), prog_name="mobsim")
