"""The main part of a workbook changed: names that it is to have, areas that grow, and formulas worked out anew."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import quote_sheetname

from connectors.sheets.excel.areas import Area, Growth, letter
from connectors.sheets.excel.book import Book, Tab
from connectors.sheets.excel.elements import Document

ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches"),
    *("smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
)
FILTER, TITLES = "_xlnm._FilterDatabase", "_xlnm.Print_Titles"
ONE = r"('(?:[^']|'')+'|[^'!,()\s]+)!(\$?[A-Z]{1,3})\$(\d+):(\$?[A-Z]{1,3})\$(\d+)"
AREA, AREAS = re.compile(ONE), re.compile(f"{ONE}(?:,{ONE})*")


@dataclass(frozen=True, slots=True)
class NewName:
    """A defined name to leave; `tab` is the place of the tab that it is of, if it is of one."""

    name: str
    said: str
    tab: int | None = None
    is_hidden: bool = True


def leave_names(main: Document, book: Book, new: Sequence[NewName], gone: Collection[str] = ()) -> None:
    """Let the workbook have names, in place of those of the same; `gone` are names of no tab that it is not to have."""
    taken = {(one.name, one.tab) for one in new} | {(name, None) for name in gone}
    going = [name.element for name in book.names if (name.name, name.tab) in taken]
    texts = b"".join(_text(main.prefix, one) for one in new)
    listed = main.root.first("definedNames")
    if listed and going and len(going) == len(listed.children) and not texts:
        going = [listed]
    for element in going:
        main.swap(element.start, element.end, b"")
    if texts and listed:
        main.add(listed, texts)
    elif texts:
        tag = f"{main.prefix}definedNames".encode()
        main.put(main.root, "definedNames", ORDER, b"<%b>%b</%b>" % (tag, texts, tag))


def grow_names(main: Document, book: Book, tab: Tab, growth: Growth, filtered: Area | None) -> None:
    """Let every name of rows of the tab reach over those that are added; that of its filter is its `filtered` area."""
    for name in book.names:
        said = grown(name.said, tab.title, growth)
        if name.name == FILTER and name.tab == tab.index and filtered:
            said = absolute(tab.title, filtered)
        if said != name.said and not name.element.is_empty_tag:
            main.swap(name.element.opened, name.element.closed, escape(said).encode())


def grown(said: str, title: str, growth: Growth) -> str:
    """What a name says with its areas of a tab grown; what is no area, or only moves with a cell, stays."""

    def one(found: re.Match[str]) -> str:
        tab, first, top, last, bottom = found.groups()
        if tab.removeprefix("'").removesuffix("'").replace("''", "'").casefold() != title.casefold():
            return found[0]
        return f"{tab}!{first}${top}:{last}${growth.bottom(int(top), int(bottom))}"

    return AREA.sub(one, said) if AREAS.fullmatch(said) else said


def absolute(title: str, area: Area) -> str:
    """An area of a tab as names point at it."""
    return f"{quote_sheetname(title)}!${letter(area.left)}${area.top}:${letter(area.right)}${area.bottom}"


def work_out_anew(main: Document) -> None:
    """Have all formulas worked out when the workbook is opened."""
    found = main.root.first("calcPr")
    if found:
        main.set(found, fullCalcOnLoad="1")
    else:
        main.put(main.root, "calcPr", ORDER, f'<{main.prefix}calcPr fullCalcOnLoad="1"/>'.encode())


def _text(prefix: str, new: NewName) -> bytes:
    of = "" if new.tab is None else f' localSheetId="{new.tab}"'
    hidden = ' hidden="1"' if new.is_hidden else ""
    start = f"<{prefix}definedName name={quoteattr(new.name)}{of}{hidden}>"
    return f"{start}{escape(new.said)}</{prefix}definedName>".encode()
