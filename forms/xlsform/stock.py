"""Texts of ours where a workbook has none: every language has one, of which a form keeps those that it is in."""

from collections.abc import Collection, Iterator, Mapping

from forms.definition import LANGUAGES
from forms.tree import Value
from forms.xlsform.headers import TEXTS


class Stock(Value):
    """A text that stands in for one that the workbook does not say."""

    __slots__ = ()


def stock(where: str, texts: Mapping[str, str]) -> Stock:
    """The text in each of these languages."""
    return Stock(where, {language: Value(where, said) for language, said in texts.items()})


def alike(where: str, said: str) -> Stock:
    """The same words in every language."""
    return stock(where, dict.fromkeys(LANGUAGES, said))


def languages_said(form: Value) -> frozenset[str]:
    """The languages of all texts that the workbook says."""
    texts = (text for text in _texts(form) if not isinstance(text, Stock))
    return frozenset(language for text in texts if isinstance(text.content, dict) for language in text.content)


def keep_languages(form: Value, languages: Collection[str]) -> None:
    """Leave of our own texts those in the languages of the form."""
    for text in _texts(form):
        if isinstance(text, Stock) and isinstance(text.content, dict):
            for language in text.content.keys() - set(languages):
                del text.content[language]


def _texts(value: Value) -> Iterator[Value]:
    """The texts in a definition; a list's further columns (`with`) may be called like one."""
    if isinstance(value.content, list):
        for one in value.content:
            yield from _texts(one)
    elif isinstance(value.content, dict):
        for word, inner in value.content.items():
            if word in TEXTS and not isinstance(inner.content, list):
                yield inner
            elif word != "with":
                yield from _texts(inner)
