"""The settings of a folder's runs, as its manifest has them: parameters, strategies, mechanisms, alternatives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mobsim.export.markdown import as_csv
from mobsim.export.source import Source
from mobsim.scenario.mechanisms import alternatives, mechanisms
from mobsim.scenario.parameters import ALL, SETTABLE
from mobsim.scenario.sources import cite, sources
from mobsim.scenario.strategy import LeadPolicy, StrategyKind

DEFAULT = "default"
BY_STRATEGY = "set by the strategy"


class Setting(NamedTuple):
    """The value of a parameter in the scenario, how it came to be, and what it was over the runs where that is not one value."""

    value: float | None
    how: str
    over_runs: str = ""

    @property
    def shown(self) -> str:
        """What readers see of it."""
        return self.over_runs or ("" if self.value is None else f"{self.value:.6g}")


@dataclass(frozen=True)
class Settings:
    """The settings of a study, by full name of parameter or lever."""

    found: Mapping[str, Setting]
    strategies: Sequence[Mapping[str, Any]]

    @property
    def departing(self) -> dict[str, Setting]:
        """Settings that are not the model's defaults in every run."""
        return {name: each for name, each in self.found.items() if each.how not in (DEFAULT, BY_STRATEGY)}

    def switched_off(self) -> list[str]:
        """Name the mechanisms that the scenario switches off."""
        return [name for name, each in mechanisms().items() if self._are(each.neutral)]

    def chosen(self) -> dict[str, str]:
        """Return the choice that the scenario makes of each structural alternative."""
        found = {}
        for name, each in alternatives().items():
            others = [key for key, choice in each.choices.items() if key != each.default and choice.values]
            found[name] = next((key for key in others if self._are(each.choices[key].values)), each.default)
        return found

    def _are(self, values: Mapping[str, float]) -> bool:
        return bool(values) and all(self.found[name].value == value for name, value in values.items())


def settings_of(source: Source) -> Settings:
    """Gather the settings of a folder's runs."""
    parameters, overrides = source.town["parameters"], source.town["overrides"]
    found = {}
    for name, declaration in SETTABLE.items():
        group, _, field = name.partition(".")
        default = float(declaration.declared.default)
        # A folder of another version may not have every parameter of this one.
        value = parameters.get(group, {}).get(field, default)
        found[name] = Setting(value, DEFAULT if name not in overrides and value == default else "set by the scenario")
    found |= {name: Setting(None, BY_STRATEGY) for name in ALL if name not in SETTABLE}
    for name, how, text in [*_drawn(source), *_varied(source)]:
        if name in found:
            found[name] = Setting(found[name].value, how, text)
    return Settings(found, _strategies(source))


def _drawn(source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield what was drawn from an ensemble: a scenario's own parameters are not in doubt."""
    names, draws, _ = source.inputs.get("ensemble") or ([], [], [])
    for place, name in enumerate(names):
        if name not in source.town["overrides"]:
            values = [draw[place] for draw in draws]
            yield name, "drawn from the ensemble", f"{min(values):.6g} to {max(values):.6g}"


def _varied(source: Source) -> Iterator[tuple[str, str, str]]:
    for name, value in source.experiment.get("fixed", {}).items():
        yield name, "fixed by the experiment", str(value)
    for factor in source.experiment.get("factors", ()):
        yield factor["name"], "factor of the experiment", levels_of(factor)


def levels_of(factor: Mapping[str, Any]) -> str:
    """Say which values a factor takes."""
    if factor["levels"]:
        return ", ".join(map(str, factor["levels"]))
    return f"{factor['low']:g} to {factor['high']:g}"


def _strategies(source: Source) -> list[Mapping[str, Any]]:
    """Return the strategies that were run, or all of the scenario where a factor chooses among them."""
    known = source.town["strategies"]
    named = source.inputs.get("strategies") or [source.inputs.get("strategy")]
    levels = [each["levels"] for each in source.experiment.get("factors", ()) if each["name"] == "strategy"]
    names = [name for name in dict.fromkeys([*named, *(level for each in levels for level in each)]) if name in known]
    reference = source.town["reference"]
    return [known[name] for name in dict.fromkeys([*names, reference]) if name in known]


PARAMETER_HEAD = (
    "name", "meaning", "unit", "value", "over_runs", "how", "default", "low", "high", "role", "source", "grade", "work",
)  # fmt: skip


def parameters_csv(settings: Settings) -> str:
    """Write every parameter with its value here, its default, bounds, source and grade."""
    rows = []
    for name, setting in settings.found.items():
        declared = ALL[name].declared
        of_model = (declared.default, declared.low, declared.high, declared.role, declared.source, declared.grade)
        work = cite(declared.source) if declared.source in sources() else ""
        rows.append(
            (name, declared.about, declared.unit, *setting[:1], setting.over_runs, setting.how, *of_model, work)
        )
    return as_csv(PARAMETER_HEAD, rows)


def strategy_rows(settings: Settings) -> tuple[list[str], list[list[Any]]]:
    """Return the levers of each strategy: a head, and one row a strategy."""
    levers = list(settings.strategies[0]["levers"]) if settings.strategies else []
    rows = [
        [
            each["name"],
            StrategyKind(each["kind"]).label,
            *(_lever(name, each["levers"][name]) for name in levers),
            each["about"],
        ]
        for each in settings.strategies
    ]
    return ["strategy", "kind", *levers, "about"], rows


def _lever(name: str, value: Any) -> Any:
    return LeadPolicy(value).key if name == "lead" else value


def mechanism_rows(settings: Settings) -> tuple[list[str], list[list[str]]]:
    """Return every mechanism with whether it acts: a head, and one row a mechanism."""
    off, moved = settings.switched_off(), settings.departing
    rows = []
    for name, each in mechanisms().items():
        own = ", ".join(member for member in each.members if member in moved)
        rows.append(
            [name, "off" if name in off else "on", own, each.about, each.rule, ", ".join(each.needed_by) or each.kept]
        )
    return ["mechanism", "state", "parameters_changed", "about", "rule", "needed_by"], rows


def alternative_rows(settings: Settings) -> tuple[list[str], list[list[str]]]:
    """Return every structural alternative with the choice made: a head, and one row an alternative."""
    rows = []
    for name, choice in settings.chosen().items():
        each = alternatives()[name]
        work = each.choices[choice].source
        rows.append(
            [
                name,
                each.about,
                choice,
                each.choices[choice].about,
                cite(work) if work in sources() else work,
                each.default,
            ]
        )
    return ["alternative", "question", "choice", "meaning", "a_study_of_this_side", "default"], rows
