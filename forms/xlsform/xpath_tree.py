"""Reads an XLSForm expression into the token tree of elementpath's XPath parser and names what is wrong with it."""

import re
from typing import ClassVar

from elementpath import ElementPathError, XPath1Parser
from elementpath.xpath_tokens import NameToken, XPathToken

MOST_CHARACTERS = 5000
MOST_NESTED = 30
MOST_DIGITS = 40
MOST_SHOWN = 60


class Untranslatable(Exception):  # noqa: N818 - a finding about a workbook, not a fault of ours
    """An expression that cannot be taken over: `cause` names the part and its place, `remedy` says what to do."""

    def __init__(self, part: str, offset: int, cause: str, remedy: str) -> None:
        shown = part if len(part) <= MOST_SHOWN else f"{part[:MOST_SHOWN]}…"
        self.cause = f"`{shown}` at character {offset + 1} {cause}"
        self.remedy = remedy
        self.offset = offset
        super().__init__(f"{self.cause} {self.remedy}")


NOT_AN_OPERATOR = "is not an operator of XLSForm."
QUOTES = ("is not a quotation mark of XLSForm.", "Use straight quotation marks: 'yes'.")
OPEN_TEXT = ("opens a text that is never closed.", "Close it with the same quotation mark.")
PATH = ("belongs to a path through the form, which cannot be taken over.", "Name the question instead: ${name}.")
BRACE = ("stands outside of a question's name.", "Write ${name}.")

SLIPS = {
    "==": (NOT_AN_OPERATOR, "Write `=`."),
    "=<": (NOT_AN_OPERATOR, "Write `<=`."),
    "=>": (NOT_AN_OPERATOR, "Write `>=`."),
    "<>": (NOT_AN_OPERATOR, "Write `!=`."),
    "&&": (NOT_AN_OPERATOR, "Write `and`."),
    "||": (NOT_AN_OPERATOR, "Write `or`."),
    "&": (NOT_AN_OPERATOR, "Write `and`, or concat(…) to join texts."),
    "!": (NOT_AN_OPERATOR, "Write not(…)."),
    "%": (NOT_AN_OPERATOR, "Write `mod` for a remainder, `div 100` for a percentage."),
    "^": (NOT_AN_OPERATOR, "Multiply the number by itself."),
    "≠": (NOT_AN_OPERATOR, "Write `!=`."),
    "≤": (NOT_AN_OPERATOR, "Write `<=`."),
    "≥": (NOT_AN_OPERATOR, "Write `>=`."),
    "×": (NOT_AN_OPERATOR, "Write `*`."),
    "÷": (NOT_AN_OPERATOR, "Write `div`."),
    "–": (NOT_AN_OPERATOR, "Write `-`."),
    "−": (NOT_AN_OPERATOR, "Write `-`."),
    ";": ("does not separate arguments.", "Write `,`."),
    **dict.fromkeys(("AND", "And"), (NOT_AN_OPERATOR, "Write `and`, in small letters.")),
    **dict.fromkeys(("OR", "Or"), (NOT_AN_OPERATOR, "Write `or`, in small letters.")),
    **dict.fromkeys(("DIV", "Div"), (NOT_AN_OPERATOR, "Write `div`, in small letters.")),
    **dict.fromkeys(("MOD", "Mod"), (NOT_AN_OPERATOR, "Write `mod`, in small letters.")),
    **dict.fromkeys("‘’‚“”„«»`´", QUOTES),
    **dict.fromkeys("'\"", OPEN_TEXT),
    **dict.fromkeys("{}", BRACE),
    **dict.fromkeys(("/", "//", "[", "]", "@", "::", "..", "|"), PATH),
}
"""What people write that no XLSForm reader takes, or that we cannot take over: cause and remedy."""

LITERALS = ("(start)", "(end)", "(invalid)", "(unknown)", "(string)", "(decimal)", "(integer)")
SIGNS = (",", "(", ")", "and", "or", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", ".")
"""The symbols of XPath 1.0 that we take over from elementpath as they are."""


def said(token: XPathToken) -> str:
    """The token as it stands in the source."""
    return token.parser.source[slice(*token.span)].strip()


class Slip(XPathToken):
    """A sign that can stand nowhere."""

    symbol = lookup_name = "(slip)"
    lbp = rbp = 1000

    def nud(self) -> XPathToken:
        """Refuse the sign where an operand is wanted."""
        raise Untranslatable(said(self), self.span[0], *SLIPS[said(self)])

    def led(self, left: XPathToken) -> XPathToken:  # noqa: ARG002  the parser's own signature
        """Refuse the sign where an operator is wanted."""
        return self.nud()


class Name(NameToken):
    """A plain name, or the call of a function with its arguments as items."""

    called = False

    def nud(self) -> XPathToken:
        """Take the arguments, whatever the function: the table of functions judges them."""
        if self.parser.next_token.symbol != "(":
            return self
        self.called = True
        self.parser.advance("(")
        while self.parser.next_token.symbol != ")":
            self.append(self.parser.expression(5))
            if self.parser.next_token.symbol != ")":
                self.parser.advance(",")
                self.parser.next_token.unexpected(")")
        self.parser.advance(")")
        return self


class Reference(XPathToken):
    """A question's name; `${name}` has become `$ name `, which is as long."""

    symbol = lookup_name = "$"
    lbp = rbp = 90

    def nud(self) -> XPathToken:
        """Take the name that follows, though it be a word of XPath."""
        self.value = said(self.parser.advance())
        return self


class XlsformParser(XPath1Parser):
    """XPath 1.0 as XLSForm has it: no paths, any function, names with a prefix."""

    symbol_table: ClassVar[dict[str, type[XPathToken]]] = {  # type: ignore[misc]
        **{symbol: XPath1Parser.symbol_table[symbol] for symbol in LITERALS + SIGNS},
        **dict.fromkeys(SLIPS, Slip),
        "(name)": Name,
        "$": Reference,
    }
    literals_pattern = re.compile(r"""'[^']*'|"[^"]*"|[0-9]+(?:\.[0-9]*)?|\.[0-9]+""")
    name_pattern = re.compile(r"[^\d\W][\w.\-]*(?::[^\d\W][\w.\-]*)?")

    @staticmethod
    def unescape(string_literal: str) -> str:
        """XPath 1.0 has no escapes."""
        return string_literal[1:-1]


TOKENIZER = XlsformParser.create_tokenizer(XlsformParser.symbol_table)
QUESTION = re.compile(r"""'[^']*'|"[^"]*"|\$\{([^{}]*)\}|\$\{?""")
QUESTION_NAME = re.compile(r"[^\d\W][\w.\-]*")


def parse(source: str) -> XPathToken:
    """The token tree of an expression; what is wrong with it raises Untranslatable."""
    if len(source) > MOST_CHARACTERS:
        remedy = "Divide it into calculations."
        raise Untranslatable(source, 0, f"is longer than {MOST_CHARACTERS} characters.", remedy)
    unwritable = re.search("[\ud800-\udfff]", source)
    if unwritable:
        raise Untranslatable("?", unwritable.start(), "is not a character.", "Remove it.")
    marked = QUESTION.sub(_marked, source)
    parser = XlsformParser()
    _check_size(marked)
    try:
        return super(XPath1Parser, parser).parse(marked)  # without evaluating what is constant
    except ElementPathError as error:
        raise _explained(error, source) from None


def _marked(match: re.Match[str]) -> str:
    """`${name}` as a variable of XPath of the same length; texts stay as they are."""
    whole, name = match.group(), match.group(1)
    if whole[0] != "$":
        if "${" in whole:
            remedy = "Write ${name} without quotation marks, or concat(…) to join texts."
            raise Untranslatable(whole, match.start(), "names a question inside of a text.", remedy)
        return whole
    if name is None:
        raise Untranslatable(whole, match.start(), "is not a whole name of a question.", "Write ${name}.")
    if name.strip().startswith("last-saved#"):
        remedy = "Leave it out, or let the link fill the question in beforehand."
        raise Untranslatable(whole, match.start(), "asks for the answers of an earlier submission.", remedy)
    if not QUESTION_NAME.fullmatch(name.strip()):
        remedy = "Write the question's name between the braces: ${name}."
        raise Untranslatable(whole, match.start(), "does not name a question.", remedy)
    return f"$ {name} "


def _check_size(source: str) -> None:
    """Refuse parentheses without their other half, and what nests deeper or has more digits than can be read."""
    opened: list[int] = []
    signs = 0
    for match in TOKENIZER.finditer(source):
        sign = match.group().strip()
        if sign[:1].isdigit() and len(sign) > MOST_DIGITS:
            raise Untranslatable(sign, match.start(), "has too many digits.", "Write 15 at most.")
        if sign == "(":
            opened.append(match.start())
        elif sign == ")" and not opened:
            raise Untranslatable(")", match.start(), "closes no parenthesis.", "Remove it, or open one before.")
        elif sign == ")":
            opened.pop()
        signs = signs + 1 if sign in {"-", "+"} else signs if not sign else 0
        if len(opened) + signs > MOST_NESTED:
            cause = f"is nested deeper than {MOST_NESTED}."
            raise Untranslatable(sign, match.start(), cause, "Divide the expression into calculations.")
    if opened and not _open_text(source):
        raise Untranslatable("(", opened[-1], "is never closed.", "Add a closing parenthesis.")


def _open_text(source: str) -> bool:
    """Whether a quotation mark is left alone, which is then the mistake to name."""
    return any(match.group() in {"'", '"'} for match in TOKENIZER.finditer(source))


def _explained(error: ElementPathError, source: str) -> Untranslatable:
    """The parser's own error in plain words."""
    token = error.token
    if token is None or token.symbol == "(end)":
        return Untranslatable("the end", len(source), "comes too early.", "Write what is missing there.")
    question = QUESTION.match(source, token.span[0])
    word = question.group() if question else source[slice(*token.span)].strip()
    if token.symbol == ",":
        remedy = "Write fractions with a point: 2.5."
        return Untranslatable(word, token.span[0], "stands between no arguments.", remedy)
    if token.symbol in {"(name)", "(string)", "(decimal)", "(integer)", "$", "."}:
        remedy = "Put one before it: and, or, =, +. A text stands in quotation marks."
        return Untranslatable(word, token.span[0], "stands where an operator is wanted.", remedy)
    if token.symbol in {"(invalid)", "(unknown)"}:
        return Untranslatable(word, token.span[0], "is no part of an expression.", "Remove it.")
    remedy = "Write something on both of its sides; `and` joins two comparisons."
    return Untranslatable(word, token.span[0], "cannot stand here.", remedy)
