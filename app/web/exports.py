"""Staff export submissions: a short export at once, a long one by a worker, ready on the page when it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from app.export import kept
from app.export.asked import Asked, Mistake, Mistaken
from app.export.columns import MAIN
from app.export.understanding import STATES, Export, understood
from app.export.writing import make
from app.store import outbox, selection, submissions
from app.store.outbox import Item
from app.text import LANGUAGE_NAMES
from app.web.here import here
from app.web.staff import guard
from app.web.typed import LARGEST_ROW
from connectors.errors import ConnectorError
from connectors.tables import KINDS
from forms.definition import Form
from forms.types.paths import questions_by_path

blueprint = Blueprint("exports", __name__, url_prefix="/staff/exports")
blueprint.before_request(guard)

AT_ONCE = 2_000
"""Submissions that a visitor waits for: a second's work. More are a worker's."""
LISTED = 50  # exports on the page
LOOKED_AT = 1_000  # items of the outbox, most of which may only ask for old exports to be removed
LONGEST = 2_000  # characters of a field


@dataclass(frozen=True, slots=True)
class Listed:
    """An export that a worker makes or has made, and whether it still stands ready."""

    item: Item
    what: str
    who: str
    is_ready: bool


@blueprint.get("")
def show() -> str:
    """What can be exported of a form, and what stands ready."""
    return _page(_asked())


@blueprint.post("")
def ask() -> AnyResponse:
    """Make an export, or have it made; what is wrong with it is shown where it stands."""
    asked = _asked()
    try:
        export = understood(here(), asked)
        return _made(export)
    except Mistaken as fault:
        return make_response(_page(asked, fault.mistakes), 422)


@blueprint.get(f"/<int(max={LARGEST_ROW}):item>")
def fetch(item: int) -> Response:
    """An export that a worker made, while it is kept."""
    with here().ledger.reading() as c:
        found = outbox.get(c, item)
    path = kept.found(here().settings, found.target, str(item)) if found and found.kind == "export" else None
    if found is None or path is None:
        raise NotFound
    return _sent(path, found.target, found.created_at)


def _made(export: Export) -> AnyResponse:
    with here().ledger.reading() as c:
        count = selection.count(c, export.wanted)
    return _put_off(export) if count > AT_ONCE else _at_once(export)


def _put_off(export: Export) -> AnyResponse:
    payload = {"asked": export.asked.words(), "who": g.staff}
    with here().ledger.writing() as c:
        outbox.put(c, "export", export.asked.form, now=here().now(), payload=payload)
    return redirect(url_for(".show", form=export.asked.form), code=303)


def _at_once(export: Export) -> AnyResponse:
    """The file stays for a day, as any other: when its reader has all of it, nobody tells."""
    form, suffix = export.asked.form, export.kind.suffix_for([part.table for part in export.parts])
    try:
        path = kept.place(here().settings, form, uuid4().hex, suffix)
        make(here(), export, path, g.staff)
    except (ConnectorError, OSError) as fault:
        raise ServiceUnavailable(f"The export cannot be written: {fault}.") from fault
    return _sent(path, form, here().now())


def _sent(path: Path, form: str, at: datetime) -> Response:
    name = f"{form}-{at:%Y-%m-%d-%H%M}{path.suffix}"
    return send_file(path.absolute(), as_attachment=True, download_name=name, conditional=False, etag=False)


def _asked() -> Asked:
    """What the fields of the page say, or its address; PostgreSQL takes no text with a zero character."""
    said = {name: value.replace("\0", "") for name, value in request.values.items()}
    names = ("form", "language", "table", "since", "until", "source", "state", "answered_in", "where")
    words: dict[str, Any] = {name: said.get(name, "")[:LONGEST].strip() for name in names}
    return Asked(
        kind=said.get("kind") or "xlsx",
        everything="everything" in said,
        references=tuple(said.get("references", "")[:LONGEST].replace(",", " ").split()),
        **words,
    )


def _page(asked: Asked, mistakes: Sequence[Mistake] = ()) -> str:
    with here().ledger.reading() as c:
        counted = submissions.counts(c)
        newest = submissions.newest_form_version(c, asked.form)
        sources = selection.sources(c, asked.form)
        items = outbox.listing(c, kind="export", limit=LOOKED_AT)
    compiled = here().form_for(asked.form, newest) if asked.form else None
    form = compiled.form if compiled else None
    return render_template(
        "staff/exports.html",
        asked=asked,
        form=form,
        forms=sorted({*counted, *here().forms}),
        counted=counted,
        kinds=[(word, kind.title) for word, kind in KINDS.items()],
        languages=[(code, LANGUAGE_NAMES[code]) for code in (form.languages if form else ())],
        all_languages=LANGUAGE_NAMES.items(),
        tables=[(name, name) for name in _tables(form)],
        sources=[(word, word) for word in sources],
        states=[(word, word) for word in STATES],
        mistakes=mistakes,
        wrong={one.field: one for one in reversed(mistakes)},
        made=[_listed(item) for item in islice((one for one in items if one.payload), LISTED)],
        at_once=AT_ONCE,
    )


def _tables(form: Form | None) -> list[str]:
    """What can be exported by itself where every question is."""
    asked = questions_by_path(form.questions) if form else ()
    return [MAIN, *(path for path, question in asked if question.type == "table")]


def _listed(item: Item) -> Listed:
    asked = {word: said for word, said in item.payload["asked"].items() if word != "form"}
    what = ", ".join(f"{word.replace('_', ' ')}: {_said(said)}" for word, said in asked.items())
    is_ready = kept.found(here().settings, item.target, str(item.id)) is not None
    return Listed(item, what, str(item.payload["who"]), is_ready)


def _said(said: object) -> str:
    if isinstance(said, bool):
        return "yes" if said else "no"
    return " ".join(map(str, said)) if isinstance(said, list) else str(said)
