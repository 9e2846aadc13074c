"""The questions of a form as a Word document, with the same content as the PDF, to be filled in on paper or screen."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from connectors.printed import Column, Item, Part, Printed, Space, printed
from forms.definition import Form

BOX = "☐"
INK, FAINT, WASH = RGBColor(0x17, 0x39, 0x5C), RGBColor(0x4A, 0x57, 0x63), "EEF2F6"
FONTS = {
    "ascii": "Liberation Serif",
    "hAnsi": "Liberation Serif",
    "cs": "Noto Naskh Arabic",
    "eastAsia": "Noto Serif CJK SC",
}
LINE_WIDTH, SHORT_WIDTH = Mm(160), Mm(80)


def form_docx(form: Form, language: str) -> bytes:
    """The questions of a form as DOCX."""
    sheet = _Sheet(printed(form, language))
    buffer = io.BytesIO()
    sheet.document.save(buffer)
    return buffer.getvalue()


class _Sheet:
    """A document being written."""

    def __init__(self, what: Printed) -> None:
        self.document: WordDocument = Document()
        self.is_rtl = what.direction == "rtl"
        self._prepare(what)
        self.heading(what.title, 0)
        self.text(what.intro)
        for note in what.notes:
            self.text(note, bold=True)
        if what.privacy:
            self.text(f"{what.privacy_title}. {what.privacy}", faint=True)
        for part in what.parts:
            self._part(part)

    def _prepare(self, what: Printed) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(20)
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
            style = self.document.styles[name]
            _set_fonts(style.element.get_or_add_rPr())
            style.font.color.rgb = None if name == "Normal" else INK
        self.document.styles["Normal"].font.size = Pt(10.5)
        _set_title(self.document.styles["Title"].element.get_or_add_rPr())
        properties = self.document.core_properties
        properties.title, properties.language = what.title, what.language
        properties.author = properties.comments = ""
        self._footer(section.footer.paragraphs[0], what)

    def _footer(self, paragraph: Paragraph, what: Printed) -> None:
        """The form with its version, and which page it is."""
        self._directed(paragraph)
        self._run(paragraph, f"{what.title} · {what.version} · ", faint=True)
        fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
        before, _, rest = what.page.partition("{page}")
        between, _, after = rest.partition("{pages}")
        for text, field in ((before, "{page}"), (between, "{pages}"), (after, "")):
            self._run(paragraph, text, faint=True)
            if field:
                _add_field(self._run(paragraph, "", faint=True), fields[field])

    def _part(self, part: Part) -> None:
        self.heading(part.title, 1)
        for text in (part.intro, *part.notes):
            if text:
                self.text(text)
        for item in part.items:
            self._item(item, 2)

    def _item(self, item: Item, level: int) -> None:
        label = f"{item.number}  {item.label}" if item.number else item.label
        heading = self.heading(label, level)
        if item.optional:
            self._run(heading, f" {item.optional}", faint=True)
        for note in item.notes:
            self.text(note, faint=True, keep=True)
        SPACES[item.space.kind](self, item.space)
        for inner in item.items:
            self._item(inner, 3)

    def heading(self, text: str, level: int) -> Paragraph:
        """A heading of this level; 0 is the title."""
        paragraph: Paragraph = self.document.add_heading(level=level)
        paragraph.paragraph_format.keep_with_next = True
        if level > 1:
            paragraph.paragraph_format.space_before = Pt(12)
        self._run(self._directed(paragraph), text)
        return paragraph

    def text(self, text: str, *, bold: bool = False, faint: bool = False, keep: bool = False) -> Paragraph:
        """A paragraph; `keep` leaves no page break behind it."""
        paragraph = self._directed(self.document.add_paragraph())
        paragraph.paragraph_format.space_after = Pt(3)
        paragraph.paragraph_format.keep_with_next = keep
        self._run(paragraph, text, bold=bold, faint=faint)
        return paragraph

    def table(self, rows: int, columns: int) -> Table:
        """An empty table with lines, in the direction of the language."""
        table: Table = self.document.add_table(rows, columns, style="Table Grid")
        if self.is_rtl:
            table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
            table.alignment = WD_TABLE_ALIGNMENT.RIGHT
        return table

    def fill(self, cell: _Cell, text: str, *, bold: bool = False, faint: bool = False, shade: bool = False) -> None:
        """Write a cell."""
        paragraph = self._directed(cell.paragraphs[0])
        self._run(paragraph, text, bold=bold, faint=faint, size=9)
        if shade:
            shading = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", WASH)):
                shading.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shading)

    def _directed(self, paragraph: Paragraph) -> Paragraph:
        """Right to left where the language is."""
        if self.is_rtl:
            properties = paragraph._p.get_or_add_pPr()
            properties.insert_element_before(
                OxmlElement("w:bidi"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr"
            )
        return paragraph

    def _run(self, paragraph: Paragraph, text: str, *, bold: bool = False, faint: bool = False, size: float = 0) -> Run:
        run = paragraph.add_run(text)
        run.bold = bold or None
        if faint:
            run.font.color.rgb = FAINT
            run.font.size, run.bold = Pt(9), False
        if size:
            run.font.size = Pt(size)
        run.font.rtl = True if self.is_rtl else None
        return run


def _set_fonts(properties: Any) -> None:
    """Fonts for Latin, Arabic and Chinese letters; themes would win over them."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script, font in FONTS.items():
        fonts.set(qn(f"w:{script}"), font)


def _set_title(properties: Any) -> None:
    """18 points in every script, without the letter spacing that pulls Arabic apart."""
    for name in ("spacing", "kern", "sz", "szCs"):
        for found in properties.findall(qn(f"w:{name}")):
            properties.remove(found)
    for name in ("sz", "szCs"):
        size = OxmlElement(f"w:{name}")
        size.set(qn("w:val"), "36")  # half points
        properties.append(size)


def _add_field(run: Run, name: str) -> None:
    """A number that Word works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run._r.addnext(field)
    field.append(run._r)


def _nothing(_sheet: _Sheet, _space: Space) -> None:
    """Notes and groups have no room of their own."""


def _lines(sheet: _Sheet, space: Space) -> None:
    table = sheet.table(1, 1)
    table.rows[0].height = Mm(8 * space.lines)


def _short(sheet: _Sheet, space: Space) -> None:
    table = sheet.table(1, 2 if space.unit else 1)
    table.autofit = False
    table.rows[0].height = Mm(8)
    if space.unit:
        sheet.fill(table.cell(0, 0), space.unit, shade=True)
    _set_widths(table, [Mm(18), SHORT_WIDTH] if space.unit else [SHORT_WIDTH])


def _boxes(sheet: _Sheet, space: Space) -> None:
    for option in space.options:
        sheet.text(f"{BOX} {option}")


def _ranks(sheet: _Sheet, space: Space) -> None:
    table = sheet.table(len(space.options), 2)
    table.autofit = False
    for row, option in enumerate(space.options):
        sheet.fill(table.cell(row, 1), option)
        table.rows[row].height = Mm(7)
    _set_widths(table, [Mm(14), Mm(140)])


def _digits(sheet: _Sheet, space: Space) -> None:
    table = sheet.table(2, len(space.digits))
    table.autofit = False
    for column, (name, _count) in enumerate(space.digits):
        sheet.fill(table.cell(0, column), name, faint=True, shade=True)
    table.rows[1].height = Mm(8)
    _set_widths(table, [Mm(9 * count) for _, count in space.digits])


def _grid(sheet: _Sheet, space: Space) -> None:
    table = sheet.table(1 + len(space.rows), 1 + len(space.columns))
    _head(sheet, table, ["", *(column.label for column in space.columns)])
    for number, row in enumerate(space.rows, start=1):
        sheet.fill(table.cell(number, 0), row)
        for column in range(1, len(space.columns) + 1):
            sheet.fill(table.cell(number, column), BOX)
            table.cell(number, column).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(sheet: _Sheet, space: Space) -> None:
    (_turned if space.is_turned else _straight)(sheet, space)
    for total in space.totals:
        sheet.text(total, bold=True, keep=True)
        _short(sheet, Space())


def _straight(sheet: _Sheet, space: Space) -> None:
    table = sheet.table(1 + len(space.rows), len(space.columns))
    _head(sheet, table, [column.label for column in space.columns])
    for row in table.rows[1:]:
        row.height = Mm(9)
        for column, cell in zip(space.columns, row.cells, strict=True):
            if column.is_worked_out:
                sheet.fill(cell, "", shade=True)
    _noted(sheet, space.columns)


def _turned(sheet: _Sheet, space: Space) -> None:
    table = sheet.table(1 + len(space.columns), 1 + len(space.rows))
    _head(sheet, table, ["", *space.rows])
    for number, column in enumerate(space.columns, start=1):
        cell = table.cell(number, 0)
        table.rows[number].height = Mm(9)
        sheet.fill(cell, column.label, bold=True, shade=True)
        if column.note and not column.is_long:
            cell.add_paragraph()
            sheet._run(sheet._directed(cell.paragraphs[-1]), column.note, faint=True)
        for other in table.rows[number].cells[1:]:
            sheet.fill(other, "", shade=column.is_worked_out)
    _noted(sheet, [column for column in space.columns if column.is_long])


def _noted(sheet: _Sheet, columns: Sequence[Column]) -> None:
    for column in columns:
        if column.note:
            sheet.text(f"{column.label}: {column.note}", faint=True)


def _head(sheet: _Sheet, table: Table, labels: Sequence[str]) -> None:
    """The first row, which stands again on every page."""
    for cell, label in zip(table.rows[0].cells, labels, strict=True):
        sheet.fill(cell, label, bold=True, shade=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _parts(sheet: _Sheet, space: Space) -> None:
    table = sheet.table(1, 2 * len(space.options))
    for column, option in enumerate(space.options):
        sheet.fill(table.cell(0, 2 * column), option, faint=True, shade=True)


def _set_widths(table: Table, widths: Sequence[Length]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


SPACES: dict[str, Callable[[_Sheet, Space], None]] = {
    "nothing": _nothing,
    "lines": _lines,
    "short": _short,
    "boxes": _boxes,
    "ranks": _ranks,
    "digits": _digits,
    "grid": _grid,
    "table": _table,
    "parts": _parts,
}
"""Kind of room -> how it is drawn."""
