"""An ensemble: sets of parameters that the evidence leaves plausible, from which runs are drawn to hold doubt as well as luck.

The ensembles that ship lie in ``scenario/ensembles``, one JSON file each, with what made them. A scenario's own parameters hold
in every draw: what a town knows about itself is not in doubt.
"""

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from mobsim.errors import DataError, UsageError
from mobsim.extensions.installed import installed, installed_file
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import check_overrides
from mobsim.scenario.problem_numbers import check_numbers, numbers_in
from mobsim.scenario.text_files import read_text

SCHEMA = 1
EVIDENCE = "evidence"
"""The ensemble that ships and that comparisons draw from unless they are given another, or none."""
LEAST_DRAWS = 2
LARGEST_ENSEMBLE = 20_000_000
"""Bytes of an ensemble's file: some ten thousand draws of a hundred parameters."""
APART = 8
"""The first so many replicates have draws of their own: a few repeats would cost them, and tell nothing of luck."""
AGAIN = 4
"""Of every further so many the last has the draw of the one before, on another seed: what differs between the two is luck."""
FOLDER = Path(__file__).parent / "ensembles"
KEYS = frozenset({"schema", "title", "about", "made", "parameters", "fitted", "draws", "weights"})


@dataclass(frozen=True)
class Ensemble:
    """Sets of parameters, each as plausible as its weight.

    Parameters
    ----------
    name
        Its name if it ships, else the path of its file.
    title, about
        What it holds, and what it rests on.
    parameters
        Full names of what is in doubt; a number of a problem type is ``problems.NAME.NUMBER``.
    fitted
        Those of them that were fitted to a town's own figures: draws hold there even where the scenario sets a value, which
        is then but one of those that the figures leave open.
    draws
        Values in the order of ``parameters``, one sequence a draw.
    weights
        How plausible each draw is, relative to the others.
    made
        The command that made it, and what it was made with.
    taken
        How many draws are passed over before the first is taken: what others have been run with.
    """

    name: str
    title: str
    about: str
    parameters: tuple[str, ...]
    draws: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    made: Mapping[str, str]
    fitted: frozenset[str] = frozenset()
    taken: int = 0

    def __len__(self) -> int:
        return len(self.draws)

    def described(self) -> dict[str, Any]:
        """Return what the file of the ensemble holds, as plain data."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "about": self.about,
            "made": dict(self.made),
            "parameters": list(self.parameters),
            **({"fitted": [name for name in self.parameters if name in self.fitted]} if self.fitted else {}),
            "draws": [list(draw) for draw in self.draws],
            "weights": list(self.weights),
        }

    @property
    def identity(self) -> list[Any]:
        """What decides the runs that draw from it."""
        return [
            self.parameters, self.draws, self.weights,
            *([sorted(self.fitted)] if self.fitted else []), *([self.taken] if self.taken else []),
        ]  # fmt: skip

    def after(self, taken: int) -> "Ensemble":
        """Return the ensemble without the draws that are taken first, for runs that are to have others."""
        return replace(self, taken=self.taken + taken)

    def values(self, draw: int) -> dict[str, float]:
        """Return the parameters of a draw.

        Raises
        ------
        UsageError
            If there is no draw of that number.
        """
        if not 0 <= draw < len(self):
            remedy = f"give a number from 0 to {len(self) - 1}"
            raise UsageError(f"there is no such draw of {self.name}", field="draw", value=draw, remedy=remedy)
        return dict(zip(self.parameters, self.draws[draw], strict=True))

    def in_doubt(self, known: Container[str]) -> tuple[str, ...]:
        """Return the names of what is in doubt where some are known: those that a scenario sets, unless they were fitted."""
        return tuple(name for name in self.parameters if name in self.fitted or name not in known)

    def doubted(self, known: Container[str], draw: int) -> dict[str, float]:
        """Return the values of a draw, without those that are known."""
        values = self.values(draw)
        return {name: values[name] for name in self.in_doubt(known)}

    def nth_draw(self, number: int) -> int:
        """Return the draw that is taken as the one of this number, from 0.

        Any first draws that are taken come from all over the ensemble, in proportion to the weights: places along it follow
        one another as van der Corput's sequence does.
        """
        share = van_der_corput(self.taken + number) * self._up_to[-1]
        return next(draw for draw, end in enumerate(self._up_to) if share < end)

    def draw_of(self, replicate: int) -> int:
        """Return the draw of a replicate, where beyond the first :data:`APART` the last of every :data:`AGAIN` repeats one."""
        return self.nth_draw(replicate - max(0, replicate + 1 - APART) // AGAIN)

    @cached_property
    def _up_to(self) -> list[float]:
        return list(accumulate(self.weights))


def van_der_corput(number: int) -> float:
    """Return a number of van der Corput's sequence, in [0, 1): the binary figures of ``number`` behind the point, mirrored."""
    share, digit = 0.0, 0.5
    while number:
        share += digit * (number & 1)
        number, digit = number >> 1, digit / 2
    return share


def shipped_ensembles() -> dict[str, Path]:
    """Map the names of the ensembles that ship to their files."""
    return {file.stem: file for file in sorted(FOLDER.glob("*.json"))}


def choose_ensemble(asked: "Ensemble | str | Path | None") -> "Ensemble | None":
    """Return an ensemble by its name or path, or as it is.

    Raises
    ------
    UsageError
        If none ships by that name and no file lies there.
    InputErrors
        If the file is none of an ensemble; everything wrong with it at once.
    """
    if asked is None or isinstance(asked, Ensemble):
        return asked
    return read_ensemble(find_ensemble(asked), str(asked))


def find_ensemble(path_or_name: str | Path) -> Path:
    """Find the file of an ensemble that ships, lies at a path, or is installed, by name.

    Raises
    ------
    UsageError
        If there is none.
    """
    shipped, name = shipped_ensembles(), str(path_or_name)
    if name in shipped:
        return shipped[name]
    if Path(path_or_name).is_file():
        return Path(path_or_name)
    there = installed("ensembles", shipped)
    if name in there:
        return installed_file(there[name], "ensembles")
    known = [*shipped, *there]
    remedy = did_you_mean(name, known) if known else "give the path of its file"
    raise UsageError("there is no such ensemble", field="ensemble", value=name, remedy=remedy)


def read_ensemble(file: Path, name: str) -> Ensemble:
    """Read and check the file of an ensemble."""
    return read_hashed(file, name)[0]


def read_hashed(file: Path, name: str) -> tuple[Ensemble, str]:
    """Read and check the file of an ensemble; return it with the SHA-256 of what lies on disk."""
    text = read_text(file, LARGEST_ENSEMBLE, "give fewer draws")
    return _parsed(file, text.text, name), text.sha256


def _parsed(file: Path, text: str, name: str) -> Ensemble:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"cannot be read as JSON ({error})", file=file, remedy="give the file of an ensemble") from None
    findings = Findings(file)
    if not isinstance(content, Mapping):
        findings.wrong_data(file, "is not a JSON object", "file", "write one object with the keys of an ensemble")
        findings.stop()
    _check_keys(content, findings)
    findings.stop_if_wrong()
    parameters, draws = list(content["parameters"]), list(content["draws"])
    weights = _checked_weights(content.get("weights"), len(draws), findings)
    rows = [_checked_draw(parameters, draw, number, findings) for number, draw in enumerate(draws)]
    findings.stop_if_wrong()
    made = {str(key): str(value) for key, value in (content.get("made") or {}).items()}
    title, about = str(content.get("title", "")), str(content.get("about", ""))
    fitted = frozenset(content.get("fitted") or ())
    return Ensemble(name, title, about, tuple(parameters), tuple(rows), tuple(weights), made, fitted)


def _check_keys(content: Mapping[str, Any], findings: Findings) -> None:
    for key in content.keys() - KEYS:
        findings.wrong("is not a known key", key, did_you_mean(key, KEYS))
    if content.get("schema") != SCHEMA:
        findings.wrong(
            "is not the schema that this program reads", "schema", f"write {SCHEMA}", value=content.get("schema")
        )
    names = content.get("parameters")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        findings.wrong(
            "must list the names of what is in doubt", "parameters", 'write ["GROUP.NAME", ...]', value=names
        )
    elif len(set(names)) < len(names):
        findings.wrong("names a parameter twice", "parameters", "name each once")
    fitted = content.get("fitted") or []
    if not isinstance(fitted, list) or not all(name in (names or ()) for name in fitted):
        findings.wrong(
            "must list some of the parameters", "fitted", "leave it out, or name what was fitted", value=fitted
        )
    draws = content.get("draws")
    if not isinstance(draws, list) or len(draws) < LEAST_DRAWS:
        findings.wrong(f"must list at least {LEAST_DRAWS} draws", "draws", "write one list of values a draw")
    if not isinstance(content.get("made") or {}, Mapping):
        findings.wrong("must be a table of words", "made", 'write {"command": "..."}')


def _checked_weights(given: Any, draws: int, findings: Findings) -> list[float]:
    if given is None:
        return [1.0] * draws
    fits = isinstance(given, list) and len(given) == draws
    if not fits or not all(_is_number(each) and 0 <= each < float("inf") for each in given) or not sum(given) > 0:
        findings.wrong(
            "must hold a number of at least 0 for each draw, and not only noughts", "weights", f"write {draws} numbers"
        )
        return [1.0] * draws
    return [float(each) for each in given]


def _checked_draw(parameters: Sequence[str], draw: Any, number: int, findings: Findings) -> tuple[float, ...]:
    where = f"draws[{number}]"
    if not isinstance(draw, list) or len(draw) != len(parameters):
        findings.wrong("must hold a value for each parameter", where, f"write {len(parameters)} values")
        return ()
    given = dict(zip(parameters, draw, strict=True))
    of_problems = numbers_in(given)
    others = {name: value for name, value in given.items() if name not in of_problems}
    values = {**check_overrides(others, findings, f"{where}."), **check_numbers(of_problems, findings, f"{where}.")}
    return tuple(values[name] for name in given if name in values)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
