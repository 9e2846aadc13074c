"""Workbooks with mistakes: each is told with its cell, nothing wrong is kept, and nothing right is lost by it."""

import io
import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from app.scoring_book.seal import opened as seal_of
from app.scoring_book.seal import sealed
from app.store import assignments, reviews
from app.store.reviews import Review
from app.store.submissions import Submission
from tests.calls.a_committee import CALL, FEW, Browser, Committee, a_committee, told
from tests.calls.a_workbook import Book, book_of, said, send


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Committee]:
    with a_committee(tmp_path) as made:
        for name in ("Anna", "Bo"):
            made.join(name)
        yield made


@pytest.fixture
def anna(committee: Committee) -> Browser:
    return committee.browser("Anna")


def review(committee: Committee, proposal: Submission, name: str = "Anna") -> Review | None:
    with committee.context.ledger.reading() as c:
        return reviews.find(c, proposal.id, committee.members[name].id)


def full(book: Book, reference: str, quality: object = 4) -> Book:
    return book.put(reference, conflict="No", score_quality=quality, score_worth=60)


SCALE = "Enter a whole number from 0 to 5: Quality of the plan"
FORMULA = "It is a formula: only what is typed counts."
WRONG = [
    ("score.quality", 6, "6", "It is not on the scale.", SCALE),
    ("score.quality", -1, "-1", "It is not on the scale.", SCALE),
    ("score.quality", 10**12, str(10**12), "It is not on the scale.", SCALE),
    ("score.quality", 3.5, "3.5", "It is not a whole number.", SCALE),
    ("score.quality", "3,5", "3,5", "It is not a whole number.", SCALE),
    ("score.quality", "four", "four", "It is not a number.", SCALE),
    ("score.quality", True, "yes", "It is not a number.", SCALE),
    ("score.quality", "#DIV/0!", "#DIV/0!", "It is not a number.", SCALE),
    ("score.quality", "=2+2", "=2+2", FORMULA, SCALE),
    ("score.quality", ArrayFormula("A1", "=1+1"), "=…", FORMULA, SCALE),
    ("remark.", "=1+1", "=1+1", FORMULA, "Begin the text with an apostrophe (')."),
    ("remark.worth", "x" * 10_001, "x" * 60 + "…", "It is too long.", "Write no more than 10,000 characters"),
    ("abstain", "perhaps", "perhaps", "It is neither yes nor no.", "Choose yes or no from the list"),
    ("abstain", "Yes", "", "Nothing stands here.", "Say in the overall remarks why you abstain"),
    ("conflict", "maybe", "maybe", "It is neither yes nor no.", "Choose yes or no from the list"),
    ("conflict", None, "", "Without an answer here nothing", "Say whether you have a conflict of interest"),
]


@pytest.mark.parametrize(("mark", "value", "shown", "why", "remedy"), WRONG)
def test_a_wrong_cell_is_told_and_the_other_rows_are_taken(
    committee: Committee, anna: Browser, mark: str, value: Any, shown: str, why: str, remedy: str
) -> None:
    one, two = committee.propose(1), committee.propose(2)
    book = full(full(book_of(anna), "SG-0001"), "SG-0002")
    place = book.place("SG-0001", mark)
    if isinstance(value, ArrayFormula):
        value.ref = place
    book.table[place] = value
    page = said(anna, book, 422)
    reason = book.place("SG-0001", "remark.") if remedy.startswith("Say in the overall") else place
    assert " ".join(f"Your scores!{reason} {shown} {why}".split()) in page
    assert remedy in page
    assert review(committee, one) is None
    assert review(committee, two).scores == {"quality": 4, "worth": 60}  # type: ignore[union-attr]


def test_numbers_that_are_written_otherwise_are_scores(committee: Committee, anna: Browser) -> None:
    one = committee.propose(1)
    assert "Reviews given 1" in said(
        anna, full(book_of(anna), "SG-0001").put("SG-0001", score_quality=" 3 ", score_worth=50.0)
    )
    assert review(committee, one).scores == {"quality": 3, "worth": 50}  # type: ignore[union-attr]


def test_anothers_workbook_is_refused(committee: Committee, anna: Browser) -> None:
    one = committee.propose(1)
    book = full(book_of(committee.browser("Bo")), "SG-0001")
    page = said(anna, book, 422)
    assert "It is the workbook of another member. Send the one that you downloaded yourself." in page
    assert "Bo" not in page
    assert review(committee, one) is None
    assert review(committee, one, "Bo") is None


def reseal(committee: Committee, book: Book, **changed: Any) -> Book:
    """Sealed by us, as if it had gone out otherwise."""
    sheet, key = book.workbook["seal"], committee.context.settings.secret_key
    seal = seal_of(key, str(sheet["A2"].value))
    assert seal is not None
    sheet["A2"] = sealed(key, type(seal)(**{**{name: getattr(seal, name) for name in seal.__slots__}, **changed}))
    return book


@pytest.mark.parametrize(
    ("changed", "told_of"),
    [
        ({"call": "other-grants"}, "It is the workbook of another call. Send it on the page of that call."),
        ({"terms": "another"}, "The criteria have changed since this workbook was made. Download a new workbook"),
    ],
)
def test_of_another_call_or_with_other_criteria_it_is_refused(
    committee: Committee, anna: Browser, changed: dict[str, str], told_of: str
) -> None:
    one = committee.propose(1)
    assert told_of in said(anna, reseal(committee, full(book_of(anna), "SG-0001"), **changed), 422)
    assert review(committee, one) is None


def test_a_changed_seal_is_refused(committee: Committee, anna: Browser) -> None:
    one = committee.propose(1)
    book = full(book_of(anna), "SG-0001")
    seal = str(book.workbook["seal"]["A2"].value)
    for other in (
        f"{seal[:10]}{'A' if seal[10] != 'A' else 'B'}{seal[11:]}",
        "",
        sealed("another secret", seal_of(committee.context.settings.secret_key, seal)),
        "ü.ü",
    ):  # type: ignore[arg-type]
        book.workbook["seal"]["A2"] = other
        assert "Its hidden seal is not ours, or was changed." in said(anna, book, 422)
    assert review(committee, one) is None


def test_sorted_rows_and_moved_columns_are_found_by_their_marks(committee: Committee, anna: Browser) -> None:
    one, two, three = (committee.propose(number) for number in (1, 2, 3))
    book = full(full(full(book_of(anna), "SG-0001", 1), "SG-0002", 2), "SG-0003", 3)
    table = book.table
    marks, heads, *rows = [[row[0].value, *(cell.value for cell in reversed(row[1:]))] for row in table.iter_rows()]
    for number, line in enumerate([heads, marks, [None] * len(marks), *reversed(rows)], start=1):
        for column, value in enumerate(line, start=1):
            table.cell(number, column).value = value
    table.title = "Mine"
    assert "Reviews given 3" in said(anna, book)
    assert [review(committee, each).scores["quality"] for each in (one, two, three)] == [1, 2, 3]  # type: ignore[union-attr]


def test_deleted_rows_leave_their_reviews_alone(committee: Committee, anna: Browser) -> None:
    one, two = committee.propose(1), committee.propose(2)
    anna.give(one)
    before = review(committee, one)
    book = full(book_of(anna), "SG-0002")
    book.table.delete_rows(3)
    assert "Reviews given 1" in said(anna, book)
    assert review(committee, one) == before
    assert review(committee, two) is not None


def doubled(book: Book) -> Book:
    for number, cell in enumerate(next(book.table.iter_rows(min_row=3, max_row=3)), start=1):
        book.table.cell(10, number).value = copy(cell.value)
    return book


def test_a_row_that_is_there_twice_counts_where_both_say_the_same(committee: Committee, anna: Browser) -> None:
    one = committee.propose(1)
    book = doubled(full(book_of(anna), "SG-0001"))
    place = book.place("SG-0001", "score.quality")
    book.table[place] = 2
    page = said(anna, book, 422)
    assert "Rows 3, 10 are about the same proposal and say different things." in page
    assert "Your scores!B3 SG-0001" in page
    assert "Your scores!B10 SG-0001" in page
    assert review(committee, one) is None
    book.table[place] = 4
    assert "Reviews given 1" in said(anna, book)


def test_a_row_without_its_mark_is_told_unless_it_is_empty(committee: Committee, anna: Browser) -> None:
    committee.propose(1)
    book = doubled(full(book_of(anna), "SG-0001"))
    book.table["A10"] = None
    book.table["B12"] = "Notes of my own"
    page = said(anna, book, 422)
    assert "Reviews given 1 Not taken 1" in page
    assert "Your scores!B10 SG-0001 This row has lost its hidden mark, or was added." in page


def test_a_lost_or_copied_column_refuses_the_whole(committee: Committee, anna: Browser) -> None:
    one = committee.propose(1)
    book = full(book_of(anna), "SG-0001")
    column = book.table[book.place("SG-0001", "score.worth")].column
    book.table.cell(1, 30).value = "score.worth"
    assert "Your scores!AD1: This column is there twice. Delete one of the two." in said(anna, book, 422)
    book.table.delete_cols(30)
    book.table.delete_cols(column)
    assert "The column “Worth its price” is missing. Download a new workbook" in said(anna, book, 422)
    assert review(committee, one) is None


def test_a_proposal_that_was_closed_since_is_told_of_as_one_that_is_none(committee: Committee, anna: Browser) -> None:
    closed, other = committee.propose(7042), committee.propose(2)
    book = full(full(book_of(anna), "SG-7042"), "SG-0002")
    for mark in ("title", "applicant", "reference"):
        book.table[book.place("SG-7042", mark)] = "mine"
    committee.close(closed, "Anna")
    page = said(anna, book, 422)
    assert "mine This row is not among those that you review now: nothing of it was taken." in page
    assert "7042" not in page
    assert review(committee, closed) is None
    assert review(committee, other) is not None
    gone = str(send(anna, reseal(committee, book, rows={"0" * 32: "", other.key: ""}).data()).text)
    assert "7042" not in gone


def test_what_is_not_theirs_to_read_is_not_scored(tmp_path: Path) -> None:
    with a_committee(tmp_path, FEW) as committee:
        anna, one = committee.join("Anna"), committee.propose(1)
        with committee.context.ledger.writing() as c:
            assignments.add(c, [(one.id, anna.id)], now=committee.clock.now)
        browser = committee.browser("Anna")
        book = full(book_of(browser), "SG-0001")
        with committee.context.ledger.writing() as c:
            assignments.replace(c, CALL, [], now=committee.clock.now)
        assert "This row is not among those that you review now" in said(browser, book, 422)
        assert review(committee, one) is None


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in archive.namelist():
            target.writestr(part, change(archive.read(part)) if part == name else archive.read(part))
    return out.getvalue()


SHEET = "xl/worksheets/sheet2.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "text": lambda _: b"score,4",
    "an archive": lambda _: zipped(a="b"),
    "an old workbook": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "half of it": lambda data: data[: len(data) // 2],
    "unpacks to too much": lambda data: with_part(data, SHEET, lambda part: part + b" " * 50_000_001),
    "reaches too far": lambda data: with_part(data, SHEET, lambda part: part.replace(b'r="A3"', b'r="XFD1048576"')),
    "no XML": lambda data: with_part(data, SHEET, lambda part: part[:-20]),
    "entities": lambda data: with_part(data, SHEET, lambda part: BOMB + part.split(b"?>", 1)[-1]),
    "no sheet": lambda data: with_part(
        data, "xl/_rels/workbook.xml.rels", lambda part: part.replace(b"sheet2", b"sheet9")
    ),
    "a number that is none": lambda data: with_part(data, SHEET, lambda part: part.replace(b">60<", b">sixty<")),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_workbook_of_ours_is_told(committee: Committee, anna: Browser, kind: str) -> None:
    one = committee.propose(1)
    answer = send(anna, HOSTILE[kind](full(book_of(anna), "SG-0001").data()))
    assert answer.status_code == 422
    assert "It is no scoring workbook of ours, or it cannot be opened." in told(answer.text)
    assert review(committee, one) is None


def test_a_workbook_of_somebody_elses_making_is_told(committee: Committee, anna: Browser) -> None:
    committee.propose(1)
    for change in (lambda book: book.workbook.remove(book.workbook["seal"]), lambda book: book.table.delete_rows(1)):
        book = book_of(anna)
        change(book)
        assert "It is no scoring workbook of ours" in said(anna, book, 422)
    assert "It is no scoring workbook of ours" in said(anna, Book(Workbook()), 422)
