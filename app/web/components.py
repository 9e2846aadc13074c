"""Every part of a page in each of its states, as applicants see them, for whoever changes the look or a word."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from flask import Blueprint, render_template

from app.said_answers import Pen, answers_of
from app.text import translate
from app.web.errors import ErrorLine, error_lines, messages_by_path
from app.web.field import Field, places_of
from app.web.fields import Filling, fields_of
from app.web.here import here
from app.web.languages import choose_language, spoken
from app.web.staff import guard
from forms.definition import LANGUAGES
from forms.load import load_form
from forms.schema import Checked, CompiledForm, compile_form

blueprint = Blueprint("components", __name__, url_prefix="/staff/components")
blueprint.before_request(guard)

SAMPLE = Path(__file__).parent / "sample" / "form.yaml"
FILLED: Mapping[str, object] = {
    "full_name": "Amina Diallo",
    "email": {"value": "amina.diallo@example.org", "again": "amina.diallo@example.org"},
    "state": "SEN",
    "status": "head",
    "contact": {"phone": "+221 33 889 00 00"},
    "start": "2027-03-14",
    "purpose": "المؤتمر، Genève, 日内瓦: three days with the working group on international assistance.",
    "needs": ["visa"],
    "order": {"time": "1", "price": "2"},
    "opinion": {"booking": "good"},
    "asked": "6200",
    "costs": [
        {"item": "Dakar – Genève", "quantity": "2", "price": "1200"},
        {"item": "Hotel", "quantity": "4", "price": "140.50"},
    ],
    "companions": [{"name": "Moussa Ndiaye", "ticket": "1180", "visa": "yes"}],
    "letter": [{"name": "invitation.pdf", "size": 48_200, "sha256": "0" * 64}],
    "agreed": "yes",
    "campaign": "march",
}
WRONG: Mapping[str, object] = {
    "full_name": "Amina " * 20,
    "email": {"value": "amina", "again": "amine"},
    "contact": {"phone": "889"},
    "start": "soon",
    "needs": ["gold"],
    "order": {"time": "7"},
    "opinion": {"booking": "so so"},
    "asked": "a lot",
    "costs": [{"item": "Dakar – Genève", "quantity": "two", "price": "1200"}, {"item": "Hotel"}],
    "companions": [{"visa": "perhaps"}],
}
STATES: Mapping[str, Mapping[str, object]] = {"empty": {}, "filled": FILLED, "wrong": WRONG, "disabled": FILLED}
"""State of a field -> the raw answers that bring it about."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sample form in one state."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a task list."""

    title: str
    state: str
    href: str = "#main"


@cache
def sample() -> CompiledForm:
    """The form that has one question for every widget."""
    return compile_form(load_form(SAMPLE))


@blueprint.get("")
def show() -> str:
    """All of them, in the language asked for."""
    choose_language(LANGUAGES)
    form, language = sample().form, spoken()
    checked = {state: sample().check(raw, here().now()) for state, raw in STATES.items()}
    titles = [one.title.in_language(language) for one in form.sections]
    return render_template(
        "staff/components.html",
        form=form,
        states={state: sections(state, checked[state]) for state in STATES},
        errors=_lines("wrong", checked["wrong"]),
        warnings=_lines("filled", checked["filled"]),
        once_more=translate("Please look at this once more, then send", language),
        steps=list(map(Step, [*titles, titles[0]], ["done", "busy", "wrong", "todo", "locked"])),
        answers=answers_of(form.questions, checked["filled"].so_far, Pen(language, checked["filled"].hidden)),
        missing=messages_by_path([one for one in checked["wrong"].problems if one.path == "agreed"], language),
    )


def sections(state: str, checked: Checked) -> list[Section]:
    """The sample form in a state, whose fields have names of their own."""
    errors = messages_by_path(checked.problems, spoken()) if state == "wrong" else {}
    filling = Filling(spoken(), checked, errors=errors)
    return [
        Section(one.title.in_language(spoken()), _renamed(state, fields_of(one.questions, STATES[state], filling)))
        for one in sample().form.sections
    ]


def _renamed(before: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields under other names: each id stands on the page once."""
    return tuple(
        replace(
            one,
            name=f"{before}.{one.name}",
            children=_renamed(before, one.children),
            rows=tuple(_renamed(before, row) for row in one.rows),
        )
        for one in fields
    )


def _lines(state: str, checked: Checked) -> list[ErrorLine]:
    told = checked.problems if state == "wrong" else checked.warnings
    fields = [field for one in sections(state, checked) for field in one.fields]
    places = {name.partition(".")[2] for name in places_of(fields)}
    lines = error_lines(sample().form, told, spoken(), places)
    return [replace(one, target=f"{state}.{one.target}") for one in lines]
