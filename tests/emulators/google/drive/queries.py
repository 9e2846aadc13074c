"""The search terms of files.list (guide "Search query terms and operators")."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from ..accounts import Account
from ..clock import stamp
from ..refusals import DriveRefusal
from .files import File

TEXT = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
TOKEN = re.compile(rf"\s*(?:{TEXT}|!=|<=|>=|[=<>()]|[A-Za-z]\w*)")
Test = Callable[[File, Account], bool]
FIELDS: dict[str, Callable[[File, Account], Any]] = {
    "name": lambda file, _me: file.name,
    "title": lambda file, _me: file.name,
    "fullText": lambda file, _me: file.name,
    "mimeType": lambda file, _me: file.kind,
    "trashed": lambda file, _me: file.trashed,
    "starred": lambda _file, _me: False,
    "sharedWithMe": lambda file, me: file.owner != me.email,
    "modifiedTime": lambda file, _me: stamp(file.modified),
    "createdTime": lambda file, _me: stamp(file.created),
    "viewedByMeTime": lambda file, _me: stamp(file.modified),
    "parents": lambda file, _me: file.parents,
    "owners": lambda file, me: [file.owner, *(["me"] if file.owner == me.email else [])],
    "writers": lambda file, _me: _with_role(file, "writer"),
    "readers": lambda file, _me: _with_role(file, "reader"),
}
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a.casefold() == b.casefold() if isinstance(a, str) and isinstance(b, str) else a == b,
    "!=": lambda a, b: not SIGNS["="](a, b),
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "contains": lambda a, b: b.casefold() in a.casefold(),
}


def _with_role(file: File, role: str) -> list[str]:
    return [one.get("emailAddress", "") for one in file.permissions.values() if one["role"] in (role, "owner")]


def query(text: str) -> Test:
    """The test that a query stands for. Raises DriveRefusal when it is none."""
    if not text.strip():
        return lambda _file, _me: True
    reader = _Reader(list(_tokens(text)))
    found = reader.either()
    if reader.rest:
        raise _fault()
    return found


def _fault() -> DriveRefusal:
    return DriveRefusal(400, "invalid", "Invalid Value", location="q")


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text.rstrip()):
        match = TOKEN.match(text, place)
        if match is None:
            raise _fault()
        yield match.group().strip()
        place = match.end()


class _Reader:
    def __init__(self, found: list[str]) -> None:
        self.rest = found[::-1]

    def take(self, word: str) -> bool:
        if not self.rest or self.rest[-1].casefold() != word:
            return False
        self.rest.pop()
        return True

    def one(self) -> str:
        if not self.rest:
            raise _fault()
        return self.rest.pop()

    def either(self) -> Test:
        left = self.both()
        while self.take("or"):
            left = _either(left, self.both())
        return left

    def both(self) -> Test:
        left = self.term()
        while self.take("and"):
            left = _both(left, self.term())
        return left

    def term(self) -> Test:
        if self.take("not"):
            inner = self.term()
            return lambda file, me: not inner(file, me)
        if self.take("("):
            inner = self.either()
            if not self.take(")"):
                raise _fault()
            return inner
        first, sign = self.one(), ""
        if first == "sharedWithMe" and (not self.rest or self.rest[-1] not in SIGNS):
            return FIELDS["sharedWithMe"]
        sign, second = self.one(), self.one()
        if sign == "in" and second in FIELDS:
            return _in(_plain(first), FIELDS[second])
        if first not in FIELDS or sign not in SIGNS:
            raise _fault()
        return _compared(FIELDS[first], SIGNS[sign], _plain(second))


def _plain(word: str) -> Any:
    if word in ("true", "false"):
        return word == "true"
    if word[:1] not in ("'", '"'):
        raise _fault()
    return re.sub(r"\\(.)", r"\1", word[1:-1])


def _either(left: Test, right: Test) -> Test:
    return lambda file, me: left(file, me) or right(file, me)


def _both(left: Test, right: Test) -> Test:
    return lambda file, me: left(file, me) and right(file, me)


def _in(value: Any, field: Callable[[File, Account], Any]) -> Test:
    return lambda file, me: value in field(file, me)


def _compared(field: Callable[[File, Account], Any], sign: Callable[[Any, Any], bool], value: Any) -> Test:
    return lambda file, me: sign(field(file, me), value)
