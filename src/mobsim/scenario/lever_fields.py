"""Keys of a file that hold levers, made from the declarations of the levers."""

from typing import Annotated, Any

from pydantic import Field

from mobsim.scenario.file_table import KeyOf
from mobsim.scenario.parameters import LEVERS
from mobsim.scenario.strategy import LeadPolicy, Levers


def lever_fields() -> dict[str, Any]:
    """Return a key for each lever, with its bounds and meaning; none need be given."""
    fields: dict[str, Any] = {}
    for full_name, (_, _, declared) in LEVERS.items():
        name = full_name.removeprefix("strategy.")
        if name == "lead":
            fields[name] = (Annotated[str, KeyOf(LeadPolicy)] | None, Field(None, description=declared.about))
        else:
            kind = Annotated[float, Field(ge=declared.low, le=declared.high)]
            field = Field(None, description=declared.about, json_schema_extra={"unit": declared.unit})
            fields[name] = (kind | None, field)
    return fields


def with_given(levers: Levers, given: dict[str, Any]) -> Levers:
    """Return levers with some of them as a file gives them: who leads in words."""
    return levers._replace(**(given | ({"lead": int(LeadPolicy.of(given["lead"]))} if "lead" in given else {})))
