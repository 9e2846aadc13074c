"""What a definition says of the time after a decision: the fund, and the grant that an approval becomes."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import TypedDict, TypeVar

from forms.definition import CheckItem, DueReport, Form, Instalment, ListedAnswer, Question, Reminder, Terms, Text
from forms.near import near
from forms.reading.placeholder_part import check_words
from forms.reading.reader import Reader, titled
from forms.tree import Value

GRANT_CALL_WORDS = ("fund", "cycle", "grant")
GRANT_NEEDED = ("number", "email")
GRANT_WORDS = (
    *GRANT_NEEDED,
    "agreement",
    "instalments",
    "reports",
    "reminders",
    "checklist",
    "sheet",
    "columns",
)
INSTALMENT_NEEDED = ("instalment", "label", "share")
INSTALMENT_WORDS = (*INSTALMENT_NEEDED, "after")
REPORT_NEEDED = ("report", "label", "form", "reference", "email")
DUE = ("months", "days", "on")
REPORT_WORDS = (*REPORT_NEEDED, *DUE, "starts", "declined", "told_by")
REMINDER_NEEDED = ("reminder", "subject", "body")
WHEN = ("before", "after")
REMINDER_WORDS = (*REMINDER_NEEDED, *WHEN)
CHECK_NEEDED = ("item", "label")
CHECK_WORDS = (*CHECK_NEEDED, "needs")
COLUMN_NEEDED = ("column", "label", "path")
COLUMN_WORDS = (*COLUMN_NEEDED, "of")
LINK = "link"
REMINDER_PLACEHOLDERS = ("reference", "form_title", "organisation", "number", "report", "due_on", LINK)
"""What can stand in double brackets in a reminder. It goes by itself, and has no answers."""
FUND = re.compile(r"[a-z][a-z0-9-]{0,59}")
NUMBER = re.compile(r"(?=.*\{number)(?:[A-Za-z0-9 ._-]|\{year\}|\{number(?::0[1-9]d)?\}){1,60}")
LONGEST_NUMBER, HIGHEST = 100, 2_147_483_647
"""Characters of a number that is filled in, and the largest that is."""
FIRST_YEAR, LAST_YEAR = 1900, 9999
MOST_MONTHS, MOST_DAYS = 600, 3_650

Named = TypeVar("Named", Instalment, DueReport, Reminder, CheckItem, ListedAnswer)


class Granting(TypedDict):
    """The words of a call that this module reads."""

    fund: str
    cycle: int | None
    grant: Terms | None


def read_grant(reader: Reader, parts: Mapping[str, Value], answers: Mapping[str, Question]) -> Granting:
    """What becomes of approvals; `answers` are the form's questions and totals by path."""
    fund, terms = parts.get("fund"), parts.get("grant")
    name = reader.filled(fund, "call, fund", "fund")
    if fund is not None and name and not FUND.fullmatch(name):
        remedy = "Use small letters, digits and hyphens, a letter first, 60 at most."
        reader.wrong(fund, "call, fund", f"{name!r} cannot be a name.", remedy)
    if terms is not None and fund is None:
        cause = "a grant is of a fund, and the call names none."
        reader.wrong(terms, "call, grant", cause, "Add a line `fund: …` to the call.")
    return {
        "fund": name,
        "cycle": reader.integer(parts.get("cycle"), "call, cycle", FIRST_YEAR, LAST_YEAR),
        "grant": None if terms is None else _terms(reader, terms, answers),
    }


def _terms(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Terms:
    place = "call, grant"
    parts = reader.mapping(value, place, GRANT_WORDS, GRANT_NEEDED)
    reports = _listed(reader, parts, "reports", _report)
    names = [one.name for one in reports]
    terms = Terms(
        number=_number(reader, parts.get("number")),
        email=_email(reader, parts.get("email"), answers),
        agreement=reader.filled(parts.get("agreement"), place, "agreement"),
        instalments=_listed(reader, parts, "instalments", _instalment),
        reports=reports,
        reminders=_listed(reader, parts, "reminders", _reminder),
        checklist=_listed(reader, parts, "checklist", _check_item),
        sheet=reader.filled(parts.get("sheet"), place, "sheet"),
        columns=_listed(reader, parts, "columns", _column),
    )
    _check_shares(reader, parts.get("instalments"), terms.instalments)
    _check_reports(reader, parts, terms, names)
    _check_columns(reader, parts.get("columns"), terms.columns, (names, answers))
    return terms


def _email(reader: Reader, value: Value | None, answers: Mapping[str, Question]) -> str:
    path = reader.filled(value, "call, grant", "email")
    emails = [path for path, question in answers.items() if question.type == "email"]
    if value is not None and path and path not in emails:
        cause = f"`email` is {path!r}, which is no email question."
        reader.wrong(value, "call, grant", cause, near(path, emails))
    return path


def _listed(
    reader: Reader, parts: Mapping[str, Value], word: str, read: Callable[[Reader, Value], Named]
) -> tuple[Named, ...]:
    """The items under a word, each with a name of its own."""
    items = reader.items(parts.get(word), f"call, {word}")
    found = tuple(read(reader, one) for one in items)
    reader.once(items, (one.name for one in found), f"call, {word}")
    return found


def _number(reader: Reader, value: Value | None) -> str:
    number = reader.word(value, "call, grant, number")
    if value is not None and not NUMBER.fullmatch(number):
        remedy = 'Write it like "VTF-G-{year}-{number:03d}": letters, digits, and {number}.'
        reader.wrong(value, "call, grant, number", f"{number!r} cannot be filled in.", remedy)
    elif value is not None and len(number.format(year=LAST_YEAR, number=HIGHEST)) > LONGEST_NUMBER:
        cause = f"filled in, it may have more than {LONGEST_NUMBER} characters."
        reader.wrong(value, "call, grant, number", cause, "Write a shorter one.")
    return number


def _instalment(reader: Reader, value: Value) -> Instalment:
    place = titled(value, "instalment")
    parts = reader.mapping(value, place, INSTALMENT_WORDS, INSTALMENT_NEEDED)
    share = reader.number(parts.get("share"), place)
    if share is not None and not 0 < share <= 100:
        reader.wrong(parts["share"], place, f"{share} is no share of 100.", "Write a number above 0, at most 100.")
    return Instalment(
        name=reader.name(parts.get("instalment"), place),
        label=reader.text(parts.get("label"), place, "label"),
        share=share or Decimal(0),
        after=reader.filled(parts.get("after"), place, "after"),
    )


def _report(reader: Reader, value: Value) -> DueReport:
    place = titled(value, "report")
    parts = reader.mapping(value, place, REPORT_WORDS, REPORT_NEEDED)
    said = [word for word in DUE if word in parts]
    for word in said[1:]:
        cause = f"is due by {said[0]!r} already, and {word!r} would be another day."
        reader.wrong(parts[word], place, cause, "Keep one of them.")
    return DueReport(
        name=reader.name(parts.get("report"), place),
        label=reader.text(parts.get("label"), place, "label"),
        form=reader.filled(parts.get("form"), place, "form"),
        reference=reader.filled(parts.get("reference"), place, "reference"),
        email=reader.filled(parts.get("email"), place, "email"),
        months=reader.integer(parts.get("months"), place, 0, MOST_MONTHS),
        days=reader.integer(parts.get("days"), place, 0, MOST_DAYS),
        on=_day(reader, parts.get("on"), place),
        starts=reader.filled(parts.get("starts"), place, "starts"),
        declined=_answers(reader, parts.get("declined"), place),
        told_by=_answers(reader, parts.get("told_by"), place),
    )


def _answers(reader: Reader, value: Value | None, place: str) -> dict[str, str]:
    return {path: reader.word(one, place) for path, one in reader.pairs(value, place).items()}


def _day(reader: Reader, value: Value | None, place: str) -> date | None:
    return None if value is None else reader.day(value, place)


def _reminder(reader: Reader, value: Value) -> Reminder:
    place = titled(value, "reminder")
    parts = reader.mapping(value, place, REMINDER_WORDS, REMINDER_NEEDED)
    if not parts.keys() & WHEN:
        cause = "does not say how many days before or after the report is due."
        reader.wrong(value, place, cause, "Add a line `before: [30, 7]` or `after: [1, 14]`.")
    return Reminder(
        name=reader.name(parts.get("reminder"), place),
        subject=_template(reader, parts, place, "subject"),
        body=_template(reader, parts, place, "body"),
        before=_days(reader, parts.get("before"), place),
        after=_days(reader, parts.get("after"), place),
    )


def _template(reader: Reader, parts: Mapping[str, Value], place: str, word: str) -> Text:
    text = reader.text(parts.get(word), place, word)
    check_words(reader, parts.get(word), f"{place}, {word}", text, REMINDER_PLACEHOLDERS)
    return text


def _days(reader: Reader, value: Value | None, place: str) -> tuple[int, ...]:
    items = reader.items(value, place)
    if value is not None and isinstance(value.content, list) and not items:
        reader.wrong(value, place, "names no day.", "List how many days, like [30, 7].")
    return tuple(day for one in items if (day := reader.integer(one, place, 0, MOST_DAYS)) is not None)


def _check_item(reader: Reader, value: Value) -> CheckItem:
    place = titled(value, "item")
    parts = reader.mapping(value, place, CHECK_WORDS, CHECK_NEEDED)
    return CheckItem(
        name=reader.name(parts.get("item"), place),
        label=reader.filled(parts.get("label"), place, "label"),
        needs=reader.filled(parts.get("needs"), place, "needs"),
    )


def _column(reader: Reader, value: Value) -> ListedAnswer:
    place = titled(value, "column")
    parts = reader.mapping(value, place, COLUMN_WORDS, COLUMN_NEEDED)
    return ListedAnswer(
        name=reader.name(parts.get("column"), place),
        label=reader.filled(parts.get("label"), place, "label"),
        path=reader.filled(parts.get("path"), place, "path"),
        of=reader.filled(parts.get("of"), place, "of"),
    )


def _check_shares(reader: Reader, value: Value | None, instalments: Collection[Instalment]) -> None:
    total = sum((one.share for one in instalments), Decimal(0))
    if value is not None and total != 100:
        reader.wrong(value, "call, instalments", f"the shares sum to {total}.", "Make them sum to 100.")


def _check_reports(reader: Reader, parts: Mapping[str, Value], terms: Terms, names: Collection[str]) -> None:
    """An instalment waits for a report that there is, and reports are reminded of where there are any."""
    items = reader.items(parts.get("instalments"), "call, instalments")
    for value, one in zip(items, terms.instalments, strict=True):
        if one.after and one.after not in names:
            place = titled(value, "instalment")
            reader.wrong(value.part("after"), place, f"there is no report {one.after!r}.", near(one.after, names))
    _check_days(reader, parts.get("reminders"), terms.reminders)
    if terms.reminders and not names:
        cause = "there is no report to be reminded of."
        reader.wrong(parts["reminders"], "call, reminders", cause, "Add `reports`, or take the reminders out.")


def _check_days(reader: Reader, value: Value | None, reminders: Collection[Reminder]) -> None:
    """On one day one reminder goes."""
    days = [day for one in reminders for day in (*(-day for day in one.before), *one.after)]
    twice = sorted({day for day in days if days.count(day) > 1})
    if value is not None and twice:
        said = f"{abs(twice[0])} days {'before' if twice[0] < 0 else 'after'}"
        reader.wrong(value, "call, reminders", f"two reminders go {said} a report is due.", "Keep one of them.")


def _check_columns(
    reader: Reader,
    value: Value | None,
    columns: Collection[ListedAnswer],
    known: tuple[Collection[str], Mapping[str, Question]],
) -> None:
    names, answers = known
    for item, one in zip(reader.items(value, "call, columns"), columns, strict=True):
        place = titled(item, "column")
        if one.of and one.of not in names:
            reader.wrong(item.part("of"), place, f"there is no report {one.of!r}.", near(one.of, names))
        elif not one.of and one.path and one.path not in answers:
            reader.wrong(item.part("path"), place, f"there is no question at {one.path!r}.", near(one.path, answers))


def check_letters(reader: Reader, root: Value, form: Form) -> None:
    """The letters that a grant names must be there."""
    terms = form.call.grant if form.call else None
    if terms is None:
        return
    value, names = root.part("call").part("grant"), [one.name for one in form.letters]
    if terms.agreement and terms.agreement not in names:
        cause = f"there is no letter {terms.agreement!r}."
        reader.wrong(value.part("agreement"), "call, grant", cause, near(terms.agreement, names))
    for item, one in zip(value.list_under("checklist"), terms.checklist, strict=True):
        if one.needs and one.needs not in names:
            place = titled(item, "item")
            reader.wrong(item.part("needs"), place, f"there is no letter {one.needs!r}.", near(one.needs, names))
