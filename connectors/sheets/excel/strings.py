"""The texts that the cells of a workbook share, in their order (ECMA-376 part 1, 18.4.9)."""

import re
from dataclasses import dataclass, field

from connectors.sheets.excel.book import Book
from connectors.sheets.excel.elements import parsed
from connectors.sheets.excel.letters import in_full, letters, text_of
from connectors.sheets.excel.text import DECLARATION, is_plain, plain

ROOT = re.compile(r"<([\w.-]+:)?sst(?:\s[^>]*)?>")
SPECIAL = re.compile(r"[&\r]|_x")  # without it a text is what it is
ITEM = r"<{0}si(?:\s[^>]*)?(?:/>|>(?:\s*<{0}t(?:\s[^>]*)?(?<!/)>([^<]*)</{0}t>\s*</{0}si>|(.*?)</{0}si>))"
"""A text: of one piece, or with all that it holds."""
EMPTY = r"<{0}(?:si|t)(?:\s[^>]*)?(?:/>|></)"
FIRST = 100_000  # characters, in which the headers of a tab are mostly found


@dataclass(slots=True)
class Strings:
    """The texts of a workbook: the first are known, the others once one of them is asked for."""

    text: str = ""
    known: list[str] = field(default_factory=list)
    root: "re.Match[str] | None" = field(init=False)
    has_empty: bool | None = None
    rest: int = 0  # where those begin that are not known yet

    def __post_init__(self) -> None:
        """Read the first. Raises Broken."""
        self.root = ROOT.search(self.text)
        if self.root:
            cut = re.compile(rf"<{re.escape(self._prefix)}si[\s/>]").search(self.text, FIRST)
            self._read(cut.start() if cut else len(self.text))

    def may_be_empty(self) -> bool:
        """Whether any of them is empty."""
        if self.has_empty is None:
            self.has_empty = re.search(EMPTY.format(re.escape(self._prefix)), self.text) is not None
        return self.has_empty

    def at(self, place: int) -> str:
        """One of them. Raises IndexError, Broken."""
        if place >= len(self.known):
            self._read(len(self.text))
        return self.known[place]

    @property
    def _prefix(self) -> str:
        return (self.root[1] or "") if self.root else ""

    def _read(self, end: int) -> None:
        """Those up to a place."""
        found = re.compile(ITEM.format(re.escape(self._prefix)), re.DOTALL).findall(self.text, self.rest, end)
        read = (lambda text: letters(in_full(text))) if SPECIAL.search(self.text, self.rest, end) else str
        self.known += [self._several(pieces) if pieces else read(whole) for whole, pieces in found]
        self.rest = end

    def _several(self, pieces: str) -> str:
        """A text of several pieces."""
        tag = self.root[0] if self.root else ""
        item = f"{tag}<{self._prefix}si>{pieces}</{self._prefix}si></{self._prefix}sst>"
        return letters(text_of(next(parsed(item.encode()).all("si"))))


def strings_of(book: Book) -> Strings:
    """Every shared text. Raises Broken."""
    part = book.named("sharedStrings")
    data = book.package.text(part) if part else b""
    return Strings((data if is_plain(DECLARATION.sub(b"", data, count=1)) else plain(data)).decode())
