"""Where the town of our own lies."""

from pathlib import Path

FENLAND = Path(__file__).parent / "fenland"
