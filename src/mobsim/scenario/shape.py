"""Turn what pydantic finds wrong in a file's shape into messages for its author."""

from collections.abc import Mapping
from os import PathLike
from typing import Any

from pydantic import BaseModel, ValidationError

from mobsim.errors import InputError, ScenarioError
from mobsim.scenario.names import did_you_mean

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
}


def check_shape(model: type[BaseModel], content: Mapping[str, Any], file: str | PathLike[str]) -> Any:
    """Validate a file's content against a model.

    Returns
    -------
    tuple of (model instance or None, list of InputError)
    """
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        return None, shape_errors(error, model, content, file)


def shape_errors(
    error: ValidationError, model: type[BaseModel], content: Mapping[str, Any], file: str | PathLike[str]
) -> list[InputError]:
    """Word every finding of a ValidationError, one message a field."""
    by_field: dict[tuple[Any, ...], list[Any]] = {}
    for found in error.errors(include_url=False, include_context=True):
        by_field.setdefault(_path_in_file(found["loc"], content), []).append(found)
    return [_worded(path, _most_telling(path, founds), model, content, file) for path, founds in by_field.items()]


def _path_in_file(location: tuple[Any, ...], content: Any) -> tuple[Any, ...]:
    """Leave out of a location the names of alternatives that pydantic adds for unions."""
    path: list[Any] = []
    for step in location:
        if isinstance(content, Mapping):
            if step in content or step == location[-1]:
                path.append(step)
                content = content.get(step)
        elif isinstance(content, list) and isinstance(step, int) and step < len(content):
            path.append(step)
            content = content[step]
    return tuple(path)


def _most_telling(path: tuple[Any, ...], founds: list[Any]) -> Any:
    """Choose among a union's alternatives the finding about the type that was given."""
    return next((found for found in founds if not found["type"].endswith("_type")), founds[0])


def _worded(
    path: tuple[Any, ...], found: Any, model: type[BaseModel], content: Any, file: str | PathLike[str]
) -> InputError:
    field = dotted(path)
    kind = found["type"]
    if kind == "missing":
        remedy = _MISSING_REMEDIES.get(str(path[-1]), f"add a line that begins with {path[-1]} =")
        return ScenarioError("is missing", file=file, field=field, remedy=remedy)
    if kind == "extra_forbidden":
        known = keys_of(_table_at(path[:-1], model))
        return ScenarioError(
            "is not a known key",
            file=file,
            field=field,
            value=found["input"],
            remedy=did_you_mean(str(path[-1]), known),
        )
    problem, remedy = _problem_and_remedy(kind, found.get("ctx", {}), found["input"])
    return ScenarioError(problem, file=file, field=field, value=found["input"], remedy=remedy)


def _problem_and_remedy(kind: str, context: Mapping[str, Any], value: Any) -> tuple[str, str]:
    if kind in _TYPES:
        return _TYPES[kind]
    if kind == "literal_error":
        return f"must be {context['expected']}", _choice(context["expected"], value)
    bounds = {
        "greater_than_equal": ("must be at least {}", "ge"),
        "greater_than": ("must be greater than {}", "gt"),
        "less_than_equal": ("must be at most {}", "le"),
        "less_than": ("must be less than {}", "lt"),
        "string_too_short": ("must not be empty", "min_length"),
        "string_too_long": ("must have at most {} characters", "max_length"),
        "too_short": ("must have at least {} entries", "min_length"),
        "too_long": ("must have at most {} entries", "max_length"),
    }
    if kind in bounds:
        wording, key = bounds[kind]
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


def _table_at(path: tuple[Any, ...], model: type[BaseModel] | None) -> type[BaseModel] | None:
    for step in path:
        if isinstance(step, int) or model is None:
            continue
        info = model.model_fields.get(step)
        if info is not None:
            model = _table_in(info.annotation) or model
            is_mapping = getattr(info.annotation, "__origin__", None) is dict
            if is_mapping:
                continue
    return model


def _table_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and not hasattr(annotation, "__args__") and issubclass(annotation, BaseModel):
        return annotation
    inner = (_table_in(part) for part in getattr(annotation, "__args__", ()))
    return next((table for table in inner if table is not None), None)
