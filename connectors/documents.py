"""Documents as PDF by Typst: a template and plain data in, a tagged PDF out, the same bytes for the same data."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from connectors.errors import ConnectorError
from connectors.fonts import fonts, lacking

TEMPLATES = Path(__file__).parent / "templates"
Standard = Literal["a-2a", "ua-1"]
ARCHIVE: tuple[Standard, ...] = ("a-2a",)
"""PDF/A-2a: archivable and tagged. By any standard, a letter that no font has is an error."""
ONE_AT_A_TIME = Lock()  # a compiler that two threads use fails with "Already borrowed"


@cache
def _compiler(template: str) -> typst.Compiler:
    """One compiler a template: it keeps its fonts, which is most of the work (14 times faster than a fresh one)."""
    path = TEMPLATES / f"{template}.typ"
    return typst.Compiler(str(path), root=str(TEMPLATES), font_paths=fonts(), ignore_system_fonts=True)


def render_pdf(template: str, data: Mapping[str, Any], *, standards: Sequence[Standard] = ARCHIVE) -> bytes:
    """The document as PDF. Text in `data` is data: it is never read as Typst. Raises ConnectorError.

    By no standard at all it is still tagged, and a letter that no font has is printed as a box.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        with ONE_AT_A_TIME:
            compiler = _compiler(template)
            pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=list(standards), timestamp=_day(data))
    except typst.TypstError as fault:
        raise ConnectorError(f"the document {template!r} cannot be made: {fault}{_remedy()}", permanent=True) from fault
    if not isinstance(pdf, bytes):
        raise ConnectorError(f"the document {template!r} is empty", permanent=True)
    return pdf


def _remedy() -> str:
    """What may help where letters are missing."""
    return "".join(f"; {letters} need the package {package}" for package, letters in lacking().items())


def _day(data: Mapping[str, Any]) -> datetime | None:
    """The date inside the PDF is the document's own, so that a second printing is the same file."""
    if "issued_on" not in data:
        return None
    return datetime.fromisoformat(str(data["issued_on"])).replace(tzinfo=UTC)
