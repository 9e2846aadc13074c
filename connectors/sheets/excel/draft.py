"""What becomes of the parts of a workbook in one copy of it: which change, which come, which go."""

import re
from dataclasses import dataclass, field
from typing import IO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from connectors.errors import ConnectorError
from connectors.sheets.excel.archive import AGE, Copying, Write
from connectors.sheets.excel.book import Book, Tab
from connectors.sheets.excel.elements import RELATIONS, STRICT_RELATIONS, Document
from connectors.sheets.excel.package import TYPES, folded, links_part, target

CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
BOUND = re.compile(rb"xmlns:([\w.-]+)\s*=\s*[\"'](?:%b|%b)[\"']" % (RELATIONS.encode(), STRICT_RELATIONS.encode()))
LONGEST_TITLE, RESERVED = 31, "history"  # UTF-16 units, Excel specifications and limits; Excel's own, in any case
UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Draft:
    """A copy of a workbook that is to be made; `parts` are those that are written anew, none for one that goes."""

    book: Book
    parts: dict[str, Write | None] = field(default_factory=dict)
    main: Document = field(init=False)
    links: Document = field(init=False)
    types: Document = field(init=False)
    tabs: list[Tab] = field(init=False)
    ids: set[str] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the workbook as it is. Raises Broken."""
        package = self.book.package
        self.main = Document(self.book.document.text)
        self.links = Document(package.text(links_part(self.book.part)))
        self.types = Document(package.text(TYPES))
        self.tabs = list(self.book.tabs)
        self.ids = set(self.book.links)

    @property
    def relations(self) -> str:
        """What the types of links between parts begin with."""
        return STRICT_RELATIONS if self.book.is_strict else RELATIONS

    def write(self, part: str, text: bytes) -> None:
        """Have a part hold another text, or a new one hold its first."""
        entry = self.entry(part)
        self.parts[entry.filename] = lambda copying: copying.write(entry, text)

    def entry(self, part: str) -> ZipInfo:
        """What the archive is to call a part."""
        known = self.book.package.entries
        return self.book.package.entry(part) if folded(part) in known else ZipInfo(part, AGE)

    def drop(self, kind: str) -> None:
        """Leave out the part of a kind of which there is one."""
        link = next((link for link in self.book.links.values() if link.kind == kind), None)
        if link is None:
            return
        self.parts[self.book.package.entry(link.part).filename] = None
        for listed in self.links.root.all("Relationship"):
            if listed.attributes.get("Id") == link.id:
                self.links.swap(listed.start, listed.end, b"")
        for listed in self.types.root.all("Override"):
            if listed.attributes.get("PartName", "").casefold() == f"/{link.part}".casefold():
                self.types.swap(listed.start, listed.end, b"")

    def add_part(self, part: str, kind: str, content: str) -> str:
        """List a new part that the workbook names; returns the id by which it does."""
        id_ = next(one for number in range(1, 1 << 20) if (one := f"rId{number}") not in self.ids)
        self.ids.add(id_)
        said = f'Id="{id_}" Type="{self.relations}/{kind}" Target={quoteattr(target(self.book.part, part))}'
        self.links.add(self.links.root, f"<{self.links.prefix}Relationship {said}/>".encode())
        said = f'PartName={quoteattr("/" + part)} ContentType="{CONTENT}{content}+xml"'
        self.types.add(self.types.root, f"<{self.types.prefix}Override {said}/>".encode())
        return id_

    def add_tab(self, title: str, state: str = "") -> Tab:
        """List a new tab behind the others. Raises ConnectorError where no tab may be called so."""
        require_title(title)
        part = self.book.package.unused("xl/worksheets/sheet{}.xml", [tab.part for tab in self.tabs])
        listed = self.main.root.first("sheets")
        numbers = [one.number("sheetId") for one in self.main.root.all("sheets", "sheet")]
        number = max(numbers, default=0) + 1 + len(self.tabs) - len(self.book.tabs)
        id_ = self.add_part(part, "worksheet", "worksheet")
        if listed:
            said = f'name={quoteattr(title)} sheetId="{number}"' + (f' state="{state}"' if state else "")
            self.main.add(listed, f'<{self.main.prefix}sheet {said} {self._id_name()}="{id_}"/>'.encode())
        self.tabs.append(Tab(len(self.tabs), title, part, "worksheet"))
        return self.tabs[-1]

    def copy(self, source: IO[bytes], target: IO[bytes], last: str = "") -> None:
        """Write the archive; `last` is a part that is known when all others are written. Raises Broken, OSError."""
        for part, document in (
            (self.book.part, self.main),
            (links_part(self.book.part), self.links),
            (TYPES, self.types),
        ):
            if (text := document.done()) != document.text:
                self.write(part, text)
        archive = self.book.package.archive
        with ZipFile(target, "w", ZIP_DEFLATED) as copy:
            copy.comment = archive.comment
            Copying(archive, source, copy).all(self.parts, last)

    def _id_name(self) -> str:
        """How the workbook calls the attribute that names a part, and what its prefix means where it does not say."""
        root = self.main.root
        if found := BOUND.search(self.main.text, root.start, root.opened):
            return f"{found[1].decode()}:id"
        return f'xmlns:r="{self.relations}" r:id'


def require_title(title: str) -> None:
    """Raises ConnectorError (permanent) for a title that Excel gives to no tab."""
    length = len(title.encode("utf-16-le", "surrogatepass")) // 2
    is_apart = title.casefold() == RESERVED or title[:1] == "'" or title[-1:] == "'"
    if not 0 < length <= LONGEST_TITLE or UNFIT.search(title) or is_apart:
        raise ConnectorError(
            f"no tab can be called {title!r}: a title has up to {LONGEST_TITLE} characters, none of [ ] : * ? / \\ "
            "among them, no ' at its ends, and is not History. Give the form another tab and publish it",
            permanent=True,
        )
