"""A formula as a tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import FormulaError
from .lexing import Token, tokens

BINARY = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 6}
SIGN = 7  # how tightly a sign before a value binds: -2^2 is 4


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, a truth or an error that stands in the formula."""

    value: Any


@dataclass(frozen=True, slots=True)
class Reference:
    """Cells: `A1`, `A1:B2`, `A:C`, `2:3`, with a tab's title before them or none."""

    tab: str | None
    cells: str


@dataclass(frozen=True, slots=True)
class Name:
    """A named range."""

    text: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function and what it is given; operators are functions too."""

    name: str
    given: tuple["Node | None", ...]


@dataclass(frozen=True, slots=True)
class Block:
    """An array that is written out: rows of values."""

    rows: tuple[tuple["Node", ...], ...]


Node = Literal | Reference | Name | Function | Block


def _fault() -> FormulaError:
    return FormulaError("#ERROR!", "Formula parse error.")


class _Reader:
    def __init__(self, found: Iterator[Token]) -> None:
        self.rest = [token for token in found if token.kind != "space"]
        self.rest.reverse()

    def peek(self) -> str:
        return self.rest[-1].text if self.rest else ""

    def take(self, text: str) -> bool:
        if self.peek() != text or self.rest[-1].kind == "text":
            return False
        self.rest.pop()
        return True

    def need(self, text: str) -> None:
        if not self.take(text):
            raise _fault()

    def value(self, tightness: int = 0) -> Node:
        left = self._signed()
        while (sign := self.peek()) in BINARY and BINARY[sign] > tightness and self.rest[-1].kind == "sign":
            self.rest.pop()
            left = Function(sign, (left, self.value(BINARY[sign])))
        return left

    def _signed(self) -> Node:
        for sign in "+-":
            if self.take(sign):
                return Function(f"{sign}1", (self.value(SIGN),))
        found = self._one()
        while self.take("%"):
            found = Function("%", (found,))
        return found

    def _one(self) -> Node:
        if not self.rest:
            raise _fault()
        if self.take("("):
            found = self.value()
            self.need(")")
            return found
        if self.take("{"):
            return self._block()
        token = self.rest.pop()
        if token.kind not in READ:
            raise _fault()
        found_ = READ[token.kind](token.text)
        return self._call(token.text) if token.kind == "name" and self.take("(") else found_

    def _call(self, name: str) -> Node:
        given: list[Node | None] = []
        while not self.take(")"):
            given.append(None if self.peek() in (",", ";", ")") else self.value())
            if not (self.take(",") or self.take(";")) and self.peek() != ")":
                raise _fault()
        return Function(name.upper(), tuple(given))

    def _block(self) -> Node:
        rows: list[list[Node]] = [[]]
        while not self.take("}"):
            rows[-1].append(self.value())
            if self.take(";"):
                rows.append([])
            elif not self.take(",") and self.peek() != "}":
                raise _fault()
        return Block(tuple(map(tuple, rows)))


def _number(text: str) -> Node:
    return Literal(float(text) if any(letter in text for letter in ".eE") else int(text))


def _reference(text: str) -> Node:
    title, mark, cells = text.rpartition("!")
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    return Reference(title if mark else None, cells)


def _name(text: str) -> Node:
    truths = {"TRUE": True, "FALSE": False}
    return Literal(truths[text.upper()]) if text.upper() in truths else Name(text)


def _error(text: str) -> Node:
    return Literal(FormulaError(text).error)


READ = {
    "number": _number,
    "text": lambda text: Literal(text[1:-1].replace('""', '"')),
    "reference": _reference,
    "error": _error,
    "name": _name,
}


@lru_cache(maxsize=50_000)
def parse(formula: str) -> Node:
    """The tree of a formula that begins with an equals sign. Raises FormulaError when it is none."""
    reader = _Reader(iter(tokens(formula)))
    found = reader.value()
    if reader.rest:
        raise _fault()
    return found
