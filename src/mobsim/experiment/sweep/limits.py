"""How many points a sweep may have."""

MOST_POINTS = 200_000
MOST_VALUES = 10_000_000
"""Points times factors: each is kept, and takes about sixty bytes."""
