"""What tabs may be called, in Excel and in LibreOffice."""

import re
from collections.abc import Collection

LONGEST = 31  # UTF-16 units, Excel specifications and limits
UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
RESERVED = "history"  # Excel's own, in any case


def tab_title(wanted: str, taken: Collection[str]) -> str:
    """The title made fit: as it is, without what no tab's name may have, with a number where another tab has it."""
    plain = _cut(UNFIT.sub(" ", wanted), "").strip("' ") or "Table"
    known = {RESERVED, *(one.casefold() for one in taken)}
    number, title = 1, plain
    while title.casefold() in known:
        number += 1
        title = _cut(plain, f" ({number})")
    return title


def _cut(title: str, end: str) -> str:
    kept = title.encode("utf-16-le")[: 2 * (LONGEST - len(end))].decode("utf-16-le", errors="ignore")
    return kept.rstrip() + end if end else kept
