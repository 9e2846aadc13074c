"""A formula in tokens; put together again they are the formula, letter for letter."""

import re
from typing import NamedTuple

from ..errors import FormulaError

PATTERN = re.compile(
    r"""(?P<space>\s+)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<reference>(?:(?:'(?:[^']|'')+'|[\w.]+)!)?
        (?:\$?[A-Za-z]{1,3}\$?[0-9]+(?::\$?[A-Za-z]{1,3}\$?[0-9]+|:\$?[A-Za-z]{1,3})?(?![\w(.])
          |\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?:\$?[0-9]+)?(?![\w(.])|\$?[0-9]+:\$?[0-9]+(?![\w(.])))
    |(?P<error>\#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!))
    |(?P<number>[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
    |(?P<name>[^\W\d][\w.]*)
    |(?P<sign><>|<=|>=|[-+*/^&=<>%(),;{}])""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of a formula and what it is."""

    kind: str
    text: str


def tokens(formula: str) -> list[Token]:
    """The tokens behind the equals sign. Raises FormulaError where there is no telling."""
    found, place = [], 1
    while place < len(formula):
        match = PATTERN.match(formula, place)
        if match is None or match.lastgroup is None:
            raise FormulaError("#ERROR!", "Formula parse error.")
        found.append(Token(match.lastgroup, match.group()))
        place = match.end()
    return found
