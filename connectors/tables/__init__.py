"""Tables written into files of each kind, row by row, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.tables.csv_tables import open_csv
from connectors.tables.json_lines import open_json_lines
from connectors.tables.ods_tables import open_ods
from connectors.tables.table import Opened, Table
from connectors.tables.xlsx_tables import open_xlsx


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what people call it, what its name ends in, and how one is opened."""

    title: str
    suffix: str
    opened: Opened
    suffix_of_several: str = ""  # where a file of several tables has another

    def suffix_for(self, tables: Sequence[Table]) -> str:
        """The ending of a file that holds these."""
        return self.suffix_of_several or self.suffix if len(tables) > 1 else self.suffix


KINDS: dict[str, Kind] = {
    "xlsx": Kind("Excel workbook (XLSX)", ".xlsx", open_xlsx),
    "ods": Kind("OpenDocument spreadsheet (ODS)", ".ods", open_ods),
    "csv": Kind("CSV", ".csv", open_csv, ".zip"),
    "jsonl": Kind("JSON Lines, for programs", ".jsonl", open_json_lines),
}
"""The word for a kind of file -> what it is."""
