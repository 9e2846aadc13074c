"""The acknowledgement of a definition file: whom it goes to and which words are filled in."""

import re
from collections.abc import Mapping

from forms.definition import Mail, Question, Text
from forms.reader import Reader, near
from forms.yaml_lines import Value

MAIL_WORDS = ("reference", "form_title", "organisation", "received_at")
BRACES = re.compile(r"\{([^{}\n]*)\}")
WORDS = ("to", "subject", "body")


def read_mail(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Mail:
    """The mail; `answers` are the form's questions and totals by path."""
    place = "acknowledgement"
    parts = reader.mapping(value, place, WORDS, WORDS)
    to = reader.filled(parts.get("to"), place, "to")
    emails = [path for path, question in answers.items() if question.type == "email"]
    if to and to not in emails:
        cause = f"`to` is {to!r}, which is no email question."
        reader.wrong(parts["to"], place, cause, near(to, emails))
    subject, body = (_template(reader, parts.get(word), place, word) for word in ("subject", "body"))
    return Mail(to, subject, body)


def _template(reader: Reader, value: Value | None, place: str, word: str) -> Text:
    text = reader.text(value, place, word)
    for language, said in text.by_language.items():
        for braced in dict.fromkeys(BRACES.findall(said)):
            if value is not None and braced not in MAIL_WORDS:
                cause = f"{{{braced}}} in {word!r} ({language}) cannot be filled in."
                reader.wrong(value.part(language), place, cause, near(braced, MAIL_WORDS))
    return text
