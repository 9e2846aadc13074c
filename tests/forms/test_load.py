"""Definitions as values, and every mistake with its line, its cause and its remedy."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from grant_form import GRANT, NOW, minimal, write_form

from forms.definition import Check, Choice, Condition, Eligibility, Filter, Stage, Text
from forms.errors import DefinitionError, DefinitionErrors
from forms.load import load_form, load_forms
from forms.rules.conditions import expression
from forms.schema import compile_form
from forms.types.answers import find_question


def mistakes(folder: Path, text: str) -> tuple[DefinitionError, ...]:
    with pytest.raises(DefinitionErrors) as found:
        load_form(write_form(folder, text))
    return found.value.errors


def test_a_definition_becomes_values(tmp_path: Path) -> None:
    form = load_form(write_form(tmp_path))
    assert (form.name, form.version, form.languages) == ("grant", 2, ("en", "fr"))
    assert form.title == Text({"en": "Grant", "fr": "Subvention"})
    assert form.intro == Text({"en": "Ask for money."})
    assert [section.name for section in form.sections] == ["applicant", "project", "abroad", "further"]
    assert form.sections[2].show_if == Condition("region", "is", "asia")
    letter, budget = find_question(form, "letter"), find_question(form, "budget")
    assert letter is not None
    assert (letter.accept, letter.max_megabytes) == (("pdf", "txt"), 2)
    assert budget is not None
    assert (budget.min, budget.max) == (Decimal(2), Decimal(4))
    assert budget.questions[3].product == ("quantity", "cost")
    formats = ["text", "text", "money", "datetime", "text", "text", "text"]
    assert [column.format for column in form.sheet.columns] == formats
    assert [column.owner for column in form.sheet.columns] == [*["service"] * 4, "both", "staff", "staff"]
    assert form.sheet.columns[-1].dropdown == ("yes", "no")
    assert [(mail.name, mail.to, mail.on, mail.after_days) for mail in form.mails] == [
        ("acknowledgement", "contact.email", "accepted", 0),
        ("report", "contact.email", "changed", 30),
        ("promise", "contact.email", "decided", 0),
        ("award", "contact.email", "released", 0),
    ]
    [letter_of_award] = form.letters
    assert (letter_of_award.name, letter_of_award.signed) == ("award", Text({"en": "The Secretary"}))
    assert letter_of_award.body == Text({"en": "Dear ((contact.name)),\n\nYou have ((amount))."})
    briefing, week = form.mails[3].calendar
    assert (form.mails[3].attach, briefing.is_whole_days, week.is_whole_days) == (("award",), False, True)
    assert (form.mails[2].column, form.mails[2].decisions) == ("Decision", ("yes",))
    assert form.sheet.deleted_rows == "keep out"
    assert form.mails[1].when == Condition("agreed", "is", "yes")
    assert (form.mails[1].form, form.mails[1].prefill) == ("grant", {"grant": "$reference", "title": "title"})
    assert form.sources[1].mapping == {"ref-state": "state", "ref-mail": "contact.email"}


def test_the_settings_of_a_form(tmp_path: Path) -> None:
    form, zone = load_form(write_form(tmp_path)), ZoneInfo("Europe/Zurich")
    assert form.zone == "Europe/Zurich"
    assert form.opens == datetime(2026, 10, 1, 9, tzinfo=zone)
    assert form.closes == datetime(2027, 1, 15, 17, tzinfo=UTC)
    assert form.edit_until == datetime(2027, 1, 20, 18, tzinfo=zone)
    assert (form.accepts_late, form.one_per, form.keep_months) == (True, ("state", "title"), 84)
    assert form.privacy.in_language("fr") == "Le Secrétariat voit vos réponses."
    assert [(page.name, page.sections) for page in form.pages] == [
        ("who", ("applicant",)),
        ("what", ("project", "abroad", "further")),
    ]
    call_at = find_question(form, "call_at")
    assert call_at is not None
    assert call_at.zone == "Europe/Zurich"


def test_a_plain_form_has_no_settings(tmp_path: Path) -> None:
    form = load_form(write_form(tmp_path, minimal(), "small"))
    assert (form.zone, form.opens, form.closes, form.accepts_late, form.one_per) == ("UTC", None, None, False, ())
    assert (form.edit_until, form.keep_months, form.privacy, form.pages) == (None, None, Text(), ())
    assert (form.lists, form.checks, form.mails, form.call, form.sources) == ((), (), (), None, ())


def test_lists_are_written_out_or_read_from_a_file(tmp_path: Path) -> None:
    form = load_form(write_form(tmp_path))
    regions, offices = form.lists
    assert [choice.value for choice in regions.choices] == ["africa", "asia"]
    assert offices.csv == "offices.csv"
    assert offices.choices[0] == Choice("nairobi", Text({"en": "Nairobi", "fr": "Nairobi"}), (), {"region": "africa"})
    office, topics = find_question(form, "office"), find_question(form, "topics")
    assert office is not None
    assert topics is not None
    assert (office.choices, office.choices_from) == (offices.choices, "offices")
    assert office.choices_where == Filter({"region": "region"})
    assert topics.choices_where == Filter({}, "choice.for == size")
    assert [choice.value for choice in topics.choices] == ["law", "locks", "marking", "other"]


def test_a_list_on_a_shared_sheet_is_asked_for_by_workbook_and_tab(tmp_path: Path) -> None:
    text = GRANT.replace("{list: offices, csv: offices.csv}", "{list: offices, workbook: Lists, tab: Offices}")
    asked: list[tuple[str, str]] = []

    def shared(workbook: str, tab: str) -> list[dict[str, str]]:
        asked.append((workbook, tab))
        return [{"value": "suva", "label": "Suva", "region": "asia"}]

    form = load_form(write_form(tmp_path, text), shared)
    assert asked == [("Lists", "Offices")]
    assert (form.lists[1].workbook, form.lists[1].tab) == ("Lists", "Offices")
    assert form.lists[1].choices == (Choice("suva", Text({"en": "Suva"}), (), {"region": "asia"}),)


def test_other_makes_a_question_of_its_own_beside_the_first(tmp_path: Path) -> None:
    form = load_form(write_form(tmp_path))
    names = [question.name for question in form.questions]
    assert names[names.index("topics") + 1] == "topics_other"
    for path, condition in (
        ("topics_other", Condition("topics", "is", "other")),
        ("partner.kind_other", Condition("partner.kind", "is", "other")),
    ):
        made = find_question(form, path)
        assert made is not None
        assert (made.type, made.required, made.is_companion, made.show_if) == ("text", True, True, condition)
    assert made.label == Text({"en": "What else?"})


def test_a_matrix_is_a_choice_for_each_statement(tmp_path: Path) -> None:
    opinion = find_question(load_form(write_form(tmp_path)), "opinion")
    assert opinion is not None
    assert [(one.name, one.type, len(one.choices)) for one in opinion.questions] == [
        ("pace", "choose_one", 2),
        ("venue", "choose_one", 2),
    ]


def test_checks_say_what_must_hold(tmp_path: Path) -> None:
    form = load_form(write_form(tmp_path))
    trips = find_question(form, "trips.to")
    assert trips is not None
    order = Check("order", Condition(expression="to >= from"), Text({"en": "It ends before it starts."}))
    assert trips.checks == (order,)
    assert [(one.name, one.at, one.is_warning) for one in form.checks] == [
        ("trips_paid", "asked", False),
        ("long", "months", True),
    ]


def test_rules_of_a_call_are_conditions_with_a_reason(tmp_path: Path) -> None:
    call = load_form(write_form(tmp_path)).call
    assert call is not None
    reason = Text({"en": "Too much is asked for."})
    assert call.rules[0] == Eligibility("ceiling", Condition("asked", "max", "100000"), reason)
    assert [rule.must.value for rule in call.rules[1:5]] == ["yes", ("FJI", "TON"), "budget.totals.all", True]
    assert call.rules[5].must == Condition(expression="length(title) > 10")
    assert [rule.is_note for rule in call.rules] == [False] * 5 + [True]
    assert call.stages == (Stage("review", Text({"en": "Review"}), date(2027, 1, 16), date(2027, 3, 31)),)


@pytest.mark.parametrize(
    ("condition", "kind", "said"),
    [
        (Condition("agreed", "is", "yes"), "truth", "agreed == true"),
        (Condition("agreed", "is", "On"), "truth", "agreed == true"),
        (Condition("agreed", "is", "off"), "truth", "agreed == false"),
        (Condition("size", "is", "yes"), "text", 'size == "yes"'),
        (Condition("help", "is", "law"), "texts", '"law" in help'),
        (Condition("help", "is_not", "law"), "texts", '!("law" in help)'),
        (Condition("asked", "min", "-5"), "number", "asked >= -5"),
        (Condition("starts", "max", "today"), "day", "starts <= today"),
        (Condition("starts", "min", "2027-01-31"), "day", 'starts >= date("2027-01-31")'),
        (Condition("title", "is", 'a"\\b\n'), "text", 'title == "a\\"\\\\b\\n"'),
        (Condition("months", "one_of", ("1", "2")), "number", "months in [1, 2]"),
        (Condition("help", "one_of", ("law",)), "texts", 'help.exists(one, one in ["law"])'),
        (Condition("help", "filled", True), "texts", "count(help) > 0"),
        (Condition("title", "filled", False), "text", "!(title != null)"),
        (Condition("asked", "equals", "share"), "number", "asked != null && asked == share"),
        (Condition(expression="a > b"), "", "a > b"),
    ],
)
def test_a_simple_condition_is_said_as_an_expression(condition: Condition, kind: str, said: str) -> None:
    assert expression(condition, kind) == said


def test_is_yes_asks_a_choice_for_its_value_and_not_for_a_truth(tmp_path: Path) -> None:
    text = GRANT.replace("value: l,", "value: yes,").replace(
        "question: agreed, is: yes}, r", "question: size, is: yes}, r"
    )
    form = compile_form(load_form(write_form(tmp_path, text)))
    [(_, rule)] = [one for one in form.logic.eligibility if one[0].name == "agreement"]
    assert [rule.holds({**form.logic.values({"size": size}, NOW)}) for size in ("yes", "s")] == [True, False]


def test_an_answer_that_looks_like_a_test_is_an_answer(tmp_path: Path) -> None:
    asked = (
        "      - {question: size, type: choose_one, label: Size, choices: [{value: '<', label: Less}]}\n"
        "      - {question: why, type: text, label: Why, show_if: {question: size, is: '<'}}\n"
    )
    form = load_form(write_form(tmp_path, minimal(asked), "small"))
    assert form.sections[0].questions[1].show_if == Condition("size", "is", "<")


def test_a_text_need_not_be_in_every_language_of_the_form(tmp_path: Path) -> None:
    text = GRANT.replace("{en: Grant, fr: Subvention}", "{fr: Subvention}")
    assert load_form(write_form(tmp_path, text)).title.in_language("ar") == "Subvention"


def test_all_mistakes_are_listed_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        GRANT.replace("type: url", "type: urll")
        .replace(", is: yes}, reason: The c", "}, reason: The c")
        .replace("weight: 40", "weight: 4")
    )
    text = text.replace("sheet:\n", "shete:\n").replace("version: 2", "version: two")
    found = mistakes(tmp_path, text)
    assert [int(error.where) for error in found] == sorted(int(error.where) for error in found)
    causes = " ".join(error.cause for error in found)
    for part in ("'urll'", "0 tests", "sum to 64", "'sheet' is missing", "'shete'", "'two'"):
        assert part in causes
    assert len(found) == 6


def test_a_mistake_reads_as_one_line(tmp_path: Path) -> None:
    path = write_form(tmp_path, GRANT.replace("version: 2", "version: 0"))
    with pytest.raises(DefinitionErrors) as found:
        load_form(path)
    said = f"{path}:2: version: 0 is not a whole number from 1 to 1000000. Write one that is."
    assert str(found.value) == said


def test_a_folder_of_forms_tells_the_mistakes_of_all(tmp_path: Path) -> None:
    write_form(tmp_path, GRANT.replace("type: url", "type: urll"))
    write_form(
        tmp_path,
        GRANT.replace("form: grant", "form: loan").replace(", is: yes}, reason: The c", "}, reason: The c"),
        "loan",
    )
    with pytest.raises(DefinitionErrors) as found:
        load_forms(tmp_path)
    assert [error.file.parent.name for error in found.value.errors] == ["grant", "loan"]


def test_two_forms_may_not_share_their_numbers_or_their_tab(tmp_path: Path) -> None:
    write_form(tmp_path)
    write_form(tmp_path, GRANT.replace("form: grant", "form: loan").replace(":04d", ":05d"), "loan")
    with pytest.raises(DefinitionErrors) as found:
        load_forms(tmp_path)
    assert [(error.place, "'grant' too" in error.cause) for error in found.value.errors] == [
        ("reference", True),
        ("sheet", True),
    ]


def test_forms_are_found_by_name(tmp_path: Path) -> None:
    write_form(tmp_path)
    other = GRANT.replace("form: grant", "form: loan").replace("GR-", "LO-").replace("Grants", "Loans")
    write_form(tmp_path, other, "loan")
    assert list(load_forms(tmp_path)) == ["grant", "loan"]


def test_the_forms_of_the_house_are_in_order() -> None:
    folder = Path(__file__).parents[2] / "forms" / "definitions"
    assert all(name == form.name for name, form in load_forms(folder).items())
