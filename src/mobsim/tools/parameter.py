"""The one declaration of a parameter: value, unit, bounds, sweep range, role, source, grade, meaning.

A group of parameters is a ``NamedTuple`` whose fields are annotated with :class:`Declared`. The tuple itself is what
kernels receive; reading, bounds, documentation, schema, sweeps and sensitivity problems come from the annotations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

Role = Literal["setting", "assumption", "lever"]
Grade = Literal["V", "V2", "D", "M", "fitted", "assumed"]


@dataclass(frozen=True, slots=True)
class Declared:
    """Declare one parameter.

    Parameters
    ----------
    default
        Value used unless a scenario overrides it.
    unit
        Unit in words ("1" for a pure number, "logit", "hours", "days", "per day").
    low, high
        Hard bounds, inclusive: a value outside is refused.
    about
        One sentence: what the parameter means.
    source
        Key of ``sources.toml``, or ``"assumed"``.
    grade
        Grade of evidence: V read in the source, V2 read in a page that quotes it, D derived, M from memory, fitted
        to all published targets at once (``mobsim.validation.defaults``; ``source`` tells where the mechanism is from), assumed.
    sweep
        Default range of a sweep; when absent, a quarter of the bounds' width to either side of the default, within the bounds.
    role
        ``setting`` (of the town), ``assumption`` (of the model) or ``lever`` (of a strategy).
    """

    default: float
    unit: str
    low: float
    high: float
    about: str
    source: str = "assumed"
    grade: Grade = "assumed"
    sweep: tuple[float, float] | None = None
    role: Role = "assumption"

    @property
    def sweep_range(self) -> tuple[float, float]:
        """Range that a sweep covers when its author names none."""
        if self.sweep is not None:
            return self.sweep
        quarter = (self.high - self.low) / 4
        return (max(self.low, self.default - quarter), min(self.high, self.default + quarter))


class ParameterDeclaration(NamedTuple):
    """One declared parameter with its full name and Python type."""

    name: str
    kind: type
    declared: Declared


@cache
def declarations_of(group_name: str, group: type) -> dict[str, ParameterDeclaration]:
    """Collect the declarations of a parameter group, keyed by full name ``group.field``."""
    found = {}
    for field, hint in group.__annotations__.items():
        declared = next((extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, Declared)), None)
        if declared is None:
            raise TypeError(f"{group.__name__}.{field} is not declared")
        name = f"{group_name}.{field}"
        found[name] = ParameterDeclaration(name, hint.__origin__, declared)
    return found


def build_group(group_name: str, group: type, overrides: Mapping[str, float]) -> Any:
    """Build the tuple that kernels receive from the defaults and the overriding values (keyed by full name)."""
    values = (
        declaration.kind(overrides.get(name, declaration.declared.default))
        for name, declaration in declarations_of(group_name, group).items()
    )
    return group(*values)
