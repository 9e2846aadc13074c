"""Files that applicants choose are looked at before anything is kept, and what is refused is told at its question."""

import gc
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.context import Context
from app.store import submissions
from connectors.clamav import ClamAV
from connectors.files import Files
from connectors.pictures import without_metadata
from tests.fetching.clamd import clamd, eicar
from tests.fetching.made_files import BOMB, png
from tests.files.made_pictures import gif, jpeg
from tests.served import served
from tests.web.conftest import FORM, context_of
from tests.web.walking import begun, carried, sent

URL = "/f/everything"
ANY = FORM.replace(", accept: [pdf, txt]", "")


@pytest.fixture
def context(tmp_path: Any) -> Iterator[Context]:
    made = context_of(tmp_path, ANY)
    made = replace(made, settings=replace(made.settings, max_body_bytes=1_000_000))
    yield made
    made.ledger.engine.dispose()


def send(client: FlaskClient, file: str, content: bytes, language: str = "en", **more: Any) -> TestResponse:
    data = {"name": "Ada", "letter": (BytesIO(content), file), **more}
    return sent(client, f"{URL}?lang={language}", data, content_type="multipart/form-data")


def kept(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "everything")


def error(page: str) -> str:
    found = re.search(r'id="e-letter"[^>]*>(?:<span[^>]*>[^<]*</span>)?\s*([^<]*)<', page)
    return found[1].strip() if found else ""


def notes(page: str) -> list[str]:
    """Those of the files that the page lists."""
    return re.findall(r'name="letter.kept" value="([^"]+)"', page)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.png", b"<!DOCTYPE html><script>alert(1)</script>", "the content of the file is not what its name says"),
        ("x.svg", b'<svg onload="alert(1)"/>', "files of this kind are not taken"),
        ("x.php", b"GIF89a<?php system($_GET[0]);", "files of this kind are not taken"),
        ("a.xlsx", BOMB, "the file is too large once it is unpacked"),
        ("a.docx", b"PK\3\4 nothing", "the file is empty, damaged or locked with a password"),
        ("a.txt", b"", "the file is empty, damaged or locked with a password"),
    ],
)
def test_what_is_refused_is_told_and_costs_no_answer(
    client: FlaskClient, context: Context, name: str, content: bytes, said: str
) -> None:
    page = send(client, name, content, about="A story")
    assert page.status_code == 422
    assert error(page.text) == f"Letter ({name}): {said}"
    assert f'<a href="#q-letter">Letter ({name}): {said}</a>' in page.text
    assert "A story" in page.text
    assert kept(context) == []
    assert not context.files.store.folder.exists()


def test_what_is_refused_is_told_beside_what_is_missing(client: FlaskClient) -> None:
    page = send(client, "x.exe", b"MZ", name="").text
    assert re.findall(r'<a href="#q-(\w+)">', page) == ["name", "letter"]


def test_it_is_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    assert "les fichiers de ce type ne sont pas acceptés" in send(client, "x.exe", b"MZ", "fr").text


def test_another_file_may_be_chosen(client: FlaskClient, context: Context) -> None:
    first = send(client, "a.txt", b"Dear all", name="")
    [note] = notes(first.text)
    again = send(client, "x.png", b"no picture", **{"letter.kept": note})
    assert again.status_code == 422
    assert notes(again.text) == [note]
    assert send(client, "../../etc/cron.d/x.png", png()).status_code == 303
    [file] = kept(context)[0].answers["letter"]
    assert file["name"] == "x.png"
    assert list(context.files.store.folder.parent.rglob("x.png")) == []


def test_a_polyglot_is_kept_as_dead_bytes(client: FlaskClient, context: Context) -> None:
    program = b"<?php system($_GET[0]); die();"
    page = send(client, "a.gif", b"GIF89a" + program)
    assert error(page.text) == "Letter (a.gif): the file is empty, damaged or locked with a password"
    picture = gif(comment=program).replace(gif()[13 : 13 + len(program)], program)  # in the table of its colours, too
    assert send(client, "a.gif", picture).status_code == 303
    [file] = kept(context)[0].answers["letter"]
    assert context.files.store.path(file["sha256"]).read_bytes().count(program) == 1
    assert context.files.store.path(file["sha256"]).stat().st_mode & 0o777 == 0o600


# what the parser has read of the parts is left to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ten_thousand_parts_are_refused(client: FlaskClient, context: Context) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="letter"; filename="a.txt"\r\n\r\nA\r\n'
    page = client.post(
        begun(client, URL), data=part * 10_000 + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert page.status_code == 413
    assert kept(context) == []
    assert not context.files.store.folder.exists()


def test_what_the_scanner_finds_is_refused(context: Context) -> None:
    with clamd() as address:
        client = served(replace(context, files=Files(context.files.store, ClamAV(address).scan))).test_client()
        page = send(client, "a.txt", eicar())
        assert page.status_code == 422
        assert error(page.text) == "Letter (a.txt): the file holds something harmful"
        assert send(client, "a.txt", b"Dear all").status_code == 303
    page = send(client, "a.txt", b"Dear all too")
    assert page.status_code == 503
    assert error(page.text) == "This file could not be saved: choose it again"
    assert len(kept(context)) == 1


def test_a_photo_is_kept_without_the_place_where_it_was_taken(client: FlaskClient, context: Context) -> None:
    assert send(client, "home.jpg", jpeg(6)).status_code == 303
    [file] = kept(context)[0].answers["letter"]
    content = context.files.store.path(file["sha256"]).read_bytes()
    assert (content, file["size"]) == (without_metadata("image/jpeg", jpeg(6)), len(content))


def test_it_is_known_of_a_file_whether_it_was_scanned(client: FlaskClient, context: Context) -> None:
    with clamd() as address:
        scanning = served(replace(context, files=Files(context.files.store, ClamAV(address).scan))).test_client()
        place = send(scanning, "a.txt", b"Dear all").location.partition("/done")[0]
        check = scanning.get(f"{place}/check").text
        step = re.search(r'href="([^"#]+)#q-letter"', check)
        assert step
        for page in (check, scanning.get(unescape(step[1])).text):
            assert "Scanned: no virus found" in page
    send(client, "b.txt", b"Dear both")
    assert {one.answers["letter"][0]["name"]: one.answers["letter"][0]["scanned"] for one in kept(context)} == {
        "a.txt": True,
        "b.txt": False,
    }


def chosen(client: FlaskClient, step: str, *files: tuple[str, bytes], **more: Any) -> TestResponse:
    """The step sent with further files beside those that the page lists."""
    page = client.get(step).text
    data = {
        **carried(page),
        "letter.kept": notes(page),
        "letter": [(BytesIO(data), name) for name, data in files],
        **more,
    }
    return client.post(step, data=data, content_type="multipart/form-data")


def listed(client: FlaskClient, step: str) -> list[str]:
    """The names and sizes of the files that the page lists."""
    page = client.get(step).text
    return [f"{name} {size}" for name, size in re.findall(r"<bdi>([^<]*)</bdi></span> <small>([^<]+)</small>", page)]


@pytest.fixture
def step(client: FlaskClient) -> str:
    return begun(client, URL)


def test_files_chosen_in_several_goes_are_added_up(client: FlaskClient, step: str) -> None:
    chosen(client, step, ("a.txt", b"A"), ("b.txt", b"B" * 2000))
    chosen(client, step, ("c.png", png()))
    chosen(client, step, ("a.txt", b"A"))
    assert [one.partition(" ")[0] for one in listed(client, step)] == ["a.txt", "b.txt", "c.png"]
    assert listed(client, step)[1] == "b.txt 2 kB"


def test_of_several_files_those_that_can_be_taken_are_and_each_other_is_told(client: FlaskClient, step: str) -> None:
    page = chosen(client, step, ("x.exe", b"MZ"), ("b.txt", b"B"), ("y.png", b"no picture"), name="Ada")
    assert page.status_code == 422
    assert re.findall(r'<a href="#q-letter">Letter \(([^)]+)\)', page.text) == ["x.exe", "y.png"]
    assert listed(client, step) == ["b.txt 1 kB"]


def test_a_file_is_removed_by_its_button_alone(client: FlaskClient, context: Context, step: str) -> None:
    chosen(client, step, ("a.txt", b"A"), ("b.txt", b"B"))
    page = client.get(step).text
    first, second = notes(page)
    gone = client.post(step, data={**carried(page), "letter.kept": [first, second], "remove": f"letter {first}"})
    assert gone.status_code == 200
    assert "There is a problem" not in gone.text
    assert notes(gone.text) == [second]
    assert listed(client, step) == ["b.txt 1 kB"]


# what the client makes of large parts is left to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_kinds_and_sizes_are_told_before_and_held_to(tmp_path: Any) -> None:
    narrow = ANY.replace("type: file, label: Letter", "type: file, label: Letter, accept: [pdf, txt], max_megabytes: 1")
    context = context_of(tmp_path, narrow)
    context = replace(context, settings=replace(context.settings, max_body_bytes=3_000_000))
    client = served(context).test_client()
    step = begun(client, URL)
    page = client.get(step).text
    assert '<p class="hint" id="t-letter">Kinds of files: PDF, TXT. Each may have up to 1 MB.</p>' in page
    assert 'accept=".pdf,.txt" aria-describedby="t-letter"' in page
    other = chosen(client, step, ("a.png", png()))
    assert error(other.text) == "Letter (a.png) must be a file of one of these kinds: pdf, txt"
    assert error(chosen(client, step, ("a.txt", b"A" * 1_000_001)).text) == "Letter (a.txt) must be 1 MB or smaller"
    assert listed(client, step) == []
    assert not context.files.store.folder.exists()
    context.ledger.engine.dispose()
    gc.collect()
