"""The forms that people fill in: the versions that were published, read from the ledger and kept up to date."""

import hashlib
import json
import time
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
from sqlalchemy import Connection

from app.store import form_versions
from app.store.engine import Ledger, LedgerDown
from app.store.form_versions import FormVersion
from connectors.lists import SharedLists
from forms.definition import Form
from forms.errors import DefinitionErrors
from forms.load import load_form, load_forms
from forms.reading.choice_part import Rows, SharedSheets
from forms.reading.earlier_words import renewed
from forms.reading.form import read_form
from forms.schema import CompiledForm, compile_form
from forms.tree import placed
from forms.writing.plain_form import tree

log = structlog.get_logger()

LOOK_EVERY = 2.0  # seconds between looks for newly published versions
AS_PUBLISHED = "as_published"  # a shared list's word, in the ledger alone, for what stood in it


@dataclass(frozen=True, slots=True)
class Written:
    """A definition as staff wrote it, sound, and as it is published: whole, with its lists in it."""

    form: Form
    definition: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """The same for the same definition."""
        text = json.dumps(self.definition, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def is_same_but_number(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two definitions say the same, whatever their version and what stood in shared lists at the time."""
    return _plain(one) == _plain(other)


def _plain(definition: Mapping[str, Any]) -> str:
    lists = [{word: said for word, said in one.items() if word != AS_PUBLISHED} for one in definition.get("lists", [])]
    return json.dumps({**definition, "version": "", "lists": lists}, sort_keys=True)


def written(path: Path, shared: SharedSheets) -> Written:
    """The definition in a file. Raises DefinitionErrors."""
    return whole(load_form(path, shared))


def written_in(folder: Path, shared: SharedSheets) -> dict[str, Written]:
    """Every definition in a folder of forms, by name. Raises DefinitionErrors with all their mistakes."""
    return {name: whole(form) for name, form in load_forms(folder, shared).items()}


def whole(form: Form) -> Written:
    """The form with what stands in other files: choices of CSV files in place, those of shared sheets as they were."""
    found = {one.name: one for one in form.lists}
    plain = tree(form)
    lists = []
    for one in plain.get("lists", []):
        choices = [
            {"value": c.value, "label": dict(c.label.by_language), "with": dict(c.attributes)}
            for c in found[one["list"]].choices
        ]
        if "csv" in one:
            lists.append({"list": one["list"], "choices": choices})
        else:
            lists.append({**one, AS_PUBLISHED: choices} if "workbook" in one else one)
    return Written(form, {**plain, "lists": lists} if lists else plain)


def read_published(entry: FormVersion, shared: SharedSheets) -> Form:
    """The form of a published version; a shared list that cannot be read, or used, stands as it was when published.

    Raises DefinitionErrors for a definition that was sound once and is no longer.
    """
    kept = lists_kept(entry)
    try:
        return _read(entry.form, entry.definition or {}, or_kept(shared, kept))
    except DefinitionErrors as mistakes:
        if not kept:
            raise
        log.warning("shared list cannot be used", form=entry.form, fault=str(mistakes.errors[0]))
        return as_published(entry.form, entry.definition or {})


def as_published(name: str, definition: Mapping[str, Any]) -> Form:
    """The form of a published definition, and of nothing else: shared lists stand as they were when it was published.

    Raises DefinitionErrors for a definition that was sound once and is no longer.
    """
    kept = _kept_in(definition)
    return _read(name, definition, lambda workbook, tab: kept[workbook, tab])


def _read(name: str, definition: Mapping[str, Any], shared: SharedSheets) -> Form:
    lists = [{word: said for word, said in one.items() if word != AS_PUBLISHED} for one in definition.get("lists", [])]
    plain = renewed({**definition, "lists": lists} if lists else definition)
    return read_form(placed(plain), Path(name) / "form.yaml", shared, was_published=True)


Kept = Mapping[tuple[str, str], Rows]
"""(workbook, tab) -> what stood there when a form was published."""


def lists_kept(entry: FormVersion) -> Kept:
    """The shared lists of a published version as they were then."""
    return _kept_in(entry.definition or {})


def _kept_in(definition: Mapping[str, Any]) -> Kept:
    return {
        (one["workbook"], one.get("tab", "")): [_row(choice) for choice in one[AS_PUBLISHED]]
        for one in definition.get("lists", [])
        if AS_PUBLISHED in one
    }


def or_kept(shared: SharedSheets, kept: Kept) -> SharedSheets:
    """Shared sheets, and what was kept of those that cannot be read."""

    def rows(workbook: str, tab: str) -> Rows:
        try:
            return shared(workbook, tab)
        except ValueError as fault:
            if (workbook, tab) not in kept:
                raise
            log.warning("shared list cannot be read", workbook=workbook, tab=tab, fault=str(fault))
            return kept[workbook, tab]

    return rows


def _row(choice: Mapping[str, Any]) -> dict[str, str]:
    labels = {f"label::{language}": said for language, said in choice["label"].items()}
    return {"value": choice["value"], **labels, **choice["with"]}


class Library(Mapping[str, CompiledForm]):
    """The published forms by name; looks for newer ones every two seconds."""

    def __init__(self, ledger: Ledger, lists: SharedLists, clock: Callable[[], float] = time.monotonic) -> None:
        self._ledger, self._lists, self._clock = ledger, lists, clock
        self._forms: dict[str, CompiledForm] = {}
        self._made: dict[str, tuple[object, CompiledForm]] = {}  # name -> what it was made of, and the form
        self._earlier: dict[tuple[str, int], Form | None] = {}
        self._seen: tuple[int, object] = (-1, None)
        self._down: LedgerDown | None = None  # why nothing could be learnt at the last look
        self._looked = float("-inf")
        self._lock = Lock()

    def __getitem__(self, name: str) -> CompiledForm:
        return self._current()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())

    def items(self) -> ItemsView[str, CompiledForm]:
        """As they are at one moment: a form may be withdrawn while somebody goes through them."""
        return self._current().items()

    def values(self) -> ValuesView[CompiledForm]:
        """As they are at one moment."""
        return self._current().values()

    def earlier(self, name: str, version: int) -> Form | None:
        """A form as a version asked it; None where that was never published, or cannot be read any more."""
        if (name, version) not in self._earlier:
            entry = next((one for one in self._written(name) if one.version == version), None)
            if entry is None:  # it may be published yet
                return None
            self._earlier[name, version] = sound([entry], self._lists.rows)[0].get(name)
        return self._earlier[name, version]

    def last(self, name: str) -> CompiledForm | None:
        """The newest form of this name that the ledger has at this moment, withdrawn or not; None for none."""
        entry = next(iter(self._written(name)), None)
        return None if entry is None else self._compiled(entry, self._made.get(name))

    def _written(self, name: str) -> list[FormVersion]:
        """The versions of a form, the newest first, without the entries that say that it was withdrawn."""
        with self._ledger.reading() as connection:
            return [one for one in form_versions.history(connection, name) if one.definition is not None]

    def _current(self) -> dict[str, CompiledForm]:
        """Whoever comes while another thread looks takes what is known, when anything is."""
        if self._is_due() and self._lock.acquire(blocking=not self._forms):
            try:
                if self._is_due():
                    self._look()
            finally:
                self._lock.release()
        if self._down is not None and not self._forms:
            raise self._down
        return self._forms

    def _is_due(self) -> bool:
        return self._clock() - self._looked >= LOOK_EVERY

    def _look(self) -> None:
        """Take up what is new. With the ledger down what is known still holds, and others need not wait to hear it."""
        try:
            with self._ledger.reading() as connection:
                seen = (form_versions.stamp(connection), self._lists.stamp())
                entries = [] if seen == self._seen else form_versions.newest(connection)
            if seen != self._seen:
                self._take_up(one for one in entries if one.definition is not None)
                self._seen = seen
            self._down = None
        except LedgerDown as fault:
            self._down = fault
        finally:
            self._looked = self._clock()

    def _take_up(self, entries: Iterable[FormVersion]) -> None:
        """Make the forms anew whose version or lists are others; one that cannot be made stays as it was."""
        found: dict[str, CompiledForm] = {}
        for entry in entries:
            compiled = self._compiled(entry, self._made.get(entry.form))
            if compiled is not None:
                found[entry.form] = compiled
        self._forms = found

    def _compiled(self, entry: FormVersion, made: tuple[object, CompiledForm] | None) -> CompiledForm | None:
        lists = {workbook: self._lists.saved(workbook) for workbook, _ in lists_kept(entry)}
        of = (entry.id, lists)  # before the lists are read: what is saved meanwhile is seen at the next look
        if made is not None and made[0] == of:
            return made[1]
        form = sound([entry], self._lists.rows)[0].get(entry.form)
        if form is None:
            return None if made is None else made[1]
        self._made[entry.form] = (of, compile_form(form))
        return self._made[entry.form][1]


def sound(entries: Iterable[FormVersion], shared: SharedSheets) -> tuple[dict[str, Form], dict[str, str]]:
    """The forms of published versions by name, and what is wrong with those that cannot be read any more.

    One that an older release took must not keep the others from people.
    """
    found: dict[str, Form] = {}
    faults: dict[str, str] = {}
    for entry in entries:
        if entry.definition is None:
            continue
        try:
            found[entry.form] = read_published(entry, shared)
        except DefinitionErrors as mistakes:
            fault = mistakes.errors[0]
            faults[entry.form] = f"version {entry.version}: {fault.place}: {fault.cause}"
            log.warning("published form cannot be read", form=entry.form, version=entry.version, fault=str(fault))
    return found, faults


def publish_new(ledger: Ledger, folder: Path, shared: SharedSheets, now: Callable[[], datetime]) -> list[str]:
    """Publish every definition of which no version was ever published; returns their names.

    Raises DefinitionErrors when there is a mistake in any definition of the folder; a shared list that cannot be read
    is none where it was published before.
    """
    with ledger.reading() as connection:
        entries = form_versions.newest(connection)
    kept = {place: rows for entry in entries for place, rows in lists_kept(entry).items()}
    found = written_in(folder, or_kept(shared, kept))
    if found.keys() <= {one.form for one in entries}:
        return []
    with ledger.writing() as connection:
        form_versions.one_at_a_time(connection)
        known = {one.form for one in form_versions.newest(connection)}
        new = [one for name, one in found.items() if name not in known]
        for one in new:
            publish(connection, one, who="start", note="", now=now())
    return [one.form.name for one in new]


def publish(connection: Connection, one: Written, *, who: str, note: str, now: datetime) -> None:
    """Keep a definition as the newest version of its form."""
    form_versions.put(
        connection,
        form=one.form.name,
        version=one.form.version,
        digest=one.digest,
        definition=one.definition,
        who=who,
        note=note,
        now=now,
    )
