"""What a targets file frees: declared parameters and numbers of problem types, each in a range within its bounds."""

from collections.abc import Sequence

from mobsim.calibration.figures_file import RangeTable, TargetsFile
from mobsim.calibration.space import Free, Space, natural_scale
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.problem_numbers import BOUNDS
from mobsim.scenario.problems import ProblemType


def free_parameters(table: TargetsFile, findings: Findings) -> list[Free]:
    """Return the declared parameters that are free, each in the range given or else declared."""
    found = []
    for name, range_ in table.parameters.items():
        field = f"parameters.{name}"
        if name not in SETTABLE:
            findings.wrong("is not a known parameter", field, did_you_mean(name, SETTABLE))
            continue
        declared = SETTABLE[name].declared
        low, high = declared.sweep_range
        low, high = (low if range_.low is None else range_.low), (high if range_.high is None else range_.high)
        bounds = (declared.low, declared.high)
        if _is_range(field, low, high, bounds, findings):
            found.append(Space.declared({name: (low, high)}).free[0])
    return found


def free_problems(table: TargetsFile, problems: Sequence[ProblemType] | None, findings: Findings) -> list[Free]:
    """Return the numbers of problem types that are free; types are looked up where those of the scenario are known."""
    found = []
    for name, fields in table.problems.items():
        known = [name] if problems is None else [problem.name for problem in problems]
        if name not in known:
            findings.wrong("is not a problem type of the scenario", f"problems.{name}", did_you_mean(name, known))
            continue
        numbers = [_free(f"problems.{name}.{field}", field, range_, findings) for field, range_ in fields.items()]
        found.extend(number for number in numbers if number is not None)
    return found


def _free(where: str, field: str, range_: RangeTable, findings: Findings) -> Free | None:
    if field not in BOUNDS:
        findings.wrong("is not a number that may be free", where, did_you_mean(field, BOUNDS))
    elif range_.low is None or range_.high is None:
        if findings.sound(where):
            findings.wrong("needs both ends of its range", where, "write { low = ..., high = ... }")
    elif _is_range(where, range_.low, range_.high, BOUNDS[field], findings):
        scale = natural_scale(range_.low, range_.high, BOUNDS[field])
        return Free(where, range_.low, range_.high, scale)
    return None


def _is_range(field: str, low: float, high: float, bounds: tuple[float, float], findings: Findings) -> bool:
    if bounds[0] <= low < high <= bounds[1]:
        return True
    remedy = f"write low below high, both from {bounds[0]:g} to {bounds[1]:g}"
    findings.wrong("is not a range within the bounds", field, remedy, value=f"{low:g} to {high:g}")
    return False
