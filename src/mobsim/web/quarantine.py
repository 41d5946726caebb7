"""Check what the room hands over in a process of its own, with bounded memory and time: the server and its towns go on."""

import json
import multiprocessing
import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from mobsim.errors import MobsimError, ScenarioError, UsageError
from mobsim.tools.processes import process_context, quiet_start
from mobsim.web.processes import begin_process, end_processes
from mobsim.web.unpacking import lay_down

MOST_MEMORY = 1_000_000_000
"""Bytes that the process may write to, the simulation's own code included."""
MOST_SECONDS = 60.0
LARGEST_ANSWER = 10_000_000
_REMEDY = "simplify outlines, leave out columns"


def check_apart(
    name: str,
    content: bytes,
    folder: Path,
    memory: int = MOST_MEMORY,
    seconds: float = MOST_SECONDS,
    *,
    ignore_memory: bool = False,
) -> dict[str, Any]:
    """Lay a file or packed folder down in a folder, and read the scenario in it, in a process of its own.

    Parameters
    ----------
    name, content
        What the file is called where it comes from, and its bytes.
    folder
        Where it is laid down.
    memory, seconds
        Bytes that the process may write to, and how long it may take.
    ignore_memory
        Take in towns too that the machine seems to lack the memory for.

    Returns
    -------
    dict
        ``file``, the scenario file; ``title``, ``notes`` and ``strategies`` of the scenario, with their kinds.

    Raises
    ------
    MobsimError
        Whatever is wrong, in the words of the check; or that it takes more memory or time than it may.
    """
    handed_over = folder.with_name(f"{folder.name}.handed-over")
    handed_over.write_bytes(content)
    here, there = multiprocessing.Pipe(duplex=False)
    process = process_context().Process(target=_check, args=(there, name, handed_over, folder, memory, ignore_memory))
    try:
        with quiet_start():
            process.start()
        there.close()
        found = _answer(here, memory, seconds)
    finally:
        end_processes((process,))
        here.close()
        handed_over.unlink(missing_ok=True)
    if "error" in found:
        raise MobsimError(found["error"])
    return found


def _answer(here: Connection, memory: int, seconds: float) -> dict[str, Any]:
    if not here.poll(seconds):
        raise UsageError(f"takes more than {seconds:.0f} s to check", field="file", remedy=_REMEDY)
    try:
        return json.loads(here.recv_bytes(LARGEST_ANSWER))
    except (EOFError, OSError):
        raise _needs_too_much(memory) from None


def _needs_too_much(memory: int) -> UsageError:
    return UsageError(f"takes more than {memory // 1_000_000} MB to check", field="file", remedy=_REMEDY)


def _check(there: Connection, name: str, handed_over: Path, folder: Path, memory: int, ignore_memory: bool) -> None:
    """Check in the process apart, and send what was found."""
    begin_process(niceness=5)
    _bound(memory)
    try:
        file = lay_down(name, handed_over, folder)
        _refuse_code(file)
        from mobsim.experiment.memory import require_memory
        from mobsim.scenario.reading import load_scenario
        from mobsim.web.memory import SESSION

        scenario = load_scenario(file)
        if not ignore_memory:
            require_memory([scenario], use=SESSION)
        found: dict[str, Any] = {
            "file": str(file),
            "title": scenario.title,
            "notes": list(scenario.notes),
            "strategies": [{"name": each.name, "kind": each.kind.key} for each in scenario.strategies.values()],
        }
    except MobsimError as error:
        found = {"error": str(error).replace(f"{folder}{os.sep}", "")}
    except MemoryError:
        found = {"error": str(_needs_too_much(memory))}
    except Exception as error:
        found = {"error": f"The file could not be checked ({type(error).__name__}: {error})."}
    there.send_bytes(json.dumps(found).encode())


def _refuse_code(file: Path) -> None:
    """Refuse a scenario whose strategies name planners by module: to read it would be to import what a stranger names."""
    from mobsim.extensions.references import is_reference
    from mobsim.scenario.text_files import read_toml

    strategies = read_toml(file)[0].get("strategies")
    for strategy, table in strategies.items() if isinstance(strategies, dict) else ():
        planner = table.get("planner") if isinstance(table, dict) else None
        if isinstance(planner, str) and is_reference(planner):
            remedy = "name an installed planner, or leave it out"
            raise ScenarioError(
                "names a module, which the page imports for nobody", file=file,
                field=f"strategies.{strategy}.planner", value=planner, remedy=remedy,
            )  # fmt: skip


def _bound(memory: int) -> None:
    """Let the process fail, and no other, where it asks for more memory than it may have; Windows knows no such bound."""
    try:
        import resource
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    bound = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, most))
