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
Way = tuple[Any, ...]  # to a value: the way to what it is in, and its name or place there
Faults = list[tuple[str, str]]  # the field, and what is wrong with it
Check = Callable[[Any, Way, Faults], Any]
Field = tuple[str, str, bool, Check]  # its name, its name in messages, whether it is a list, and what checks it


def fitted(name: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body with its values as their types have them. Raises Refusal naming everything that does not fit."""
    faults: Faults = []
    found = _message(name)(body, ((), ROOTS[name]) if name in ROOTS else (), faults)
    if faults:
        violations = [{**({"field": field} if field else {}), "description": told} for field, told in faults]
        details = [{"@type": BAD_REQUEST, "fieldViolations": violations}]
        raise Refusal(400, "INVALID_ARGUMENT", "\n".join(told for _, told in faults), details)
    return dict(found)


def _path(way: Way) -> str:
    """A way as messages have it: `requests[0].update_cells.range`."""
    if not way:
        return ""
    before, here = _path(way[0]), way[1]
    return f"{before}[{here}]" if isinstance(here, int) else f"{before}.{here}" if before else here


def _unknown(name: str, way: Way, why: str, faults: Faults) -> None:
    path = _path(way)
    where = f" at '{path}'" if path else ""
    faults.append((path, f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}'))


def _invalid(value: Any, way: Way, kind: str, faults: Faults) -> None:
    shown = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else f'"{value}"'
    faults.append((_path(way), f"Invalid value at '{_path(way)}' ({kind}), {shown}"))


def snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name)


@cache
def _fields(name: str) -> dict[str, Field]:
    """The fields of a shape, by either of their names."""
    found = {}
    for field, shape in document("sheets")["schemas"][name].get("properties", {}).items():
        repeated = shape.get("type") == "array"
        check = _repeated(name, field, shape["items"]) if repeated else _single(name, field, shape)
        found[field] = found[snake(field)] = (field, snake(field), repeated, check)
    return found


@cache
def _message(name: str) -> Check:
    """What holds a value against one of the described shapes."""

    def check(value: Any, way: Way, faults: Faults) -> Any:
        if not isinstance(value, dict):
            _invalid(value, way, f"{API_TYPE}.{name}", faults)
            return {}
        fields, found = _fields(name), {}
        for given, inner in value.items():
            if given not in fields:
                _unknown(given, way, "Cannot find field.", faults)
            elif inner is not None:
                field, inside, repeated, fit = fields[given]
                if type(inner) is list and not repeated:
                    _unknown(given, way, "Proto field is not repeating, cannot start list.", faults)
                else:
                    found[field] = fit(inner, (way, inside), faults)
        return found

    return check


def _repeated(owner: str, field: str, items: dict[str, Any]) -> Check:
    """A list; a value alone stands for a list of it."""
    one = _row if items.get("type") == "array" else _single(owner, field, items)

    def check(value: Any, way: Way, faults: Faults) -> Any:
        if not isinstance(value, list):
            return [one(value, way, faults)]
        return [one(inner, (way, place), faults) for place, inner in enumerate(value)]

    return check


def _row(value: Any, way: Way, faults: Faults) -> Any:
    """A row of plain values."""
    if not isinstance(value, list):
        _invalid(value, way, LIST_VALUE, faults)
    return value


def _single(owner: str, field: str, shape: dict[str, Any]) -> Check:
    if "$ref" in shape:
        return _message(shape["$ref"])
    if "enum" in shape:
        return _enum(f"{API_TYPE}.{field[0].upper()}{field[1:]}", tuple(shape["enum"]))
    if owner in WRAPPED and field.endswith("Index"):
        return lambda value, way, faults: _integer(value, (way, "value"), faults)
    return SCALARS.get(shape.get("format") or shape.get("type", "any"), lambda value, _way, _faults: value)


def _enum(name: str, words: tuple[str, ...]) -> Check:
    def check(value: Any, way: Way, faults: Faults) -> Any:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(words):
            return words[value]
        if value not in words:
            _invalid(value, way, name, faults)
        return value

    return check


def _integer(value: Any, way: Way, faults: Faults) -> Any:
    number = value
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.0+)?", value):
        number = float(value)
    whole = isinstance(number, int | float) and not isinstance(number, bool) and float(number).is_integer()
    if not whole or not -(2**31) <= number < 2**31:
        _invalid(value, way, "TYPE_INT32", faults)
        return 0
    return int(number)


def _double(value: Any, way: Way, faults: Faults) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return float(value)
    _invalid(value, way, "TYPE_DOUBLE", faults)
    return 0


def _text(value: Any, way: Way, faults: Faults) -> Any:
    if not isinstance(value, str):
        _invalid(value, way, "TYPE_STRING", faults)
        return ""
    return value


def _truth(value: Any, way: Way, faults: Faults) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if not isinstance(value, bool):
        _invalid(value, way, "TYPE_BOOL", faults)
        return False
    return value


def _map(value: Any, way: Way, faults: Faults) -> Any:
    if not isinstance(value, dict):
        _invalid(value, way, "type.googleapis.com/google.protobuf.Struct", faults)
        return {}
    return value


SCALARS: dict[str, Check] = {
    "object": _map,
    "int32": _integer,
    "double": _double,
    "float": _double,
    "string": _text,
    "google-fieldmask": _text,
    "boolean": _truth,
}


def check_mask(api: str, name: str, paths: list[tuple[str, ...]]) -> str:
    """The first path of a mask that leads to no field of a shape, in full; nothing when all do."""
    return next((".".join(path) for path in paths if not _leads(api, {"$ref": name}, path)), "")


def _leads(api: str, shape: dict[str, Any], path: tuple[str, ...]) -> bool:
    while shape.get("type") == "array":
        shape = shape["items"]
    if not path or path == ("*",) or "additionalProperties" in shape:
        return True
    fields = document(api)["schemas"].get(shape.get("$ref", ""), shape).get("properties", {})
    return path[0] in fields and _leads(api, fields[path[0]], path[1:])
