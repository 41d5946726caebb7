"""The command ``mobsim explain``: what a name means, with unit, range, default, source and grade."""

from typing import Annotated

import typer

from mobsim.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("explain")(explain)


def explain(
    name: Annotated[
        str, typer.Argument(help="A parameter, group, strategy, outcome, mechanism, problem, event or source.")
    ],
) -> None:
    """Explain a parameter, an outcome, a strategy, a problem type; `explain day` prints the order of the day."""
    from mobsim.cli.facts import FINDERS, all_names
    from mobsim.scenario.names import did_you_mean

    found = [lines for finder in FINDERS for lines in finder(name)]
    if not found:
        raise UsageError("nothing has that name", field="NAME", value=name, remedy=did_you_mean(name, all_names()))
    print("\n\n".join("\n".join(lines) for lines in found))
