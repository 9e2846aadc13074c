"""The mails of a definition file: when they go, to whom, which words are filled in, and which form they lead to."""

from collections.abc import Collection, Mapping

from forms.definition import Mail, Question, Text
from forms.near import near
from forms.reading.condition_part import read_condition
from forms.reading.decided_part import DECIDED, DECIDED_WORDS, RELEASED, Deciding, read_decision
from forms.reading.letter_part import read_attached, read_calendar
from forms.reading.placeholder_part import check_words, words_on
from forms.reading.reader import Reader, titled
from forms.tree import Value

NEEDED = ("mail", "to", "subject", "body")
WORDS = (*NEEDED, "on", *DECIDED_WORDS, "after_days", "when", "form", "prefill", "attach", "calendar")
EVENTS = ("accepted", "changed", DECIDED, RELEASED)
MOST_DAYS = 3_650


def read_mails(reader: Reader, value: Value | None, known: Deciding, letters: Collection[str]) -> tuple[Mail, ...]:
    """The mails; `known` is what decisions can name, `letters` the names of what can go with them."""
    items = reader.items(value, "mails")
    mails = tuple(_mail(reader, one, known, letters) for one in items)
    reader.once(items, (mail.name for mail in mails), "mails")
    return mails


def _mail(reader: Reader, value: Value, known: Deciding, letters: Collection[str]) -> Mail:
    place, answers = titled(value, "mail"), known.answers
    parts = reader.mapping(value, place, WORDS, NEEDED)
    to = reader.filled(parts.get("to"), place, "to")
    emails = [path for path, question in answers.items() if question.type == "email"]
    if to and to not in emails:
        reader.wrong(parts["to"], place, f"`to` is {to!r}, which is no email question.", near(to, emails))
    form = reader.word(parts.get("form"), place)
    if "prefill" in parts and not form:
        reader.wrong(parts["prefill"], place, "fills in a form that it does not name.", "Add a line `form: …`.")
    on = reader.one_of(parts.get("on"), place, EVENTS, "accepted")
    column, decisions = read_decision(reader, value, place, on, known)
    words = words_on(on, known, has_link=bool(form))
    return Mail(
        name=reader.name(parts.get("mail"), place),
        to=to,
        subject=_template(reader, parts, place, "subject", words),
        body=_template(reader, parts, place, "body", words),
        on=on,
        after_days=reader.integer(parts.get("after_days"), place, 0, MOST_DAYS) or 0,
        when=read_condition(reader, parts.get("when"), f"{place}, when"),
        form=form,
        prefill=_prefill(reader, parts.get("prefill"), place, answers),
        column=column,
        decisions=decisions,
        attach=read_attached(reader, parts.get("attach"), place, on, letters),
        calendar=read_calendar(reader, parts.get("calendar"), place),
    )


def _prefill(reader: Reader, value: Value | None, place: str, answers: Mapping[str, Question]) -> dict[str, str]:
    found = {}
    for theirs, inner in reader.pairs(value, place).items():
        path = reader.filled(inner, place, theirs)
        if path and path not in answers and path != "$reference":
            reader.wrong(inner, place, f"there is no question at {path!r}.", near(path, [*answers, "$reference"]))
        found[theirs] = path
    return found


def _template(reader: Reader, parts: Mapping[str, Value], place: str, word: str, words: tuple[str, ...]) -> Text:
    text = reader.text(parts.get(word), place, word)
    check_words(reader, parts.get(word), f"{place}, {word}", text, words)
    return text
