"""Check all that an installed package adds to mobsim: ``python -m mobsim.testing PACKAGE``."""

import argparse
import sys
from collections.abc import Sequence

from mobsim.errors import MobsimError
from mobsim.testing.conformance import ConformanceError
from mobsim.testing.packages import checks_of


def main(words: Sequence[str] | None = None) -> int:
    """Run every check, a line each; return 1 where one fails."""
    parser = argparse.ArgumentParser(
        prog="python -m mobsim.testing", description="Check what a package adds to mobsim."
    )
    parser.add_argument("package", metavar="PACKAGE", help="name of an installed package")
    failed = 0
    try:
        for check in checks_of(parser.parse_args(words).package):
            try:
                check()
                print(f"{check}: good", flush=True)
            except ConformanceError as error:
                failed += 1
                print(f"{check}: {error}", flush=True)
    except MobsimError as error:
        print(f"mobsim: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("mobsim: interrupted", file=sys.stderr)
        return 130
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
