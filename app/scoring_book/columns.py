"""The columns of the sheet that a member fills in, in the member's language."""

from collections.abc import Iterator

from app.dossier import Reading
from app.reviewing import WHOLE
from app.scoring_book.marks import ABSTAIN, AMOUNT, APPLICANT, CONFLICT, REFERENCE, REMARK, SCORE, TITLE, WHY
from app.scoring_words import weight_of
from app.text import translate
from connectors.entry_books.values import Column
from forms.definition import Criterion
from forms.types.answers import WORDS


def columns_of(reading: Reading) -> tuple[Column, ...]:
    """What is told of a proposal, then what is asked, the remarks on single criteria last."""
    criteria, language = reading.call.criteria, reading.language
    return (
        *_told(reading),
        _conflict(language),
        Column(WHY, translate("If yes, what is it?", language), 24, is_open=True),
        *(_score(one, language) for one in criteria),
        _remark(WHOLE, translate("Overall remarks", language), 44),
        _abstain(language),
        *(_remark(one.name, _remarks_on(one, language), 32) for one in criteria),
    )


def _told(reading: Reading) -> Iterator[Column]:
    call, language = reading.call, reading.language
    yield Column(REFERENCE, translate("Reference", language), 15)
    if reading.sees(call.title):
        yield Column(TITLE, translate("Proposal", language), 34)
    if reading.sees(call.applicant):
        yield Column(APPLICANT, translate("Applicant", language), 24)
    if reading.sees(call.amount):
        asked = translate("Amount requested", language)
        yield Column(AMOUNT, f"{asked} ({call.currency})", 18, "money")


def _conflict(language: str) -> Column:
    title = translate("Do you have a conflict of interest?", language)
    return Column(
        CONFLICT,
        title,
        17,
        is_open=True,
        choices=WORDS[language],
        note_title=translate("Conflict of interest", language),
        note=translate("Answer before you read the proposal. If yes, say why beside it and score nothing.", language),
        remedy=translate("Choose yes or no from the list", language),
    )


def _score(criterion: Criterion, language: str) -> Column:
    label, guidance = (text.in_language(language) for text in (criterion.label, criterion.guidance))
    scale = translate("From 0 to %(max)s", language, {"max": criterion.scale})
    optional = "" if criterion.required else f"\n{translate('(optional)', language)}"
    words = {"label": label, "max": criterion.scale}
    return Column(
        f"{SCORE}{criterion.name}",
        f"{label}\n{scale}\n{weight_of(criterion, language)}{optional}",
        20,
        "general",
        is_open=True,
        most=criterion.scale,
        note_title=label,
        note=guidance or scale,
        remedy=translate("Enter a whole number from 0 to %(max)s: %(label)s", language, words),
    )


def _abstain(language: str) -> Column:
    return Column(
        ABSTAIN,
        translate("Abstain", language),
        12,
        is_open=True,
        choices=WORDS[language],
        note_title=translate("Abstain", language),
        note=translate("Say in the overall remarks why you abstain", language),
        remedy=translate("Choose yes or no from the list", language),
    )


def _remark(name: str, title: str, width: int) -> Column:
    return Column(f"{REMARK}{name}", title, width, is_open=True)


def _remarks_on(criterion: Criterion, language: str) -> str:
    return f"{translate('Remarks', language)}: {criterion.label.in_language(language)}"
