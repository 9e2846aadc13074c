"""Google's own description of its APIs (discovery documents): addresses, parameters and the shapes of bodies."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from googleapiclient.discovery_cache import get_static_doc

Document = dict[str, Any]
UPLOAD = r"(?:/upload)?"


@cache
def document(api: str) -> Document:
    """The discovery document of `sheets` or `drive`."""
    found: Document = json.loads(get_static_doc(api, {"sheets": "v4", "drive": "v3"}[api]))
    return found


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its verb, the pattern of its address, its parameters and the names of its bodies' shapes."""

    api: str
    verb: str
    address: re.Pattern[str]
    parameters: dict[str, Any]
    request: str
    response: str


def method(name: str) -> Method:
    """A method by its id, as `sheets.spreadsheets.values.get`."""
    api, *way, last = name.split(".")
    found = document(api)
    for part in way:
        found = found["resources"][part]
    found = found["methods"][last]
    base = "" if api == "sheets" else (UPLOAD if "mediaUpload" in found else "") + "/drive/v3"
    return Method(
        api,
        found["httpMethod"],
        re.compile(f"{base}/{_pattern(found['flatPath' if 'flatPath' in found else 'path'])}"),
        found.get("parameters", {}) | document(api)["parameters"],
        found.get("request", {}).get("$ref", ""),
        found.get("response", {}).get("$ref", ""),
    )


def _pattern(path: str) -> str:
    """`v4/spreadsheets/{spreadsheetId}:batchUpdate` as an expression; only a range may hold slashes."""
    parts = re.split(r"\{(\w+)\}", path)
    for place in range(1, len(parts), 2):
        parts[place] = rf"(?P<{parts[place]}>{'.+' if parts[place] == 'range' else '[^/:]+'})"
    return "".join(part if place % 2 else re.escape(part) for place, part in enumerate(parts))
