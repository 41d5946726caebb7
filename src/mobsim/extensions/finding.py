"""Find what a user names or hands over: a function, its reference, or the name under which a package installed it."""

from collections.abc import Collection
from typing import Any, TypeVar

from mobsim.errors import UsageError
from mobsim.extensions.declared import Declared
from mobsim.extensions.installed import installed
from mobsim.extensions.references import is_reference, load, reference_of

BY_NEED = "by_need"
"""The planner that ships, by name."""
_Kind = TypeVar("_Kind", bound=Declared)


def find_planner(given: Any, field: str) -> str:
    """Return the reference of a planner; empty for the one that ships.

    Raises
    ------
    UsageError
        If it is no function, or there is none of that name.
    """
    if given in (BY_NEED, ""):
        return ""
    reference = _reference(given, "planners", (BY_NEED,), field)
    if not callable(load(reference, field)) or isinstance(load(reference, field), Declared | type):
        remedy = "name a function of a briefing and a budget"
        raise UsageError("is no planner", field=field, value=reference, remedy=remedy)
    return reference


def find_declared(given: Any, kind: type[_Kind], field: str, shipped: Collection[str] = ()) -> _Kind:
    """Return an outcome, an intervention or a rule, by itself or by name.

    Raises
    ------
    UsageError
        If it is none of that kind, or there is none of that name.
    """
    found = given
    if isinstance(given, str):
        found = load(_reference(given, f"{kind.kind}s", shipped, field), field)
    if not isinstance(found, kind):
        remedy = f"declare the function with @mobsim.{kind.kind}"
        raise UsageError(f"is no {kind.kind}", field=field, value=given, remedy=remedy)
    reference_of(found, field)
    return found


def _reference(given: Any, kind: str, shipped: Collection[str], field: str) -> str:
    """Return the reference of a thing that is given: itself, its reference, or its name."""
    if not isinstance(given, str):
        return reference_of(given, field)
    if is_reference(given):
        load(given, field)
        return given
    there = installed(kind, shipped) if kind in ("outcomes", "planners") else {}
    if given not in there:
        choice = [*([BY_NEED] if kind == "planners" else []), *there]
        known = f"choose from {', '.join(choice)}, or " if choice else ""
        remedy = f"{known}write package.module:name"
        raise UsageError(f"is no installed {kind.removesuffix('s')}", field=field, value=given, remedy=remedy)
    load(there[given].reference, field)
    return there[given].reference
