"""The blind spot of police is uneven: some victims, and some places, stay silent more than others (Gray and others 2017)."""

from mobsim.scenario.enumerations import Age
from mobsim.scenario.police import ReportingParameters
from mobsim.tools.kernel import kernel
from mobsim.world.table import Row


@kernel(inner=True)
def departure(speaker: Row, here: Row, reporting: ReportingParameters) -> float:
    """Return by how much the logit of reporting departs from what is usual, for who would speak and where it happened."""
    if speaker.age == Age.YOUNG:
        return reporting.by_young + here.reporting_shift
    if speaker.age == Age.OLDER:
        return reporting.by_older + here.reporting_shift
    return here.reporting_shift
