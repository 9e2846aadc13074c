"""The cells of one row, whether or not the file says where each stands."""

import re
from collections.abc import Iterator

from connectors.sheets.excel.areas import column_of
from connectors.sheets.excel.elements import Document, Element
from connectors.sheets.excel.rows import NotPlain, wrapped
from connectors.sheets.excel.text import Broken, is_plain

PLACE = re.compile(r"([A-Za-z]{1,3})([1-9]\d*)")


def row_of(head: bytes, text: bytes) -> tuple[Document, Element]:
    """A row as a document of its own, and its element. Raises Broken, NotPlain."""
    if not is_plain(text):
        raise NotPlain
    document = Document(wrapped(head, text))
    row = document.root.first("row")
    if row is None:
        raise Broken("its rows are none of a spreadsheet")
    return document, row


def elsewhere(number: int, said: str) -> Broken:
    """What is wrong with a cell that says it stands in another row."""
    return Broken(f"a cell of row {number} says that it is {said}")


def cells_of(row: Element, number: int) -> Iterator[tuple[int, Element]]:
    """The cells with their columns, from 0; one that does not tell follows the one before. Raises Broken."""
    column = -1
    for cell in row.all("c"):
        said = cell.attributes.get("r")
        found = PLACE.fullmatch(said) if said else None
        if said and (found is None or int(found[2]) != number):
            raise elsewhere(number, said)
        column = column_of(found[1].upper()) - 1 if found else column + 1
        yield column, cell
