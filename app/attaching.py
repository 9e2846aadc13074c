"""The files that go with a mail: letters, dates for a calendar, and the copy of answers that were just sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from app.calendar_files import calendar_file
from app.context import Context
from app.copies import copy_of_submission, copy_pdf, file_name
from app.form_links import own_page
from app.letter_words import words_for
from app.letters import letter_pdf, letterhead, texts_of, written_in
from app.occasions import Occasion
from connectors.errors import ConnectorError
from forms.definition import Letter
from forms.placeholders import placeholder

ABOUT_ANSWERS = frozenset({"accepted", "changed"})
"""What mails follow upon that tell of answers just sent."""
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes
    parameters: dict[str, Any] = field(default_factory=dict)  # of the content type


def attached(context: Context, occasion: Occasion) -> Iterator[Attached]:
    """The files of a mail. Raises ConnectorError for a letter of which a word has no value."""
    for letter in occasion.letters:
        yield Attached(_letter_name(occasion, letter), PDF, letter_of(context, occasion, letter))
    if occasion.mail.calendar:
        yield _calendar(context, occasion)
    if _takes_a_copy(context, occasion):
        yield _copy(context, occasion)


def names_of(context: Context, occasion: Occasion) -> list[str]:
    """What the files are called, without making them."""
    letters = [_letter_name(occasion, letter) for letter in occasion.letters]
    copy = [file_name(occasion.submission.reference)] * _takes_a_copy(context, occasion)
    return [*letters, *([_calendar(context, occasion).name] if occasion.mail.calendar else []), *copy]


def letter_of(context: Context, occasion: Occasion, letter: Letter) -> bytes:
    """A letter about the submission as PDF. Raises ConnectorError where one of its words has no value."""
    settings, form = context.settings, occasion.compiled.form
    language = written_in(letter.body, occasion.submission.language)
    words = words_for(texts_of(letter, language), occasion.about(settings.organisation), language)
    if words.lacking:
        what = ", ".join(map(placeholder, words.lacking))
        raise ConnectorError(f"the letter {letter.name} cannot be made: nothing is known for {what}", permanent=True)
    day = occasion.at.astimezone(ZoneInfo(form.zone)).date()
    return letter_pdf(letter, words.said, language, letterhead(settings, occasion.submission.reference, day))


def _letter_name(occasion: Occasion, letter: Letter) -> str:
    return f"{letter.name}-{file_name(occasion.submission.reference)}"


def _calendar(context: Context, occasion: Occasion) -> Attached:
    language = occasion.submission.language
    owner = f"{occasion.mail.name}.{occasion.submission.key}@{context.settings.mail_domain}"
    content = calendar_file(occasion.mail.calendar, language, owner, occasion.at)
    return Attached("calendar.ics", "text/calendar", content, {"params": {"method": "PUBLISH", "charset": "utf-8"}})


def _takes_a_copy(context: Context, occasion: Occasion) -> bool:
    """Whether the mail tells of answers just sent on the form's page: its applicant has no other record of them."""
    is_about = occasion.mail.on in ABOUT_ANSWERS and not occasion.mail.after_days
    return is_about and bool(own_page(context, occasion.submission))


def _copy(context: Context, occasion: Occasion) -> Attached:
    submission = occasion.submission
    copy = copy_of_submission(occasion.compiled, submission, submission.language, context.settings.organisation)
    return Attached(file_name(submission.reference), PDF, copy_pdf(copy))
