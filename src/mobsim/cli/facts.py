"""What mobsim knows about a name. Each finder returns a list of explanations, each a list of lines."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import mobsim
from mobsim.cli.tables import in_columns, paragraph
from mobsim.scenario.events import KINDS as EVENT_KINDS
from mobsim.scenario.mechanisms import alternatives, mechanisms
from mobsim.scenario.parameters import ALL, GROUPS, LEVERS
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.problems import DEFAULT_PROBLEMS, Kind, ProblemType
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.sources import GRADES, cite, sources
from mobsim.scenario.strategy import LeadPolicy, as_written

if TYPE_CHECKING:
    from mobsim.extensions.declared import OwnOutcome

Explanations = list[list[str]]


def _parameter(name: str) -> Explanations:
    matching = [name] if name in ALL else [each for each in ALL if each.split(".", 1)[1] == name]
    return [_explained_parameter(each) for each in matching]


def _explained_parameter(name: str) -> list[str]:
    _, kind, declared = ALL[name]
    low, high = declared.sweep_range
    rows = [
        ("unit", declared.unit),
        ("default", f"{declared.default:g}" + (" (a whole number)" if kind is int else "")),
        ("range", f"{declared.low:g} to {declared.high:g}; a sweep covers {low:g} to {high:g}"),
        (
            "role",
            {"setting": "setting of the town", "assumption": "assumption of the model", "lever": "lever of a strategy"}[
                declared.role
            ],
        ),
        ("source", cite(declared.source)),
    ]
    if declared.source != "assumed":
        rows.append(("grade", f"{declared.grade}: {GRADES[declared.grade]}"))
    where = "in [strategies.NAME] as" if name in LEVERS else "in [parameters] as"
    field = name.removeprefix("strategy.") if name in LEVERS else f'"{name}"'
    value = f'"{LeadPolicy(int(declared.default)).key}"' if name == "strategy.lead" else f"{declared.default:g}"
    rows.append(("set it", f"{where} {field} = {value}"))
    return [f"{name} (parameter)", *paragraph(declared.about), *in_columns(rows)]


def _group(name: str) -> Explanations:
    if name not in GROUPS and name != "strategy":
        return []
    within = [(each.split(".", 1)[1], ALL[each].declared.about) for each in ALL if each.startswith(f"{name}.")]
    about = (GROUPS[name].__doc__ or "").splitlines()[0] if name in GROUPS else "The levers of a strategy."
    return [[f"{name} (group of parameters)", *paragraph(about), *in_columns(within)]]


def _strategy(name: str) -> Explanations:
    if name not in PRESETS:
        return []
    strategy = PRESETS[name]
    values = as_written(strategy.levers)
    rows = [
        (lever, value if isinstance(value, str) else f"{value:g}", LEVERS[f"strategy.{lever}"].declared.about)
        for lever, value in values.items()
    ]
    kind = "strategy" if strategy.is_policy else strategy.kind.label
    return [[f"{name} ({kind})", *paragraph(strategy.about), *in_columns(rows)]]


def _outcome(name: str) -> Explanations:
    from mobsim.measures import OUTCOMES

    outcome = OUTCOMES[name] if name in OUTCOMES else _installed_outcome(name)
    if outcome is None:
        return []
    rows = [("unit", outcome.unit), ("better", outcome.better)]
    return [[f"{name} (outcome)", *paragraph(outcome.about), *in_columns(rows)]]


def _installed_outcome(name: str) -> "OwnOutcome | None":
    """Return the outcome that an installed package adds under a name."""
    from mobsim.extensions.declared import OwnOutcome
    from mobsim.extensions.finding import find_declared
    from mobsim.extensions.installed import installed
    from mobsim.measures import OUTCOMES

    there = name not in OUTCOMES and name in installed("outcomes", OUTCOMES)
    return find_declared(name, OwnOutcome, "mobsim.outcomes", OUTCOMES) if there else None


def _problem(name: str) -> Explanations:
    return [_explained_problem(problem) for problem in DEFAULT_PROBLEMS if problem.name == name]


def _explained_problem(problem: ProblemType) -> list[str]:
    rows = [
        (
            "ceiling",
            f"{problem.ceiling:g} would-be incidents a "
            + ("prone resident and day" if problem.crime else "resident and year"),
        ),
        ("go_ahead", f"{problem.go_ahead:g} (logit where nothing speaks for or against)"),
        ("by_need", f"{problem.by_need:g} (logit per unit of need)"),
        ("by_opportunity", f"{problem.by_opportunity:g} (logit per standard deviation of attractiveness)"),
        ("agency", problem.agency),
        ("priority", f"{problem.priority} (0 is answered first)"),
        ("visible", "yes: those who live at the place see it" if problem.visible else "no"),
        ("discovered", "yes: patrol may come upon what nobody reports" if problem.discovered else "no"),
        ("treated_by", problem.treated_by or "nobody: its victims are not treated, or nobody tells of them"),
        ("kinds", ", ".join(f"{kind.name} {kind.share:.0%}" for kind in problem.kinds)),
    ]
    return [f"{problem.name} (problem type)", *paragraph(problem.about), *in_columns(rows)]


def _kind(name: str) -> Explanations:
    pairs = [(problem, kind) for problem in DEFAULT_PROBLEMS for kind in problem.kinds if kind.name == name]
    return [_explained_kind(problem, kind) for problem, kind in pairs]


def _explained_kind(problem: ProblemType, kind: Kind) -> list[str]:
    rows = [
        ("share", f"{kind.share:.0%} of incidents of its type"),
        ("reported", f"{kind.reported:.0%} told to police at reference trust"),
        ("severity", f"{kind.severity:g} (weight of harm)"),
        ("cleared", f"{kind.cleared:.0%} of recorded incidents without tips, familiarity or delay"),
        ("days_out", f"{kind.days_out:g} days on average that a cleared offender is taken out"),
        ("treated", f"{kind.treated:.0%} of its victims are treated in hospital (assumed)"),
        ("source", cite(kind.source)),
    ]
    return [f"{kind.name} (kind of incident of type {problem.name})", *in_columns(rows)]


def _event(name: str) -> Explanations:
    return [[f"{name} (event)", *paragraph(about)] for kind, about in EVENT_KINDS.items() if kind == name]


def _source(name: str) -> Explanations:
    if name not in sources():
        return []
    users = [each for each, (_, _, declared) in ALL.items() if declared.source == name]
    used = paragraph(f"Used by {', '.join(users)}.") if users else []
    return [[f"{name} (source)", *paragraph(cite(name)), *used]]


def _scenario(name: str) -> Explanations:
    import tomllib

    if name not in shipped_scenarios():
        return []
    content = tomllib.loads(shipped_scenarios()[name].read_text(encoding="utf-8"))
    return [
        [f"{name} (scenario)", *paragraph(str(content.get("title", ""))), *paragraph(str(content.get("about", "")))]
    ]


def _mechanism(name: str) -> Explanations:
    if name not in mechanisms():
        return []
    each = mechanisms()[name]
    rows = [
        ("rule", f"mobsim/{each.rule}"),
        ("off", ", ".join(f"{key} = {value:g}" for key, value in each.neutral.items())),
        ("shaped by", ", ".join(each.parameters) or "no other parameter"),
        ("needed by", ", ".join(each.needed_by) or "none of the targets of the evidence"),
        ("kept", each.kept or "for those targets"),
        ("switch it off", f'in [mechanisms] as without = ["{name}"]'),
    ]
    return [[f"{name} (mechanism)", *paragraph(each.about), *in_columns(rows)]]


def _alternative(name: str) -> Explanations:
    if name not in alternatives():
        return []
    each = alternatives()[name]
    rows = [(choice.name, f"{choice.about} {cite(choice.source)}") for choice in each.choices.values()]
    chosen = ("choose", f'in [alternatives] as {name} = "{list(each.choices)[-1]}"')
    return [[f"{name} (structural alternative)", *paragraph(each.about), *in_columns([*rows, chosen])]]


_ORDERS = {"day": "engine/day.py run_day", "week": "engine/day.py run_weeks", "cycle": "engine/cycle.py hold_cycle"}


def _order(name: str) -> Explanations:
    """Take the order of the day, week or cycle from the docstring of what runs it, without importing that."""
    if name not in _ORDERS:
        return []
    file, function = _ORDERS[name].split()
    tree = ast.parse((Path(mobsim.__file__).parent / file).read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    text = (ast.get_docstring(found) or "").replace("``", "")
    return [[f"{name} (mobsim/{file}, {function})", *text.splitlines()]]


FINDERS: tuple[Callable[[str], Explanations], ...] = (
    _order,
    _parameter,
    _group,
    _strategy,
    _outcome,
    _problem,
    _kind,
    _event,
    _scenario,
    _mechanism,
    _alternative,
    _source,
)


def all_names() -> list[str]:
    """List every name that can be explained."""
    from mobsim.measures import OUTCOMES

    problems = [problem.name for problem in DEFAULT_PROBLEMS]
    kinds = [kind.name for problem in DEFAULT_PROBLEMS for kind in problem.kinds]
    levers = [name.removeprefix("strategy.") for name in LEVERS]
    named = [*ALL, *levers, *GROUPS, *PRESETS, *OUTCOMES, *problems, *kinds]
    return [
        *dict.fromkeys([
            *named, *EVENT_KINDS, *shipped_scenarios(), *mechanisms(), *alternatives(), *sources(), *_ORDERS,
        ])
    ]  # fmt: skip
