"""A call as the methods see it, and what they answer."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from . import masks
from .accounts import Account
from .areas import Body
from .discovery import Method
from .refusals import DriveRefusal, Refusal, invalid, invalid_field
from .shapes import check_mask, fitted

if TYPE_CHECKING:
    from .emulator import Emulator

NOT_MEANT = {"$.xgafv", "access_token", "oauth_token", "upload_protocol"}


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


@dataclass(frozen=True)
class Call:
    """One call: who asks, the parts of the path, the query and the body."""

    emulator: "Emulator"
    account: Account
    path: str
    parts: dict[str, str]
    query: dict[str, list[str]]
    raw: bytes
    headers: Any
    method: Method

    @property
    def key(self) -> str:
        """The file that the address names."""
        return self.parts.get("spreadsheetId") or self.parts["fileId"]

    @cached_property
    def body(self) -> Body:
        """The JSON of the body, held against its shape. Raises Refusal when it is none, or does not fit."""
        try:
            found = json.loads(self.raw) if self.raw.strip() else {}
        except ValueError as fault:
            raise invalid(f"Invalid JSON payload received. {fault}") from fault
        if not isinstance(found, dict):
            raise invalid("Invalid JSON payload received. The root element must be an object.")
        if self.method.api == "sheets":
            return fitted(self.method.request, found)
        return {name: value for name, value in found.items() if value is not None}

    def check(self) -> None:
        """Raises Refusal for a call that the API does not understand, whatever it is about."""
        if self.method.api == "sheets":
            for name, values in self.query.items():
                self._check_parameter(name, values[0])
        if self.method.request and not self.path.startswith("/upload/"):
            _ = self.body
        _ = self.mask

    def _check_parameter(self, name: str, value: str) -> None:
        shape = self.method.parameters.get(name)
        if shape is None and name not in NOT_MEANT:
            told = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
            raise invalid_field("", f"{told} Field '{name}' could not be found in request message.")
        if shape and "enum" in shape and value not in shape["enum"] and not name.startswith("$"):
            snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
            kind = f"type.googleapis.com/google.apps.sheets.v4.{name[0].upper()}{name[1:]}"
            raise invalid_field(snake, f"Invalid value at '{snake}' ({kind}), \"{value}\"")

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    def flag(self, name: str) -> bool:
        return self.one(name).lower() == "true"

    def options(self, *names: str) -> Body:
        return {name: self.query[name][0] for name in names if self.query.get(name)}

    @cached_property
    def mask(self) -> list[masks.Path]:
        """What `fields` asks for; nothing: everything. Raises Refusal when it asks for what there is not."""
        fields = self.one("fields")
        if not fields or fields == "*":
            return []
        drive = self.method.api == "drive"
        try:
            found = masks.paths(fields.replace(" ", "") if drive else fields)
        except ValueError as fault:
            raise self._bad_mask(fields) from fault
        wrong = check_mask(self.method.api, self.method.response, found)
        if wrong:
            raise self._bad_mask(wrong)
        return found

    def _bad_mask(self, path: str) -> Refusal:
        if self.method.api == "drive":
            return DriveRefusal(400, "invalidParameter", f"Invalid field selection {path}", location="fields")
        told = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
        return invalid_field(path, told, told="Request contains an invalid argument.")


def query_of(text: str) -> dict[str, list[str]]:
    return parse_qs(text, keep_blank_values=True)
