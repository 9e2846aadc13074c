"""Tables that staff made of the rows: they grow with rows and columns that are added, and keep the names of headers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from connectors.cells import literal
from connectors.sheets.excel.areas import Area, Growth, area_of
from connectors.sheets.excel.book import Book, Tab
from connectors.sheets.excel.elements import Document, Element
from connectors.sheets.excel.formulas import stays
from connectors.sheets.excel.letters import letters
from connectors.sheets.excel.package import Link

SPECIAL, QUOTE = re.compile(r"[\[\]#']"), r"'\g<0>"  # what formulas quote in the name of a column (ECMA-376, 18.17.6.2)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: where it stands, its text and what it says of itself."""

    part: str
    document: Document
    area: Area

    @property
    def name(self) -> str:
        """What people call it."""
        return self.document.root.attributes.get("displayName", "")

    @property
    def is_of_rows(self) -> bool:
        """Whether its rows are people's, and not those of a query or an XML file."""
        return self.document.root.attributes.get("tableType", "worksheet") == "worksheet"

    @property
    def totals(self) -> int:
        """How many rows of totals it ends with."""
        return self.document.root.number("totalsRowCount")

    @property
    def columns(self) -> list[Element]:
        """Its columns from the left."""
        return list(self.document.root.all("tableColumns", "tableColumn"))

    def is_headed_by(self, row: int) -> bool:
        """Whether a row (from 1) is its header, so that what stands below is its body."""
        has_header = self.document.root.attributes.get("headerRowCount", "1") != "0"
        return self.area.top == row and has_header and self.is_of_rows


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a tab: where its header is, rows that are added, headers that are written; all count from 1."""

    header: int
    growth: Growth
    made: Mapping[int, str]
    renamed: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """A formula that stands in a column of some rows; all count from 0."""

    rows: frozenset[int]
    column: int
    formula: str


def tables_of(book: Book, tab: Tab) -> list[Table]:
    """The tables of a tab. Raises Broken."""
    links = book.package.links(tab.part).values()
    return [found for link in links if link.kind == "table" and (found := _table(book, link))]


def _table(book: Book, link: Link) -> Table | None:
    document = Document(book.package.text(link.part))
    area = area_of(document.root.attributes.get("ref", ""))
    return Table(link.part, document, area) if area else None


def grown_tables(tables: Sequence[Table], change: Change) -> dict[str, bytes]:
    """The texts of those tables that change, by part."""
    ours = [table for table in tables if table.is_headed_by(change.header)]
    texts = {table.part: _text(table, _grown(table, tables, change), change) for table in ours}
    return {table.part: texts[table.part] for table in ours if texts[table.part] != table.document.text}


def filled_down(tables: Sequence[Table], change: Change) -> list[Filled]:
    """The formulas that tables have for the rows which are added to them."""
    found = []
    for table in tables:
        if table.is_headed_by(change.header) and not table.totals:
            bottom = _grown(table, tables, change).bottom
            rows = frozenset(row - 1 for row in change.growth.added if table.area.top < row <= bottom)
            found += [Filled(rows, table.area.left - 1 + place, text) for place, text in _worked_out(table)]
    return found


def notes_on(tables: Sequence[Table], change: Change) -> list[str]:
    """What staff should know of tables that do not grow."""
    ours = [table for table in tables if table.is_headed_by(change.header)]
    totals = [table for table in ours if table.totals and change.growth.added]
    apart = [table for table in ours if change.made and _grown(table, tables, change).right == table.area.right]
    return [
        *(f"the table {one.name!r} ends with totals: new rows stand below it and are not counted" for one in totals),
        *(f"the table {one.name!r} is sorted without the new columns: make it as wide as they are" for one in apart),
    ]


def headers_in_formulas(book: Book, tables: Sequence[Table], header: int, renamed: Mapping[int, str]) -> dict[int, str]:
    """Those of the headers to be renamed (columns from 0) that formulas of the workbook name, as they stand.

    Formulas point at a column of a table by its name; without it they would be broken, and Excel calls the file so.
    """
    found: dict[int, str] = {}
    for table in tables:
        for place, column in enumerate(table.columns, start=table.area.left - 1):
            name = column.attributes.get("name", "")
            if place in renamed and table.is_headed_by(header) and _is_named(book, name):
                found[place] = letters(name)
    return found


def _is_named(book: Book, name: str) -> bool:
    said = f"[{escape(SPECIAL.sub(QUOTE, name))}]".encode()
    parts = [book.part, *(tab.part for tab in book.tabs if tab.kind == "worksheet")]
    return any(said in book.package.text(part) for part in parts)


def _grown(table: Table, tables: Sequence[Table], change: Change) -> Area:
    """Where a table is to stand: never over another one."""
    area, others = table.area, [one.area for one in tables if one is not table]
    bottom = area.bottom if table.totals else change.growth.bottom(area.top, area.bottom)
    wanted = (replace(area, bottom=bottom, right=_right(table, change)), replace(area, bottom=bottom), area)
    return next(one for one in wanted if one is area or not any(one.meets(other) for other in others))


def _right(table: Table, change: Change) -> int:
    """Its last column: what is made beside it belongs to it, or staff would sort the one without the other."""
    right = table.area.right
    names = {letters(one.attributes.get("name", "")).casefold() for one in table.columns}
    while right + 1 in change.made and change.made[right + 1].casefold() not in names:
        right += 1
        names.add(change.made[right].casefold())
    return right


def _text(table: Table, area: Area, change: Change) -> bytes:
    document = table.document
    if area != table.area:
        document.set(document.root, ref=str(area), insertRow=None)
    for filtered in document.root.all("autoFilter"):
        old = area_of(filtered.attributes.get("ref", ""))
        if old and area != table.area:
            right = area.right if old.right == table.area.right else old.right
            document.set(filtered, ref=str(replace(old, right=right, bottom=area.bottom - table.totals)))
    _set_columns(table, area, change)
    return document.done()


def _set_columns(table: Table, area: Area, change: Change) -> None:
    document, columns, listed = table.document, table.columns, table.document.root.first("tableColumns")
    for place, column in enumerate(columns, start=table.area.left):
        if place in change.renamed:
            document.set(column, name=_escaped(change.renamed[place]))
    number = max((one.number("id") for one in columns), default=0)
    added = range(table.area.right + 1, area.right + 1)
    if listed and added:
        document.set(listed, count=str(len(columns) + len(added)))
        tag = f"{document.prefix}tableColumn"
        for id_, place in enumerate(added, start=number + 1):
            document.add(listed, f'<{tag} id="{id_}" name={quoteattr(_escaped(change.made[place]))}/>'.encode())


def _worked_out(table: Table) -> Iterator[tuple[int, str]]:
    """The columns of a table that are worked out, by place, with formulas that read alike in every row."""
    for place, column in enumerate(table.columns):
        formula = column.first("calculatedColumnFormula")
        if formula and formula.text and "array" not in formula.attributes and stays(formula.text):
            yield place, formula.text


def _escaped(name: str) -> str:
    """As the header's cell says it, letter by letter."""
    return literal(name).replace("\n", "_x000a_")
