"""The letters of a definition file, and what goes with a mail: letters, and dates for the recipient's calendar."""

from collections.abc import Collection
from datetime import date, datetime

from forms.definition import NO_TEXT, Event, Letter
from forms.near import near
from forms.reading.decided_part import DECIDED, RELEASED, Deciding
from forms.reading.placeholder_part import check_words, words_of_letters
from forms.reading.reader import Reader, titled
from forms.tree import Value

LETTER_NEEDED = ("letter", "title", "body")
LETTER_WORDS = (*LETTER_NEEDED, "signed")
LETTER_TEXTS = ("title", "body", "signed")
EVENT_NEEDED = ("event", "label", "starts", "ends")
EVENT_WORDS = (*EVENT_NEEDED, "where")
LONGEST_DAY = len("2027-01-31")


def read_letters(reader: Reader, value: Value | None, known: Deciding) -> tuple[Letter, ...]:
    """The letters; `known` is what their words can name."""
    items = reader.items(value, "letters")
    letters = tuple(_letter(reader, one, words_of_letters(known)) for one in items)
    reader.once(items, (letter.name for letter in letters), "letters")
    return letters


def _letter(reader: Reader, value: Value, words: Collection[str]) -> Letter:
    place = titled(value, "letter")
    parts = reader.mapping(value, place, LETTER_WORDS, LETTER_NEEDED)
    texts = {word: reader.text(parts[word], place, word) for word in LETTER_TEXTS if word in parts}
    for word, text in texts.items():
        check_words(reader, parts[word], f"{place}, {word}", text, words)
    name = reader.name(parts.get("letter"), place)
    return Letter(name, *(texts.get(word, NO_TEXT) for word in LETTER_TEXTS))


def read_attached(
    reader: Reader, value: Value | None, place: str, on: str, letters: Collection[str]
) -> tuple[str, ...]:
    """The names of the letters that go with a mail on `on`."""
    if value is not None and on not in {DECIDED, RELEASED}:
        cause = "letters go with mails on decisions alone: they hold answers, and anybody could have them sent."
        reader.wrong(value, f"{place}, attach", cause, "Take it out, or write `on: released`.")
    items = reader.items(value, f"{place}, attach")
    names = [reader.word(one, f"{place}, attach") for one in items]
    for one, name in zip(items, names, strict=True):
        if name not in letters:
            reader.wrong(one, f"{place}, attach", f"there is no letter {name!r}.", near(name, letters))
    return tuple(names)


def read_calendar(reader: Reader, value: Value | None, place: str) -> tuple[Event, ...]:
    """What a mail puts into its recipient's calendar."""
    items = reader.items(value, f"{place}, calendar")
    events = tuple(_event(reader, one, place) for one in items)
    reader.once(items, (event.name for event in events), f"{place}, calendar")
    return events


def _event(reader: Reader, value: Value, before: str) -> Event:
    place, noted = f"{before}, {titled(value, 'event')}", len(reader.errors)
    parts = reader.mapping(value, place, EVENT_WORDS, EVENT_NEEDED)
    event = Event(
        name=reader.name(parts.get("event"), place),
        label=reader.text(parts.get("label"), place, "label"),
        starts=_when(reader, parts.get("starts"), f"{place}, starts"),
        ends=_when(reader, parts.get("ends"), f"{place}, ends"),
        where=reader.text(parts.get("where"), place),
    )
    if len(reader.errors) == noted:
        _check_order(reader, parts["ends"], place, event)
    return event


def _check_order(reader: Reader, value: Value, place: str, event: Event) -> None:
    if event.is_whole_days == isinstance(event.ends, datetime):
        reader.wrong(value, place, "has an hour at one end alone.", "Write both hours, or none.")
    elif event.ends < event.starts:
        reader.wrong(value, place, "ends before it starts.", "Write an end that is later.")


def _when(reader: Reader, value: Value | None, place: str) -> date:
    """A day, or a day and an hour."""
    has_hour = len(reader.word(value, place)) > LONGEST_DAY
    found = reader.moment(value, place) if has_hour else None
    return found or reader.day(None if has_hour else value, place)
