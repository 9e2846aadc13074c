"""Staff export on a page: what is short at once, what is long by a worker, whatever is wrong beside its field."""

import io
import os
import re
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.context import Context
from app.export import kept
from app.store import audit, outbox, staff
from app.web.sign_in import HASHER
from jobs.clock import tick
from jobs.run import run_in
from tests.exporting.grants import ANSWERS, NOW, send
from tests.served import served
from tests.web.test_staff_pages import csrf, enter

PAGE = "/staff/exports"


@pytest.fixture
def context(context: Context) -> Context:
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=NOW)
    for number in range(4):
        send(context, number, {**ANSWERS, "amount": f"{number}.00"})
    return context


@pytest.fixture
def member(context: Context) -> FlaskClient:
    client = served(context).test_client()
    assert enter(client, "rita", "right") == 303
    return client


def ask(member: FlaskClient, **said: str) -> TestResponse:
    token = csrf(member.get(PAGE).text)
    return member.post(PAGE, data={"csrf_token": token, "form": "grants", "kind": "xlsx", **said})


def rows(data: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = [[cell.value for cell in row] for row in book.worksheets[0]]
    book.close()
    return found


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/1"])
def test_strangers_are_sent_to_sign_in(context: Context, path: str) -> None:
    answer = served(context).test_client().get(path)
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")


def test_a_post_without_the_token_is_refused(member: FlaskClient) -> None:
    assert member.post(PAGE, data={"form": "grants"}).status_code == 400


def test_the_list_of_submissions_leads_to_the_export_with_its_filters(member: FlaskClient) -> None:
    page = member.get("/staff/submissions?form=grants&reference=-0002").text
    (link,) = re.findall(r'href="(/staff/exports[^"]+)">Export these', page)
    page = member.get(link.replace("&amp;", "&")).text
    assert 'value="*-0002*"' in page
    assert '<option value="grants" selected>grants (4)</option>' in page
    assert "Europe/Zurich" in page
    assert [row[0] for row in rows(ask(member, references="*-0002*").data)[1:]] == ["G-2026-0002"]


def test_without_a_form_one_is_chosen_first(member: FlaskClient) -> None:
    page = member.get(PAGE).text
    assert "choose one" in page
    assert '<button type="submit">Export' not in page
    assert '<button type="submit">Export' not in member.get(f"{PAGE}?form=nonesuch").text


def test_a_short_export_comes_at_once(member: FlaskClient, context: Context) -> None:
    answer = ask(member, where="amount >= 2", since="2026-05-04", state="complete", everything="yes", language="ar")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=grants-2026-05-04-1000.xlsx"
    assert answer.headers["Cache-Control"] == "no-store"
    found = rows(answer.data)
    assert [row[0] for row in found[1:]] == ["G-2026-0002", "G-2026-0003"]
    assert "المبلغ" in found[0]
    with context.ledger.reading() as c:
        assert [(one.who, one.what) for one in audit.recent(c, act="export")] == [("rita", "grants")]
        assert outbox.listing(c, kind="export") == []


@pytest.mark.parametrize(
    ("said", "ending"),
    [
        ({"kind": "csv"}, ".csv"),
        ({"kind": "csv", "everything": "yes"}, ".zip"),
        ({"kind": "ods"}, ".ods"),
        ({"kind": "jsonl"}, ".jsonl"),
    ],
)
def test_each_kind_is_called_by_its_ending(member: FlaskClient, said: dict[str, str], ending: str) -> None:
    answer = ask(member, **said)
    assert answer.headers["Content-Disposition"].endswith(f"grants-2026-05-04-1000{ending}")
    assert answer.data


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(member: FlaskClient) -> None:
    answer = ask(member, where='stat == "GHA"', references="G-9, G-2026-0001", source="page", everything="yes")
    assert answer.status_code == 422
    assert 'href="#where">character 1: there is no question or function `stat`.' in answer.text
    assert "no submission of grants has the reference &#39;G-9&#39;." in answer.text
    assert 'value="stat == &#34;GHA&#34;"' in answer.text
    assert 'value="G-9 G-2026-0001"' in answer.text
    assert '<option value="page" selected>' in answer.text
    assert 'value="yes" checked' in answer.text


@pytest.mark.parametrize("said", [{"language": "xx"}, {"kind": "doc"}, {"state": "lost"}])
def test_a_word_that_no_page_offers_is_told_at_its_field(member: FlaskClient, said: dict[str, str]) -> None:
    answer = ask(member, everything="yes", **said)
    assert answer.status_code == 422
    assert f"&#39;{next(iter(said.values()))}&#39; is none that there is." in answer.text


def test_no_kind_is_a_workbook_and_a_zero_character_is_no_part_of_a_word(member: FlaskClient) -> None:
    assert ask(member, kind="", where="\0").headers["Content-Disposition"].endswith(".xlsx")


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every export is too long to be waited for."""
    monkeypatch.setattr("app.web.exports.AT_ONCE", 3)


@pytest.mark.usefixtures("long")
def test_a_long_export_is_made_by_a_worker_and_stands_ready_for_a_day(member: FlaskClient, context: Context) -> None:
    answer = ask(member, source="page", kind="csv")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?form=grants")
    with context.ledger.reading() as c:
        (item,) = outbox.listing(c, kind="export")
    page = member.get(PAGE).text
    assert "kind: csv, source: page" in page
    assert '<span class="state due">due</span>' in page
    assert member.get(f"{PAGE}/{item.id}").status_code == 404
    assert run_in(context, item.id) == "done"
    page = member.get(PAGE).text
    assert f'href="{PAGE}/{item.id}">Download' in page
    assert "4 submissions" in page
    fetched = member.get(f"{PAGE}/{item.id}")
    assert fetched.data.startswith(b"\xef\xbb\xbfReference,")
    assert fetched.data.count(b"\r\n") == 5
    with context.ledger.reading() as c:
        assert [one.who for one in audit.recent(c, act="export")] == ["rita"]


@pytest.mark.usefixtures("long")
def test_few_of_many_come_at_once(member: FlaskClient) -> None:
    assert ask(member, references="G-2026-0001").status_code == 200


@pytest.mark.usefixtures("long")
def test_exports_are_removed_after_a_day_and_what_was_left_half_made_with_them(
    member: FlaskClient, context: Context
) -> None:
    ask(member)
    ask(member, references="G-2026-0001")  # at once
    with context.ledger.reading() as c:
        (item,) = outbox.listing(c, kind="export")
    run_in(context, item.id)
    folder = context.settings.exports / "grants"
    (folder / ".draft-x.xlsx").write_bytes(b"half")
    for path in folder.iterdir():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert len(list(folder.iterdir())) == 3
    for hours, left in ((23, 3), (25, 0)):
        then = replace(context, now=lambda hours=hours: NOW + timedelta(hours=hours))  # type: ignore[misc]  # bound now
        assert tick(then) > 0
        with context.ledger.reading() as c:
            asked = next(one for one in outbox.listing(c, kind="export") if not one.payload)
        assert run_in(then, asked.id) == "done"
        assert len(list(folder.iterdir())) == left
    assert kept.forms(context.settings) == []
    assert member.get(f"{PAGE}/{item.id}").status_code == 404
    page = member.get(PAGE).text
    assert "Download" not in page
    assert "removed" in page


@pytest.mark.usefixtures("long")
def test_an_export_that_no_longer_can_be_is_told(member: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        item = outbox.put(
            c, "export", "grants", now=NOW, payload={"asked": {"form": "grants", "where": "gone > 1"}, "who": "x"}
        )
    assert run_in(context, item) == "failed"
    assert "where: character 1: there is no question or function `gone`." in member.get(PAGE).text


def test_a_number_of_something_else_is_no_export(member: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        item = outbox.put(c, "mail", "grants", now=NOW)
    assert member.get(f"{PAGE}/{item}").status_code == 404
    assert member.get(f"{PAGE}/99999999999").status_code == 404


def test_a_full_disk_is_told_as_such(member: FlaskClient, context: Context) -> None:
    context.settings.exports.parent.mkdir(exist_ok=True)
    context.settings.exports.write_text("in the way")
    assert ask(member).status_code == 503


def test_files_of_answers_are_for_the_service_alone(member: FlaskClient, context: Context) -> None:
    ask(member)
    assert context.settings.exports.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in context.settings.exports.glob("*/*")} == {0o600}
