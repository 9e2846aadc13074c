"""The accessibility statement: what was tested of applicants' pages, when, and what was found."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.dates import format_date
from flask import Blueprint, render_template

from app.web.languages import choose_language
from forms.definition import LANGUAGES
from forms.types.answers import LOCALES

blueprint = Blueprint("accessibility", __name__)

RECORD = Path(__file__).with_name("accessibility.json")
"""What the last tests found; `make statement` writes it anew."""


@dataclass(frozen=True, slots=True)
class Tested:
    """What programs looked at, and what they found."""

    version: str  # of the service
    released: str  # day of that version (ISO 8601); empty before its release
    axe: str  # version of axe-core
    pages: Sequence[str]  # pages and states of pages, as our tests call them
    looks: Sequence[str]  # ways in which each was looked at
    found: Mapping[str, Sequence[str]]  # language -> mistakes


def tested() -> Tested:
    """The record that goes with this version."""
    return Tested(**json.loads(RECORD.read_text(encoding="utf-8")))


TESTED = tested()


@blueprint.get("/accessibility")
def show() -> str:
    """The statement, in the language asked for."""
    language = choose_language(LANGUAGES)
    day = date.fromisoformat(TESTED.released) if TESTED.released else None
    return render_template(
        "accessibility.html",
        tested=TESTED,
        day=format_date(day, "long", locale=LOCALES.get(language, language)) if day else "",
        found=[f"{code}: {one}" for code, each in TESTED.found.items() for one in each],
    )
