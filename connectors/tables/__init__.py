"""Tables written into files of each kind, row by row, however many there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from connectors.tables.csv_tables import CsvTables
from connectors.tables.json_lines import JsonLines
from connectors.tables.ods_tables import OdsTables
from connectors.tables.table import Options, Table, TableFile
from connectors.tables.xlsx_tables import XlsxTables


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what its name ends in, with one table and with several, and how one is begun."""

    title: str
    suffix: str
    suffix_of_several: str
    begun: Callable[[IO[bytes], Sequence[Table], Options], TableFile]

    def suffix_for(self, tables: Sequence[Table]) -> str:
        """The ending of a file that holds these."""
        return self.suffix if len(tables) == 1 else self.suffix_of_several


KINDS: dict[str, Kind] = {
    "xlsx": Kind("Excel workbook (XLSX)", ".xlsx", ".xlsx", XlsxTables),
    "ods": Kind("OpenDocument spreadsheet (ODS)", ".ods", ".ods", OdsTables),
    "csv": Kind("CSV", ".csv", ".zip", CsvTables),
    "jsonl": Kind("JSON Lines, for programs", ".jsonl", ".jsonl", JsonLines),
}
"""The word for a kind of file -> what it is."""
