"""A call as the methods see it, and what they answer."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from . import masks
from .accounts import Account
from .areas import Body
from .refusals import invalid

if TYPE_CHECKING:
    from .emulator import Emulator


class NoRoute(Exception):  # noqa: N818 - it is answered, not reported
    """No method of either API has this address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    kind: str
    content: bytes

    @classmethod
    def json(cls, body: Any, status: int = 200) -> "Answer":
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return cls(status, "application/json; charset=UTF-8", text.encode("utf-8", "surrogatepass"))

    @classmethod
    def html(cls, status: int, text: str) -> "Answer":
        return cls(status, "text/html; charset=UTF-8", text.encode())


@dataclass(frozen=True, slots=True)
class Call:
    """One call: who asks, the parts of the path, the query and the body."""

    emulator: "Emulator"
    account: Account
    path: str
    parts: dict[str, str]
    query: dict[str, list[str]]
    raw: bytes
    headers: Any

    @property
    def body(self) -> Body:
        """The JSON of the body. Raises Refusal when it is none."""
        if not self.raw.strip():
            return {}
        try:
            found = json.loads(self.raw)
        except ValueError as fault:
            raise invalid(f"Invalid JSON payload received. {fault}") from fault
        if not isinstance(found, dict):
            raise invalid("Invalid JSON payload received. The root must be an object.")
        return dict(without_nulls(found))

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    def flag(self, name: str) -> bool:
        return self.one(name).lower() == "true"

    def options(self, *names: str) -> Body:
        return {name: self.query[name][0] for name in names if self.query.get(name)}

    @property
    def mask(self) -> list[masks.Path]:
        """What `fields` asks for; nothing: everything."""
        fields = self.one("fields")
        return masks.paths(fields) if fields and fields != "*" else []


def without_nulls(kept: Any) -> Any:
    """JSON without its nulls, which in a request say nothing. Those in lists stand for an empty place."""
    if isinstance(kept, dict):
        return {name: without_nulls(value) for name, value in kept.items() if value is not None}
    return [without_nulls(one) for one in kept] if isinstance(kept, list) else kept


def query_of(text: str) -> dict[str, list[str]]:
    return parse_qs(text, keep_blank_values=True)
