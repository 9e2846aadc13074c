"""Strings with words in another language than was asked for: they read as any other, and HTML tells which it is."""

from collections.abc import Iterable, Mapping
from html import escape
from numbers import Number
from typing import TypeGuard

RIGHT_TO_LEFT = frozenset({"ar"})


def direction(language: str) -> str:
    """The `dir` of HTML in this language."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


class Foreign(str):
    """A text of which some words are in another language than the page's (WCAG 2.2, 3.1.2).

    Templates print `html`, in which those words are marked: MarkupSafe asks a string for its `__html__`.
    """

    __slots__ = ("attributes", "html")
    html: str
    attributes: str  # of the element that holds the text, where all of it is in one language; else empty

    def __html__(self) -> str:
        """The text with its marks."""
        return self.html


def foreign(text: str, html: str, attributes: str = "") -> Foreign:
    """A text with what HTML shows for it."""
    made = Foreign(text)
    made.html, made.attributes = html, attributes
    return made


def borrowed(text: str, language: str, asked: str) -> Foreign:
    """A text in `language` that stands in for one in the language that was `asked` for."""
    turned = f' dir="{direction(language)}"' if direction(language) != direction(asked) else ""
    attributes = f' lang="{language}"{turned}'
    return foreign(text, f"<span{attributes}>{escape(text)}</span>", attributes)


def joined(between: str, texts: Iterable[str]) -> str:
    """The texts in one."""
    each = list(texts)
    said = between.join(each)
    return foreign(said, between.join(map(_html, each))) if _is_mixed(each) else said


def filled(text: str, params: Mapping[str, object]) -> str:
    """The text with its %(words)s filled in."""
    said = text % params
    if not _is_mixed(params.values()):
        return said
    return foreign(said, escape(text) % {name: _in_html(one) for name, one in params.items()})


def is_foreign(text: object) -> TypeGuard[Foreign]:
    """Whether words of the text are in another language than was asked for."""
    return isinstance(text, Foreign)


def _is_mixed(parts: Iterable[object]) -> bool:
    return any(map(is_foreign, parts))


def _in_html(param: object) -> object:
    """What is filled into HTML: a number as it is, for `%(n)d` to write it, and anything else as a text."""
    return param if isinstance(param, Number) else _html(param)


def _html(part: object) -> str:
    return part.html if is_foreign(part) else escape(str(part))
