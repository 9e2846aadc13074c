"""The requests of a batch: from the word in its body to what it does to a draft of the spreadsheet."""

from collections.abc import Callable

from ..areas import Body
from ..content import Content
from . import cells, dimensions, formatting, marks, pasting, protection, sheets, sorting, tables, tidying

Request = Callable[[Content, Body], Body | None]

REQUESTS: dict[str, Request] = {
    **cells.REQUESTS,
    **dimensions.REQUESTS,
    **formatting.REQUESTS,
    **marks.REQUESTS,
    **pasting.REQUESTS,
    **protection.REQUESTS,
    **sheets.REQUESTS,
    **sorting.REQUESTS,
    **tables.REQUESTS,
    **tidying.REQUESTS,
}
