"""Bodies that list several submissions, as providers' APIs give them, taken apart into one request each."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import HookRequest


def listed_under(name: str) -> Callable[[HookRequest], Sequence[HookRequest]]:
    """Splits a JSON object whose list of objects stands under `name` (empty: the body is that list itself)."""

    def split(request: HookRequest) -> Sequence[HookRequest]:
        """One request a submission; the request itself where it lists none or one."""
        rows = _rows(request.body, name)
        return [replace(request, body=json.dumps(row).encode()) for row in rows] if len(rows) > 1 else (request,)

    return split


def _rows(body: bytes, name: str) -> list[object]:
    if body.lstrip()[:1] not in (b"{", b"["):
        return []
    try:
        strict_json.loads(body)
    except Unreadable:
        return []  # the reader tells why
    found = json.loads(body)  # fractions as floats, which are written as they were read
    rows = (found.get(name) if name else None) if isinstance(found, dict) else found
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else []
