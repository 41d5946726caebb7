"""How long a scenario is at least: figures are of whole weeks."""

from mobsim.scenario.findings import Findings
from mobsim.tools.calendar import weeks_that_end


def check_length(burn_in_days: int, days: int, findings: Findings) -> None:
    """Refuse a scenario that ends before any week of it does."""
    if not weeks_that_end(burn_in_days, days):
        findings.wrong("ends before a week does, so that nothing is counted", "days", "give at least 7", value=days)
