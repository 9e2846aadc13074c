"""Takes the hidden name out of a workbook that says who keeps a tab; every other part goes over as it is."""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from connectors.errors import ConnectorError
from connectors.sheets.excel_book import BOOK
from connectors.sheets.excel_files import BROKEN, saving, stamp_of_open
from connectors.sheets.excel_marks import owner_name
from connectors.sheets.excel_zip import copy_others

NAME = rb'<(?P<tag>(?:\w+:)?definedName)(?=[^>]*\bname="%s")[^>]*>[^<]*</(?P=tag)>'
EMPTY = re.compile(rb"<((?:\w+:)?definedNames)></\1>")


def disown(path: Path, tab: str) -> None:
    """Make the file anew without the name, where it has it. Raises ConnectorError."""
    try:
        with path.open("rb") as source, ZipFile(source) as archive:
            before = archive.read(BOOK)
            after = EMPTY.sub(b"", re.sub(NAME % owner_name(tab).encode(), b"", before))
            if after != before:
                with saving(path, stamp_of_open(source)) as draft, ZipFile(draft, "w", ZIP_DEFLATED) as copy:
                    copy_others(archive, source, copy, but={BOOK})
                    copy.writestr(BOOK, after)
    except BROKEN as fault:
        raise ConnectorError(f"{path} cannot be read ({type(fault).__name__}: {fault}); nothing was changed") from fault
