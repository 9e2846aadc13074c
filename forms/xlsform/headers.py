"""The first row of a sheet: which word a header is, in whatever spelling, and in which language its texts are."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from forms.reading.language_names import language_code

TITLES: Mapping[str, str] = {
    "en": "English (en)", "fr": "Français (fr)", "es": "Español (es)", "ru": "Русский (ru)", "zh": "中文 (zh)",
    "ar": "العربية (ar)",
}  # fmt: skip
"""How a header of ours names a language."""

PARTS = re.compile(r"\s*::?\s*")
PREFIXES = frozenset({"bind", "control", "body", "media", "jr", "instance"})
ALIASES: Mapping[str, str] = {
    "caption": "label", "relevance": "relevant", "skip": "relevant", "constraintmsg": "constraint_message",
    "requiredmsg": "required_message", "constraining_message": "constraint_message", "readonly": "read_only",
    "calculate": "calculation", "count": "repeat_count", "list": "list_name", "choice_list": "list_name",
    "repeat": "repeat_count", "form_title": "title", "form": "form_id", "set_form_id": "form_id",
    "set_form_title": "title", "id_string": "form_id", "language": "default_language", "big_image": "media",
    "image": "media", "audio": "media", "video": "media",
}  # fmt: skip
TEXTS = frozenset(
    (
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "title",
        "intro",
        "privacy",
        "declaration",
        "next_steps",
        "message",
        "reason",
        "guidance",
        "subject",
        "body",
        "signed",
        "where",
        "other",
        "media",
    )
)
"""Words whose texts may be in several languages, so that what follows a colon is a language."""


@dataclass(frozen=True, slots=True)
class Header:
    """One column: the word it stands for, the language behind the word (a code, or as it was written), and where."""

    word: str
    language: str  # "" without one
    said: str
    where: str


def header(said: str, where: str, known: Collection[str]) -> Header:
    """A header cell, read: a word of `known`, or one that is spelled like it, or another one."""
    parts = [part for part in PARTS.split(" ".join(said.split())) if part]
    while len(parts) > 1 and parts[0].lower() in PREFIXES and not language_code(parts[1]):
        parts = parts[1:] if parts[0].lower() != "media" else ["media", *parts[2:]]
    word = re.sub(r"[\s-]+", "_", parts[0].lower()) if parts else ""
    word = word if word in known else ALIASES.get(word, word)
    language = parts[1] if len(parts) > 1 and word in TEXTS else ""
    if len(parts) > 1 and word not in TEXTS:
        word = " ".join(said.split())
    return Header(word, language_code(language) or language, said, where)


def sheet_name(title: str) -> str:
    """The name by which a sheet is known, however its title is spelled."""
    return "_".join(title.strip().lower().split())
