"""What every table of a file that users write has in common: strict types, bounds, and a sentence on each key."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import CoreSchema, core_schema

from mobsim.scenario.enumerations import Enumeration

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
FileName = Annotated[str, Field(min_length=1, max_length=500)]


class FileTable(BaseModel):
    """A table of the file: strict types, no unknown keys, no infinities."""

    model_config = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, protected_namespaces=(), defer_build=True
    )


def described(about: str, unit: str = "") -> Any:
    """Describe a key, and its unit, for the schema and the documentation."""
    return Field(description=about, json_schema_extra={"unit": unit} if unit else None)


class KeyOf:
    """Let a text be the key of a member of an enumeration, or of one of some members: ``Annotated[str, KeyOf(Role)]``."""

    def __init__(self, members: Iterable[Enumeration]) -> None:
        self._keys = [member.key for member in members]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Tell pydantic what may stand here."""
        del source, handler
        return core_schema.literal_schema(self._keys)


Decimal = Annotated[Literal[".", ","] | None, described("The mark before decimals in the data file named here.")]
Thousands = Annotated[
    Literal[".", ",", " ", "'", ""] | None,
    described("The mark between thousands in the data file named here; empty for none."),
]
