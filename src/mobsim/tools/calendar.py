"""The calendar of a simulated town: a week has 7 days, a cycle of the leaders' table 28, a year 364.

Every year is alike: 52 whole weeks and 13 whole cycles, so that years, cycles and weeks end together.
"""

DAYS_IN_WEEK = 7
DAYS_IN_CYCLE = 28
DAYS_IN_YEAR = 364
WEEKS_IN_YEAR = DAYS_IN_YEAR // DAYS_IN_WEEK
CYCLES_IN_YEAR = DAYS_IN_YEAR // DAYS_IN_CYCLE


def weeks_that_end(after: int, days: int) -> int:
    """Return how many weeks end within ``days`` that begin ``after`` so many days; what is counted is counted by week."""
    return (after + days) // DAYS_IN_WEEK - after // DAYS_IN_WEEK
