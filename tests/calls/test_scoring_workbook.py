"""A member scores in a workbook: what they take home, and what is kept of what they send back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from app.store import audit, conflicts, reviews
from app.store.engine import LedgerDown
from app.store.reviews import ABSTAINED, DRAFT, GIVEN, Review
from app.store.submissions import Submission
from tests.calls.a_committee import AFTER, BLIND, Browser, Committee, a_committee, told
from tests.calls.a_workbook import Book, book_of, parcel, said, send


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Committee]:
    with a_committee(tmp_path) as made:
        made.join("Anna")
        made.join("Bo", language="ar")
        yield made


@pytest.fixture
def anna(committee: Committee) -> Browser:
    return committee.browser("Anna")


def review(committee: Committee, proposal: Submission, name: str = "Anna") -> Review | None:
    with committee.context.ledger.reading() as c:
        return reviews.find(c, proposal.id, committee.members[name].id)


def full(book: Book, reference: str, quality: object = 4, worth: object = 60, **more: object) -> Book:
    return book.put(reference, conflict="No", score_quality=quality, score_worth=worth, **more)


def test_it_holds_what_was_said_and_the_proposals_that_may_be_read(committee: Committee, anna: Browser) -> None:
    one, two = committee.propose(1), committee.propose(2)
    anna.give(one, quality="3", worth="70", remark_="Good =1 _x0041_", remark_quality="- thin")
    files = parcel(anna)
    assert set(files) == {"scores.xlsx", "dossiers/SG-0001.pdf"}
    assert files["dossiers/SG-0001.pdf"].startswith(b"%PDF")
    book = book_of(anna)
    row = [book.read("SG-0001", mark) for mark in ("title", "applicant", "amount", "score.quality", "score.worth")]
    assert row == ["Title zebra1", "Organisation zebra1", 1000, 3, 70]
    assert book.read("SG-0001", "conflict") == "No"
    assert book.read("SG-0002", "conflict") is None
    assert "Nothing changed 2" in said(anna, book)
    assert review(committee, two) is None
    assert review(committee, one).remarks == {"": "Good =1 _x0041_", "quality": "- thin"}  # type: ignore[union-attr]


def test_who_has_no_conflict_with_the_rest_says_so_at_once(committee: Committee, anna: Browser) -> None:
    committee.propose(1)
    page = anna.see("/workbook")
    later = committee.propose(2)  # was not on the page
    assert anna.send(page, "/workbook/conflicts").status_code == 303
    assert set(parcel(anna)) == {"scores.xlsx", "dossiers/SG-0001.pdf"}
    assert review(committee, later) is None


def test_cells_say_what_they_take_and_all_others_are_locked(committee: Committee, anna: Browser) -> None:
    committee.propose(1)
    table = (book := book_of(anna)).table
    rules = {str(rule.sqref): rule for rule in table.data_validations.dataValidation}
    score = rules[book.place("SG-0001", "score.worth")]
    assert (score.type, score.formula1, score.formula2, score.allowBlank) == ("whole", "0", "100", True)
    quality = rules[book.place("SG-0001", "score.quality")]
    assert quality.prompt.startswith("Is it clear who does what")
    assert rules[book.place("SG-0001", "abstain")].formula1 == '"Yes,No"'
    assert table.protection.sheet
    locked = {
        mark: table[book.place("SG-0001", mark)].protection.locked for mark in ("title", "score.worth", "remark.")
    }
    assert locked == {"title": True, "score.worth": False, "remark.": False}
    assert table.freeze_panes == "D3"
    assert table.row_dimensions[1].hidden
    assert table.column_dimensions["A"].hidden


def test_it_is_in_the_language_of_its_member(committee: Committee) -> None:
    one = committee.propose(1)
    bo = committee.browser("Bo")
    book = book_of(bo)
    assert [one.title for one in book.workbook.worksheets][:3] == ["ما ينبغي عمله", "درجاتكم", "المعايير"]
    assert book.table.sheet_view.rightToLeft
    told_of = " ".join(str(cell.value) for (cell,) in book.workbook.worksheets[0]["B2:B20"])
    assert "14 فبراير 2027" in told_of
    assert "قُرئ مصنّفكم" in said(bo, book.put("SG-0001", conflict="لا", score_quality=4, score_worth=60))
    assert review(committee, one, "Bo").state == GIVEN  # type: ignore[union-attr]


def test_full_rows_are_given_others_are_drafts_and_abstentions_have_a_reason(
    committee: Committee, anna: Browser
) -> None:
    one, two, three, four = (committee.propose(number) for number in range(1, 5))
    book = full(book_of(anna), "SG-0001", remark_="A plan.")
    book.put("SG-0002", conflict="no", score_quality=2)
    book.put("SG-0003", conflict="NO", abstain="yes", remark_="I know too little of it.")
    book.put("SG-0004", conflict="No")
    page = said(anna, book)
    for line in ("Reviews given 1", "Abstained 1", "Kept as drafts 1", "Yours to read now 1"):
        assert line in page
    assert f"Your scores!{book.place('SG-0002', 'score.worth')} Nothing stands here. Give a score: Worth" in page
    found = [review(committee, proposal) for proposal in (one, two, three, four)]
    assert [each.state for each in found if each] == [GIVEN, DRAFT, ABSTAINED, DRAFT]
    assert found[0] is not None
    assert (found[0].scores, found[0].remarks) == ({"quality": 4, "worth": 60}, {"": "A plan."})


def test_the_same_again_changes_nothing_and_says_so(committee: Committee, anna: Browser) -> None:
    one, _ = committee.propose(1), committee.propose(2)
    book = full(book_of(anna), "SG-0001").put("SG-0002", conflict="Yes", why="My sister's")
    assert "Reviews given 1 Conflicts of interest declared 1" in said(anna, book)
    before = review(committee, one)
    assert "Nothing changed 2" in said(anna, book)
    assert review(committee, one) == before


def test_a_conflict_in_the_workbook_is_a_declared_conflict(committee: Committee, anna: Browser) -> None:
    one = committee.propose(1)
    book = full(book_of(anna), "SG-0001").put("SG-0001", conflict="Yes")
    assert "Say in a few words what the conflict is" in said(anna, book, 422)
    assert "Conflicts of interest declared 1" in said(anna, book.put("SG-0001", why="I wrote it"))
    assert review(committee, one) is None
    with committee.context.ledger.reading() as c:
        [found] = conflicts.of_form(c, "small-grants")
    assert (found.kind, found.reason, found.found_by) == ("declared", "I wrote it", "Anna")
    assert "SG-0001" not in anna.see()
    anna.see(f"/{one.key}", status=404)


def test_a_review_that_was_given_is_not_emptied(committee: Committee, anna: Browser) -> None:
    one = committee.propose(1)
    anna.give(one)
    assert "Give a score: Quality" in said(anna, book_of(anna).put("SG-0001", score_quality=None), 422)
    assert review(committee, one).scores["quality"] == 4  # type: ignore[union-attr]
    page = said(anna, book_of(anna).put("SG-0001", score_quality=1))
    assert "Reviews given 1" in page
    assert review(committee, one).scores["quality"] == 1  # type: ignore[union-attr]


def test_what_was_changed_on_the_page_since_is_not_overwritten(committee: Committee, anna: Browser) -> None:
    one, two, three = (committee.propose(number) for number in (1, 2, 3))
    for proposal in (one, two, three):
        anna.give(proposal)
    book = book_of(anna).put("SG-0001", score_quality=1).put("SG-0002", score_quality=2)
    anna.give(one, quality="5")
    anna.give(three, quality="0")  # which the workbook does not change
    page = said(anna, book, 422)
    assert "Your review was changed on the page since this workbook was made" in page
    assert "Reviews given 1 Nothing changed 1 Not taken 1" in page
    scores = [review(committee, proposal).scores["quality"] for proposal in (one, two, three)]  # type: ignore[union-attr]
    assert scores == [5, 2, 0]


def test_after_closing_nothing_is_taken_but_conflicts(committee: Committee, anna: Browser) -> None:
    one, two = committee.propose(1), committee.propose(2)
    anna.give(one)
    book = book_of(anna).put("SG-0001", score_quality=1).put("SG-0002", conflict="Yes", why="My employer's")
    committee.clock.now = AFTER
    late = committee.browser("Anna")
    page = said(late, book, 422)
    assert "Conflicts of interest declared 1 Not taken 1" in page
    assert "Reviews cannot be given or changed any more." in page
    assert review(committee, one).scores["quality"] == 4  # type: ignore[union-attr]
    assert review(committee, two) is None


def test_nothing_that_members_are_blind_to_is_in_it(tmp_path: Path) -> None:
    with a_committee(tmp_path, BLIND.replace("title]", "title, asked]")) as committee:
        committee.join("Anna")
        one, anna = committee.propose(1, asked="4321.00"), committee.browser("Anna")
        anna.give(one)
        cells = [str(cell.value) for sheet in book_of(anna).workbook for row in sheet for cell in row]
        hidden = ("zebra1", "Senegal", "4321", "Applicant", "Amount")
        assert [cell for cell in cells if any(word in cell for word in hidden)] == []


def test_staff_are_told_who_handed_in_what(committee: Committee, anna: Browser) -> None:
    committee.propose(1)
    said(anna, full(book_of(anna), "SG-0001"))
    with committee.context.ledger.reading() as c:
        [line] = audit.about(c, f"member {committee.members['Anna'].id}", ["scoring workbook taken"])
    assert (line.who, line.details) == ("Anna", {"form": "small-grants", "version": 1, "given": 1})


def test_a_page_that_is_out_of_date_takes_nothing(committee: Committee, anna: Browser) -> None:
    committee.propose(1)
    answer = anna.client.post("/committee/small-grants/workbook", data={"csrf": "another"})
    assert answer.status_code == 409
    empty = send(anna, b"")
    assert empty.status_code == 422
    assert "Choose the workbook that you filled in" in told(empty.text)


def test_a_copy_that_libreoffice_saved_is_taken(
    committee: Committee, anna: Browser, tmp_path: Path, libreoffice: Callable[[Path], Path]
) -> None:
    one, two = committee.propose(1), committee.propose(2)
    anna.give(one, remark_="Two\nlines")
    path = tmp_path / "scores.xlsx"
    path.write_bytes(full(book_of(anna), "SG-0002", 5, 100, remark_worth="=dear").data())
    answer = send(anna, libreoffice(path).read_bytes())
    assert "Nothing changed 1" in told(answer.text)
    assert "is a formula" in told(answer.text)
    path.write_bytes(full(book_of(anna), "SG-0002", 5, 100, remark_worth="dear").data())
    answer = send(anna, libreoffice(path).read_bytes())
    assert "Reviews given 1 Nothing changed 1" in told(answer.text)
    assert review(committee, two).scores == {"quality": 5, "worth": 100}  # type: ignore[union-attr]


def no_turn() -> AbstractContextManager[None]:
    raise LedgerDown("the disk is full")


def test_while_the_ledger_is_full_nothing_is_lost(committee: Committee, anna: Browser) -> None:
    one, up = committee.propose(1), committee.context
    book = full(book_of(anna), "SG-0001")
    anna.see("/workbook")
    committee.app.extensions["chancery"] = replace(up, ledger=replace(up.ledger, turn=no_turn))
    answer = send(anna, book.data())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    committee.app.extensions["chancery"] = up
    assert "Reviews given 1" in said(anna, book)
    assert review(committee, one) is not None
