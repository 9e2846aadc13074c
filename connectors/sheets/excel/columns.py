"""The widths of a tab's columns: a run of columns of one width is parted where one of them is to have its own."""

from collections.abc import Iterator, Mapping

from connectors.sheets.excel.areas import LAST_COLUMN
from connectors.sheets.excel.elements import Document, Element, with_attributes
from connectors.sheets.excel.frame import ORDER
from connectors.sheets.layout import KEY_COLUMN, Made


def set_widths(frame: Document, made: Mapping[int, Made]) -> None:
    """Let columns that are made (from 0) be as wide as they want; the hidden key is hidden."""
    if not made:
        return
    listed = frame.root.first("cols")
    runs = list(_parted(frame.text, listed, {place + 1 for place in made})) if listed else []
    runs += [
        (place + 1, _tag(frame.prefix, place + 1, one, style_of(frame.root, place))) for place, one in made.items()
    ]
    tag = f"{frame.prefix}cols".encode()
    text = b"<%b>%b</%b>" % (tag, b"".join(run for _, run in sorted(runs)), tag)
    if listed:
        frame.swap(listed.start, listed.end, text)
    else:
        frame.put(frame.root, "cols", ORDER, text)


def style_of(root: Element, column: int) -> int:
    """The style of a column's empty cells; columns count from 0."""
    for run in root.all("cols", "col"):
        first, last = _ends(run)
        if first <= column + 1 <= last:
            return run.number("style")
    return 0


def _parted(text: bytes, listed: Element, out: set[int]) -> Iterator[tuple[int, bytes]]:
    """The runs that stand there, without some columns."""
    for run in listed.all("col"):
        first, last = _ends(run)
        tag = text[run.start : run.end]
        for stop in sorted({one for one in out if first <= one <= last} | {last + 1}):
            if first < stop:
                yield first, with_attributes(tag, {"min": str(first), "max": str(stop - 1)})
            first = stop + 1


def _ends(run: Element) -> tuple[int, int]:
    first = run.number("min", 1)
    return first, min(run.number("max", first), LAST_COLUMN)


def _tag(prefix: str, column: int, made: Made, style: int) -> bytes:
    said = f' style="{style}"' if style else ""
    hidden = ' hidden="1"' if made.column is KEY_COLUMN else ""
    width = f' width="{made.column.width}" customWidth="1"'
    return f'<{prefix}col min="{column}" max="{column}"{width}{said}{hidden}/>'.encode()
