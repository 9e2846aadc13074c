"""The whole service as separate processes: real deliveries in; rows, mails, shortlist, register and invoices out."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from running import Letterbox, Running, all_definitions, debian_redis, letterbox, running

from app.store import invoices, secrets, submissions
from connectors.sources import SOURCES
from jobs import produced, programme

SHARED = Path(os.environ.get("CHANCERY_SHARED", Path(__file__).parents[2].parent / "shared")) / "payloads"

pytestmark = pytest.mark.process


@pytest.fixture(scope="module", params=["embedded", "postgresql and redis-server"])
def programme_run(request, tmp_path_factory) -> Iterator[tuple[Running, Letterbox]]:
    """The sample programme, produced by the running service, on the embedded default and on the real servers."""
    folder = tmp_path_factory.mktemp("service")
    with letterbox() as (letters, smtp_url):
        environment = {
            "CHANCERY_DATA": str(folder / "data"),
            "CHANCERY_FORMS": str(all_definitions(folder / "forms")),
            "SMTP_URL": smtp_url,
        }
        if request.param == "embedded":
            with running(environment) as service:
                yield produce(service), letters
            return
        if shutil.which("redis-server") is None and "CI" not in os.environ:
            pytest.skip("redis-server is not installed on this machine")
        server = request.getfixturevalue("postgresql_server")
        with debian_redis(folder) as redis_url, server.database("service") as database_url:
            real = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            with running({**environment, **real}) as service:
                yield produce(service), letters


def produce(service: Running) -> Running:
    programme.post_samples(service.context, service.url, lambda _: None)
    programme.import_sample_reviews(service.context)
    programme.ask_for_results(service.context)
    post_real_bodies(service)
    service.await_done()
    return service


REAL_BODIES = {
    ("city-survey", "typeform"): SHARED / "typeform" / "official_docs_2018.json",
    ("tree-record", "kobotoolbox"): SHARED / "kobotoolbox" / "tree_photo_us_central_time.json",
    ("household-record", "kobotoolbox"): SHARED / "kobotoolbox" / "synthetic_repeat_groups.json",
}


def post_real_bodies(service: Running) -> None:
    """Post what the providers recorded, twice each, where those recordings are at hand."""
    for (form, source), path in REAL_BODIES.items():
        if path.exists():
            for _ in range(2):
                answer = deliver(service, form, source, path.read_bytes())
                assert answer.status_code == 200, answer.text


def deliver(service: Running, form: str, source: str, body: bytes) -> httpx.Response:
    with service.context.ledger.reading() as connection:
        secret = secrets.live(connection, form, source)[0]
    shown = SOURCES[source].proof.show(body, secret, service.context.now())
    url = f"{service.url}/hooks/{form}/{source}"
    content_type = {"Content-Type": "application/json"}
    return httpx.post(url, content=body, headers={**content_type, **shown.headers}, trust_env=False, timeout=30)


def test_everything_of_the_programme_is_there(programme_run) -> None:
    service, _ = programme_run
    findings = [f for f in produced.examine(service.context) if not f.ok]
    assert findings == []


def test_each_form_has_its_rows_in_two_readers(programme_run) -> None:
    service, _ = programme_run
    for name, compiled in service.context.forms.items():
        sheet = compiled.form.sheet
        path = service.context.settings.workbooks / f"{sheet.workbook}.xlsx"
        with service.context.ledger.reading() as connection:
            kept = {s.reference for s in submissions.of_form(connection, name)}
        if not kept:
            continue
        calamine = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet.tab).to_python()
        column = calamine[0].index("Reference")
        assert {row[column] for row in calamine[1:]} == kept
        rows = list(openpyxl.load_workbook(path)[sheet.tab].iter_rows(values_only=True))
        assert {row[rows[0].index("Reference")] for row in rows[1:]} == kept


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded provider deliveries are not beside this checkout")
@pytest.mark.parametrize(
    ("form", "workbook", "expected"),
    [
        ("city-survey", "City survey", {"First name": "Laura", "E-mail": "laura@example.com", "Quality of life": 4}),
        ("tree-record", "Trees", {"Height": 4}),
        ("household-record", "Households", {"Village": "Village Alpha", "Adults": 2}),
    ],
)
def test_a_recorded_delivery_stands_in_the_sheet_once(programme_run, form, workbook, expected) -> None:
    service, _ = programme_run
    path = service.context.settings.workbooks / f"{workbook}.xlsx"
    tab = service.context.forms[form].form.sheet.tab
    rows = list(openpyxl.load_workbook(path)[tab].iter_rows(values_only=True))
    assert len(rows) == 2
    row = dict(zip(rows[0], rows[1], strict=True))
    assert {header: row[header] for header in expected} == expected


def test_acknowledgements_reach_the_mail_server(programme_run) -> None:
    service, letters = programme_run
    with service.context.ledger.reading() as connection:
        references = {
            submission.reference
            for name, compiled in service.context.forms.items()
            if any(not mail.after_days and mail.when is None for mail in compiled.form.mails)
            for submission in submissions.of_form(connection, name)
        }
    said = [f"{m['Subject']} {m.get_content()}" for m in letters.messages]
    assert references
    assert {r for r in references if any(r in text for text in said)} == references
    assert Counter(Counter(m["Message-ID"] for m in letters.messages).values()) == {1: len(references)}


def test_the_shortlist_ranks_by_score_and_says_why_others_are_out(programme_run) -> None:
    service, _ = programme_run
    path = next(service.context.settings.documents.glob("*shortlist*.xlsx"))
    names = CalamineWorkbook.from_path(path).sheet_names
    assert names[0] == "Shortlist"
    text = json.dumps(
        [CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python() for name in names], default=str
    )
    with service.context.ledger.reading() as connection:
        kept = submissions.of_form(connection, "vtf-proposal")
    assert all(submission.reference in text for submission in kept)
    assert openpyxl.load_workbook(path)["Shortlist"]._charts


def test_invoices_register_and_pdfs_agree_to_the_cent(programme_run) -> None:
    service, _ = programme_run
    with service.context.ledger.reading() as connection:
        issued = invoices.of_budget(connection, programme.BUDGET)
    sequence = [int(re.search(r"(\d+)$", invoice.number)[1]) for invoice in issued]
    assert sorted(sequence) == list(range(1, len(issued) + 1))
    documents = service.context.settings.documents
    register = next(documents.glob("**/*register*.xlsx"))
    cells = [
        cell
        for name in CalamineWorkbook.from_path(register).sheet_names
        for row in CalamineWorkbook.from_path(register).get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert {invoice.number for invoice in issued} <= {cell for cell in cells if isinstance(cell, str)}
    total = sum(invoice.amount_cents for invoice in issued)
    assert total / 100 in {round(cell, 2) for cell in cells if isinstance(cell, float | int)}


def test_every_invoice_says_its_number_and_amount(programme_run) -> None:
    service, _ = programme_run
    if shutil.which("pdftotext") is None and "CI" not in os.environ:
        pytest.skip("pdftotext is not installed on this machine")
    with service.context.ledger.reading() as connection:
        issued = invoices.of_budget(connection, programme.BUDGET)
    folder = service.context.settings.documents / "invoices"
    for invoice in issued:
        path = next(folder.glob(f"{invoice.number}*.pdf"))
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
        assert invoice.number in text
        assert f"{invoice.amount_cents / 100:,.2f}" in text


def test_the_service_is_where_it_says(programme_run) -> None:
    service, _ = programme_run
    assert urlsplit(service.url).port == service.context.settings.port
    page = httpx.get(f"{service.url}/f/vtf-proposal?lang=ar", trust_env=False)
    assert 'dir="rtl"' in page.text
