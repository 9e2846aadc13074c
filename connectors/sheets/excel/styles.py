"""The styles of a workbook as its file lists them: those of its cells, and more where they are wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from connectors.errors import ConnectorError
from connectors.sheets.excel.book import TRUE, Book
from connectors.sheets.excel.elements import Document, Element, with_attributes
from connectors.sheets.excel.formats import FIRST_OWN, code_of, number_of
from connectors.workbooks import INK, PAPER, STAFF_PAPER

MOST_STYLES = 64_000  # of cells in one workbook, Excel specifications and limits
ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"),
    *("cellStyles", "dxfs", "tableStyles", "colors", "extLst"),
)
NONE = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/>\
<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill \
patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/>\
</cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>"""
"""The styles of a workbook that has none."""
FONT = '<{0}font><{0}b/>{size}<{0}color rgb="FF{ink}"/>{name}</{0}font>'
FILL = (
    '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="FF{paper}"/><{0}bgColor indexed="64"/>'
    "</{0}patternFill></{0}fill>"
)
HEADER = (
    '<{0}xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" '
    'applyFill="1" applyAlignment="1"><{0}alignment vertical="center" wrapText="1"/></{0}xf>'
)
SHADE = '<{0}dxf><{0}fill><{0}patternFill><{0}bgColor rgb="FF{paper}"/></{0}patternFill></{0}fill></{0}dxf>'
FORMAT = '<{0}numFmt numFmtId="{number}" formatCode={code}/>'


@dataclass(slots=True)
class Items:
    """One of the lists: its elements as they are written, and how many of them stood there before."""

    element: Element | None
    raw: list[bytes]
    before: int = field(init=False)

    def __post_init__(self) -> None:
        """All that come later are new."""
        self.before = len(self.raw)

    def place(self, item: str) -> int:
        """Where an element stands; it is added where it does not."""
        raw = item.encode()
        if raw not in self.raw:
            self.raw.append(raw)
        return self.raw.index(raw)


@dataclass(slots=True)
class Styles:
    """The list of styles, which may become longer; none that is there changes."""

    document: Document
    lists: dict[str, Items] = field(init=False)
    own: dict[int, str] = field(init=False)  # codes of formats by number
    cells: list[Mapping[str, str]] = field(init=False)  # what each style of cells says
    known: dict[tuple[int, str, bool], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the lists. Raises Broken."""
        self.lists = {name: self._items(name) for name in ("numFmts", "fonts", "fills", "cellXfs", "dxfs")}
        self.own = {
            one.number("numFmtId"): one.attributes.get("formatCode", "")
            for one in self.document.root.all("numFmts", "numFmt")
        }
        self.cells = [one.attributes for one in self.document.root.all("cellXfs", "xf")]

    def codes(self) -> list[str]:
        """The number format of each style of cells."""
        return [self.code(style) for style in range(len(self.cells))]

    def look(self, style: int) -> object:
        """How cells of a style look, whatever number format they have: alike where this is."""
        if style >= len(self.cells):
            return ()
        told = _told(self.cells[style]).items()
        looks = frozenset(said for said in told if said[0] not in {"numFmtId", "quotePrefix"})
        return looks, _inside(self.lists["cellXfs"].raw[style])

    def code(self, style: int) -> str:
        """The number format of a style."""
        said = self.cells[style].get("numFmtId", "") if style < len(self.cells) else ""
        return code_of(int(said) if said.isdecimal() else 0, self.own)

    def like(self, base: int, code: str, *, is_quoted: bool) -> int:
        """The style that is like another, but for its number format, and whether a quote keeps its text a text."""
        asked = (base, code, is_quoted)
        if asked not in self.known:
            self.known[asked] = self._like(*asked)
        return self.known[asked]

    def header(self, *, staff: bool) -> int:
        """The style of a header: the service's in one colour, staff's own in another."""
        paper = STAFF_PAPER if staff else PAPER
        fill = self.lists["fills"].place(FILL.format(self.document.prefix, paper=paper))
        font = self.lists["fonts"].place(self._header_font())
        place = self.lists["cellXfs"].place(HEADER.format(self.document.prefix, font=font, fill=fill))
        return self._listed(place, {"numFmtId": "49", "fontId": str(font), "fillId": str(fill)})

    def shade(self, paper: str) -> int:
        """The look of cells that a rule gives this colour."""
        return self.lists["dxfs"].place(SHADE.format(self.document.prefix, paper=paper))

    @property
    def is_longer(self) -> bool:
        """Whether any was added."""
        return any(len(items.raw) > items.before for items in self.lists.values())

    def done(self) -> bytes:
        """The text with all that was added."""
        document = self.document
        for name, items in self.lists.items():
            new, count = b"".join(items.raw[items.before :]), str(len(items.raw))
            if new and items.element:
                document.set(items.element, count=count)
                document.add(items.element, new)
            elif new:
                tag = f"{self.document.prefix}{name}"
                document.put(
                    document.root, name, ORDER, b"<%b>%b</%b>" % (f'{tag} count="{count}"'.encode(), new, tag.encode())
                )
        return document.done()

    def _items(self, name: str) -> Items:
        found = self.document.root.first(name)
        return Items(found, [self.document.raw(one) for one in found.children] if found else [])

    def _like(self, base: int, code: str, is_quoted: bool) -> int:
        base = base if base < len(self.cells) else 0
        number = self._format(code)
        new = {"numFmtId": str(number), "quotePrefix": "1" if is_quoted else None, "applyNumberFormat": "1"}
        items = self.lists["cellXfs"].raw
        raw = items[base] if items else f"<{self.document.prefix}xf/>".encode()
        wanted = {**(self.cells[base] if items else {}), **new}
        for place, said in enumerate(self.cells):
            if _told(said) == _told(wanted) and _inside(items[place]) == _inside(raw):
                return place
        tag = with_attributes(raw[: raw.index(b">") + 1], new)
        return self._listed(self.lists["cellXfs"].place((tag + _inside(raw)).decode()), wanted)

    def _listed(self, place: int, said: Mapping[str, str | None]) -> int:
        """A style of cells by its place, and what it says. Raises ConnectorError where there are too many."""
        if place >= MOST_STYLES:
            raise ConnectorError(
                f"the workbook has {MOST_STYLES:,} styles, the most there can be. Open it, delete formats that are no "
                "longer used and save it, then retry",
                permanent=True,
            )
        if place == len(self.cells):
            self.cells.append({key: value for key, value in said.items() if value is not None})
        return place

    def _format(self, code: str) -> int:
        """The number of a number format, which is added where the workbook has not got it."""
        number = number_of(code, self.own)
        if number is None:
            number = max((FIRST_OWN - 1, *self.own)) + 1
            self.own[number] = code
            self.lists["numFmts"].place(FORMAT.format(self.document.prefix, number=number, code=quoteattr(code)))
        return number

    def _header_font(self) -> str:
        """The workbook's first font, bold and in our colour."""
        first = next(self.document.root.all("fonts", "font"), None)
        parts = {one.name: self.document.raw(one).decode() for one in first.children} if first else {}
        name = "".join(parts.get(one, "") for one in ("name", "family", "charset", "scheme"))
        return FONT.format(self.document.prefix, size=parts.get("sz", ""), name=name, ink=INK)


def styles_of(book: Book) -> Styles:
    """The styles of a workbook. Raises Broken."""
    part = book.named("styles")
    return Styles(Document(book.package.text(part) if part else NONE))


def _told(said: Mapping[str, str | None]) -> dict[str, str]:
    """What a style says, without what is so where nothing is said."""
    told = {key: value for key, value in said.items() if value and value not in {"0", "false"}}
    told.pop("applyNumberFormat", None)
    return {key: "1" if value in TRUE else value for key, value in told.items()}


def _inside(raw: bytes) -> bytes:
    """An element less its start tag."""
    return raw[raw.index(b">") + 1 :]
