"""Make the pages that follow from the code: the day, parameters, outcomes, keys of trials; none is written by hand."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import mobsim
from mobsim.measures import OUTCOMES
from mobsim.scenario.initiatives import Lead, Measure
from mobsim.scenario.mechanisms import alternatives, mechanisms, scales
from mobsim.scenario.parameters import ALL, GROUPS, LEVERS
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.shipped import shipped_experiments
from mobsim.scenario.sources import GRADES, sources
from mobsim.scenario.strategy import as_written
from mobsim.scenario.trial import SEEDS, Trial, load_trial
from mobsim.scenario.trial_checks import SUITS
from mobsim.scenario.trial_tables import Treatment, TrialTable
from mobsim.tools.parameter import ParameterDeclaration

PACKAGE = Path(mobsim.__file__).parent
MADE = "This page is made from the code itself; the command line shows the same with"
ORDERS = (
    ("A day", "engine/day.py", "run_day", "day"),
    ("A week", "engine/day.py", "run_weeks", "week"),
    ("A cycle of 28 days", "engine/cycle.py", "hold_cycle", "cycle"),
)
FLOORS_SHOWN = ("mobsim.rules", "mobsim.mobilization")


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Put each page in the place of the one in the repository, which says what it will be (called by mkdocs)."""
    return pages().get(page.file.src_uri, markdown)


@cache
def pages() -> dict[str, str]:
    """Make every page, by file name."""
    return {
        "day.md": day_page(),
        "parameters.md": parameters_page(),
        "outcomes.md": outcomes_page(),
        "mechanisms.md": mechanisms_page(),
        "trial_keys.md": trial_keys_page(),
    }


def day_page() -> str:
    """Write the order of the day, the week and the cycle, and what each called rule does."""
    parts = [
        f"# The day\n\n{MADE} `mobsim explain day`, `week` and `cycle`. Each rule's arithmetic is in [The rules](rules.md)."
    ]
    for title, file, function, word in ORDERS:
        tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
        order = _function(tree, function)
        parts.append(f"## {title} {{ #{word} }}\n\n{_plain(ast.get_docstring(order) or '')}")
        parts.extend(_rule(module, name) for module, name in _called(tree, order))
    return "\n\n".join(parts) + "\n"


def _function(tree: ast.Module, name: str) -> ast.FunctionDef:
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)


def _called(tree: ast.Module, order: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Give module and name of each rule called, in the order of the lines, each once."""
    home = {
        alias.name: node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(FLOORS_SHOWN)
        for alias in node.names
    }
    calls = [node for node in ast.walk(order) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    names = [call.func.id for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset))]
    for name in dict.fromkeys(names):
        if name in home:
            yield home[name], name


def _rule(module: str, name: str) -> str:
    file = PACKAGE.parent / Path(*module.split(".")).with_suffix(".py")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    if not functions:
        return ""
    where = file.relative_to(PACKAGE).as_posix()
    about = _plain(ast.get_docstring(functions[0]) or "")
    return f"### {name}\n\n{about}\n\n*{_plain((ast.get_docstring(tree) or '').splitlines()[0])}* (`{where}`)"


def _plain(text: str) -> str:
    return text.replace("``", "`").replace(":func:", "").replace(":mod:", "").replace(":class:", "")


def parameters_page() -> str:
    """List every declared parameter by group, the strategies and problem types that ship, the measures, the sources."""
    parts = [
        f"# Parameters\n\n{MADE} `mobsim list parameters` and `mobsim explain NAME`. A scenario sets any of them under "
        "`[parameters]` by its full name, a strategy its levers under `[strategies.NAME]`. *Roles*: a setting belongs to "
        "the town, an assumption to the model, a lever to a strategy. *Grades*: "
        + "; ".join(f"**{grade}** {meaning}" for grade, meaning in GRADES.items())
        + ".",
    ]
    parts.extend(_group(name, (group.__doc__ or "").splitlines()[0]) for name, group in GROUPS.items())
    parts.append(_group("strategy", "The levers of a strategy."))
    parts.extend([_presets(), _problems(), _measures(), _sources()])
    return "\n\n".join(parts) + "\n"


def _group(group: str, about: str) -> str:
    head = (
        "| name | meaning | default | unit | bounds | sweep | role | source | grade |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    rows = [_parameter(each) for name, each in ALL.items() if name.startswith(f"{group}.")]
    return f"## {group} {{ #{group} }}\n\n{about}\n\n" + "\n".join([head, *rows])


def _parameter(declaration: ParameterDeclaration) -> str:
    name, _, declared = declaration
    low, high = declared.sweep_range
    cells = (
        f"`{name}`", declared.about, f"{declared.default:g}", declared.unit, f"{declared.low:g} to {declared.high:g}",
        f"{low:g} to {high:g}", declared.role, _linked(declared.source), declared.grade,
    )  # fmt: skip
    return _row(cells)


def _linked(source: str) -> str:
    return f"[{source}](#{source})" if source in sources() else source


def _row(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _presets() -> str:
    names = [name.removeprefix("strategy.") for name in LEVERS]
    lines = [_row(("strategy", *(name.replace("_", " ") for name in names))), _row(["---"] * (len(names) + 1))]
    for strategy in PRESETS.values():
        levers = as_written(strategy.levers)
        cells = (each if isinstance(each, str) else f"{each:g}" for each in (levers[name] for name in names))
        lines.append(_row((f"`{strategy.name}`", *cells)))
    policies, arms = (
        "\n".join(f"- `{each.name}`: {each.about}" for each in PRESETS.values() if each.is_policy == policy)
        for policy in (True, False)
    )
    return (
        f"## Strategies that ship {{ #strategies }}\n\nPolicies, which `mobsim compare` compares and ranks:\n\n{policies}\n\n"
        f"Arms of experiments, which are run by name and never ranked:\n\n{arms}\n\n" + "\n".join(lines)
    )


def _problems() -> str:
    head = ("type", "kind", "share of its type", "reported", "severity", "cleared", "days out", "source")
    lines = [_row(head), _row(["---"] * len(head))]
    for problem in DEFAULT_PROBLEMS:
        for kind in problem.kinds:
            shares = (f"{share:.0%}" for share in (kind.share, kind.reported))
            rest = (f"{kind.severity:g}", f"{kind.cleared:.0%}", f"{kind.days_out:g}", _linked(kind.source))
            lines.append(_row((f"`{problem.name}`", kind.name.replace("_", " "), *shares, *rest)))
    about = "\n".join(f"- `{problem.name}`: {problem.about}" for problem in DEFAULT_PROBLEMS)
    return f"## Problem types that ship {{ #problems }}\n\n{about}\n\n" + "\n".join(lines)


def _measures() -> str:
    head = ("measure", "it is to", "reaches", *(f"work, {lead.label}" for lead in Lead), "cost", "length")
    lines = [_row(head), _row(["---"] * len(head))]
    for measure in Measure:
        named = (f"`planning.{name}_{measure.key}`" for name in ("cost", "days"))
        work = (each.label for each in measure.work)
        lines.append(_row((f"`{measure.key}`", measure.about, measure.reaches.label, *work, *named)))
    return "## Measures of initiatives { #measures }\n\n" + "\n".join(lines)


def _sources() -> str:
    lines = [f'<a id="{key}"></a>\n**{key}**: {source}' for key, source in sources().items()]
    return "## Sources { #sources }\n\n" + "\n\n".join(lines)


def outcomes_page() -> str:
    """List every outcome with unit and meaning."""
    lines = [_row(("name", "label", "unit", "meaning", "better", "total of a run")), _row(["---"] * 6)]
    for outcome in OUTCOMES.values():
        cells = (f"`{outcome.name}`", outcome.label, outcome.unit, outcome.about, outcome.better, outcome.total)
        lines.append(_row(cells))
    return (
        f"# Outcomes\n\n{MADE} `mobsim list outcomes` and `mobsim explain NAME`. True, reported and recorded crime are three "
        "series and are kept apart everywhere: *reported* is what police were told, *recorded* is what police found to be so. "
        "Only the simulation knows true crime.\n\n" + "\n".join(lines) + "\n"
    )


def mechanisms_page() -> str:
    """List every mechanism with what switches it off and who needs it, the sides of disagreements, and the scales."""
    lines = [
        _row(("mechanism", "what it is", "rule", "switched off by", "needed by", "kept because")),
        _row(["---"] * 6),
    ]
    for name, each in mechanisms().items():
        off = ", ".join(f"`{key}` = {value:g}" for key, value in each.neutral.items())
        lines.append(_row((f"`{name}`", each.about, f"`{each.rule}`", off, ", ".join(each.needed_by), each.kept)))
    sides = [_row(("alternative", "side", "what it says", "source", "sets")), _row(["---"] * 5)]
    for name, each in alternatives().items():
        for choice in each.choices.values():
            sets = ", ".join(f"`{key}` = {value:.3g}" for key, value in choice.values.items()) or "the model as it is"
            source = f"[{choice.source}](parameters.md#{choice.source})"
            sides.append(_row((f"`{name}`", f"`{choice.name}`", choice.about, source, sets)))
    rest = "\n".join(f"- {scale.why} {', '.join(f'`{key}`' for key in scale.parameters)}" for scale in scales())
    return (
        f"# Mechanisms\n\n{MADE} `mobsim list mechanisms` and `mobsim explain NAME`. A scenario does without mechanisms by "
        'name, `[mechanisms] without = ["near_repeats"]`. *Needed by* are the parts of the evidence that are expected to '
        "break without it; what does break is measured on [How it is validated](validation.md#ablation).\n\n"
        + "\n".join(lines)
        + "\n\n## Where studies disagree { #alternatives }\n\nA scenario takes a side by name, `[alternatives] scandals = "
        '"do_not"`.\n\n' + "\n".join(sides) + "\n\n## What belongs to no mechanism { #scales }\n\n" + rest + "\n"
    )


def trial_keys_page() -> str:
    """List every key of a trial and of its treatments, and the trials that ship."""
    parts = [
        "# Trials: keys\n\nThis page is made from the code itself. How to write and read a trial stands in "
        "[Virtual trials](trials.md). Beside `[trial]`, the file has `schema = 1`, `title`, `about`, `scenario`, "
        '`design = "trial"`, `strategy` (default `status_quo`), `days` (default: the last of `end` and `waves`) and '
        f"`[replicates]` with `seeds` (default {SEEDS}). Days count from the end of the scenario's burn-in; a year is 364 days.",
        f"## The trial {{ #trial }}\n\n{_keys(TrialTable)}",
        "## Treatments { #treatments }\n\nEach is a table `[[trial.treatments]]` or `[[trial.both_arms]]` that names its `kind`.",
    ]
    for table in get_args(get_args(Treatment)[0]):
        kind = get_args(table.model_fields["kind"].annotation)[0]
        suits = " or ".join(SUITS[kind])
        parts.append(f"### {kind} {{ #{kind} }}\n\n{_plain(table.__doc__ or '')} For {suits}.\n\n{_keys(table)}")
    names = [name for name in shipped_experiments() if name.startswith("trials/")]
    rows = [_row(_shipped(load_trial(name))) for name in names]
    head = [_row(("name", "title", "town", "units", "treatments", "asks")), _row(["---"] * 6)]
    parts.append(
        "## Trials that ship { #shipped }\n\n`mobsim list experiments` names them; the files are under "
        "`experiments/trials/`.\n\n" + "\n".join([*head, *rows])
    )
    return "\n\n".join(parts) + "\n"


def _keys(table: Any) -> str:
    shape = table.model_json_schema()
    lines = [_row(("key", "meaning", "type, unit", "default", "bounds")), _row(["---"] * 5)]
    for name, key in shape["properties"].items():
        if name != "kind":
            declared = next((each for each in key.get("anyOf", ()) if each.get("type") != "null"), key)
            default = "required" if name in shape.get("required", ()) else _default(key)
            cells = (
                f"`{name}`",
                key["description"],
                ", ".join(filter(None, (" or ".join([_type(declared), *_words_of(key)]), key.get("unit")))),
                default,
                _bounds(declared),
            )
            lines.append(_row(cells))
    return "\n".join(lines)


def _words_of(key: Any) -> list[str]:
    """Return the words that may stand instead of a number."""
    return [f'`"{each["const"]}"`' for each in key.get("anyOf", ()) if "const" in each]


def _default(key: Any) -> str:
    default = key.get("default")
    if default is None:
        return "all" if "enum" in str(key) and "default" not in key else "none"
    return f"`{default:g}`" if isinstance(default, int | float) else f"`{default}`"


def _type(key: Any) -> str:
    if "enum" in key:
        return " or ".join(f'`"{each}"`' for each in key["enum"])
    if key["type"] == "array":
        inner = key["items"]
        return "tables" if "discriminator" in inner else f"list of {_type(inner)}"
    words = {
        "integer": "whole number",
        "number": "number",
        "string": "text",
        "boolean": "true or false",
        "object": "table",
    }
    return words[key["type"]]


def _bounds(key: Any) -> str:
    key = key["items"] if key.get("type") == "array" and "type" in key["items"] else key
    low = (
        f"from {key['minimum']:,.10g}"
        if "minimum" in key
        else f"above {key['exclusiveMinimum']:g}"
        if "exclusiveMinimum" in key
        else ""
    )
    if "exclusiveMaximum" in key:
        return f"{low}, below {key['exclusiveMaximum']:g}"
    return f"{low} to {key['maximum']:,.10g}" if "maximum" in key else low


def _shipped(trial: Trial) -> tuple[str, ...]:
    table = trial.table
    units = f"{table.count_treated:,} of {table.units_needed:,} {table.units}, {table.allocation.replace('_', ' ')}"
    treatments = ", ".join(dict.fromkeys(f"[{each.kind}](#{each.kind})" for each in table.treatments))
    return f"`{trial.name}`", trial.title, trial.scenario.name, units, treatments, " ".join(trial.about.split())
