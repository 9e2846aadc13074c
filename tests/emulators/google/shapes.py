"""Bodies held against the shapes that Google describes, with its own words for what does not fit."""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from .discovery import document
from .refusals import BAD_REQUEST, Refusal

LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"
API_TYPE = "type.googleapis.com/google.apps.sheets.v4"
ROOTS = {"ValueRange": "data", "Spreadsheet": "spreadsheet"}
"""Bodies that are a field of the request message; all others are the message itself."""
WRAPPED = {"GridRange", "DimensionRange"}
"""Shapes whose indexes are messages around a number."""
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|NaN|-?Infinity")
Faults = list[tuple[str, str]]  # the field, and what is wrong with it
Check = Callable[[Any, str, Faults], Any]


def fitted(name: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body with its values as their types have them. Raises Refusal naming everything that does not fit."""
    faults: Faults = []
    found = _message(name)(body, ROOTS.get(name, ""), faults)
    if faults:
        violations = [{**({"field": field} if field else {}), "description": told} for field, told in faults]
        details = [{"@type": BAD_REQUEST, "fieldViolations": violations}]
        raise Refusal(400, "INVALID_ARGUMENT", "\n".join(told for _, told in faults), details)
    return dict(found)


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name)


def _unknown(name: str, path: str, why: str) -> str:
    where = f" at '{path}'" if path else ""
    return f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}'


def _invalid(value: Any, path: str, kind: str, faults: Faults) -> None:
    shown = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else f'"{value}"'
    faults.append((path, f"Invalid value at '{path}' ({kind}), {shown}"))


@cache
def _message(name: str) -> Check:
    """What holds a value against one of the described shapes."""
    fields = {field: (_snake(field), _field(name, field, shape)) for field, shape in _properties(name).items()}
    by_name = fields | {snake: fields[field] for field, (snake, _) in fields.items()}
    names = {snake: field for field, (snake, _) in fields.items()} | {field: field for field in fields}

    def check(value: Any, path: str, faults: Faults) -> Any:
        if not isinstance(value, dict):
            _invalid(value, path, f"{API_TYPE}.{name}", faults)
            return {}
        found = {}
        for field, inner in value.items():
            if field not in by_name:
                faults.append((path, _unknown(field, path, "Cannot find field.")))
            elif inner is not None:
                snake, fit = by_name[field]
                found[names[field]] = fit(inner, f"{path}.{snake}" if path else snake, faults)
        return found

    return check


def _properties(name: str) -> dict[str, Any]:
    return dict(document("sheets")["schemas"][name].get("properties", {}))


def _field(owner: str, field: str, shape: dict[str, Any]) -> Check:
    if shape.get("type") == "array":
        return _repeated(owner, field, shape["items"])
    one = _single(owner, field, shape)

    def check(value: Any, path: str, faults: Faults) -> Any:
        if isinstance(value, list):
            name = field
            around = path.rpartition(".")[0]
            faults.append((around, _unknown(name, around, "Proto field is not repeating, cannot start list.")))
            return None
        return one(value, path, faults)

    return check


def _repeated(owner: str, field: str, items: dict[str, Any]) -> Check:
    """A list; a value alone stands for a list of it."""
    one = _row if items.get("type") == "array" else _single(owner, field, items)

    def check(value: Any, path: str, faults: Faults) -> Any:
        if not isinstance(value, list):
            return [one(value, path, faults)]
        return [one(inner, f"{path}[{place}]", faults) for place, inner in enumerate(value)]

    return check


def _row(value: Any, path: str, faults: Faults) -> Any:
    """A row of plain values."""
    if not isinstance(value, list):
        _invalid(value, path, LIST_VALUE, faults)
    return value


def _single(owner: str, field: str, shape: dict[str, Any]) -> Check:
    if "$ref" in shape:
        return _later(shape["$ref"])
    if "enum" in shape:
        return _enum(f"{API_TYPE}.{field[0].upper()}{field[1:]}", tuple(shape["enum"]))
    kind = shape.get("format") or shape.get("type", "any")
    if owner in WRAPPED and field.endswith("Index"):
        return lambda value, path, faults: _integer(value, f"{path}.value", faults)
    return SCALARS.get(kind, lambda value, _path, _faults: value)


def _later(name: str) -> Check:
    """A shape within a shape, which may be the same one."""

    def check(value: Any, path: str, faults: Faults) -> Any:
        return _message(name)(value, path, faults)

    return check


def _enum(name: str, words: tuple[str, ...]) -> Check:
    def check(value: Any, path: str, faults: Faults) -> Any:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(words):
            return words[value]
        if value not in words:
            _invalid(value, path, name, faults)
        return value

    return check


def _integer(value: Any, path: str, faults: Faults) -> Any:
    number = value
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.0+)?", value):
        number = float(value)
    whole = isinstance(number, int | float) and not isinstance(number, bool) and float(number).is_integer()
    if not whole or not -(2**31) <= number < 2**31:
        _invalid(value, path, "TYPE_INT32", faults)
        return 0
    return int(number)


def _double(value: Any, path: str, faults: Faults) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return float(value)
    _invalid(value, path, "TYPE_DOUBLE", faults)
    return 0


def _text(value: Any, path: str, faults: Faults) -> Any:
    if not isinstance(value, str):
        _invalid(value, path, "TYPE_STRING", faults)
        return ""
    return value


def _truth(value: Any, path: str, faults: Faults) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if not isinstance(value, bool):
        _invalid(value, path, "TYPE_BOOL", faults)
        return False
    return value


SCALARS: dict[str, Check] = {
    "int32": _integer,
    "double": _double,
    "float": _double,
    "string": _text,
    "google-fieldmask": _text,
    "boolean": _truth,
}


def check_mask(api: str, name: str, paths: list[tuple[str, ...]]) -> str:
    """The first path of a mask that leads to no field of a shape, in full; nothing when all do."""
    for path in paths:
        if not _leads(api, {"$ref": name}, path):
            return ".".join(path)
    return ""


def _leads(api: str, shape: dict[str, Any], path: tuple[str, ...]) -> bool:
    while shape.get("type") == "array":
        shape = shape["items"]
    if not path or path == ("*",):
        return True
    if "additionalProperties" in shape:
        return True
    fields = document(api)["schemas"].get(shape.get("$ref", ""), shape).get("properties", {})
    inner = next((one for field, one in fields.items() if path[0] in (field, _snake(field), "*")), None)
    return inner is not None and _leads(api, inner, path[1:])
