"""What can be counted off, once: roles at the table, ages, officers' activities, zones of need, the series of crime.

A member is the number that columns hold, and compiles as one: ``residents.age[i] == Age.CHILD``. It carries the ``key`` by
which files name it and the ``label`` by which people do; tables, readers, reports and pages take both from here. Who leads
an initiative and by which measure stands in :mod:`mobsim.scenario.initiatives`.
"""

from enum import IntEnum
from typing import Self


class Enumeration(IntEnum):
    """Numbers with words: each member is declared as number, key, label and whatever else its enumeration tells of it."""

    key: str
    label: str

    def __new__(cls, number: int, key: str, label: str, *_: object) -> Self:
        """Make a member that is its number."""
        member = int.__new__(cls, number)
        member._value_ = number
        member.key, member.label = key, label
        return member

    @classmethod
    def of(cls, key: str) -> Self:
        """Return the member that files name so.

        Raises
        ------
        KeyError
            If there is none.
        """
        for member in cls:
            if member.key == key:
                return member
        raise KeyError(key)

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """Return the keys, in order of numbers."""
        return tuple(member.key for member in cls)

    @classmethod
    def labels(cls) -> tuple[str, ...]:
        """Return the labels, in order of numbers."""
        return tuple(member.label for member in cls)


class Role(Enumeration):
    """Seats at a community's table of leaders."""

    MAYOR = 0, "mayor", "mayor"
    COUNCILLOR = 1, "councillor", "councillor"
    CHIEF = 2, "chief", "chief"
    AGENCY_HEAD = 3, "agency", "agency head"
    ASSOCIATION = 4, "association", "association"


class Age(Enumeration):
    """Ages of residents, in years."""

    CHILD = 0, "0-14", "child"
    YOUNG = 1, "15-24", "young"
    MIDDLE = 2, "25-64", "middle"
    OLDER = 3, "65+", "older"


class Activity(Enumeration):
    """What officers spend their hours on."""

    RESPONSE = 0, "response", "answering calls"
    PATROL = 1, "patrol", "patrol"
    ENGAGEMENT = 2, "engagement", "engagement"
    INITIATIVES = 3, "initiatives", "initiatives"
    OVERHEAD = 4, "overhead", "training, tables, forums and analysis"
    STANDBY = 5, "standby", "standing by, with nothing to do"


class Zone(Enumeration):
    """The model's four answers to need for police assistance, from most need to least."""

    ENFORCEMENT = 0, "zone_0", "enforcement and crime suppression"
    MOBILIZATION = 1, "zone_1", "mobilization and crime prevention"
    ENGAGEMENT = 2, "zone_2", "engagement and liaison"
    CONSULTATION = 3, "zone_3", "safety and consultation"


class CrimeSeries(Enumeration):
    """What becomes of crime: it happens, is reported, is recorded, is cleared, each part of the one before; or is discovered.

    What patrol discovers happened and was not reported; nor was what is known from health data alone.
    """

    about: str

    def __init__(self, number: int, key: str, label: str, about: str) -> None:
        del number, key, label
        self.about = about

    TRUE = 0, "true", "true", "crimes that happened, known to the simulation only"
    REPORTED = 1, "reported", "reported", "crimes told to police"
    RECORDED = 2, "recorded", "recorded", "reported crimes that police recorded as founded"
    CLEARED = 3, "cleared", "cleared", "recorded crimes that police cleared"
    DISCOVERED = 4, "discovered", "discovered", "crimes that nobody reported and patrol came upon"
    POOLED = 5, "pooled", "pooled", "crimes that nobody reported, known from health data alone"


THREE_SERIES = (CrimeSeries.TRUE, CrimeSeries.REPORTED, CrimeSeries.RECORDED)
"""The series that are kept apart everywhere."""

COUNTED_SERIES = (*THREE_SERIES, CrimeSeries.DISCOVERED, CrimeSeries.POOLED)
"""The series that the leaders' tables, or who measures their error, count in a cycle."""
