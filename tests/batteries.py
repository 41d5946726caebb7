"""Parameters that a test runs through at length only, with ``-m long``."""

import pytest


def at_length(*values):
    """Mark parameters as long; a tuple is one set of several parameters."""
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.long) for value in values
    ]
