"""What a mail about a submission says, in the recipient's language: staff's words, and what is filled into them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage

from app.attaching import Attached
from app.config import Settings
from app.letter_words import Words, words_for
from app.letters import texts_of, written_in
from app.occasions import Occasion
from forms.placeholders import fill
from forms.types.answers import at
from forms.wording import direction

OWN = frozenset({"reference", "form_title", "organisation", "received_at", "link"})
"""Words that are ours: they need no marks of direction around them."""
ISOLATE, END = "\u2068", "\u2069"  # Unicode Bidirectional Algorithm, 2.4.2
FROM_RIGHT = range(0x0590, 0x0900)  # the blocks of Hebrew, Arabic, Syriac, Thaana and N'Ko


@dataclass(frozen=True, slots=True)
class Said:
    """A mail as it is read; `lacking` are the words, also of its letters, for which nothing is known."""

    to: str  # empty where the applicant gave no address
    language: str
    subject: str
    body: str
    lacking: tuple[str, ...] = ()


def said_on(occasion: Occasion, organisation: str, link: str) -> Said:
    """What the mail says, with `link` where it leads to another form. What staff edited is literal but for that."""
    submission, language = occasion.submission, occasion.submission.language
    subject, body, words = _texts(occasion, organisation, link, language)
    address = at(submission.answers, occasion.mail.to)
    return Said(
        to=address if isinstance(address, str) else "",
        language=language,
        subject=" ".join(fill(subject, words.said).split()),
        body=_without_gaps(fill(body, _kept_apart(words.said, language))),
        lacking=tuple(dict.fromkeys([*words.lacking, *_lacking_in_letters(occasion, organisation)])),
    )


def _texts(occasion: Occasion, organisation: str, link: str, language: str) -> tuple[str, str, Words]:
    """Subject, body, and what is filled into them."""
    mail, edited = occasion.mail, occasion.edited
    if edited is not None:
        return str(edited["subject"]), str(edited["body"]), Words({"link": link} if mail.form else {})
    subject, body = str(mail.subject.in_language(language)), str(mail.body.in_language(language))
    return subject, body, words_for([subject, body], occasion.about(organisation, link), language)


def _lacking_in_letters(occasion: Occasion, organisation: str) -> Iterator[str]:
    for letter in occasion.letters:
        language = written_in(letter.body, occasion.submission.language)
        yield from words_for(texts_of(letter, language), occasion.about(organisation), language).lacking


def _kept_apart(words: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Answers beside words that run the other way: neither turns the other round."""
    turned = direction(language) == "rtl"
    return {
        word: f"{ISOLATE}{value}{END}" if value and word not in OWN and (turned or _runs_left(value)) else value
        for word, value in words.items()
    }


def _runs_left(text: str) -> bool:
    return any(ord(letter) in FROM_RIGHT for letter in text)


def _without_gaps(body: str) -> str:
    """The text without the empty lines around a word that says nothing."""
    lines = [line.rstrip() for line in body.strip().splitlines()]
    return "\n".join(line for n, line in enumerate(lines) if line or lines[n - 1])


def message_of(settings: Settings, said: Said, own_page: str, files: Iterable[Attached]) -> EmailMessage:
    """The message, without its Message-ID and date. Its headers are one line each, whatever was filled in."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = said.to
    message["Subject"] = said.subject
    message["Auto-Submitted"] = "auto-replied"  # RFC 3834: keeps out-of-office answers away
    message.set_content(f"{said.body}\n\n{own_page}\n" if own_page else f"{said.body}\n")
    message["Content-Language"] = said.language
    for file in files:
        maintype, subtype = file.media_type.split("/")
        message.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name, **file.parameters)
    return message
