"""Bound what a TOML file may hold, so that no later step meets a number or a depth that it was not made for."""

import re
from pathlib import Path
from typing import Any

from mobsim.errors import InputErrors, ScenarioError
from mobsim.scenario.names import OBEYED, WITHOUT, is_obeyed

DEEPEST = 20
"""Tables and lists within each other."""
MOST_KEY_PARTS = 100
"""Parts of a dotted key; the time that the reader of TOML takes grows with their square."""
MOST_DIGITS = 1_000
"""Digits of one number; an ordinary one has no more than some twenty."""
WHOLE_NUMBERS = range(-(2**63), 2**63)
"""Whole numbers that TOML promises to keep."""

_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+"""
_LONG_KEY = re.compile(rf"(?:^|[\[{{,])[ \t]*+{_PART}(?:\.[ \t]*+{_PART}){{{MOST_KEY_PARTS}}}", re.MULTILINE)
_LONG_NUMBER = re.compile(rf"(?:^|[\[{{,=])[ \t]*+[-+]?+[0-9][0-9_a-fox.+-]{{{MOST_DIGITS}}}", re.MULTILINE)
_MOST_REPORTED = 20


def check_source(text: str, path: Path) -> None:
    """Refuse, before it is parsed, what a parser of TOML would take very long for, or fail on without a word."""
    for pattern, problem, remedy in (
        (_LONG_KEY, f"has a key of more than {MOST_KEY_PARTS} parts", "write a key of few parts, such as trust.misconduct"),
        (_LONG_NUMBER, f"has a number of more than {MOST_DIGITS:,} digits", "write an ordinary number"),
    ):  # fmt: skip
        found = pattern.search(text)
        if found is not None:
            line = text.count("\n", 0, found.end()) + 1
            raise ScenarioError(problem, file=path, field=f"line {line} ({_start_of(found[0])})", remedy=remedy)


def check_values(content: dict[str, Any], path: Path) -> None:
    """Refuse numbers beyond 64 bits, tables that lie too deep in each other, and text that a screen would obey."""
    errors: list[ScenarioError] = []
    _check_within(content, [], path, errors)
    InputErrors.raise_if_any(errors[:_MOST_REPORTED])


def _check_within(value: Any, steps: list[Any], path: Path, errors: list[ScenarioError]) -> None:
    if isinstance(value, dict | list):
        if len(steps) > DEEPEST:
            problem, remedy = f"has more than {DEEPEST} tables or lists in each other", "write fewer in each other"
            errors.append(ScenarioError(problem, file=path, field=_start_of(_dotted(steps)), remedy=remedy))
            return
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value, start=1):
            steps.append(step)
            if isinstance(step, str) and is_obeyed(step):
                errors.append(ScenarioError(OBEYED, file=path, field=_start_of(_dotted(steps)), remedy=WITHOUT))
            _check_within(inner, steps, path, errors)
            steps.pop()
    elif isinstance(value, int) and value not in WHOLE_NUMBERS:
        problem, remedy = "is a whole number of more than 64 bits", "write a smaller number"
        errors.append(ScenarioError(problem, file=path, field=_dotted(steps), value=value, remedy=remedy))
    elif isinstance(value, str) and is_obeyed(value):
        errors.append(ScenarioError(OBEYED, file=path, field=_dotted(steps), value=value, remedy=WITHOUT))


def _dotted(steps: list[Any]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def line_of(message: str, text: str) -> str:
    """Quote the line that a message of the TOML parser names."""
    after = message.partition("line ")[2]
    digits = after.split(",")[0].rstrip(")")
    lines = text.splitlines() or [""]
    number = int(digits) if digits.isdigit() and len(digits) < 10 and 1 <= int(digits) <= len(lines) else len(lines)
    return f"line {number} ({_start_of(lines[number - 1])})"


def _start_of(text: str, longest: int = 60) -> str:
    return text.strip()[:longest]
