"""Read a scenario: find its file, check all of it, and build what a run needs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mobsim.errors import UsageError
from mobsim.extensions.installed import Installed, installed, installed_file
from mobsim.scenario.drafts import Draft, draft_given, draft_scenario
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.regular_files import is_folder, is_no_folder, is_there, names_in
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.text_files import read_toml

_TOP_LEVEL = ("days", "burn_in_days", "seed", "scale", "reference")


def load_scenario(
    path_or_name: str | Path | Mapping[str, Any], *, overrides: Mapping[str, Any] | None = None
) -> Scenario:
    """Load a scenario by path (file or folder), by the name of one that ships or is installed, or from a dictionary.

    Parameters
    ----------
    path_or_name
        ``"columbus"``, ``"towns/mine/scenario.toml"`` or ``"towns/mine"``; or what a file holds as a dictionary, whose data
        files are looked for in the current folder.
    overrides
        Parameters by full name (``"trust.bad_contact_weight"``, with or without ``"parameters."`` before it) and any of
        ``days``, ``burn_in_days``, ``seed``, ``scale``, ``reference``; they win over the file.

    Raises
    ------
    mobsim.errors.MobsimError
        Everything that is wrong, at once.
    """
    if isinstance(path_or_name, Mapping):
        return draft_given(_overridden(dict(path_or_name), overrides or {})).whole()
    return draft_named(path_or_name, overrides or {}).whole()


def draft_named(path_or_name: str | Path, overrides: Mapping[str, Any]) -> Draft:
    """Check a scenario as :func:`load_scenario` loads it; raise only where there is no such file, or it is not TOML."""
    file = find_scenario(path_or_name)
    content, fingerprint = read_toml(file)
    return draft_scenario(_overridden(content, overrides), file, {file.name: fingerprint})


def find_scenario(path_or_name: str | Path) -> Path:
    """Find the file of a scenario, or raise a UsageError that names the nearest one that ships."""
    path = Path(path_or_name)
    if is_folder(path) and is_there(path / "scenario.toml"):
        return path / "scenario.toml"
    if is_no_folder(path):
        return path
    known = shipped_scenarios()
    name = str(path_or_name)
    if name in known:
        return known[name]
    there = installed("scenarios", known)
    if name in there:
        return _installed(there[name])
    known |= dict.fromkeys(there, Path())
    if is_folder(path):
        raise UsageError("has no scenario.toml", field=name, remedy="name a folder that has one, or the file itself")
    if len(path.parts) > 1 or path.suffix:
        raise UsageError("there is no such scenario file", field="SCENARIO", value=name, remedy=_remedy(path, known))
    raise UsageError("there is no such scenario", field="SCENARIO", value=name, remedy=did_you_mean(name, known))


def _installed(each: Installed) -> Path:
    """Return the file of an installed scenario, whose name must be that of its entry point: a copy is called by it too."""
    file = installed_file(each, "scenarios", "scenario.toml")
    own = file.parent.name if file.name == "scenario.toml" else file.stem
    if own != each.name:
        problem = f"of the package {each.package} lies under another name, {own}"
        remedy = f"name the entry point {own}, or the folder {each.name}"
        raise UsageError(problem, field="mobsim.scenarios", value=each.name, remedy=remedy)
    return file


def _remedy(path: Path, known: Mapping[str, Path]) -> str:
    folder = path.parent
    if is_folder(folder):
        return did_you_mean(path.name, names_in(folder))
    return f"check the path, or name one that ships: {', '.join(known)}"


def _overridden(content: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(content)
    parameters = {
        name.removeprefix("parameters."): value for name, value in overrides.items() if name not in _TOP_LEVEL
    }
    merged.update({name: value for name, value in overrides.items() if name in _TOP_LEVEL})
    if parameters and isinstance(content.get("parameters", {}), dict):
        merged["parameters"] = {**content.get("parameters", {}), **parameters}
    return merged


def build_scenario(content: Mapping[str, Any], file: Path, inputs: dict[str, str] | None = None) -> Scenario:
    """Build a scenario from the parsed content of its file; ``file`` tells where its data files lie."""
    return draft_scenario(content, file, inputs).whole()
