"""Invoices as PDF: the same bytes for the same data, tagged, and every name as it is written."""

import re
import shutil
import subprocess
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from connectors.documents import render_pdf
from connectors.errors import ConnectorError

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")

INVOICE = {
    "organisation": "Arms Trade Treaty Secretariat (illustrative)",
    "title": "Assessed contributions",
    "number": "AC-2027-0001",
    "state": "Côte d'Ivoire",
    "year": "2027",
    "issued_on": "2026-10-15",
    "due_on": "2027-01-13",
    "currency": "USD",
    "scale_period": "2025-2027",
    "total": "339.15",
    "lines": [
        {
            "pool": "Secretariat",
            "pool_total": "600,000.00",
            "rate": "0.024",
            "percent": "0.0565",
            "how": "by scale",
            "amount": "339.15",
        }
    ],
    "steps": ["Secretariat: the rate is set against the rates of all."],
    "payable_to": {"account_name": "Illustrative", "bank": "Example Bank", "iban": "CH00", "bic": "EXAM"},
    "note": "Please quote the payment reference.",
    "sha256": "0" * 64,
}


def words(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return run.stdout.decode()


def pages(pdf: bytes) -> int:
    """How many pages, counted in the objects, most of which stand compressed."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = [zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"\x78"]
    return len(re.findall(rb"/Type\s*/Page\b", b"\n".join([pdf, *unpacked])))


def test_the_same_data_give_the_same_bytes() -> None:
    assert render_pdf("invoice", INVOICE) == render_pdf("invoice", dict(INVOICE))


def test_the_pdf_is_tagged_and_has_as_many_pages_as_it_needs() -> None:
    pdf = render_pdf("invoice", INVOICE)
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert pages(pdf) == 1
    assert pages(render_pdf("invoice", INVOICE | {"steps": INVOICE["steps"] * 60})) == 2


def test_many_threads_may_print_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(lambda _: render_pdf("invoice", INVOICE), range(12)))
    assert set(printed) == {render_pdf("invoice", INVOICE)}


def test_a_letter_that_no_font_has_is_said() -> None:
    with pytest.raises(ConnectorError, match="ཀ"):
        render_pdf("invoice", INVOICE | {"note": "ཀ pay"})


@needs_poppler
@pytest.mark.parametrize("state", ["Côte d'Ivoire", "Türkiye", "São Tomé e Príncipe", "Bosnia and Herzegovina"])
def test_names_and_figures_stand_in_the_document(state: str, tmp_path: Path) -> None:
    said = words(render_pdf("invoice", INVOICE | {"state": state}), tmp_path).replace("’", "'")
    for word in (state, "AC-2027-0001", "USD 339.15", "600,000.00", "CH00", INVOICE["note"]):
        assert word in said
    assert said.count("\f") == 1  # one page


@needs_poppler
def test_text_is_never_read_as_typst(tmp_path: Path) -> None:
    name = "#panic() *bold* $x$ <label> @ref"
    assert name in words(render_pdf("invoice", INVOICE | {"state": name}), tmp_path)


def test_what_the_template_lacks_is_a_connector_error() -> None:
    lacking = {word: value for word, value in INVOICE.items() if word != "total"}
    with pytest.raises(ConnectorError, match="cannot be made"):
        render_pdf("invoice", lacking)
