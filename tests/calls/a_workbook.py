"""A scoring workbook in a member's hands: out of the parcel, filled in as spreadsheet programs do, and sent back."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.calls.a_committee import CALL, Browser, told


def parcel(browser: Browser) -> dict[str, bytes]:
    """The files that a member takes home."""
    answer = browser.client.get(f"/committee/{CALL}/workbook.zip")
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@dataclass
class Book:
    """A workbook that is open."""

    workbook: Workbook

    @property
    def table(self) -> Worksheet:
        """The sheet that is filled in."""
        return next(one for one in self.workbook.worksheets if self._marks(one))

    @staticmethod
    def _marks(sheet: Worksheet) -> dict[str, int]:
        marks = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
        return marks if "chancery:row" in marks else {}

    def place(self, reference: str, mark: str) -> str:
        """Where the cell of a proposal is, by the mark of its column."""
        marks = self._marks(self.table)
        row = next(cells[0].row for cells in self.table if cells[marks["reference"] - 1].value == reference)
        return self.table.cell(row, marks[mark]).coordinate

    def read(self, reference: str, mark: str) -> Any:
        """What stands there."""
        return self.table[self.place(reference, mark)].value

    def put(self, reference: str, **said: Any) -> "Book":
        """Fill cells in; `score_quality` is `score.quality`, `remark_` the remark on the whole."""
        for mark, value in said.items():
            self.table[self.place(reference, mark.replace("_", "."))] = value
        return self

    def data(self) -> bytes:
        """The file as it is saved."""
        out = BytesIO()
        self.workbook.save(out)
        return out.getvalue()


def book_of(browser: Browser) -> Book:
    """A member's workbook, opened."""
    return opened(parcel(browser)["scores.xlsx"])


def opened(data: bytes) -> Book:
    return Book(load_workbook(BytesIO(data)))


def send(browser: Browser, data: bytes, name: str = "scores.xlsx") -> TestResponse:
    """Send a file on the member's page."""
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf)" value="([^"]*)"', browser.see("/workbook")))
    files = {"workbook": FileStorage(BytesIO(data), name)}
    boundary, body = encode_multipart({**hidden, **files})  # the client's own way leaves large ones open
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.client.post(f"/committee/{CALL}/workbook", data=body, content_type=kind)


def said(browser: Browser, book: Book, status: int = 200) -> str:
    """What the page tells of a workbook that is sent."""
    answer = send(browser, book.data())
    assert answer.status_code == status, answer.text
    return told(answer.text)
