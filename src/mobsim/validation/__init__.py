"""The published evidence as data, and the model held against it."""

from mobsim.validation.found import Validation
from mobsim.validation.patterns import observe, observe_town, patterns_of
from mobsim.validation.running import validate
from mobsim.validation.targets import targets

__all__ = ["Validation", "observe", "observe_town", "patterns_of", "targets", "validate"]
