"""Assemble the commands: each module named here offers ``register(app)`` and imports what is heavy only when called."""

import pkgutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import mobsim
from mobsim.errors import MobsimError
from mobsim.tools.faults import explain_fault

# The modules that are commands, in the order of help.
_ORDER = (
    "running",
    "comparing",
    "sweeping",
    "searching",
    "analysing",
    "reporting",
    "annexing",
    "exporting",
    "validating",
    "calibrating",
    "making",
    "serving",
    "checking",
    "listing",
    "explaining",
    "schema",
)


class Commands(TyperGroup):
    """A group whose commands end with one message on what the user can fix, and with 130 when interrupted."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except MobsimError as error:
            print(f"mobsim: {error}", file=sys.stderr)
            raise SystemExit(2) from None
        except (OSError, MemoryError) as error:
            print(f"mobsim: {explain_fault(error)}", file=sys.stderr)
            raise SystemExit(2) from None
        except KeyboardInterrupt:
            print("mobsim: interrupted; what was finished is kept", file=sys.stderr)
            raise SystemExit(130) from None


def command_modules() -> list[str]:
    """List the modules that register commands, in the order of help."""
    found = [each.name for each in pkgutil.iter_modules([str(Path(__file__).parent)]) if not each.ispkg]
    commands = [name for name in found if name in _ORDER]
    return sorted(commands, key=_ORDER.index)


def build_app() -> typer.Typer:
    """Build the application with every command registered."""
    app = typer.Typer(
        cls=Commands,
        help="Simulate how communities mobilize, and compare strategies of policing and prevention at equal cost.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    app.callback()(_options)
    for name in command_modules():
        import_module(f"mobsim.cli.{name}").register(app)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"mobsim {mobsim.__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del version
