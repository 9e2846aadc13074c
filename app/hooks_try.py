"""`chancery hooks try`: what a delivery would become, as JSON; nothing is stored."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from app.arrival import by_bytes, usable
from app.forms_places import one_at
from app.reasons import reason
from app.verdict import NO_ANSWERS, check, read, remarks
from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received
from connectors.sources import SOURCES
from connectors.sources.mapping import Mapped
from connectors.sources.reading import json_object
from forms.definition import Source as Wanted
from forms.schema import CompiledForm, compile_form

Told = dict[str, Any]


@click.command("try")
@click.argument("source")
@click.argument("body", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--headers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="`Name: value` lines.")
@click.option("--form", help="The form it would come to (a name, a file or a folder): answers by its questions.")
def hooks_try(source: str, body: Path, headers: Path | None, form: str | None) -> None:
    """Show, without storing anything, what a delivery of SOURCE with the bytes in BODY would become.

    Without --form the answers stand under the provider's own keys. No secret is asked for.
    """
    word = source.replace("_", "-").lower()
    if word not in SOURCES:
        raise click.ClickException(f"there is no source {source!r}. There are: {', '.join(sorted(SOURCES))}.")
    sent = sys.stdin.buffer.read() if str(body) == "-" else body.read_bytes()
    request = HookRequest(sent, _headers_in(headers) if headers else {})
    compiled = compile_form(one_at(form).form) if form else None
    told = [tried(word, one, compiled) for one in SOURCES[word].split(request)]
    click.echo(json.dumps(told[0] if len(told) == 1 else told, indent=2, ensure_ascii=False, default=_plain))
    if any(one["state"] == "unreadable" for one in told):
        raise SystemExit(1)


def _plain(value: object) -> float | str:
    """What JSON has no word for: a fraction as a number where that loses no digit of it."""
    number = float(value) if isinstance(value, Decimal) else None
    return number if number is not None and Decimal(repr(number)) == value else str(value)


def _headers_in(path: Path) -> dict[str, str]:
    try:
        return read_headers(path.read_text(encoding="utf-8-sig"))
    except (ValueError, Unreadable) as fault:
        raise click.ClickException(f"{path} holds no headers ({fault}); write one `Name: value` a line") from None


def read_headers(text: str) -> dict[str, str]:
    """Headers by name in lower case, of `Name: value` lines (a request line is passed over) or a JSON object.

    Raises Unreadable.
    """
    if text.lstrip().startswith("{"):
        return {name.lower(): str(value) for name, value in json_object(text.encode()).items()}
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line.partition(" ")[0])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def tried(word: str, request: HookRequest, compiled: CompiledForm | None) -> Told:
    """What the delivery would become: `answers` by our questions where the form is known."""
    if compiled is None:
        return _without_form(word, request)
    wanted = next((one for one in compiled.form.sources if one.word == word), Wanted(word))
    found, reasons = read(compiled, wanted, request)
    if reasons:
        return {"source": word, "form": compiled.form.name, "state": "unreadable", "problems": list(reasons)}
    return {**_identity(word, request, found.received), "form": compiled.form.name, **_checked(compiled, found)}


def _checked(compiled: CompiledForm, found: Mapped) -> Told:
    checked = check(compiled, found.answers, datetime.now(UTC))
    if found.received.to_fetch:
        return {"state": "waiting", "answers": {}, "unmapped": [], "problems": [], "remarks": [NO_ANSWERS]}
    state = "accepted" if checked.answers is not None else "partial" if found.received.is_partial else "quarantined"
    return {
        "state": state,
        "answers": checked.answers if checked.answers is not None else found.answers,
        "unmapped": list(found.unmapped),
        "problems": [reason(compiled.form, one, found.answers) for one in checked.problems],
        "remarks": list(remarks(checked)),
    }


def _without_form(word: str, request: HookRequest) -> Told:
    try:
        received = SOURCES[word].read(request)
    except Unreadable as fault:
        return {"source": word, "state": "unreadable", "problems": [str(fault)]}
    return {
        **_identity(word, request, received),
        "state": "read",
        "answers": _by_key(received.entries, is_system=False),
        "system": _by_key(received.entries, is_system=True),
        "labels": {entry.keys[0]: entry.label for entry in received.entries if entry.label},
        "unmapped": [],
        "problems": [entry.fault for entry in received.entries if entry.fault and not entry.is_system],
    }


def _identity(word: str, request: HookRequest, received: Received) -> Told:
    delivery_id = usable(received.delivery_id) or by_bytes(request.body)
    said_at = received.submitted_at.isoformat() if received.submitted_at else None
    return {
        "source": word,
        "delivery_id": delivery_id,
        "submission_id": usable(received.submission_id) or delivery_id,
        "version": received.version or said_at or by_bytes(request.body),
        "replaces": received.replaces,
        "submitted_at": said_at,
        "language": received.language,
        "is_partial": received.is_partial,
        "to_fetch": received.to_fetch,
    }


def _by_key(entries: Sequence[Entry], *, is_system: bool) -> Mapping[str, object]:
    return {entry.keys[0]: _value(entry) for entry in entries if entry.is_system is is_system}


def _value(entry: Entry) -> object:
    if entry.rows is None:
        return entry.value
    return [{one.keys[0]: _value(one) for one in row} for row in entry.rows]
