"""The option that says in which language a page is written."""

from typing import Annotated

import typer

PageLanguage = Annotated[str, typer.Option("--language", "--lang", help="en or fr.")]
