"""Which texts of a form lack one of its languages."""

from collections.abc import Iterable, Iterator

from forms.definition import OTHER, Call, Check, Choice, Form, Letter, Mail, Question, Terms, Text

Missing = tuple[str, tuple[str, ...]]
"""A place, and the languages that its text lacks."""
Told = Iterator[tuple[str, Text]]


def missing(form: Form) -> list[Missing]:
    """Every text that lacks one of the form's languages, in the order of the definition."""
    found = ((place, _lacks(text, form.languages)) for place, text in texts_of(form))
    return [(place, languages) for place, languages in dict(found).items() if languages]


def texts_of(form: Form) -> Told:
    """Every text that people read, with its place; those that are not given are left out."""
    told = [
        ("title", form.title),
        ("intro", form.intro),
        ("privacy", form.privacy),
        ("declaration", form.declaration),
        ("next_steps", form.next_steps),
        *((f"page {page.name!r}, title", page.title) for page in form.pages),
        *_lists(form),
        *_sections(form),
        *_checks(form.checks),
        *_letters(form.letters),
        *_mails(form.mails),
        *(_call(form.call) if form.call is not None else ()),
    ]
    return ((place, text) for place, text in told if text)


def _lacks(text: Text, languages: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in languages if not text.by_language.get(one, "").strip())


def _lists(form: Form) -> Told:
    for one in form.lists:
        yield from _choices(one.choices, f"list {one.name!r}")


def _sections(form: Form) -> Told:
    for section in form.sections:
        place = f"section {section.name!r}"
        yield f"{place}, title", section.title
        yield f"{place}, intro", section.intro
        yield from _questions(section.questions, "")


def _questions(questions: Iterable[Question], before: str) -> Told:
    for question in questions:
        if not question.is_companion:  # its text is the `other` of the question before
            yield from _question(question, before + question.name)


def _question(question: Question, path: str) -> Told:
    place = f"question {path!r}"
    if question.type != "hidden":  # which nobody reads
        yield f"{place}, label", question.label
    yield f"{place}, hint", question.hint
    if not question.choices_from:
        yield from _choices(question.choices, place)
    yield f"{place}, other", question.other
    yield from _checks(question.checks)
    if question.type == "matrix":
        yield from ((f"{place}, statement {one.name!r}", one.label) for one in question.questions)
    else:
        yield from _questions(question.questions, f"{path}.")
    yield from ((f"{place}, total {one.name!r}", one.label) for one in question.totals)


def _choices(choices: Iterable[Choice], place: str) -> Told:
    """The choices that the author wrote; "other" is ours."""
    return ((f"{place}, choice {one.value!r}", one.label) for one in choices if one != OTHER)


def _checks(checks: Iterable[Check]) -> Told:
    return ((f"check {one.name!r}, message", one.message) for one in checks)


def _letters(letters: Iterable[Letter]) -> Told:
    for letter in letters:
        yield f"letter {letter.name!r}, title", letter.title
        yield f"letter {letter.name!r}, body", letter.body
        yield f"letter {letter.name!r}, signed", letter.signed


def _mails(mails: Iterable[Mail]) -> Told:
    for mail in mails:
        yield f"mail {mail.name!r}, subject", mail.subject
        yield f"mail {mail.name!r}, body", mail.body
        for event in mail.calendar:
            yield f"mail {mail.name!r}, event {event.name!r}, label", event.label
            yield f"mail {mail.name!r}, event {event.name!r}, where", event.where


def _call(call: Call) -> Told:
    for rule in call.rules:
        yield f"rule {rule.name!r}, reason", rule.reason
    for criterion in call.criteria:
        yield f"criterion {criterion.name!r}, label", criterion.label
        yield f"criterion {criterion.name!r}, guidance", criterion.guidance
    for stage in call.stages:
        yield f"stage {stage.name!r}, label", stage.label
    for quota in call.quotas:
        yield f"quota {quota.name!r}, label", quota.label
    if call.grant is not None:
        yield from _grant(call.grant)


def _grant(terms: Terms) -> Told:
    """What those who have a grant read; checklists and lists are for staff."""
    for instalment in terms.instalments:
        yield f"instalment {instalment.name!r}, label", instalment.label
    for report in terms.reports:
        yield f"report {report.name!r}, label", report.label
    for reminder in terms.reminders:
        yield f"reminder {reminder.name!r}, subject", reminder.subject
        yield f"reminder {reminder.name!r}, body", reminder.body
