"""Turn what pydantic finds wrong in a file's shape into messages for its author."""

from collections.abc import Mapping
from os import PathLike
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mobsim.errors import InputError, ScenarioError
from mobsim.scenario.findings import Findings
from mobsim.scenario.mending import copied, mend
from mobsim.scenario.names import did_you_mean, nearest

Shape = TypeVar("Shape", bound=BaseModel)
_MOST_REPAIRS = 8

_TYPES = {
    "string_type": ("must be text", "put it in quotation marks"),
    "int_type": ("must be a whole number", "write it without quotation marks and without a decimal point"),
    "int_from_float": ("must be a whole number", "leave out the decimals"),
    "float_type": ("must be a number", "write it without quotation marks, with a point for decimals"),
    "finite_number": ("must be a finite number", "write an ordinary number"),
    "bool_type": ("must be true or false", "write true or false, without quotation marks"),
    "list_type": ("must be a list", "put it in square brackets"),
    "dict_type": ("must be a table", "write it as a [table] of keys"),
    "model_type": ("must be a table", "write it as a [table] of keys"),
}
_MISSING_REMEDIES = {
    "schema": "add the line: schema = 1",
    "title": 'add a line such as: title = "Our town"',
    "name": 'add a line such as: name = "theft"',
    "treatments": "add a [[trial.treatments]] table that begins with a kind",
    "kind": "add the line that says of which kind it is",
}


def check_shape(model: type[Shape], content: Mapping[str, Any], findings: Findings) -> Shape | None:
    """Validate a file's content against a model, recording everything that is wrong.

    What is wrong is left out, or replaced by what its author most likely meant, so that what depends on the rest of the
    file can be checked at the same time; ``findings`` remembers those keys as unread.

    Returns
    -------
    instance of the model, or None where nothing can be made of the content
    """
    left = copied(content)
    for _ in range(_MOST_REPAIRS):
        try:
            return model.model_validate(left)
        except ValidationError as error:
            if not _mended(error, model, left, findings):
                break
    return None


def _mended(error: ValidationError, model: type[BaseModel], content: Any, findings: Findings) -> bool:
    """Record what is new among the findings of a ValidationError, one message a field, and mend the content."""
    by_field: dict[tuple[Any, ...], list[Any]] = {}
    for found in error.errors(include_url=False, include_context=True):
        by_field.setdefault(_path_in_file(found["loc"], content, found["type"]), []).append(found)
    reported = [path for path in by_field if not _wrong_within(path, by_field)]
    mistyped = {
        _meant_by(path, by_field[path][0], model) for path in reported if by_field[path][0]["type"] == "extra_forbidden"
    }
    reported = [path for path in reported if path not in mistyped]
    for path in reported:
        worded = _worded(path, by_field[path], model, findings.file)
        findings.wrong(
            worded.problem, str(worded.field), worded.remedy, **({"value": worded.value} if worded.has_value else {})
        )
    for path in reported:
        findings.unread(dotted(path))
    mended = [mend(content, path, by_field[path][0], _keys_beside(by_field[path][0], model)) for path in reported]
    return all(mended)


def _meant_by(path: tuple[Any, ...], found: Any, model: type[BaseModel]) -> tuple[Any, ...]:
    """Return the path of the key that an unknown one was most likely meant to be."""
    return (*path[:-1], nearest(str(path[-1]), _keys_beside(found, model)))


def _keys_beside(found: Any, model: type[BaseModel]) -> list[str]:
    """List the keys of the table in which something was found."""
    return keys_of(_table_at(found["loc"][:-1], model))


def _path_in_file(location: tuple[Any, ...], content: Any, kind: str) -> tuple[Any, ...]:
    """Leave out of a location the names of alternatives that pydantic adds for unions."""
    path: list[Any] = []
    for number, step in enumerate(location):
        missing = kind == "missing" and number == len(location) - 1
        if isinstance(content, Mapping) and (step in content or missing):
            path.append(step)
            content = content.get(step)
        elif isinstance(content, list) and isinstance(step, int) and step < len(content):
            path.append(step)
            content = content[step]
    return tuple(path)


def _wrong_within(path: tuple[Any, ...], by_field: Mapping[tuple[Any, ...], list[Any]]) -> bool:
    """Whether a table was given where one may stand, and what is wrong lies within it."""
    only_types = all(found["type"].endswith("_type") for found in by_field[path])
    return only_types and any(len(other) > len(path) and other[: len(path)] == path for other in by_field)


def _worded(
    path: tuple[Any, ...], founds: list[Any], model: type[BaseModel], file: str | PathLike[str] | None
) -> InputError:
    field, discriminator = dotted(path), founds[0].get("ctx", {}).get("discriminator", "").strip("'")
    if discriminator:
        return _of_no_kind(founds[0], file, f"{field}.{discriminator}", discriminator)
    found = next((each for each in founds if not each["type"].endswith("_type")), founds[0])
    if found["type"] == "missing":
        remedy = _MISSING_REMEDIES.get(str(path[-1]), f"add a line that begins with {path[-1]} =")
        return ScenarioError("is missing", file=file, field=field, remedy=remedy)
    value = found["input"]
    if found["type"] == "extra_forbidden":
        remedy = did_you_mean(str(path[-1]), _keys_beside(found, model))
        return ScenarioError("is not a known key", file=file, field=field, value=value, remedy=remedy)
    if len(founds) > 1 and all(each["type"] in _TYPES or each["type"] == "literal_error" for each in founds):
        return _one_of_several(founds, file, field, value)
    problem, remedy = _problem_and_remedy(found["type"], found.get("ctx", {}), value)
    return ScenarioError(problem, file=file, field=field, value=value, remedy=remedy)


def _of_no_kind(found: Any, file: str | PathLike[str] | None, field: str, key: str) -> InputError:
    """Word that a table's key does not say which of several shapes it has."""
    if found["type"] == "union_tag_not_found":
        return ScenarioError("is missing", file=file, field=field, remedy=_MISSING_REMEDIES.get(key))
    expected, tag = found["ctx"]["expected_tags"], found["ctx"]["tag"]
    return ScenarioError(f"must be one of {expected}", file=file, field=field, value=tag, remedy=_choice(expected, tag))


def _one_of_several(founds: list[Any], file: str | PathLike[str] | None, field: str, value: Any) -> InputError:
    worded = [_problem_and_remedy(each["type"], each.get("ctx", {}), value) for each in founds]
    problem = "must be " + " or ".join(dict.fromkeys(each.removeprefix("must be ") for each, _ in worded))
    literal = next(
        (pair for each, pair in zip(founds, worded, strict=True) if each["type"] == "literal_error"), worded[0]
    )
    return ScenarioError(problem, file=file, field=field, value=value, remedy=literal[1])


_BOUNDS = {
    "greater_than_equal": ("must be at least {}", "ge"),
    "greater_than": ("must be greater than {}", "gt"),
    "less_than_equal": ("must be at most {}", "le"),
    "less_than": ("must be less than {}", "lt"),
    "string_too_short": ("must not be empty", "min_length"),
    "string_too_long": ("must have at most {} characters", "max_length"),
    "too_short": ("must have at least {} entries", "min_length"),
    "too_long": ("must have at most {} entries", "max_length"),
}


def _problem_and_remedy(kind: str, context: Mapping[str, Any], value: Any) -> tuple[str, str]:
    if kind in _TYPES:
        return _TYPES[kind]
    if kind == "literal_error":
        return f"must be {context['expected']}", _choice(context["expected"], value)
    if kind in _BOUNDS:
        wording, key = _BOUNDS[kind]
        bound = f"{context[key]:g}" if isinstance(context[key], float) else str(context[key])
        return wording.format(bound), "change it to lie within the bound, or leave the line out for the default"
    if kind == "string_pattern_mismatch":
        return "is not a plain name", "use lower-case letters, digits and underscores, beginning with a letter"
    return "cannot be read", "see `mobsim schema` for what may stand here"


def _choice(expected: str, value: Any) -> str:
    choices = [part.strip().strip("'") for part in expected.replace(" or ", ",").split(",")]
    return did_you_mean(str(value), [choice for choice in choices if choice])


def dotted(path: tuple[Any, ...]) -> str:
    """Write a path as its author would: ``events[2].day``, counting entries of lists from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def keys_of(model: type[BaseModel] | None) -> list[str]:
    """List the keys a table may have."""
    if model is None:
        return []
    return [info.alias or name for name, info in model.model_fields.items()]


def _table_at(location: tuple[Any, ...], model: type[BaseModel]) -> type[BaseModel]:
    """Return the table at a location, which names the kind of a table that may be one of several."""
    alternatives: list[type[BaseModel]] = []
    for step in location:
        info = model.model_fields.get(step) if isinstance(step, str) else None
        if info is not None:
            alternatives = _tables_in(info.annotation)
            model = alternatives[0] if alternatives else model
        else:
            model = next((table for table in alternatives if step in _kinds_of(table)), model)
    return model


def _tables_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and not hasattr(annotation, "__args__") and issubclass(annotation, BaseModel):
        return [annotation]
    return [table for part in getattr(annotation, "__args__", ()) for table in _tables_in(part)]


def _kinds_of(table: type[BaseModel]) -> tuple[Any, ...]:
    """Return the values of a table's ``kind``, where that tells it apart from others."""
    kind = table.model_fields.get("kind")
    return () if kind is None else getattr(kind.annotation, "__args__", ())
