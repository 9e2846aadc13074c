"""Bodies that list several submissions, as providers' APIs give them, taken apart into one request each."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import HookRequest

MOST_LISTED = 2_000
"""Submissions in one body, far above any page of a provider's API; of more the reader says that it is not one."""


def listed_under(name: str) -> Callable[[HookRequest], Sequence[HookRequest]]:
    """Splits a JSON object whose list of objects stands under `name` (empty: the body is that list itself)."""

    def split(request: HookRequest) -> Sequence[HookRequest]:
        """One request a submission; the request itself where it lists none or one."""
        rows = _rows(request.body, name)
        if not 1 < len(rows) <= MOST_LISTED:
            return (request,)
        return [replace(request, body=strict_json.dumps(row).encode()) for row in rows]

    return split


def _rows(body: bytes, name: str) -> list[object]:
    if body.lstrip()[:1] not in (b"{", b"["):
        return []
    try:
        found = strict_json.loads(body)
    except Unreadable:
        return []  # the reader tells why
    rows = (found.get(name) if name else None) if isinstance(found, dict) else found
    return rows if isinstance(rows, list) and all(isinstance(row, dict) and row for row in rows) else []
