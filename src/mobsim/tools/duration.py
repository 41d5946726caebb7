"""Lengths of time in words, as exact as a reader can use them."""


def duration_in_words(seconds: float) -> str:
    """Write a length of time: ``40 s``, ``14 min``, ``4.1 h``; at least a second."""
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 6_000 else f"{seconds / 3_600:.1f} h"
