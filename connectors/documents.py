"""Documents as PDF by Typst: a template and plain data in, a tagged PDF out, the same bytes for the same data."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from connectors.errors import ConnectorError

TEMPLATES = Path(__file__).parent / "templates"
Standard = Literal["a-2a", "ua-1"]
STANDARD: Standard = "a-2a"  # PDF/A-2a: archivable and tagged, and a letter without a glyph is an error
ONE_AT_A_TIME = Lock()  # a compiler that two threads use fails with "Already borrowed"


@cache
def _compiler(template: str, *, system_fonts: bool) -> typst.Compiler:
    """One compiler a template: it keeps its fonts, which is most of the work (14 times faster than a fresh one)."""
    return typst.Compiler(str(TEMPLATES / f"{template}.typ"), root=str(TEMPLATES), ignore_system_fonts=not system_fonts)


def render_pdf(
    template: str, data: Mapping[str, Any], *, system_fonts: bool = False, standard: Standard = STANDARD
) -> bytes:
    """The document as PDF. Text in `data` is data: it is never read as Typst. Raises ConnectorError."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        with ONE_AT_A_TIME:
            compiler = _compiler(template, system_fonts=system_fonts)
            pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=standard, timestamp=_day(data))
    except typst.TypstError as fault:
        raise ConnectorError(f"the document {template!r} cannot be made: {fault}", permanent=True) from fault
    if not isinstance(pdf, bytes):
        raise ConnectorError(f"the document {template!r} is empty", permanent=True)
    return pdf


def _day(data: Mapping[str, Any]) -> datetime | None:
    """The date inside the PDF is the document's own, so that a second printing is the same file."""
    if "issued_on" not in data:
        return None
    return datetime.fromisoformat(str(data["issued_on"])).replace(tzinfo=UTC)
