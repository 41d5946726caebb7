"""The command ``mobsim schema``: JSON Schema of the files that users write, for editors."""

from typing import Annotated

import typer

from mobsim.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("schema")(schema)


def schema(
    of: Annotated[str, typer.Argument(help="scenario or experiment.")] = "scenario",
) -> None:
    """Print the JSON Schema of scenario or experiment files."""
    import json

    from mobsim.scenario.names import did_you_mean

    if of not in ("scenario", "experiment"):
        remedy = did_you_mean(of, ["scenario", "experiment"])
        raise UsageError("there is no schema of that", field="OF", value=of, remedy=remedy)
    if of == "scenario":
        from mobsim.scenario.schema import scenario_json_schema

        found = scenario_json_schema()
    else:
        from mobsim.experiment.sweep.designs import DESIGNS
        from mobsim.scenario.experiment_schema import experiment_json_schema

        found = experiment_json_schema(list(DESIGNS))
    print(json.dumps(found, indent=2))
