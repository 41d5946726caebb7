"""Keys of a file that hold levers, made from the declarations of the levers."""

from typing import Annotated, Any

from pydantic import Field

from mobsim.scenario.file_table import KeyOf
from mobsim.scenario.findings import Findings
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


def check_hours(levers: Levers, findings: Findings, prefix: str = "") -> None:
    """Refuse shares of free hours that exceed them together."""
    if levers.patrol_share + levers.engagement_share > 1 + 1e-9:
        findings.wrong(
            f"and engagement_share = {levers.engagement_share:g} exceed all free hours together",
            f"{prefix}patrol_share",
            "lower one of them until they sum to at most 1",
            value=levers.patrol_share,
        )


def with_given(levers: Levers, given: dict[str, Any]) -> Levers:
    """Return levers with some of them as a file gives them: who leads in words."""
    return levers._replace(**(given | ({"lead": int(LeadPolicy.of(given["lead"]))} if "lead" in given else {})))
