"""Submissions checked: canonical answers where all is well, every problem where it is not."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from grant_form import ANSWERS, GRANT, NOW, compiled

from forms.definition import NO_TEXT
from forms.schema import CompiledForm, Problem
from forms.types import messages
from forms.types.answers import find_question
from forms.types.messages import MESSAGES


@pytest.fixture(scope="module")
def grant(tmp_path_factory: pytest.TempPathFactory) -> CompiledForm:
    return compiled(tmp_path_factory.mktemp("forms"))


def problems(grant: CompiledForm, **changed: object) -> list[tuple[str, str]]:
    """The problems of sound answers after these changes."""
    checked = grant.check({**ANSWERS, **changed}, NOW)
    assert (checked.answers is None) is bool(checked.problems)
    assert all(problem.message in MESSAGES for problem in checked.problems)
    return [(problem.path, problem.message) for problem in checked.problems]


def kept(grant: CompiledForm, name: str, value: object) -> Any:
    """The canonical answer to one question."""
    checked = grant.check({**ANSWERS, name: value}, NOW)
    assert checked.problems == ()
    assert checked.answers is not None
    return checked.answers[name]


def test_canonical_answers(grant: CompiledForm) -> None:
    assert grant.check(ANSWERS, NOW).answers == {
        "state": "FJI",
        "contact": {"name": "Ana", "email": "ana@example.org", "phone": "+41221234567"},
        "site": "https://example.org/a?b=c",
        "title": "Stockpiles",
        "about": "First\nsecond",
        "months": 12,
        "share": "0.50",
        "asked": "12500.50",
        "starts": "2027-03-07",
        "agreed": True,
        "size": "l",
        "help": ["law", "yes"],
        "letter": [{"name": "letter.PDF", "size": 9, "sha256": "a" * 64, "scanned": False}],
        "budget": {
            "rows": [
                {"item": "Locks", "quantity": "3", "cost": "19.99", "line": "59.97"},
                {"item": "Doors", "quantity": "0.5", "cost": "100.00", "line": "50.00"},
            ],
            "totals": {"all": "109.97"},
        },
        "visa": None,
        "visa_days": None,
        "region": "africa",
        "office": "nairobi",
        "topics": ["locks", "other"],
        "topics_other": "Ships",
        "order": ["b", "a"],
        "opinion": {"pace": "good", "venue": None},
        "consented": True,
        "at": "14:30",
        "call_at": "2027-03-07T13:00",
        "here": "46.2044 6.1432",
        "grant": "GR-2026-0001",
        "campaign": "spring",
        "thanks": None,
        "second": "bob@example.org",
        "ends": "2027-05-01",
        "code": "AB-12",
        "summary": "In plain words.",
        "partnered": True,
        "partner": {"name": "ISACS", "kind": "other", "kind_other": "A museum"},
        "fee": "1000.04",
        "last_day": "2027-04-06",
        "trips": {
            "rows": [
                {"from": "2027-03-07", "to": "2027-03-09", "nights": 2, "hotel": "Inn", "rate": "80.00"},
                {"from": "2027-04-01", "to": "2027-04-01", "nights": 0, "hotel": None, "rate": None},
            ],
            "totals": {"nights_all": "2"},
        },
    }


def test_what_is_not_answered_is_there_as_nothing(grant: CompiledForm) -> None:
    answers = grant.check({"state": "FJI", "title": "T", "contact": {"email": "a@example.org"}}, NOW).answers
    assert answers is not None
    assert list(answers) == [question.name for question in grant.form.questions]
    assert answers["contact"] == {"name": None, "email": "a@example.org", "phone": None}
    assert (answers["help"], answers["letter"], answers["months"]) == ([], [], None)
    assert answers["budget"] == {"rows": [], "totals": {"all": "0.00"}}


def test_every_problem_is_found(grant: CompiledForm) -> None:
    raw = {"state": " ", "months": "99", "budget": [{"cost": "x"}, {"item": "A", "colour": "red"}], "colour": 1}
    label = {question.name: question.label for question in grant.form.questions}
    item, cost, email = (find_question(grant.form, path) for path in ("budget.item", "budget.cost", "contact.email"))
    assert item is not None
    assert cost is not None
    assert email is not None
    assert list(grant.check(raw, NOW).problems) == [
        Problem("state", label["state"], messages.CHOOSE),
        Problem("contact.email", email.label, messages.REQUIRED),
        Problem("title", label["title"], messages.REQUIRED),
        Problem("months", label["months"], messages.MAX, {"max": "24"}),
        Problem("budget.0.item", item.label, messages.REQUIRED),
        Problem("budget.0.cost", cost.label, messages.NUMBER),
        Problem("budget.1.colour", NO_TEXT, messages.UNKNOWN, {"key": "colour"}),
        Problem("colour", NO_TEXT, messages.UNKNOWN, {"key": "colour"}),
    ]


NUMBERS = [
    ("12", "12"), (12, "12"), (0.1, "0.1"), (Decimal("1.10"), "1.10"), ("1 234.5", "1234.5"), ("1\u202f234", "1234"),
    ("1\u2009234", "1234"), ("\u00a01\u00a0234 ", "1234"), ("1'234", "1234"), ("-0.0", "0.0"), ("\u22125", "-5"),
    ("+7", "7"), ("1,5", "1.5"), ("1,234.50", "1234.50"), ("1.234,50", "1234.50"), ("1 234,50", "1234.50"),
    ("-1,234,567.5", "-1234567.5"), ("1'234,5", "1234.5"),
    ("5.", "5"), (".5", "0.5"), ("\u0663", "3"), ("000000000000000000012", "12"), (1e3, "1000.0"),
    ("999999999999999", "999999999999999"), (Decimal("0E-400"), "0"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "canonical"), NUMBERS)
def test_numbers_are_kept_exactly(grant: CompiledForm, given: object, canonical: str) -> None:
    assert kept(grant, "share", given) == canonical


REFUSED = [
    ("share", "1,000", messages.COMMA), ("share", "1,234,567", messages.COMMA), ("share", "1٫5", messages.COMMA),
    ("share", "12,34.50", messages.COMMA), ("share", "1.00,5", messages.COMMA), ("share", "1,234", messages.COMMA),
    ("asked", "1,000.505", messages.TWO_DECIMALS), ("months", "twelve", messages.INTEGER),
    ("months", "1,5", messages.INTEGER), ("months", "12,345", messages.COMMA),
    ("share", "1e5", messages.NUMBER), ("share", "0x1f", messages.NUMBER), ("share", "1.2.3", messages.NUMBER),
    ("share", "NaN", messages.NUMBER), ("share", float("nan"), messages.NUMBER), ("share", True, messages.NUMBER),
    ("share", float("inf"), messages.NUMBER), ("share", Decimal("sNaN"), messages.NUMBER),
    ("share", [1], messages.NUMBER), ("share", {"a": 1}, messages.NUMBER), ("share", "0" * 101, messages.NUMBER),
    ("share", "1234567890123456", messages.TOO_MANY_DIGITS), ("share", 10**400, messages.TOO_MANY_DIGITS),
    ("share", 1e300, messages.TOO_MANY_DIGITS), ("share", 1e-300, messages.TOO_MANY_DIGITS),
    ("share", 10**6000, messages.TOO_MANY_DIGITS), ("share", Decimal("1E+999999"), messages.TOO_MANY_DIGITS),
    ("months", "1.5", messages.INTEGER), ("months", 0, messages.MIN), ("months", 25, messages.MAX),
    ("asked", "1.005", messages.TWO_DECIMALS), ("asked", "-1", messages.MIN), ("asked", "$5", messages.NUMBER),
    ("title", 5, messages.NOT_TEXT), ("title", ["a"], messages.NOT_TEXT), ("title", "x" * 1001, messages.TOO_LONG),
    ("title", "a\x00", messages.CONTROL_CHARACTERS), ("title", "a\ud800", messages.CONTROL_CHARACTERS),
    ("title", "a\x1b[31m", messages.CONTROL_CHARACTERS), ("title", "a\x85b", messages.CONTROL_CHARACTERS),
    ("about", "x" * 501, messages.TOO_LONG), ("site", "javascript:alert(1)", messages.URL),
    ("site", "example.org", messages.URL), ("site", "http://", messages.URL), ("site", "http://[", messages.URL),
    ("site", "http://a b", messages.URL),
    ("site", "http://a:99999999", messages.URL), ("site", "ftp://a", messages.URL),
    ("starts", "2027-02-29", messages.DATE),
    ("starts", "7 March 2027", messages.DATE), ("starts", 20270307, messages.DATE),
    ("starts", {"day": "7", "month": "3"}, messages.DATE),
    ("starts", {"day": "31", "month": "4", "year": "2027"}, messages.DATE),
    ("starts", {"day": "7", "month": "3", "year": "20271"}, messages.DATE), ("starts", "0001-01-01", messages.DATE),
    ("starts", {"day": 7, "month": 10**5000, "year": 2027}, messages.DATE), ("starts", ["2027-03-07"], messages.DATE),
    ("agreed", "perhaps", messages.YES_NO), ("agreed", 2, messages.YES_NO), ("agreed", [True], messages.YES_NO),
    ("size", "m", messages.NOT_A_CHOICE),
    ("size", ["l"], messages.NOT_A_CHOICE), ("size", dict, messages.NOT_A_CHOICE),
    ("help", ["law", "m"], messages.NOT_A_CHOICE), ("help", {"law": True}, messages.NOT_A_CHOICE),
    ("state", "Atlantis", messages.COUNTRY), ("state", 5, messages.NOT_TEXT),
    ("letter", "letter.pdf", messages.FILE),
    ("letter", {"name": "a.exe", "url": "https://a.example/"}, messages.FILE_KIND),
    ("letter", {"name": "pdf", "url": "https://a.example/"}, messages.FILE_KIND),
    ("letter", {"name": "a.pdf", "url": "file:///etc/passwd"}, messages.URL),
    ("letter", {"name": "a.pdf"}, messages.FILE),
    ("letter", {"name": "a.pdf", "size": -1, "sha256": "a" * 64}, messages.FILE),
    ("letter", {"name": "a.pdf", "size": 1, "sha256": "../../x"}, messages.FILE),
    ("letter", {"name": "..", "size": 1, "sha256": "a" * 64}, messages.FILE),
    ("letter", {"name": "a.pdf", "size": 2_000_001, "sha256": "a" * 64}, messages.FILE_SIZE),
    ("contact", "Ana", messages.NOT_A_GROUP), ("contact", [{"email": "a@example.org"}], messages.NOT_A_GROUP),
    ("budget", "much", messages.NOT_A_TABLE), ("budget", 5, messages.NOT_A_TABLE),
    ("budget", [{"item": "A"}], messages.FEWEST_ROWS), ("budget", [{"item": "A"}] * 5, messages.MOST_ROWS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "message"), REFUSED, ids=[f"{name}-{number}" for number, (name, _, _) in enumerate(REFUSED)]
)
def test_a_wrong_answer_is_one_problem(grant: CompiledForm, name: str, given: object, message: str) -> None:
    assert problems(grant, **{name: given}) == [(name, message)]


@pytest.mark.parametrize("given", ["ana", "ana@", "ana@localhost", "a b@example.org", "ana@exa mple.org", "x" * 1001])
def test_e_mail_addresses(grant: CompiledForm, given: str) -> None:
    [(path, message)] = problems(grant, contact={"email": given})
    assert path == "contact.email"
    assert message in {messages.EMAIL, messages.TOO_LONG}


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("+679 331 2600", "+6793312600"),
        ("0041 22 123 45 67", "+41221234567"),
        ("+41 (0)22 123 45 67", "+41221234567"),
        ("+41 22 123 45 67 ext. 5", "+41221234567 ext. 5"),
        ("+41221234567 ext. 5", "+41221234567 ext. 5"),
        ("022 123 45 67", None),
        ("call me", None),
        ("+1", None),
    ],
)
def test_telephone_numbers_are_international(grant: CompiledForm, given: str, canonical: str | None) -> None:
    checked = grant.check({**ANSWERS, "contact": {"email": "a@example.org", "phone": given}}, NOW)
    if canonical is None:
        assert [one.message for one in checked.problems] == [messages.PHONE]
    else:
        assert checked.answers is not None
        assert checked.answers["contact"]["phone"] == canonical


@pytest.mark.parametrize("given", [True, "yes", " YES ", "1", 1, "on", "true"])
def test_ways_to_say_yes(grant: CompiledForm, given: object) -> None:
    assert kept(grant, "agreed", given) is True


@pytest.mark.parametrize("given", [False, "no", "0", 0, "off", "False"])
def test_ways_to_say_no_are_answers(grant: CompiledForm, given: object) -> None:
    assert kept(grant, "agreed", given) is False


@pytest.mark.parametrize(
    "given", ["2027-03-07", "20270307", " 2027-03-07\n", {"year": 2027, "month": "03", "day": " 7"}]
)
def test_ways_to_say_a_day(grant: CompiledForm, given: object) -> None:
    assert kept(grant, "starts", given) == "2027-03-07"


@pytest.mark.parametrize("given", ["CIV", "ci", "Côte d’Ivoire", "côte  d'ivoire", "Кот-д’Ивуар", "科特迪瓦"])
def test_ways_to_say_a_country(grant: CompiledForm, given: str) -> None:
    assert kept(grant, "state", given) == "CIV"


def test_text_is_composed_and_on_one_line_but_not_otherwise_touched(grant: CompiledForm) -> None:
    assert kept(grant, "title", " =1+1\r\nCafe\u0301  <b> ") == "=1+1 Café  <b>"
    assert kept(grant, "about", "\ta\r\n\r\nb\rc \n") == "a\n\nb\nc"


def test_choices_are_kept_in_the_order_of_the_definition_and_once(grant: CompiledForm) -> None:
    assert kept(grant, "help", ["yes", "", "law", "yes"]) == ["law", "yes"]
    assert kept(grant, "help", True) == ["yes"]


def test_rows_count_as_they_were_sent(grant: CompiledForm) -> None:
    rows = [{"item": ""}, {"item": "A"}, {}, None, {"item": "B", "cost": "x"}, "row"]
    assert problems(grant, budget=rows) == [("budget.4.cost", messages.NUMBER), ("budget.5", messages.NOT_A_GROUP)]


def test_too_few_rows_do_not_hide_what_is_wrong_in_them(grant: CompiledForm) -> None:
    found = problems(grant, budget=[{"item": "A", "cost": "x"}])
    assert sorted(found) == [("budget", messages.FEWEST_ROWS), ("budget.0.cost", messages.NUMBER)]


def test_what_is_worked_out_is_never_taken_from_outside(grant: CompiledForm) -> None:
    rows = [{"item": "A", "quantity": 2, "cost": 3, "line": "999"}, {"item": "B", "line": "5"}]
    assert kept(grant, "budget", {"rows": rows, "totals": {"all": "999"}}) == {
        "rows": [
            {"item": "A", "quantity": "2", "cost": "3.00", "line": "6.00"},
            {"item": "B", "quantity": None, "cost": None, "line": None},
        ],
        "totals": {"all": "6.00"},
    }


def test_half_a_cent_is_rounded_up_in_products(grant: CompiledForm) -> None:
    rows = [{"item": "A", "quantity": "0.5", "cost": "0.01"}, {"item": "B", "quantity": "0.5", "cost": "0.05"}]
    assert [row["line"] for row in kept(grant, "budget", rows)["rows"]] == ["0.01", "0.03"]


def test_a_product_too_large_for_a_spreadsheet_is_a_problem(grant: CompiledForm) -> None:
    large = {"item": "A", "quantity": "999999999999999", "cost": "999999999999999"}
    assert problems(grant, budget=[{"item": "B"}, large]) == [("budget.1.line", messages.TOO_MANY_DIGITS)]
    half = {"item": "A", "quantity": "1", "cost": "600000000000000"}
    assert problems(grant, budget=[half, half]) == [("budget", messages.TOO_MANY_DIGITS)]


def test_unknown_keys_are_told_by_path_and_made_fit_to_be_kept(grant: CompiledForm) -> None:
    raw = {**ANSWERS, "b\ud800\x00": 1, "a" * 500: 2, "contact.email": 3, "_schema": 4, 5: 6}
    found = grant.check({**raw, "contact": {"email": "a@example.org", "fax": ""}}, NOW).problems
    paths = ["contact.email", "contact.fax", "5", "_schema", "a" * 100, "b\ufffd\ufffd"]
    assert [problem.path for problem in found] == paths
    assert {problem.message for problem in found} == {messages.UNKNOWN}
    assert problems(grant, budget={"rows": [], "sums": 1}) == [("budget.sums", messages.UNKNOWN)]


def test_problems_come_in_the_same_order_always_and_end_somewhere(grant: CompiledForm) -> None:
    found = grant.check({**ANSWERS, **{f"k{number:04d}": 1 for number in range(1_000)}}, NOW).problems
    assert [problem.path for problem in found] == [f"k{number:04d}" for number in range(200)]


@pytest.mark.parametrize("given", [None, [], "x", 5, [ANSWERS], True])
def test_answers_stand_by_name(grant: CompiledForm, given: object) -> None:
    assert [problem.message for problem in grant.check(given, NOW).problems] == [messages.NOT_ANSWERS]


def test_deep_nesting_is_a_problem_like_any_other(grant: CompiledForm) -> None:
    deep: object = ""
    for _ in range(100_000):
        deep = [deep]
    found = [("title", messages.NOT_TEXT), ("budget", messages.FEWEST_ROWS), ("budget.0", messages.NOT_A_GROUP)]
    assert sorted(problems(grant, title=deep, budget=deep)) == sorted(found)


def test_a_required_group_wants_something_and_a_required_table_a_row(tmp_path: Path) -> None:
    text = GRANT.replace("label: E-mail, required: yes", "label: E-mail")
    text = text.replace("label: Contact\n", "label: Contact\n        required: yes\n")
    text = text.replace("label: Budget\n", "label: Budget\n        required: yes\n")
    found = compiled(tmp_path, text).check({**ANSWERS, "contact": {"name": " "}, "budget": [{}]}, NOW).problems
    assert [(one.path, one.message) for one in found] == [
        ("contact", messages.REQUIRED),
        ("budget", messages.REQUIRED),
    ]


def test_questions_may_be_called_like_parts_of_a_schema(tmp_path: Path) -> None:
    names = ["fields", "load", "context", "validate", "opts", "dump", "declared_fields", "exclude", "only"]
    asked = "".join(f"      - {{question: {name}, type: text, label: {name}}}\n" for name in names)
    text = GRANT.replace("      - {question: site,", asked + "      - {question: site,")
    answers = {**ANSWERS, **dict.fromkeys(names, "x")}
    checked = compiled(tmp_path, text).check(answers, NOW)
    assert checked.answers is not None
    assert [checked.answers[name] for name in names] == ["x"] * len(names)


def test_every_message_names_the_question_or_the_key() -> None:
    assert len(set(MESSAGES)) == len(MESSAGES)
    constants = {value for name, value in vars(messages).items() if name.isupper() and isinstance(value, str)}
    assert constants == set(MESSAGES)
    no_label = {messages.UNKNOWN, messages.NOT_ANSWERS, messages.NOT_OPEN, messages.CLOSED, messages.TOO_MANY_ROWS}
    assert all("%(label)s" in one or one in no_label for one in MESSAGES)
