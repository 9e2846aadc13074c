"""The applicant's page: what it shows, what it keeps, and that it never loses an answer."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from app.context import Context
from app.store import submissions
from app.store.engine import open_ledger
from tests.served import served
from tests.web.walking import answered, begun, carried, sent, walked

URL = "/f/everything"
ROW = {"budget.0.item": "Chairs", "budget.0.quantity": "2", "budget.0.unit_cost": "10.50"}


def kept(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "everything")


def test_empty_page_asks_every_question_by_its_path(client: FlaskClient) -> None:
    page = client.get(begun(client, URL)).text
    for name in ("name", "about", "email", "agree", "size", "help", "state", "letter", "contact.given_name"):
        assert f'name="{name}"' in page
    assert 'name="budget.2.unit_cost"' in page
    assert 'name="budget.3.item"' not in page
    assert 'id="q-budget.0.total_usd" tabindex="-1" hidden' in page
    assert 'name="budget.0.total_usd"' not in page
    assert 'type="email" autocomplete="email"' in page
    assert '<option value="KEN"' in page
    assert '<span class="optional">(optional)</span>' in page
    assert re.findall(r"<script[^>]*>[^<]", page) == []
    assert " style=" not in page


def test_sent_page_is_kept_and_leads_to_its_reference(client: FlaskClient, context: Context) -> None:
    taken = sent(
        client,
        URL,
        {
            "name": "Ada <b>",
            "help": ["law", "it"],
            "agree": "yes",
            "state": "KEN",
            "contact.given_name": "A",
            **ROW,
        },
    )
    assert taken.status_code == 303
    [submission] = kept(context)
    assert submission.answers["name"] == "Ada <b>"
    assert submission.answers["help"] == ["law", "it"]
    assert submission.answers["agree"] is True
    assert submission.answers["contact"] == {"given_name": "A"}
    assert submission.answers["budget"]["totals"] == {"total_usd": "21.00"}
    done = client.get(taken.location)
    assert done.status_code == 200
    assert f"<bdi>{submission.reference}</bdi>" in done.text


def test_sending_twice_gives_the_same_reference(client: FlaskClient, context: Context) -> None:
    check = answered(client, begun(client, URL), {"name": "Ada"}).location
    pressed = carried(client.get(check).text)
    assert client.post(check, data=pressed).location == client.post(check, data=pressed).location
    assert len(kept(context)) == 1


def test_a_page_gone_back_to_and_changed_changes_what_was_sent(client: FlaskClient, context: Context) -> None:
    step = begun(client, URL)
    walked(client, step, {"name": "Ada"})
    walked(client, step, {"name": "Grace"})
    walked(client, step, {"name": "Ada"})
    [submission] = kept(context)
    assert (submission.answers["name"], submission.version) == ("Ada", 3)


def test_errors_are_summed_up_linked_and_nothing_typed_is_lost(client: FlaskClient, context: Context) -> None:
    answer = sent(client, URL, data={"email": "no-address", "about": 'Some "text"', "budget.0.item": "Chairs"})
    assert answer.status_code == 422
    assert "<title>Error: About you – Everything" in answer.text
    assert '<a href="#q-name">' in answer.text
    assert 'id="q-name"' in answer.text
    assert 'aria-describedby="e-name c-name-characters" aria-invalid="true"' in answer.text
    assert '<a href="#q-budget.0.unit_cost">Row 1: ' in answer.text
    assert 'value="no-address"' in answer.text
    assert "Some &#34;text&#34;" in answer.text
    assert 'value="Chairs"' in answer.text
    assert kept(context) == []


def test_another_row_keeps_the_answers_and_stops_at_the_most(client: FlaskClient, context: Context) -> None:
    rows = {f"budget.{n}.item": f"Item {n}" for n in range(4)}
    page = sent(client, URL, data={**rows, "name": "Ada", "add": "budget"})
    assert page.status_code == 200
    assert 'name="budget.4.item"' in page.text
    assert 'value="Item 3"' in page.text
    assert 'value="Ada"' in page.text
    assert 'name="add"' not in page.text
    assert kept(context) == []


def test_a_blank_row_before_others_leaves_errors_in_the_right_row(client: FlaskClient) -> None:
    page = sent(client, URL, data={"name": "Ada", "budget.0.item": "", "budget.2.item": "Chairs"}).text
    assert re.search(r'id="q-budget.2.item" name="budget.2.item" value="Chairs"', page)
    assert 'id="e-budget.2.unit_cost"' in page
    assert 'id="e-budget.0.unit_cost"' not in page
    assert '<a href="#q-budget.2.unit_cost">Row 3: ' in page


def test_too_many_rows_are_refused_and_not_cut(client: FlaskClient) -> None:
    assert sent(client, URL, data={"name": "Ada", "budget.9999.item": "x"}).status_code == 400


def test_a_file_is_kept_over_a_correction(client: FlaskClient, context: Context) -> None:
    upload = (BytesIO(b"Dear all"), "../../été.txt")
    step = begun(client, URL)
    first = answered(client, step, {"letter": upload}, content_type="multipart/form-data")
    assert first.status_code == 422
    note = re.search(r'name="letter.kept" value="([^"]+)"', first.text)[1]
    assert walked(client, step, {"name": "Ada", "letter.kept": note}).status_code == 303
    [file] = kept(context)[0].answers["letter"]
    assert (file["name"], file["size"]) == ("été.txt", 8)
    assert context.files.store.path(file["sha256"]).read_bytes() == b"Dear all"


def test_a_forged_note_names_no_file(client: FlaskClient, context: Context) -> None:
    sent(client, URL, data={"name": "Ada", "letter.kept": '{"name":"x","size":1,"sha256":"00"}.forged'})
    assert kept(context)[0].answers["letter"] == []


def test_arabic_is_laid_out_from_right_to_left(client: FlaskClient) -> None:
    page = client.get(begun(client, f"{URL}?lang=ar")).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "كل شيء" in page
    assert '<option value="KEN">كينيا</option>' in page


def test_errors_speak_the_language_of_the_page(client: FlaskClient) -> None:
    page = sent(client, f"{URL}?lang=fr", data={}).text
    assert "<title>Erreur: À votre sujet – Tout" in page
    assert "Il y a un problème" in page
    assert "Enter " not in page


def test_languages_are_plain_links(client: FlaskClient) -> None:
    page = client.get(f"{URL}?lang=fr").text
    assert 'href="/f/everything?lang=ar"' in page
    assert '<span aria-current="true" lang="fr">' in page


@pytest.mark.parametrize("said", ["xx", "", "%00", "%ff", "en&lang=fr"])
def test_an_unknown_language_is_answered_in_one_there_is(client: FlaskClient, said: str) -> None:
    assert client.get(f"{URL}?lang={said}").status_code == 200


def test_browser_language_counts_where_none_is_asked_for(client: FlaskClient) -> None:
    assert '<html lang="fr"' in client.get(URL, headers={"Accept-Language": "fr-CH, fr;q=0.9"}).text


def test_nothing_typed_is_lost_while_the_ledger_is_down(client: FlaskClient, context: Context) -> None:
    step = begun(client, URL)
    down = replace(context, ledger=open_ledger(f"sqlite:///{context.settings.data_dir}"))
    answer = served(down).test_client().post(step, data={"name": "Ada", "contact.given_name": "Augusta"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Ada" in answer.text
    assert "Augusta" in answer.text


@pytest.mark.parametrize("key", ["x", "%00", "WyJvdGhlciIsICJFViJd.forged", "a" * 5000])
def test_a_confirmation_cannot_be_made_up(client: FlaskClient, key: str) -> None:
    assert client.get(f"{URL}/done/{key}").status_code == 404


def test_home_lists_the_forms(client: FlaskClient) -> None:
    assert 'href="/f/everything?lang=en"' in client.get("/").text
