"""Staff read submissions: the list, one with all its versions, and its files."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.context import Context
from app.intake import submit
from app.store import attachments, audit, deliveries, outbox, staff, submissions
from app.web.sign_in import HASHER
from connectors.errors import ConnectorError
from connectors.files import Files
from connectors.ports import Stored
from connectors.stores.folder import FolderStore
from forms.definition import Form
from forms.schema import compile_form
from tests.served import served
from tests.web.conftest import context_of
from tests.web.test_staff_pages import csrf, enter
from tests.web.turning_form import TURNING

RAW: dict[str, Any] = {
    "contact": {"email": "a@example.org"},
    "partnered": "yes",
    "partner": "We <b>",
    "amount": "2000",
    "order": ["z", "x"],
    "budget": [{"item": "seat", "quantity": 2, "unit_cost": "10.50"}],
}


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    made = context_of(tmp_path, TURNING)
    with made.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=made.now())
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def member(context: Context) -> FlaskClient:
    return signed_in(context)


def signed_in(context: Context) -> FlaskClient:
    client = served(context).test_client()
    assert enter(client, "rita", "right") == 303
    return client


def send(context: Context, raw: dict[str, Any], number: int = 1, source: str = "page") -> str:
    outcome = submit(
        context, "turning", raw, source=source, delivery_id=f"d{number}", language="en", body=b"{}", headers={}
    )
    assert outcome.state == "accepted", outcome
    return outcome.reference


def revise(context: Context, reference: str, form_version: int = 1, **changed: object) -> None:
    with context.ledger.writing() as c:
        earlier = submissions.with_reference(c, reference)
        submissions.revise(
            c,
            earlier,
            form_version=form_version,
            answers={**earlier.answers, **changed},
            language="ar",
            submitted_at=context.now(),
            received_at=context.now(),
        )
        audit.record(c, who="typeform", act="submission.revised", what=reference, now=context.now())


@pytest.mark.parametrize(
    "path", ["/staff/submissions", "/staff/submissions/TU-2026-0001", f"/staff/files/{'0' * 32}/{'0' * 64}"]
)
def test_strangers_are_sent_to_sign_in(context: Context, path: str) -> None:
    answer = served(context).test_client().get(path)
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")


def test_the_list_names_each_by_its_address_or_first_answers(member: FlaskClient, context: Context) -> None:
    first = send(context, RAW)
    second = send(context, {"region": "asia", "office": "bangkok", "at": "09:00"}, 2)
    page = member.get("/staff/submissions").text
    assert page.index(second) < page.index(first)
    assert "a@example.org" in page
    assert "Asia · Bangkok" in page
    assert f'href="/staff/submissions/{first}"' in page


def test_the_list_is_searched_by_form_and_reference(member: FlaskClient, context: Context) -> None:
    first, second = send(context, RAW), send(context, {}, 2)
    found = member.get(f"/staff/submissions?reference={second[-4:]}").text
    assert f">{second}<" in found
    assert f">{first}<" not in found
    assert f">{second}<" in member.get(f"/staff/submissions?reference={second.lower()}&form=turning").text
    assert "There are no submissions like that" in member.get("/staff/submissions?form=other").text
    assert "There are no submissions like that" in member.get("/staff/submissions?reference=%25").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_an_odd_page_is_no_crash(member: FlaskClient, page: str) -> None:
    assert member.get(f"/staff/submissions?page={page}").status_code == 200


def test_the_list_has_pages(member: FlaskClient, context: Context) -> None:
    references = [send(context, {}, number) for number in range(51)]
    first, second = (member.get(f"/staff/submissions?page={page}&form=turning").text for page in (1, 2))
    assert f">{references[0]}<" not in first
    assert 'href="/staff/submissions?form=turning&amp;page=2"' in first
    assert f">{references[0]}<" in second
    assert ">Older<" not in second


def test_one_shows_its_answers_by_section(member: FlaskClient, context: Context) -> None:
    page = member.get(f"/staff/submissions/{send(context, RAW)}").text
    assert re.findall(r"<h2>([^<]+)</h2>", page) == ["About", "Choosing", "Money", "How it came"]
    assert '<dt>Partner</dt><dd><bdi class="said">We &lt;b&gt;</bdi></dd>' in page
    assert '<bdi class="said">Zed; Ex</bdi>' in page
    assert '<th scope="col">Cost <span class="optional">(worked out)</span></th>' in page
    assert '<td><bdi class="said">21.00 USD</bdi></td>' in page
    assert '<dt>Fee <span class="optional">(worked out)</span></dt>' in page
    assert "Versions" not in page


def test_one_that_is_not_there_is_404(member: FlaskClient) -> None:
    for reference in ("TU-2026-9999", "a/b", "%00", "x" * 3000):
        assert member.get(f"/staff/submissions/{reference}").status_code == 404


def test_warnings_and_notes_are_shown_with_how_it_came(member: FlaskClient, context: Context) -> None:
    page = member.get(f"/staff/submissions/{send(context, {'amount': '5', 'partner': 'We'})}").text
    assert "Is it really that little? (amount: small)" in page
    assert "partner was answered though the rules do not ask it" in page


def test_versions_stand_side_by_side(member: FlaskClient, context: Context) -> None:
    reference = send(context, RAW)
    revise(context, reference, partner="They", at="10:00")
    page = member.get(f"/staff/submissions/{reference}").text
    rows = dict(re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page, re.DOTALL))
    assert re.findall(r'<bdi class="said">([^<]*)</bdi>', rows["Partner"]) == ["They", "We &lt;b&gt;"]
    assert rows["Partner"].count("<mark>") == 1
    assert rows["Time"].count("<mark>") == 1
    assert "<mark>" not in rows["Amount"]
    assert rows["Contact: E-mail"].count("a@example.org") == 2
    heads = re.findall(r'<th scope="col">Version (\d)<br>.*?<br>([^<]*)<br>form version (\d)', page, re.DOTALL)
    assert heads == [("2", "typeform, ar", "1"), ("1", "page, en", "1")]


def changed(form: Form) -> Form:
    """The next version of the form, which asks for no time and calls the partner something else."""
    sections = []
    for section in form.sections:
        questions = [one for one in section.questions if one.name != "at"]
        questions = [replace(one, name="ally", was=("partner",)) if one.name == "partner" else one for one in questions]
        sections.append(replace(section, questions=tuple(questions)))
    return replace(form, version=2, sections=tuple(sections))


def test_answers_to_an_earlier_form_are_shown_as_the_present_one_has_them(context: Context) -> None:
    reference = send(context, {**RAW, "at": "10:00"})
    old = context.forms["turning"].form
    forms = {"turning": compile_form(changed(old))}
    now = replace(context, forms=forms, earlier=lambda _, version: old if version == 1 else None)
    page = signed_in(now).get(f"/staff/submissions/{reference}").text
    assert '<dt>Partner</dt><dd><bdi class="said">We &lt;b&gt;</bdi></dd>' in page
    assert "What the form does not ask any more" in page
    assert '<code class="long">at</code></dt><dd><bdi class="said">10:00</bdi>' in page
    assert "version 1 of the form; shown as version 2 has it" in page


def test_answers_to_a_form_that_is_no_more_are_shown_as_they_are_kept(context: Context) -> None:
    reference = send(context, RAW)
    member = signed_in(replace(context, forms={}))
    page = member.get(f"/staff/submissions/{reference}").text
    assert "There is no such form any more" in page
    assert "&#34;partner&#34;: &#34;We &lt;b&gt;&#34;" in page
    assert reference in member.get("/staff/submissions").text


def file_url(context: Context, reference: str, sha256: object) -> str:
    with context.ledger.reading() as c:
        return f"/staff/files/{submissions.with_reference(c, reference).key}/{sha256}"


def test_a_file_is_saved_under_its_name_and_never_shown(member: FlaskClient, context: Context) -> None:
    kept = context.files.keep('été "x".html', b"<script>alert(1)</script>")
    reference = send(context, {"letter": [kept]})
    url = file_url(context, reference, kept["sha256"])
    assert f'href="{url}"' in member.get(f"/staff/submissions/{reference}").text
    with member.get(url) as answer:
        assert answer.data == b"<script>alert(1)</script>"
        assert answer.mimetype == "application/octet-stream"
        said = answer.headers["Content-Disposition"]
        assert said.startswith("attachment; ")
        assert "filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22.html" in said
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
    stranger = served(context).test_client().get(url)
    assert (stranger.status_code, stranger.location) == (303, "/staff/sign-in")


class InParts(FolderStore):
    """A place that is not on this machine, or away."""

    def get(self, digest: str) -> Stored | None:
        stored = super().get(digest)
        if stored is None:
            raise ConnectorError("the file storage cannot be used")
        return Stored(stored.size, stored.parts)


def test_a_file_of_another_place_goes_on_as_it_comes(context: Context) -> None:
    elsewhere = replace(context, files=Files(InParts(context.settings.files)))
    content = bytes(range(256)) * 8_000
    kept = elsewhere.files.keep('été "x".html', content)
    url = file_url(context, send(elsewhere, {"letter": [kept]}), kept["sha256"])
    member = signed_in(elsewhere)
    with member.get(url) as answer:
        assert answer.data == content
        assert answer.content_length == len(content)
        assert answer.mimetype == "application/octet-stream"
        said = answer.headers["Content-Disposition"]
        assert said.startswith("attachment; ")
        assert "filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22.html" in said
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    elsewhere.files.store.path(kept["sha256"]).unlink()
    assert member.get(url).status_code == 503


def test_only_files_of_the_submission_can_be_had(member: FlaskClient, context: Context) -> None:
    stray = context.files.keep("stray.txt", b"nobody's")["sha256"]
    mine = send(context, {"partnered": "yes", "partner": str(stray)})
    other = send(context, {"letter": [context.files.keep("other.txt", b"of another")]}, 2)
    theirs = context.files.keep("other.txt", b"of another")["sha256"]
    assert member.get(file_url(context, mine, stray)).status_code == 404
    assert member.get(file_url(context, mine, theirs)).status_code == 404
    with member.get(file_url(context, other, theirs)) as answer:
        assert answer.status_code == 200
    for digest in ("x", "A" * 64, "0" * 64, "..%2f..%2fchancery.db"):
        assert member.get(file_url(context, mine, digest)).status_code == 404
    for key in ("0" * 32, "1", mine, "%00"):
        assert member.get(f"/staff/files/{key}/{theirs}").status_code == 404


def test_a_file_of_an_earlier_version_can_still_be_had(member: FlaskClient, context: Context) -> None:
    kept = context.files.keep("first.txt", b"first")
    reference = send(context, {"letter": [kept]})
    revise(context, reference, letter=[])
    with member.get(file_url(context, reference, kept["sha256"])) as answer:
        assert answer.data == b"first"


def test_what_became_of_each_file_that_was_named_is_shown(member: FlaskClient, context: Context) -> None:
    named = [{"name": f"{n}.txt", "url": f"https://files.chancery.int/{n}"} for n in ("a", "b", "c", "d")]
    named.append({"name": "sample.txt", "url": "https://files.example/sample"})
    reference = send(context, {"letter": named})
    kept = context.files.keep("a.txt", b"Dear all")
    with context.ledger.writing() as c:
        first, second, third, last = attachments.of_submission(c, submissions.with_reference(c, reference).id)
        attachments.keep(c, first.id, kept, type="text/plain", now=context.now())
        attachments.give_up(c, second.id, state="refused", reason="b.txt: <harmful>", now=context.now())
        attachments.give_up(c, third.id, state="failed", reason="files.chancery.int answered 404", now=context.now())
    page = member.get(f"/staff/submissions/{reference}").text
    url = file_url(context, reference, kept["sha256"])
    assert page.count(f'<a href="{url}"><bdi>a.txt</bdi></a>') == 2
    assert "https://files.chancery.int/a" not in page
    for state, reason in (
        ("refused", "b.txt: &lt;harmful&gt;"),
        ("failed", "files.chancery.int answered 404"),
        ("waiting", ""),
    ):
        assert page.count(f'<span class="state {state}">{state}</span>') == 2
        assert reason in page
    assert '<code class="long">letter.3</code>' in page
    assert '<bdi>sample.txt</bdi> <span class="state due">not fetched</span>' in page
    with member.get(url) as answer:
        assert answer.data == b"Dear all"
        assert "filename=a.txt" in answer.headers["Content-Disposition"]
    assert last.state == "waiting"


def test_deliveries_and_outbox_name_the_reference(member: FlaskClient, context: Context) -> None:
    reference = send(context, RAW)
    with context.ledger.writing() as c:
        found = submissions.with_reference(c, reference)
        outbox.put(c, "mail", f"{found.key} acknowledgement", now=context.now())
        outbox.put(c, "mail", f"{'0' * 32} acknowledgement", now=context.now())
    link = f'<a href="/staff/submissions/{reference}"><bdi>{reference}</bdi></a>'
    assert link in member.get("/staff/deliveries").text
    page = member.get("/staff/outbox").text
    assert f'{link} <code class="long"><bdi>acknowledgement</bdi></code>' in page
    assert found.key not in page
    assert f"{'0' * 32} acknowledgement" in page
    assert '<a href="/staff/submissions?form=turning">1<' in member.get("/staff").text


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            b'{"a":{"b":[1,"\xc3\xa9"]}}',
            "{\n  &#34;a&#34;: {\n    &#34;b&#34;: [\n      1,\n      &#34;é&#34;\n    ]\n  }\n}",
        ),
        (b'{"a": 1.50}', "{\n  &#34;a&#34;: &#34;1.50&#34;\n}"),
        (b'{"a": "\\u0007"}', "\\u0007"),
        (b'{"a":', "{&#34;a&#34;:"),
        (b"[" * 5000, "[" * 5000),
    ],
)
def test_json_in_quarantine_is_laid_out(member: FlaskClient, context: Context, body: bytes, shown: str) -> None:
    with context.ledger.writing() as c:
        kept = {"form": "turning", "headers": {}, "received_at": context.now(), "source": "typeform"}
        number = deliveries.insert(c, **kept, delivery_id="d1", body=body)
        deliveries.settle(c, [deliveries.Settled(number, "d1", "quarantined", None, ["x"])])
    page = member.get("/staff/quarantine").text
    assert shown in page
    assert csrf(page)
