"""Rules at work: what is asked, what is worked out, what must be there and what must hold."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from grant_form import ANSWERS, GRANT, NOW, compiled, minimal, write_form
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms.definition import NO_TEXT, Question
from forms.errors import DefinitionErrors
from forms.load import load_form
from forms.rules.engine import Rules
from forms.schema import Checked, CompiledForm, compile_form
from forms.types import messages
from forms.types.worked_out import canonical


@pytest.fixture(scope="module")
def grant(tmp_path_factory: pytest.TempPathFactory) -> CompiledForm:
    return compiled(tmp_path_factory.mktemp("forms"))


def small(folder: Path, questions: str, further: str = "") -> CompiledForm:
    """A small form with these questions, one a line."""
    indented = "\n".join(f"      {line}" for line in questions.strip("\n").splitlines())
    return compile_form(load_form(write_form(folder, minimal(indented, further), "small")))


def told(checked: Checked) -> list[tuple[str, str]]:
    return [(one.path, one.message) for one in checked.problems]


def accepted(form: CompiledForm, raw: dict[str, Any], now: datetime = NOW) -> dict[str, Any]:
    checked = form.check(raw, now)
    assert checked.problems == ()
    assert checked.answers is not None
    again = form.check(checked.answers, now)
    assert again.answers == checked.answers, "what was accepted is accepted again, unchanged"
    assert again.left_out == ()
    return checked.answers


# what is asked


def test_what_is_not_asked_is_left_out_and_said_to_be(grant: CompiledForm) -> None:
    checked = grant.check({**ANSWERS, "partnered": False, "partner": {"name": "ISACS"}, "visa": True}, NOW)
    assert checked.answers is not None
    assert checked.answers["partner"] == {"name": None, "kind": None, "kind_other": None}
    assert checked.answers["visa"] is None
    assert set(checked.left_out) == {"partner.name", "visa"}


def test_what_is_wrong_with_an_answer_that_is_not_asked_is_no_problem(grant: CompiledForm) -> None:
    answers = accepted(grant, {**ANSWERS, "visa": "perhaps", "visa_days": -3, "partnered": "no", "partner": "nobody"})
    assert (answers["visa"], answers["visa_days"]) == (None, None)


def test_a_section_is_asked_as_a_whole(grant: CompiledForm) -> None:
    raw = {**ANSWERS, "region": "asia", "office": "bangkok"}
    assert told(grant.check(raw, NOW)) == [("visa", messages.CHOOSE)]
    assert told(grant.check({**raw, "visa": "yes"}, NOW)) == [("visa_days", messages.REQUIRED)]
    assert accepted(grant, {**raw, "visa": "no"})["visa_days"] is None
    assert accepted(grant, {**raw, "visa": "yes", "visa_days": 3})["visa_days"] == 3


def test_other_asks_what_else_and_only_then(grant: CompiledForm) -> None:
    assert told(grant.check({**ANSWERS, "topics_other": ""}, NOW)) == [("topics_other", messages.REQUIRED)]
    answers = accepted(grant, {**ANSWERS, "topics": ["locks"], "topics_other": "Ships"})
    assert answers["topics_other"] is None
    partner = {"name": "N", "kind": "other"}
    assert told(grant.check({**ANSWERS, "partner": partner}, NOW)) == [("partner.kind_other", messages.REQUIRED)]


def test_other_works_in_a_row(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- question: trips
  type: table
  label: Trips
  questions:
    - {question: by, type: choose_one, label: By, choices: [{value: air, label: Air}], other: How?}
""",
    )
    rows = [{"by": "air", "by_other": "x"}, {"by": "other", "by_other": "boat"}]
    assert accepted(form, {"trips": rows})["trips"]["rows"] == [
        {"by": "air", "by_other": None},
        {"by": "other", "by_other": "boat"},
    ]
    assert told(form.check({"trips": [{"by": "other"}]}, NOW)) == [("trips.0.by_other", messages.REQUIRED)]


def test_chains_of_rules_end_in_one_go_whatever_their_order(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- {question: c, type: text, label: C, show_if: b != null}
- {question: b, type: text, label: B, show_if: a != null}
- {question: a, type: text, label: A, show_if: z == true}
- {question: z, type: yes_no, label: Z}
""",
    )
    raw = {"a": "a", "b": "b", "c": "c"}
    assert accepted(form, {**raw, "z": True}) == {**raw, "z": True}
    assert accepted(form, {**raw, "z": False}) == {"a": None, "b": None, "c": None, "z": False}


def test_a_rule_does_not_see_what_is_left_out_later(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- question: first
  type: text
  label: First
  required_if: later != null
  checks: [{check: same, must: later == null || later == first, message: Differs.}]
- {question: later, type: text, label: Later, show_if: wanted == true}
- {question: wanted, type: yes_no, label: Wanted}
""",
    )
    assert accepted(form, {"first": "a", "later": "b", "wanted": False})["later"] is None
    assert accepted(form, {"later": "b"}) == {"first": None, "later": None, "wanted": None}
    assert told(form.check({"first": "a", "later": "b", "wanted": True}, NOW)) == [("first", "same")]
    found = told(form.check({"later": "b", "wanted": True}, NOW))
    assert found == [("first", messages.REQUIRED), ("first", "same")]


def test_a_check_sees_what_is_worked_out_later(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- question: amount
  type: decimal
  label: Amount
  checks: [{check: dear, must: fee <= 10, message: Too dear.}]
- {question: fee, type: calculated, label: Fee, calculation: amount * 2, result: decimal}
""",
    )
    assert told(form.check({"amount": 6}, NOW)) == [("amount", "dear")]
    assert accepted(form, {"amount": "4"})["fee"] == "8"


# what is worked out


def test_calculations_follow_the_answers_and_are_never_taken_from_outside(grant: CompiledForm) -> None:
    answers = accepted(grant, {**ANSWERS, "fee": "999", "last_day": "1999-01-01", "asked": "100.06"})
    assert (answers["fee"], answers["last_day"]) == ("8.00", "2027-04-06")
    answers = accepted(grant, {**ANSWERS, "asked": None, "starts": ""})
    assert (answers["fee"], answers["last_day"]) == (None, None)


@pytest.mark.parametrize(
    ("calculation", "result", "kept"),
    [
        ("a / 3", "money", "3.33"), ("a / 8", "money", "1.25"), ("a / 3", "decimal", "3.3333333333"),
        ("a * 1.0", "decimal", "10"), ("a / 4", "integer", 3), ("a", "text", None), ("text(a)", "text", "10"),
        ("text(a / 4)", "text", "2.5"), ("a > 3", "yes_no", True), ("a < 3", "yes_no", False),
        ("add_days(date('2027-01-31'), a)", "date", "2027-02-10"), ("a / 0", "decimal", None),
        ("none + a", "decimal", None), ("none == null ? 1 : 2", "integer", 1), ("a * 1e30", "decimal", "many"),
        ("round(2.5, 0) + round(-2.5, 0)", "decimal", "0"), ("round(1.005, 2)", "money", "1.01"),
        ("0.1 + 0.2", "decimal", "0.3"), ("whole(-2.7)", "integer", -2), ("modulo(a, 3)", "integer", 1),
        ("days(date('2027-01-31'), date('2027-03-01'))", "integer", 29), ("-a * 0", "decimal", "0"),
        ("text(add_years(date('2028-02-29'), 1))", "text", "2029-02-28"), ("number('1e2')", "decimal", "100"),
        ("number('x')", "decimal", None), ("least([a, 3])", "integer", 3), ("greatest([a, 3])", "integer", 10),
        ("least([])", "decimal", None), ("sum([0.1, 0.2])", "decimal", "0.3"), ("words('a b  c')", "integer", 3),
        ("length('né')", "integer", 2), ("text(a > 3)", "text", "true"), ("text(none)", "text", None),
    ],
)  # fmt: skip
def test_what_a_calculation_is_kept_as(tmp_path: Path, calculation: str, result: str, kept: object) -> None:
    currency = "\n  currency: USD" if result == "money" else ""
    questions = f"""
- {{question: a, type: integer, label: A}}
- {{question: none, type: decimal, label: None}}
- question: w
  type: calculated
  label: W
  calculation: "{calculation}"
  result: {result}{currency}
"""
    if calculation == "a":
        with pytest.raises(DefinitionErrors, match=r"gives a number, not a text"):
            small(tmp_path, questions)
        return
    form = small(tmp_path, questions)
    if kept == "many":
        assert told(form.check({"a": 10}, NOW)) == [("w", messages.TOO_MANY_DIGITS)]
    else:
        assert accepted(form, {"a": 10})["w"] == kept


def test_rows_are_worked_out_one_by_one_and_added_up(grant: CompiledForm) -> None:
    trips = [
        {"from": "2027-03-07", "to": "2027-03-08", "hotel": "", "rate": "5"},
        {"from": "2027-03-07", "to": "2027-03-10", "hotel": "Inn", "rate": "70"},
    ]
    found = accepted(grant, {**ANSWERS, "trips": trips})["trips"]
    assert [row["nights"] for row in found["rows"]] == [1, 3]
    assert [row["rate"] for row in found["rows"]] == [None, "70.00"]
    assert found["totals"] == {"nights_all": "4"}


def test_a_row_in_which_nothing_is_left_is_no_row(grant: CompiledForm) -> None:
    checked = grant.check({**ANSWERS, "trips": [{"rate": "5"}, {"nights": 3}]}, NOW)
    assert checked.answers is not None
    assert checked.answers["trips"] == {"rows": [], "totals": {"nights_all": "0"}}
    assert checked.left_out == ("trips.0.rate",)


def test_rows_that_are_left_must_be_enough(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- question: t
  type: table
  label: T
  min: 2
  questions:
    - {question: a, type: text, label: A}
    - {question: b, type: text, label: B, show_if: a != null}
""",
    )
    assert told(form.check({"t": [{"a": "x"}, {"b": "y"}]}, NOW)) == [("t", messages.FEWEST_ROWS)]
    assert accepted(form, {"t": [{"b": "y"}, {"b": "z"}]})["t"] == {"rows": [], "totals": {}}


def test_products_can_be_ruled_and_are_seen_by_rules(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- {question: priced, type: yes_no, label: Priced}
- question: t
  type: table
  label: T
  questions:
    - {question: note, type: text, label: Note, required_if: cost > 10}
    - question: n
      type: integer
      label: N
      checks: [{check: dear, must: cost <= 50, message: Too dear.}]
    - {question: unit, type: decimal, label: Unit}
    - {question: cost, type: decimal, label: Cost, product: [n, unit], show_if: priced == true}
  totals: [{total: all, label: All, sum: cost}]
""",
    )
    rows = [{"n": 4, "unit": "5"}, {"n": 20, "unit": "3", "note": "x"}]
    assert told(form.check({"priced": True, "t": rows}, NOW)) == [("t.0.note", messages.REQUIRED), ("t.1.n", "dear")]
    found = accepted(form, {"priced": False, "t": rows})["t"]
    assert [row["cost"] for row in found["rows"]] == [None, None]
    assert found["totals"] == {"all": "0"}


# what must be there and must hold


def test_checks_are_problems_and_warnings_are_told_beside_them(grant: CompiledForm) -> None:
    checked = grant.check({**ANSWERS, "months": 20}, NOW)
    assert checked.answers is not None
    [warning] = checked.warnings
    assert (warning.path, warning.message, warning.text.in_language("en")) == ("months", "long", "That is long.")
    trips = [{"from": "2027-03-07", "to": "2027-03-09", "hotel": "Inn", "rate": "90000"}]
    checked = grant.check({**ANSWERS, "trips": trips, "months": 20}, NOW)
    assert told(checked) == [("asked", "trips_paid")]
    assert checked.problems[0].text.in_language("fr") == "The trips cost more than is asked for."
    assert [one.message for one in checked.warnings] == ["long"]


def test_checks_of_a_row_are_told_at_the_row(grant: CompiledForm) -> None:
    trips = [{}, {"from": "2027-03-07", "to": "2027-03-09"}, {"from": "2027-03-07", "to": "2027-03-06"}]
    assert told(grant.check({**ANSWERS, "trips": trips}, NOW)) == [
        ("trips.1.hotel", messages.REQUIRED),
        ("trips.2.to", "order"),
    ]


@pytest.mark.parametrize(
    ("must", "raw", "passes"),
    [
        ("a > 5", {}, True), ("a > 5", {"a": 5}, False), ("a > 5", {"a": 6}, True),
        ("a > 5 && b > 5", {"a": 1}, False), ("a > 5 && b > 5", {"a": 6}, True),
        ("a > 5 || b > 5", {"a": 6}, True), ("a > 5 || b > 5", {"a": 1}, True),
        ("a != null", {}, False), ("!(a > 5)", {"a": 6}, False), ("a / b > 1", {"a": 1, "b": 0}, True),
        ("'x' in many", {}, False), ("'x' in many", {"many": ["x"]}, True), ("count(many) == 0", {}, True),
        ("many.exists(m, m == 'x')", {"many": ["y"]}, False), ("size(text) > 2", {}, None),
        ("day >= today", {"day": "2026-11-25"}, True), ("day >= today", {"day": "2026-11-24"}, False),
        ("day < date('2027-01-01')", {"day": "2026-12-31"}, True),
        ("moment <= now", {"moment": "2026-11-25T00:30"}, True),
        ("moment < now", {"moment": "2026-11-25T00:30"}, False), ("text.matches('[0-9]+')", {"text": "a1"}, True),
        ("text.startsWith('A') && text.endsWith('z')", {"text": "Abz"}, True), ("yes", {"yes": "no"}, False),
        ("sum(t.n) == 3", {"t": [{"n": 1}, {"n": 2}]}, True), ("t.n.all(x, x > 0)", {"t": [{"n": 0}]}, False),
        ("t.n.all(x, x > 0)", {}, True), ("t.rows.all(r, r.n > 0)", {"t": [{"n": 1}]}, True),
        ("t.rows.exists(r, r.n > r.m)", {"t": [{"n": 1, "m": 2}]}, False),
        ("count(t.rows) < 2", {"t": [{"n": 1}] * 2}, False),
        ("place == '46.2 6.1'", {"place": "46.2 6.1"}, True), ("count(file) > 0", {}, False),
        ("m.one == 'x'", {"m": {"one": "x"}}, True), ("g.inner == 'x'", {"g": {"inner": "y"}}, False),
        ("rank == ['y', 'x']", {"rank": "y x"}, True), ("least([a, b]) > 1", {"a": 2, "b": 3}, True),
        ("a.isNull()", {}, None),
    ],
)  # fmt: skip
def test_a_check_holds_or_not_or_cannot_be_said(tmp_path: Path, must: str, raw: dict[str, Any], passes: object) -> None:
    questions = """
- {question: a, type: integer, label: A}
- {question: b, type: decimal, label: B}
- {question: text, type: text, label: T}
- {question: "yes", type: yes_no, label: Y}
- {question: day, type: date, label: D}
- {question: moment, type: datetime, label: M}
- {question: many, type: choose_many, label: M, choices: [{value: x, label: X}, {value: y, label: Y}]}
- {question: rank, type: ranking, label: M, choices: [{value: x, label: X}, {value: y, label: Y}]}
- {question: place, type: geopoint, label: P}
- {question: file, type: file, label: F}
- {question: m, type: matrix, label: M, statements: [{statement: one, label: O}], choices: [{value: x, label: X}]}
- {question: g, type: group, label: G, questions: [{question: inner, type: text, label: I}]}
- question: t
  type: table
  label: T
  questions: [{question: n, type: integer, label: N}, {question: m, type: integer, label: M}]
"""
    further = f'zone: Europe/Zurich\nchecks:\n  - {{check: holds, must: "{must}", message: No., at: a}}\n'
    if passes is None:
        with pytest.raises(Exception, match=r"whole numbers|no question or function"):
            small(tmp_path, questions, further)
        return
    found = told(small(tmp_path, questions, further).check(raw, NOW))
    assert found == ([] if passes else [("a", "holds")])


def test_required_and_required_if_speak_once(grant: CompiledForm) -> None:
    found = told(grant.check({**ANSWERS, "state": "", "contact": {}, "partner": {}}, NOW))
    assert found == [
        ("state", messages.CHOOSE),
        ("contact.email", messages.REQUIRED),
        ("partner.name", messages.REQUIRED),
    ]


def test_a_required_matrix_wants_every_statement(tmp_path: Path) -> None:
    text = GRANT.replace("label: Opinion\n", "label: Opinion\n        required: yes\n")
    found = told(compiled(tmp_path, text).check({**ANSWERS, "opinion": {"pace": "good"}}, NOW))
    assert found == [("opinion.venue", messages.CHOOSE)]


def test_a_required_consent_wants_yes(tmp_path: Path) -> None:
    form = compiled(tmp_path, GRANT.replace("label: I consent", "label: I consent, required: yes"))
    assert told(form.check({**ANSWERS, "consented": "no"}, NOW)) == [("consented", messages.CHOOSE)]
    assert accepted(form, ANSWERS)["consented"] is True


# choices that go with other answers


def test_only_choices_that_go_with_the_other_answers_are_taken(grant: CompiledForm) -> None:
    assert told(grant.check({**ANSWERS, "office": "bangkok"}, NOW)) == [("office", messages.NOT_OFFERED)]
    assert told(grant.check({**ANSWERS, "region": ""}, NOW)) == [("office", messages.NOT_OFFERED)]
    assert told(grant.check({**ANSWERS, "topics": ["law", "other"]}, NOW)) == [("topics", messages.NOT_OFFERED)]
    assert accepted(grant, {**ANSWERS, "size": "s", "topics": ["law", "other"]})["topics"] == ["law", "other"]
    assert accepted(grant, {**ANSWERS, "size": "", "topics": ["other"]})["topics"] == ["other"]


def test_choices_in_rows_go_with_their_row(tmp_path: Path) -> None:
    choices = "[{value: a, label: A, with: {of: x}}, {value: b, label: B, with: {of: y}}]"
    form = small(
        tmp_path,
        f"""
- question: t
  type: table
  label: T
  questions:
    - {{question: kind, type: text, label: K}}
    - {{question: one, type: choose_one, label: O, choices: {choices}, choices_where: {{of: kind}}}}
""",
    )
    rows = [{"kind": "x", "one": "a"}, {"kind": "x", "one": "b"}, {"kind": "y", "one": "b"}]
    assert told(form.check({"t": rows}, NOW)) == [("t.1.one", messages.NOT_OFFERED)]


# faulty answers beside rules


def test_rules_about_a_faulty_answer_are_passed_over(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- {question: a, type: integer, label: A}
- {question: b, type: text, label: B, required_if: a == null}
- {question: w, type: calculated, label: W, calculation: a * 2, result: integer}
- question: t
  type: table
  label: T
  questions:
    - {question: n, type: integer, label: N}
    - question: m
      type: integer
      label: M
      required_if: n == null
      checks: [{check: row, must: n != null, message: No.}]
  totals: [{total: s, label: S, sum: n}]
""",
        """checks:
  - {check: there, must: a != null, message: No., at: b}
  - {check: worked, must: w != null, message: No., at: b}
  - {check: added, must: t.totals.s > 5, message: No., at: t}
  - {check: many, must: count(t.rows) > 3, message: No., at: t}
  - {check: free, must: b != null, message: No., at: b}
""",
    )
    found = told(form.check({"a": "x", "t": [{"n": "x"}, {"m": 3}]}, NOW))
    assert found == [
        ("a", messages.INTEGER),
        ("b", "free"),
        ("t.0.n", messages.INTEGER),
        ("t.1.m", "row"),
    ]


def test_a_group_with_a_faulty_answer_is_not_empty(tmp_path: Path) -> None:
    text = GRANT.replace("label: E-mail, required: yes", "label: E-mail")
    text = text.replace("label: Contact\n", "label: Contact\n        required: yes\n")
    found = told(compiled(tmp_path, text).check({**ANSWERS, "contact": {"email": "x"}}, NOW))
    assert found == [("contact.email", messages.EMAIL)]


# days


@pytest.mark.parametrize(
    ("now", "day", "message"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), "2026-11-24", None),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), "2026-11-24", messages.EARLIEST),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), "2026-11-25", None),
        (NOW, "2099-12-31", None),
        (NOW, "2100-01-01", messages.LATEST),
    ],
)
def test_today_is_that_of_the_forms_zone(grant: CompiledForm, now: datetime, day: str, message: str | None) -> None:
    raw = {**ANSWERS, "ends": day, "starts": "", "trips": []}
    assert told(grant.check(raw, now)) == ([] if message is None else [("ends", message)])


@pytest.mark.parametrize(
    ("words", "day", "message", "params"),
    [
        ("min: today", "2026-11-23", messages.EARLIEST, {"min": "2026-11-24"}),
        ("min: today", "2026-11-24", None, {}),
        ("max: today", "2026-11-25", messages.LATEST, {"max": "2026-11-24"}),
        ("max: today", "2026-11-24", None, {}),
        ("min: 2026-01-01, max: today", "2025-12-31", messages.EARLIEST, {"min": "2026-01-01"}),
        ("min: 2026-01-01, max: today", "2026-06-01", None, {}),
        ("min: today, max: today", "2026-11-24", None, {}),
        ("min: 2026-01-01, max: 2026-01-31", "2026-02-01", messages.LATEST, {"max": "2026-01-31"}),
    ],
)
def test_days_have_bounds(tmp_path: Path, words: str, day: str, message: str | None, params: dict[str, object]) -> None:
    form = small(tmp_path, f"- {{question: d, type: date, label: D, {words}}}")
    checked = form.check({"d": day}, datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert [(one.message, one.params) for one in checked.problems] == ([] if message is None else [(message, params)])


def test_days_in_rows_have_bounds(tmp_path: Path) -> None:
    column = "[{question: d, type: date, label: D, min: today}]"
    form = small(tmp_path, f"- {{question: t, type: table, label: T, questions: {column}}}")
    assert told(form.check({"t": [{"d": "2030-01-01"}, {"d": "2020-01-01"}]}, NOW)) == [("t.1.d", messages.EARLIEST)]


# the call and the mails


def test_the_rules_of_the_call_and_the_mails_are_compiled_too(grant: CompiledForm) -> None:
    values = grant.logic.values(accepted(grant, ANSWERS), NOW)
    held = {one.name: rule.holds(values) for one, rule in grant.logic.eligibility}
    assert held == {
        "ceiling": True, "agreement": True, "region": True, "sums": False, "letter": True, "described": False,
    }  # fmt: skip
    assert {name: rule.holds(values) for name, rule in grant.logic.mails.items()} == {"report": True}


def test_a_form_without_rules_has_nothing_to_judge(tmp_path: Path) -> None:
    form = small(tmp_path, "- {question: title, type: text, label: Title}")
    assert (form.logic.settling, form.logic.plain, form.logic.testing) == ((), (), ())
    assert not form.logic.has_rules
    assert accepted(form, {"title": "x"}) == {"title": "x"}


# what cannot be said for a mistake in another answer


def test_a_mistake_in_one_answer_does_not_wipe_another(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- {question: n, type: integer, label: N}
- {question: s, type: text, label: S, required: yes, show_if: n > 5}
- {question: more, type: text, label: More, show_if: s != null, checks: [{check: c, must: s == "y", message: No.}]}
""",
    )
    checked = form.check({"n": "x1", "s": "typed", "more": "too"}, NOW)
    assert told(checked) == [("n", messages.INTEGER)]
    assert (checked.so_far["s"], checked.so_far["more"], checked.left_out) == ("typed", "too", ())
    assert told(form.check({"n": "x1"}, NOW)) == [("n", messages.INTEGER)]
    assert form.check({"n": 5, "s": "typed"}, NOW).left_out == ("s",)


def test_a_mistake_in_a_row_does_not_wipe_its_other_answers(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- question: t
  type: table
  label: T
  questions:
    - {question: n, type: integer, label: N}
    - {question: s, type: text, label: S, show_if: n > 5}
""",
    )
    checked = form.check({"t": [{"n": "x1", "s": "typed"}, {"n": 1, "s": "gone"}]}, NOW)
    assert told(checked) == [("t.0.n", messages.INTEGER)]
    assert [row["s"] for row in checked.so_far["t"]["rows"]] == ["typed", None]
    assert checked.left_out == ("t.1.s",)


def test_a_mistake_in_what_is_not_asked_leaves_no_check_unsaid(tmp_path: Path) -> None:
    form = small(
        tmp_path,
        """
- {question: asked, type: yes_no, label: Asked}
- {question: n, type: integer, label: N, show_if: asked == true}
- {question: s, type: text, label: S, checks: [{check: c, must: n != null, message: No.}]}
""",
    )
    assert told(form.check({"asked": "no", "n": "x", "s": "s"}, NOW)) == [("s", "c")]


@example(cents=300, rate=750)
@given(cents=st.integers(0, 10**9), rate=st.integers(0, 10**4))
@settings(max_examples=300)
def test_rates_of_amounts_are_rounded_as_on_paper(cents: int, rate: int) -> None:
    amount, part = Decimal(cents) / 100, Decimal(rate) / 10_000
    exact = (amount * part).quantize(Decimal("0.01"), ROUND_HALF_UP)
    rule = Rules({"a": "number", "r": "number"}).compile("round(a * r, 2)", "number")
    worked_out = rule.work_out({"a": float(amount), "r": float(part)})
    assert Decimal(repr(worked_out)) == exact
    money = Question("q", "calculated", NO_TEXT, result="money")
    assert canonical(money, float(amount) * float(part)) == str(exact)


@pytest.mark.parametrize(
    ("result", "gave", "kept"),
    [("integer", 2.5, 3), ("integer", -2.5, -3), ("integer", "x", None), ("text", 1.0, None), ("yes_no", "x", None),
     ("date", True, None), ("money", True, None), ("text", b"x", None)],
)  # fmt: skip
def test_a_result_of_another_kind_is_no_answer(result: str, gave: object, kept: object) -> None:
    assert canonical(Question("q", "calculated", NO_TEXT, result=result), gave) == kept
