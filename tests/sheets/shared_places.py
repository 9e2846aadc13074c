"""A shared workbook in each place it can live, and what can go wrong with it there."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import gspread
from converging import Converging
from emulators.google.emulator import Emulator
from emulators.staff import ExcelStaff, GoogleStaff
from memory_sheet import MemoryBook, MemorySheets, MemoryStaff

from connectors.sheets.excel import ExcelFolder
from connectors.sheets.google.backend import GoogleSheets
from connectors.sheets.google.refusals import UNKNOWN_OUTCOME_WAIT

DAY_0 = date(1899, 12, 30)  # of the days as which Google keeps dates


class InMemory:
    """Lists in memory, written as Excel is or, where it `inserts`, as Google is."""

    workbook = google = ""
    refused, lost, late = ("refused",), ("answer lost",), ()
    follows_renamed_tabs = False

    def __init__(self, *, inserts: bool) -> None:
        book = MemoryBook()
        self.backend, self.staff = MemorySheets(book, inserts), MemoryStaff(book, Converging.tab)

    def fail(self, word: str) -> None:
        self.backend.faults.append(word)

    def recover(self) -> None:
        self.backend.faults.clear()

    def wait(self) -> None:
        """Nothing lands late."""

    def writes(self) -> object:
        return self.backend.book.saves

    def kept_as(self, value: Any) -> Any:
        return value


class InFile:
    """A workbook file in a folder; to leave one is to have it open, or to lose the word that it was written."""

    workbook, google = "Shared", ""
    refused, lost, late = ("open in Excel", "open in LibreOffice"), (), ()
    follows_renamed_tabs = True

    def __init__(self, folder: Path) -> None:
        path = folder / f"{self.workbook}.xlsx"
        self.backend, self.staff = ExcelFolder(folder), ExcelStaff(path, Converging.tab)
        self._owner_files = {
            "open in Excel": folder / f"~${path.name}",
            "open in LibreOffice": folder / f".~lock.{path.name}#",
        }

    def fail(self, word: str) -> None:
        self._owner_files[word].write_bytes(b"\3Ana")

    def recover(self) -> None:
        for one in self._owner_files.values():
            one.unlink(missing_ok=True)

    def wait(self) -> None:
        """Nothing lands late."""

    def writes(self) -> object:
        return self.staff.path.read_bytes(), self.staff.path.stat().st_mtime_ns

    def kept_as(self, value: Any) -> Any:
        is_day = isinstance(value, date) and not isinstance(value, datetime)
        return datetime.combine(value, time()) if is_day else value


class InGoogle:
    """The only spreadsheet of the emulator, a new one each time."""

    workbook = ""
    refused = ("429", "500 before", "503 before", "dropped before", "read 503 before", "read dropped before")
    lost = ("500 after", "503 after", "dropped after")
    late = ("503 late", "dropped late")
    follows_renamed_tabs = True

    def __init__(self, emulator: Emulator, client: gspread.Client) -> None:
        self.emulator, self.google = emulator, "shared"
        emulator.files.clear()
        emulator.calls.clear()
        emulator.book(self.google)
        self.backend = GoogleSheets(client, now=emulator.clock.now, sleep=emulator.advance)
        self.staff = GoogleStaff(emulator, self.google, Converging.tab)

    def fail(self, word: str) -> None:
        faults = self.emulator.read_faults if word.startswith("read ") else self.emulator.write_faults
        faults.append(word.removeprefix("read "))

    def recover(self) -> None:
        self.emulator.read_faults.clear()
        self.emulator.write_faults.clear()

    def wait(self) -> None:
        self.emulator.advance(UNKNOWN_OUTCOME_WAIT)

    def writes(self) -> object:
        return sum(call.kind == "write" for call in self.emulator.calls)

    def kept_as(self, value: Any) -> Any:
        return (date(value.year, value.month, value.day) - DAY_0).days if isinstance(value, date) else value
