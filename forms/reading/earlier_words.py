"""What earlier releases took in a definition that was published then, written as it is now."""

from collections.abc import Mapping
from typing import Any

from forms.placeholders import BRACED, placeholder
from forms.reading.placeholder_part import MAIL_WORDS

TEXTS = ("subject", "body")


def renewed(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """A published definition whose mails have `((reference))` where they had it in braces."""
    mails = definition.get("mails")
    return {**definition, "mails": [_renewed(one) for one in mails]} if mails else definition


def _renewed(mail: Mapping[str, Any]) -> Mapping[str, Any]:
    return {word: _in_all_languages(said) if word in TEXTS else said for word, said in mail.items()}


def _in_all_languages(text: str | Mapping[str, str]) -> str | Mapping[str, str]:
    if isinstance(text, str):
        return _in_brackets(text)
    return {language: _in_brackets(said) for language, said in text.items()}


def _in_brackets(said: str) -> str:
    return BRACED.sub(lambda found: placeholder(found[1]) if found[1] in MAIL_WORDS else found[0], said)
