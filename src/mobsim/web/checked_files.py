"""Read a file that ships with the page against its shape."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from mobsim.errors import ScenarioError
from mobsim.scenario.file_table import FileTable
from mobsim.scenario.text_files import read_toml

Shape = TypeVar("Shape", bound=FileTable)


def read_checked(file: Path, shape: type[Shape], what: str) -> Shape:
    """Return what a file holds; ``what`` it is one of stands in the remedy.

    Raises
    ------
    ScenarioError
        The first thing that is wrong.
    """
    content, _ = read_toml(file)
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ScenarioError(first["msg"], file=file, field=where, remedy=f"see the {what} that ship") from None
