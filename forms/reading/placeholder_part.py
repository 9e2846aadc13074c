"""Which words staff can put into the texts of mails and letters, and the mistakes of those who name others."""

from collections.abc import Collection, Iterator

from forms.definition import Call, Text
from forms.logic.scopes import kind_of
from forms.near import closest, near
from forms.placeholders import BRACED, placeholder, words_in
from forms.reading.decided_part import DECIDED, RELEASED, Deciding
from forms.reading.reader import Reader
from forms.tree import Value

MAIL_WORDS = ("reference", "form_title", "organisation", "received_at", "link")
CALL_WORDS = ("applicant", "title", "conditions", "reason")
AMOUNT = "amount"
"""With CALL_WORDS: what a call's proposal and the decision on it say."""
GRANT_LETTER_WORDS = ("number", "starts_on", "instalments", "reports")
"""What the grant says that an approval became."""


def words_on(event: str, known: Deciding, *, has_link: bool) -> tuple[str, ...]:
    """The words of a mail on `event`. What goes by itself has no answers: strangers could have it sent to anybody."""
    fixed = MAIL_WORDS if has_link else MAIL_WORDS[:-1]
    return (*fixed, *_of_decisions(known)) if event in {DECIDED, RELEASED} else fixed


def words_of_letters(known: Deciding) -> tuple[str, ...]:
    """The words of a letter, which staff release."""
    has_grant = known.call is not None and known.call.grant is not None
    return (*MAIL_WORDS[:-1], *(GRANT_LETTER_WORDS if has_grant else ()), *_of_decisions(known))


def _of_decisions(known: Deciding) -> Iterator[str]:
    yield from _of_call(known.call)
    yield from (path for path, question in known.answers.items() if kind_of(question))


def _of_call(call: Call | None) -> Iterator[str]:
    if call is not None:
        yield from CALL_WORDS
        yield from [AMOUNT] * call.has_money


def check_words(reader: Reader, value: Value | None, place: str, text: Text, words: Collection[str]) -> None:
    """Note every word in `text`, which stands at `value`, that is none of `words`."""
    if value is None:
        return
    for language, said in text.by_language.items():
        at = value.part(language)
        for word in words_in(said):
            if word not in words:
                cause = f"{placeholder(word)} ({language}) cannot be filled in."
                reader.wrong(at, place, cause, _remedy(word, words))
        for word in dict.fromkeys(BRACED.findall(said)):
            meant = closest(word, words)
            remedy = f"Write {placeholder(meant)}." if meant else _remedy(word, words)
            reader.wrong(at, place, f"{{{word}}} ({language}) is not filled in.", remedy)


def _remedy(word: str, words: Collection[str]) -> str:
    """What can stand there instead."""
    if word == "link":
        return "Name the form it leads to under `form`."
    if not closest(word, words):
        has_answers = bool(set(words) - set(MAIL_WORDS))
        more = "" if has_answers else "; answers are put into letters, and into mails on decisions, alone"
        return f"There are: {', '.join(map(placeholder, words))}{more}."
    return near(word, words)
