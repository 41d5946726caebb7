"""Which scenarios the page may open: those that ship, the one named at the start, and files handed over by the room."""

import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from mobsim.errors import UsageError
from mobsim.experiment.choosing import choose_draws
from mobsim.experiment.memory import require_memory
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.web.memory import SESSION
from mobsim.web.quarantine import check_apart

FIRST = "twenty_people"
"""The street on which a newcomer begins: opened by name, not offered among the towns."""
LARGEST_FILE = 20_000_000
MOST_OPENED = 20


class Openings:
    """Scenarios by the name under which the page asks for them.

    Parameters
    ----------
    first : str
        The scenario to begin with: the name of one that ships, or a path given on the command line.
    ignore_memory : bool
        Open towns too that the machine seems to lack the memory for.
    ensemble : str, optional
        Name or path of the ensemble from which pairs of other seeds draw what is in doubt; the scenario's own, or that of the
        evidence, where it is left out.
    point : bool
        Give pairs of other seeds the scenario's own parameters instead.
    """

    def __init__(
        self, first: str, *, ignore_memory: bool = False, ensemble: str | None = None, point: bool = False
    ) -> None:
        self.ensemble, self.point = ensemble, point
        self._known = {name: str(path) for name, path in shipped_scenarios().items()}
        self._first_minutes = str(Path(str(files("mobsim.web"))) / FIRST / "scenario.toml")
        self._ignore_memory = ignore_memory
        scenario = load_scenario(first)
        choose_draws(scenario, ensemble, point=point)  # whatever is wrong with it is told before the page opens
        if not ignore_memory:
            require_memory([scenario], use=SESSION)
        self.first = first if first in self._known else scenario.name
        if first not in self._known:
            self._known[self.first] = str(first)
        self._folder: Path | None = None  # of what is received; made when it is needed
        self._received = 0

    def describe(self) -> dict[str, Any]:
        """Return what the page may open."""
        return {"scenarios": sorted(self._known), "first": self.first}

    def find(self, name: str) -> str:
        """Return where a scenario lies.

        Raises
        ------
        UsageError
            If the page may not open it.
        """
        if name == FIRST:
            return self._first_minutes
        if name not in self._known:
            raise UsageError("is not open here", field="scenario", value=name, remedy=did_you_mean(name, self._known))
        return self._known[name]

    def check_size(self, size: int | None) -> None:
        """Refuse a file before it is read if it says that it is too large, or does not say."""
        if size is None or size > LARGEST_FILE:
            raise UsageError(
                f"is larger than {LARGEST_FILE // 1_000_000} MB",
                field="file",
                remedy="simplify outlines, leave out columns",
            )

    def receive(self, name: str, content: bytes) -> dict[str, Any]:
        """Receive a scenario file or a packed folder, check all of it, and return the name to ask for it by."""
        self.check_size(len(content))
        if self._received >= MOST_OPENED:
            raise UsageError(f"{MOST_OPENED} files have been opened", field="file", remedy="start mobsim app again")
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="mobsim-app-"))
        folder = Path(tempfile.mkdtemp(prefix="opened-", dir=self._folder))
        try:
            found = check_apart(name, content, folder, ignore_memory=self._ignore_memory)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._received += 1
        file = Path(found.pop("file"))
        key = f"{file.parent.name if file.parent != folder else file.stem} ({self._received})"
        self._known[key] = str(file)
        return {"name": key, **found}

    def close(self) -> None:
        """Remove what was received."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
