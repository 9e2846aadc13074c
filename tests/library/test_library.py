"""What people fill in: the newest published versions, whatever happens to the folder, the lists or the ledger."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from published import (
    ASKED,
    LISTED,
    NOW,
    OFFICES,
    Clock,
    asked_in,
    offered,
    publish,
    put,
    write_form,
    write_list,
)
from sqlalchemy import create_engine

from app.config import read_settings
from app.context import serving_context
from app.doctor import examine
from app.library import LOOK_EVERY, Library, publish_new, read_published, written, written_in
from app.store import form_versions
from app.store.engine import Ledger, LedgerDown, migrate, open_ledger
from app.store.form_versions import FormVersion
from connectors.lists import SharedLists
from forms.errors import DefinitionErrors
from forms.load import load_forms
from forms.versions.changes import changes
from jobs.run import process_context

SHIPPED = Path(__file__).parents[2] / "forms" / "definitions"
ROWS = [
    ["value", "label", "label::fr", "region"],
    ["nbo", "Nairobi", "Nairobi (fr)", "africa"],
    [7, "Seven", "", "asia"],
]
MORE = [*ROWS, ["bkk", "Bangkok", "", "asia"]]
UNSOUND = {"form": "bad", "version": "1"}
MAIL = {"mail": "thanks", "to": "email", "form": "aid"}


@pytest.fixture
def lists(tmp_path: Path) -> SharedLists:
    return SharedLists(tmp_path / "shared")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(ledger: Ledger, lists: SharedLists, clock: Clock) -> Library:
    return Library(ledger, lists, clock)


def entries(ledger: Ledger, name: str = "aid") -> list[FormVersion]:
    with ledger.reading() as connection:
        return form_versions.history(connection, name)


def test_every_form_that_ships_is_read_from_the_ledger_as_it_was_written(ledger: Ledger) -> None:
    publish_new(ledger, SHIPPED, SharedLists(SHIPPED).rows, lambda: NOW)
    with ledger.reading() as connection:
        newest = form_versions.newest(connection)
    forms = load_forms(SHIPPED)
    read = {one.form: read_published(one, SharedLists(SHIPPED).rows) for one in newest}
    assert {name: changes(form, read[name]) for name, form in forms.items()} == dict.fromkeys(forms, ())


def test_a_mail_that_was_published_with_words_in_braces_has_them_in_brackets(
    tmp_path: Path, ledger: Ledger, library: Library
) -> None:
    publish_new(ledger, write_form(tmp_path / "forms").parents[1], SharedLists(tmp_path).rows, lambda: NOW)
    [entry] = entries(ledger)
    texts = {"subject": "{reference}", "body": {"en": "{organisation} {link}", "fr": "((received_at))"}}
    put(ledger, "aid", 2, {**(entry.definition or {}), "mails": [{**MAIL, **texts}]})
    [mail] = library["aid"].form.mails
    assert mail.subject.by_language == {"en": "((reference))"}
    assert mail.body.by_language == {"en": "((organisation)) ((link))", "fr": "((received_at))"}


def test_a_folder_that_changes_changes_nothing_until_it_is_published(
    tmp_path: Path, ledger: Ledger, library: Library, lists: SharedLists, clock: Clock
) -> None:
    path = write_form(tmp_path / "forms")
    assert publish_new(ledger, tmp_path / "forms", lists.rows, lambda: NOW) == ["aid"]
    assert asked_in(library) == ["title", "email"]
    write_form(tmp_path / "forms", 2, ASKED.replace("title", "heading"))
    clock.seconds += LOOK_EVERY
    assert publish_new(ledger, tmp_path / "forms", lists.rows, lambda: NOW) == []
    assert asked_in(library) == ["title", "email"]
    publish(ledger, path, lists)
    clock.seconds += LOOK_EVERY
    assert (asked_in(library), library["aid"].form.version) == (["heading", "email"], 2)


def test_what_another_process_publishes_is_seen_at_the_next_look(
    tmp_path: Path, ledger_url: str, ledger: Ledger, library: Library, lists: SharedLists, clock: Clock
) -> None:
    path = write_form(tmp_path / "forms")
    publish(ledger, path, lists)
    assert set(library) == {"aid"}
    another = open_ledger(ledger_url)
    publish(another, write_form(tmp_path / "forms", name="loan"), lists)
    another.engine.dispose()
    clock.seconds += LOOK_EVERY - 0.01
    assert set(library) == {"aid"}
    clock.seconds += 0.01
    assert set(library) == {"aid", "loan"}
    put(ledger, "aid", 1, None)
    going = iter(library.items())
    clock.seconds += LOOK_EVERY
    assert (set(library), len(library)) == ({"loan"}, 1)
    assert {name for name, _ in going} == {"aid", "loan"}
    assert library.get("aid") is None


def test_one_form_that_cannot_be_read_any_more_keeps_no_other_from_people(
    tmp_path: Path, ledger: Ledger, library: Library, lists: SharedLists
) -> None:
    put(ledger, "bad", 1, UNSOUND)
    publish(ledger, write_form(tmp_path / "forms"), lists)
    assert set(library) == {"aid"}
    assert library.earlier("bad", 1) is None


def test_a_text_in_a_language_that_the_form_does_not_list_is_served_where_it_was_published(
    tmp_path: Path, ledger: Ledger, library: Library, lists: SharedLists
) -> None:
    path = write_form(tmp_path / "forms")
    definition = dict(written(path, lists.rows).definition)
    put(ledger, "aid", 1, {**definition, "languages": ["en"]})
    assert library["aid"].form.languages == ("en",)
    path.write_text(path.read_text(encoding="utf-8").replace("[en, fr]", "[en]"), encoding="utf-8")
    with pytest.raises(DefinitionErrors, match="'fr' is not one of the form's languages"):
        written(path, lists.rows)


def test_doctor_names_a_published_form_that_cannot_be_read(tmp_path: Path, ledger_url: str, ledger: Ledger) -> None:
    put(ledger, "bad", 1, UNSOUND)
    environ = {"CHANCERY_DATA": str(tmp_path / "data"), "DATABASE_URL": ledger_url}
    found = {probe.name: probe for probe in examine(read_settings(environ))}
    assert not found["published"].ok
    assert "bad cannot be read, version 1: form: 'languages' is missing." in found["published"].said
    migrate(ledger, "base")
    assert {probe.name: probe for probe in examine(read_settings(environ))}["published"].said == "0 forms"


def test_earlier_versions(tmp_path: Path, ledger: Ledger, library: Library, lists: SharedLists) -> None:
    publish(ledger, write_form(tmp_path / "forms"), lists)
    publish(ledger, write_form(tmp_path / "forms", 2, ASKED.replace("title", "heading")), lists)
    first = library.earlier("aid", 1)
    assert first is not None
    assert [question.name for question in first.questions] == ["title", "email"]
    assert library.earlier("aid", 3) is library.earlier("nothing", 1) is None


def test_while_the_ledger_is_down_what_is_known_is_served(
    tmp_path: Path, ledger: Ledger, lists: SharedLists, clock: Clock
) -> None:
    publish(ledger, write_form(tmp_path / "forms"), lists)
    library = Library(ledger, lists, clock)
    assert asked_in(library) == ["title", "email"]
    library._ledger = replace(ledger, engine=create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    clock.seconds += LOOK_EVERY
    assert asked_in(library) == ["title", "email"]
    library._ledger = ledger
    publish(ledger, write_form(tmp_path / "forms", 2, ASKED.replace("title", "heading")), lists)
    assert asked_in(library) == ["title", "email"]
    clock.seconds += LOOK_EVERY
    assert asked_in(library) == ["heading", "email"]


def test_a_form_whose_version_and_lists_are_the_same_is_not_made_anew(
    tmp_path: Path, ledger: Ledger, library: Library, lists: SharedLists, clock: Clock
) -> None:
    publish(ledger, write_form(tmp_path / "forms"), lists)
    first = library["aid"]
    write_list(tmp_path / "shared", ROWS)
    publish(ledger, write_form(tmp_path / "forms", 1, LISTED, name="loan", lists=OFFICES), lists)
    clock.seconds += LOOK_EVERY
    loan = library["loan"]
    write_list(tmp_path / "shared", MORE)
    clock.seconds += LOOK_EVERY
    assert (library["aid"] is first, library["loan"] is loan) == (True, False)
    put(ledger, "aid", 2, UNSOUND)
    clock.seconds += LOOK_EVERY
    assert library["aid"] is first


def test_with_the_ledger_down_from_the_start_it_is_asked_every_two_seconds(
    tmp_path: Path, ledger: Ledger, lists: SharedLists, clock: Clock
) -> None:
    publish(ledger, write_form(tmp_path / "forms"), lists)
    library = Library(Ledger(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")), lists, clock)
    with pytest.raises(LedgerDown):
        len(library)
    library._ledger = ledger
    with pytest.raises(LedgerDown):
        len(library)
    clock.seconds += LOOK_EVERY
    assert len(library) == 1


def test_without_the_ledger_nothing_is_known_at_first(lists: SharedLists, clock: Clock) -> None:
    nowhere = Ledger(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    with pytest.raises(LedgerDown):
        len(Library(nowhere, lists, clock))


def test_a_shared_list_is_read_again_when_its_workbook_is_saved(
    tmp_path: Path, ledger: Ledger, library: Library, lists: SharedLists, clock: Clock
) -> None:
    workbook = write_list(tmp_path / "shared", ROWS)
    publish(ledger, write_form(tmp_path / "forms", 1, LISTED, lists=OFFICES), lists)
    assert offered(library) == ["nbo", "7"]
    write_list(tmp_path / "shared", MORE)
    assert offered(library) == ["nbo", "7"]
    clock.seconds += LOOK_EVERY
    assert offered(library) == ["nbo", "7", "bkk"]
    for broken in (lambda: workbook.write_bytes(b"PK\x03\x04 half"), workbook.unlink):
        broken()
        clock.seconds += LOOK_EVERY
        assert offered(library) == ["nbo", "7"]
    [office] = library["aid"].form.questions
    assert office.choices[0].label.by_language == {"en": "Nairobi", "fr": "Nairobi (fr)"}
    assert office.choices[0].attributes == {"region": "africa"}
    write_list(tmp_path / "shared", MORE)
    clock.seconds += LOOK_EVERY
    assert offered(library) == ["nbo", "7", "bkk"]


@pytest.mark.parametrize(
    "rows", [[["x"], ["y"]], [["value", "label"], ["a", "A"], ["a", "B"]], [["value", "label"], ["", "A"]]]
)
def test_a_shared_list_that_cannot_be_used_stands_as_it_was_published(
    tmp_path: Path, ledger: Ledger, library: Library, lists: SharedLists, rows: list[list[object]]
) -> None:
    write_list(tmp_path / "shared", ROWS)
    publish(ledger, write_form(tmp_path / "forms", 1, LISTED, lists=OFFICES), lists)
    write_list(tmp_path / "shared", rows)
    assert offered(library) == ["nbo", "7"]


def test_a_start_does_without_a_shared_list_that_was_published(
    tmp_path: Path, ledger: Ledger, lists: SharedLists
) -> None:
    write_form(tmp_path / "forms", 1, LISTED, lists=OFFICES)
    with pytest.raises(DefinitionErrors, match="there is no workbook 'Offices'"):
        publish_new(ledger, tmp_path / "forms", lists.rows, lambda: NOW)
    workbook = write_list(tmp_path / "shared", ROWS)
    assert publish_new(ledger, tmp_path / "forms", lists.rows, lambda: NOW) == ["aid"]
    workbook.unlink()
    assert publish_new(ledger, tmp_path / "forms", lists.rows, lambda: NOW) == []


def test_a_csv_list_is_published_with_the_form(
    tmp_path: Path, ledger: Ledger, library: Library, lists: SharedLists
) -> None:
    path = write_form(tmp_path / "forms", 1, LISTED, lists="lists:\n  - {list: offices, csv: offices.csv}\n")
    (path.parent / "offices.csv").write_text(
        "value;label::English (en);region\nnbo;Nairobi;africa\n\nbkk;;\n", encoding="utf-8"
    )
    publish(ledger, path, lists)
    (path.parent / "offices.csv").unlink()
    assert offered(library) == ["nbo", "bkk"]
    assert json.loads(json.dumps(entries(ledger)[0].definition["lists"])) == [
        {
            "list": "offices",
            "choices": [
                {"value": "nbo", "label": {"en": "Nairobi"}, "with": {"region": "africa"}},
                {"value": "bkk", "label": {"en": "bkk"}, "with": {"region": ""}},
            ],
        }
    ]


def test_many_starts_at_once_publish_each_form_once(tmp_path: Path, ledger: Ledger, lists: SharedLists) -> None:
    for name in ("aid", "loan"):
        write_form(tmp_path / "forms", name=name)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: publish_new(ledger, tmp_path / "forms", lists.rows, lambda: NOW), range(4)))
    assert sorted(name for names in done for name in names) == ["aid", "loan"]
    assert [(one.version, one.who) for one in entries(ledger)] == [(1, "start")]


def test_a_form_that_was_withdrawn_is_not_published_by_a_start(
    tmp_path: Path, ledger: Ledger, lists: SharedLists
) -> None:
    publish(ledger, write_form(tmp_path / "forms"), lists)
    put(ledger, "aid", 1, None)
    assert publish_new(ledger, tmp_path / "forms", lists.rows, lambda: NOW) == []


def test_the_mistakes_of_all_forms_of_a_folder_are_told(tmp_path: Path, lists: SharedLists) -> None:
    write_form(tmp_path, asked="      - {question: a, type: text}", name="aid")
    write_form(tmp_path, asked="      - {question: b, type: text}", name="loan")
    with pytest.raises(DefinitionErrors) as raised:
        written_in(tmp_path, lists.rows)
    assert [one.file.parent.name for one in raised.value.errors] == ["aid", "loan"]


def test_many_threads_look_at_once(tmp_path: Path, ledger: Ledger, lists: SharedLists) -> None:
    publish(ledger, write_form(tmp_path / "forms"), lists)
    library = Library(ledger, lists)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: library["aid"].form.version, range(64))) == {1}


def test_web_and_workers_are_served_what_is_published(
    tmp_path: Path, ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_form(tmp_path / "forms")
    environ = {
        "CHANCERY_DATA": str(tmp_path / "data"), "CHANCERY_FORMS": str(tmp_path / "forms"), "DATABASE_URL": ledger_url,
    }  # fmt: skip
    first = serving_context(read_settings(environ))
    write_form(tmp_path / "forms", 2, ASKED.replace("title", "heading"))
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    process_context.cache_clear()
    worker = process_context()
    process_context.cache_clear()
    for context in (first, serving_context(read_settings(environ)), worker):
        assert [question.name for question in context.forms["aid"].form.questions] == ["title", "email"]
        context.ledger.engine.dispose()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('value,label\na,"A\n', "offices.csv:2: file: not CSV"),
        ("value,label,label\na,A,B\n", "offices.csv:1: headings: 'label' stands 2 times."),
        ("value,label\na\n", "offices.csv:2: row: has 1 cells under 2 headings."),
        ("", "offices.csv:1: file: has no headings."),
    ],
)
def test_a_mistake_in_a_csv_list_is_told_where_it_stands(
    tmp_path: Path, lists: SharedLists, text: str, said: str
) -> None:
    path = write_form(tmp_path / "forms", 1, LISTED, lists="lists:\n  - {list: offices, csv: offices.csv}\n")
    (path.parent / "offices.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionErrors) as raised:
        written_in(tmp_path / "forms", lists.rows)
    assert any(said in str(one) for one in raised.value.errors), raised.value.errors
