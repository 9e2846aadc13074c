"""The sheets beside the scores: what to do and until when, and what each criterion means."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.committee import Seat
from app.dossier import Reading
from app.scoring_words import said_window, weight_of
from app.text import said_moment, translate
from connectors.entry_books.values import Line, Reference
from forms.definition import Criterion


@dataclass(frozen=True, slots=True)
class Leaflet:
    """What the first sheet is made of; `address` is that of the page that takes the workbook back."""

    reading: Reading
    seat: Seat
    address: str
    made_at: datetime


def lines_of(leaflet: Leaflet) -> tuple[Line, ...]:
    """The first sheet."""
    form, language = leaflet.reading.compiled.form, leaflet.reading.language
    until = said_window(leaflet.seat.scoring, language)
    made = said_moment(leaflet.made_at, form.zone, language)
    return (
        Line("title", translate("Your scores", language)),
        Line("fact", form.title.in_language(language)),
        Line("fact", leaflet.seat.member.name),
        *([Line("until", until)] if until else []),
        *(Line("step", f"{number}.  {step}") for number, step in enumerate(_steps(language), start=1)),
        Line("address", leaflet.address),
        *(Line("note", text) for text in _notes(language)),
        Line("note", translate("Made on %(moment)s", language, {"moment": made})),
    )


def _steps(language: str) -> Iterator[str]:
    yield translate("Unpack the ZIP file. A click on a reference then opens the proposal (PDF).", language)
    yield translate("Say of each proposal whether you have a conflict of interest, before you read it.", language)
    yield translate("Score with whole numbers. A cell shows what it takes when you stand on it.", language)
    yield translate("To abstain, choose yes in that column and say why in the overall remarks.", language)
    yield translate("Save it as .xlsx and send it back on this page, as often as you like, finished or not:", language)


def _notes(language: str) -> Iterator[str]:
    yield translate("A row with every score counts as your review. One that lacks some is kept as a draft.", language)
    yield translate(
        "Only the pale cells are read. To sort rows or move columns, unprotect the sheet: it has no password.", language
    )
    yield translate("The ZIP file holds the proposals of which you have said that you have no conflict.", language)
    yield translate("When you have said so of others, send the workbook back and download it again.", language)
    yield translate("This workbook is yours alone: it can be sent back for nobody else.", language)


def criteria_sheet(reading: Reading) -> Reference:
    """What is scored, on which scale, and how much it counts."""
    language = reading.language
    heads = (
        (translate("Criterion", language), 36),
        (translate("Scale", language), 16),
        (translate("Weight", language), 24),
        (translate("Guidance", language), 80),
    )
    rows = tuple(_criterion(one, language) for one in reading.call.criteria)
    return Reference(translate("Criteria", language), heads, rows)


def _criterion(criterion: Criterion, language: str) -> tuple[str, ...]:
    scale = translate("From 0 to %(max)s", language, {"max": criterion.scale})
    if not criterion.required:
        scale = f"{scale} {translate('(optional)', language)}"
    label, guidance = (text.in_language(language) for text in (criterion.label, criterion.guidance))
    return (label, scale, weight_of(criterion, language), guidance)
