"""What stands around the tables of an ODS file: styles, the page, filters, and what stays in sight.

The parts that are the same in every file stand in the folder `ods`; INK and PAPER of workbooks are repeated there.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from openpyxl.utils import get_column_letter, quote_sheetname

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
PARTS = Path(__file__).parent / "ods"
CM_A_LETTER = 0.2  # that a column is wide
IN_SIGHT = "".join(
    f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
    for name, kind, value in (
        ("HorizontalSplitMode", "short", 2),  # fixed, rather than a bar that can be moved
        ("VerticalSplitMode", "short", 2),
        ("HorizontalSplitPosition", "int", 1),
        ("VerticalSplitPosition", "int", 1),
        ("ActiveSplitRange", "short", 3),  # below at the right
        ("PositionRight", "int", 1),
        ("PositionBottom", "int", 1),
    )
)
"""What LibreOffice's settings say of a tab whose first row and column stay in sight."""
CONTENT_END = "</office:spreadsheet></office:body></office:document-content>"


@dataclass(frozen=True, slots=True)
class Area:
    """Where a table stands: its title, how many columns it has, and its last row."""

    title: str
    width: int
    last: int

    @property
    def address(self) -> str:
        """As OASIS ODF 1.3 part 3, 9.2.5 spells it."""
        tab = quote_sheetname(self.title)
        return f"{tab}.A1:{tab}.{get_column_letter(self.width)}{self.last}"


def content_begin(widths: Collection[int], *, right_to_left: bool) -> str:
    """The content up to the first table; each width is a style called `w` and the number of letters."""
    made = (
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * CM_A_LETTER:.2f}cm"/></style:style>'
        for width in sorted(set(widths))
    )
    text = _part("content.xml").replace("COLUMN_WIDTHS", "".join(made))
    return text.replace("WRITING_MODE", "rl-tb" if right_to_left else "lr-tb")


def content_end(areas: Iterable[Area]) -> str:
    """A filter over every table, and the end."""
    ranges = (
        f'<table:database-range table:name="__Anonymous_Sheet_DB__{number}" table:display-filter-buttons="true" '
        f"table:target-range-address={quoteattr(area.address)}/>"
        for number, area in enumerate(areas)
    )
    return f"<table:database-ranges>{''.join(ranges)}</table:database-ranges>{CONTENT_END}"


def other_parts(areas: Sequence[Area]) -> dict[str, str]:
    """The parts beside the content, by name: the header and the first column of every table stay in sight."""
    entries = (
        f"<config:config-item-map-entry config:name={quoteattr(area.title)}>{IN_SIGHT}</config:config-item-map-entry>"
        for area in areas
    )
    settings = _part("settings.xml").replace("TABLES", "\n".join(entries))
    return {"settings.xml": settings, "styles.xml": _part("styles.xml"), "META-INF/manifest.xml": _part("manifest.xml")}


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")
