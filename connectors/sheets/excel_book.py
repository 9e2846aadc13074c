"""The list of a workbook's tabs and names as its file holds it: which part a tab is, and what must grow with it."""

import re
from dataclasses import dataclass
from posixpath import join, normpath
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from connectors.sheets.excel_splice import Unlike
from connectors.sheets.excel_styles import MAIN

BOOK, RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FILTER = re.compile(rb'<autoFilter\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
BOUND = (b"<tableParts", b"<customSheetViews")  # to certain rows, in ways that are not followed here
MERGED = re.compile(rb'<mergeCell ref="[A-Z]+\d+:[A-Z]+(\d+)"')


@dataclass(frozen=True, slots=True)
class Tab:
    """Where a tab stands: its place among the tabs, the name of its part, and its own as it is spelled."""

    index: int
    part: str
    title: str


def tab_of(archive: ZipFile, title: str) -> Tab:
    """The tab of that name, letter case aside. Raises Unlike."""
    root = fromstring(archive.read(BOOK))
    properties = root.find(f"{MAIN}workbookPr")
    if properties is not None and properties.get("date1904", "0") in ("1", "true"):
        raise Unlike("its days count from 1904")
    links = {one.get("Id"): one.get("Target", "") for one in fromstring(archive.read(RELATIONS))}
    for index, sheet in enumerate(root.iterfind(f"{MAIN}sheets/{MAIN}sheet")):
        name = sheet.get("name", "")
        if name.casefold() == title.casefold():
            return Tab(index, normpath(join("/xl", links.get(sheet.get(LINK), ""))).lstrip("/"), name)
    raise Unlike("it has no such tab")


def grown_tail(tail: bytes, header_row: int, before: int, last: int) -> tuple[bytes, bytes]:
    """What stands behind the rows with the filter over all of them, and the filter's area; `before` was the last row.

    Raises Unlike.
    """
    if any(one in tail for one in BOUND) or any(int(row) > before for row in MERGED.findall(tail)):
        raise Unlike("something is bound to its rows")
    found = FILTER.search(tail)
    if found is None or int(found[2]) != header_row + 1 or int(found[4]) >= last:
        return tail, b""
    left, top, right, _ = found.groups()
    return b"%s%d%s" % (tail[: found.start(4)], last, tail[found.end(4) :]), b"$%s$%s:$%s$%d" % (left, top, right, last)


def grown_book(text: bytes, tab: Tab, area: bytes) -> bytes:
    """The list of names with the filter's area, and the word to work out formulas anew when it is opened."""
    if area:
        name = (
            rb'(<definedName(?=[^>]*"_xlnm\._FilterDatabase")(?=[^>]*localSheetId="%d")[^>]*>[^<]*!)[^<!]*' % tab.index
        )
        text = re.sub(name, lambda found: found[1] + area, text)
    if b"fullCalcOnLoad=" in text:
        return text
    if b"<calcPr" in text:
        return text.replace(b"<calcPr", b'<calcPr fullCalcOnLoad="1"', 1)
    return text.replace(b"</definedNames>", b'</definedNames><calcPr fullCalcOnLoad="1"/>', 1)
