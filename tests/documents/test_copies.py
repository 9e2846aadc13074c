"""What the copy that an applicant keeps says of each type of question."""

import json

import pytest

from app.copies import Copy, copy_of
from app.said_answers import Answer
from app.text import said_size
from tests.documents.everything import NOW, RAW, everything, made


def by_label(copy: Copy) -> dict[str, Answer]:
    return {answer.label: answer for part in copy.parts for answer in part.answers}


def test_answers_are_said_as_people_read_them() -> None:
    found = by_label(made(everything(), RAW))
    said = {label: answer.lines for label, answer in found.items() if answer.lines}
    assert said == {
        "Name": ("Ana",),
        "About": ("First.", "Second."),
        "People": ("1,200",),
        "Asked": ("1,234.50 USD",),
        "At": ("27 November 2026 14:30",),
        "Agree": ("Yes",),
        "Order": ("1. IT", "2. Law"),
        "Twice": ("2,400",),
    }
    assert [label for label, answer in found.items() if answer.is_long] == ["About"]
    assert [(file.name, file.size) for file in found["Letter"].files] == [("رسالة.pdf", "240 kB"), ("plan.docx", "")]


def test_what_was_confirmed_stands_on_the_copy() -> None:
    found = everything()
    checked = found.check(RAW, NOW)
    assert checked.answers is not None
    copy = copy_of(
        found,
        checked.answers,
        reference="E-1",
        received_at=NOW,
        language="en",
        organisation="Secretariat",
        declaration="I speak for my Government.",
    )
    assert copy.facts[-1] == ("Confirmed by sending it", "I speak for my Government.")
    assert "Confirmed by sending it" not in dict(made(found, RAW).facts)


def test_what_was_not_asked_is_left_out() -> None:
    copy = made(everything(), RAW)
    assert [part.title for part in copy.parts] == ["One", "Two"]
    assert {"Why", "Campaign", "Nearly done"} & set(by_label(copy)) == set()
    refused = made(everything(), {**RAW, "agree": False, "why": "Too dear"})
    assert by_label(refused)["Why"].lines == ("Too dear",)
    assert [part.title for part in refused.parts] == ["One", "Two", "Three"]


def test_what_was_asked_and_not_answered_stays() -> None:
    copy = made(everything(), {"name": "Ana"})
    found = by_label(copy)
    assert copy.nothing == "Not provided"
    assert (found["About"], found["Letter"]) == (Answer("About"), Answer("Letter"))
    assert (found["Empty"], found["Lines"]) == (Answer("Empty"), Answer("Lines"))
    assert found["Partner"].members == (Answer("Their name"), Answer("Office", members=(Answer("Town"),)))
    assert "Twice" not in found  # nobody was asked for it


def test_groups_hold_their_questions() -> None:
    found = by_label(made(everything(), RAW))
    assert found["Views"].members == (Answer("Pace", ("Good",)), Answer("Room"))
    assert found["Partner"].members[1] == Answer("Office", members=(Answer("Town", ("Bern",)),))


def test_a_table_has_rows_and_totals() -> None:
    table = by_label(made(everything(), RAW))["Lines"].table
    assert table is not None
    assert [(one.label, one.is_number) for one in table.columns] == [
        ("Item", False), ("Reason", False), ("Many", True), ("Price", True), ("Cost", True)
    ]  # fmt: skip
    assert table.rows == (
        ("Desk", None, "1", "10.00 USD", "10.00 USD"),
        ("", "", "2,000", "2.50 USD", "5,000.00 USD"),
    )
    assert [(one.label, one.said, one.place) for one in table.totals] == [("In all", "5,010.00 USD", 4)]


def test_what_could_not_be_worked_out_is_empty() -> None:
    table = by_label(made(everything(), {**RAW, "lines": [{"item": "Desk", "many": 1}]}))["Lines"].table
    assert table is not None
    assert table.rows == (("Desk", None, "1", "", None),)


def test_a_table_that_is_too_wide_has_its_rows_below_each_other() -> None:
    found = by_label(made(everything(), RAW))["Wide"]
    assert found.table is None
    assert [one.label for one in found.members] == ["Row 1", "Row 2", "Sum"]
    assert [one.label for one in found.members[0].members] == ["A", "C", "D", "E", "F", "G"]
    assert found.members[1].members[1] == Answer("B", ("y",))
    assert found.members[2].lines == ("3",)


def test_the_copy_says_what_when_and_to_whom() -> None:
    copy = made(everything(), RAW)
    assert (copy.organisation, copy.title, copy.reference) == ("Secretariat", "Everything", "E-1")
    assert dict(copy.facts)["Received"] == "24 November 2026, 13:00 (Central European Standard Time)"
    arabic = made(everything(), RAW, "ar")
    assert (arabic.title, arabic.direction, arabic.parts[0].answers[0].label) == ("كل شيء", "rtl", "الاسم")
    assert arabic.parts[1].title == "Two"  # as far as the form is translated


def test_answers_are_left_as_they_are() -> None:
    answers = everything().check(RAW, NOW).answers
    assert answers is not None
    before = json.dumps(answers, default=str)
    copy_of(everything(), answers, reference="E-1", received_at=NOW, language="en", organisation="S")
    assert json.dumps(answers, default=str) == before


@pytest.mark.parametrize(
    ("size", "language", "said"),
    [(0, "en", "1 kB"), (1_499, "en", "1 kB"), (240_000, "ru", "240 кБ"), (1_440_000, "fr", "1,4\u202fMo")],
)
def test_sizes_are_said_as_people_write_them(size: int, language: str, said: str) -> None:
    assert said_size(size, language) == said
