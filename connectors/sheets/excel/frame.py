"""What stands around the rows of a tab: its extent, filter, formats and rules, which grow with rows and columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from connectors.sheets.excel.areas import Area, Growth, area_of, around
from connectors.sheets.excel.elements import Document, Element
from connectors.sheets.excel.tables import Change

ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
"""The elements of a tab in their order (ECMA-376 part 1, 18.3.1.99)."""
BOUND = {"conditionalFormatting", "dataValidation", "protectedRange", "ignoredError"}
"""Elements that hold for cells of certain rows, and for those that come to be among them."""
BOUND_NEWER = {"x14:conditionalFormatting", "x14:dataValidation"}


def grow(frame: Document, change: Change) -> Area | None:
    """Let what holds for rows hold for those that are added; returns the area of the filter where that is another."""
    for element in frame.root.walk():
        if element.name in BOUND and "sqref" in element.attributes:
            said = element.attributes["sqref"]
            if (new := change.growth.areas(said)) != said:
                frame.set(element, sqref=new)
        elif element.name in BOUND_NEWER:
            _grow_newer(frame, element, change.growth)
    return _grow_filter(frame, change)


def stretch(frame: Document, areas: Sequence[Area]) -> None:
    """Let the extent that the tab tells hold the cells that are written."""
    found = frame.root.first("dimension")
    if found:
        told = area_of(found.attributes.get("ref", ""))
        whole = around([*areas, *([told] if told else [])])
        if whole and whole != told:
            frame.set(found, ref=str(whole))


def offer(frame: Document, rules: Sequence[bytes]) -> None:
    """Add rules for what may stand in cells."""
    if not rules:
        return
    listed = frame.root.first("dataValidations")
    if listed:
        frame.set(listed, count=str(len(listed.children) + len(rules)))
        frame.add(listed, b"".join(rules))
    else:
        tag = f"{frame.prefix}dataValidations"
        new = b'<%b count="%d">%b</%b>' % (tag.encode(), len(rules), b"".join(rules), tag.encode())
        frame.put(frame.root, "dataValidations", ORDER, new)


def _grow_newer(frame: Document, element: Element, growth: Growth) -> None:
    for one in element.all("xm:sqref"):
        if not one.children and (new := growth.areas(one.text)) != one.text.strip():
            frame.swap(one.opened, one.closed, escape(new).encode())


def _grow_filter(frame: Document, change: Change) -> Area | None:
    """It stays as wide as staff have it, but for columns that are made beside it: they must be sorted with it."""
    found = frame.root.first("autoFilter")
    area = area_of(found.attributes.get("ref", "")) if found else None
    if found is None or area is None or area.top != change.header:
        return None
    right = area.right
    while right + 1 in change.made:
        right += 1
    new = replace(area, right=right, bottom=change.growth.below(area.bottom))
    if new == area:
        return None
    frame.set(found, ref=str(new))
    return new


def parted(frame: Document) -> tuple[bytes, bytes]:
    """What stands before the rows and what behind them, with all changes."""
    text, tag = frame.done(), f"</{frame.prefix}sheetData".encode()
    end = text.index(tag)
    return text[:end], text[end:]


def merged(root: Element) -> Iterator[Area]:
    """The merged cells of a tab."""
    for one in root.all("mergeCells", "mergeCell"):
        if area := area_of(one.attributes.get("ref", "")):
            yield area
