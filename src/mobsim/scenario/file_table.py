"""What every table of a file that users write has in common: strict types, bounds, and a sentence on each key."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
FileName = Annotated[str, Field(min_length=1, max_length=500)]


class FileTable(BaseModel):
    """A table of the file: strict types, no unknown keys, no infinities."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, protected_namespaces=())


def says(about: str, unit: str = "") -> Any:
    """Describe a key, and its unit, for the schema and the documentation."""
    return Field(description=about, json_schema_extra={"unit": unit} if unit else None)
