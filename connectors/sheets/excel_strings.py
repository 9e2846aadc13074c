"""The texts that the cells of a workbook share, in their order (ECMA-376 part 1, 18.4.9)."""

import re
from collections.abc import Iterator

from connectors.sheets.excel_book import Book
from connectors.sheets.excel_text import DECLARATION, is_plain, plain
from connectors.sheets.excel_values import in_full, letters, text_of
from connectors.sheets.excel_xml import parsed

ROOT = re.compile(r"<([\w.-]+:)?sst(?:\s[^>]*)?>")
ITEM = r"<{0}si(?:\s[^>]*)?(?:/>|>(?:\s*<{0}t(?:\s[^>]*)?(?<!/)>([^<]*)</{0}t>\s*</{0}si>|(.*?)</{0}si>))"
"""A text: of one piece, or with all that it holds."""


def strings_of(book: Book) -> list[str]:
    """Every shared text. Raises Broken."""
    part = book.named("sharedStrings")
    return list(_strings(book.package.text(part))) if part else []


def _strings(data: bytes) -> Iterator[str]:
    text = (data if is_plain(DECLARATION.sub(b"", data, count=1)) else plain(data)).decode()
    root = ROOT.search(text)
    if root is None:
        return
    prefix = root[1] or ""
    for whole, pieces in re.findall(ITEM.format(re.escape(prefix)), text, re.DOTALL):
        if pieces:
            item = f"{root[0]}<{prefix}si>{pieces}</{prefix}si></{prefix}sst>"
            yield letters(text_of(next(parsed(item.encode()).all("si"))))
        else:
            yield letters(in_full(whole))
