"""Which texts of a form lack one of its languages."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from forms.definition import Form, Text


def missing(form: Form) -> list[tuple[str, tuple[str, ...]]]:
    """Every text that lacks one of the form's languages: where it stands, and which it lacks."""
    lacking = (
        (place, tuple(language for language in form.languages if language not in text.by_language))
        for place, text in _texts(form)
    )
    return [(place, languages) for place, languages in lacking if languages]


def _texts(value: object, place: str = "") -> Iterator[tuple[str, Text]]:
    """Every text within a value that says anything."""
    if isinstance(value, Text):
        if value:
            yield place, value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one, place)
    elif is_dataclass(value):
        name = getattr(value, "name", "")
        here = f"{place} {name}".strip() if isinstance(name, str) else place
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{here} {field.name}")
