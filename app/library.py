"""The forms that people fill in: the versions that were published, read from the ledger and kept up to date."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import structlog

from app.store import form_versions
from app.store.engine import Ledger, LedgerDown
from app.store.form_versions import FormVersion
from connectors.lists import SharedLists
from forms.definition import Form
from forms.errors import DefinitionErrors
from forms.load import definition_files, load_form
from forms.reading.choice_part import Rows, SharedSheets
from forms.reading.form import read_form
from forms.schema import CompiledForm, compile_form
from forms.tree import placed
from forms.writing.plain_form import tree

log = structlog.get_logger()

LOOK_EVERY = 2.0  # seconds between looks for newly published versions


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


def written(path: Path, shared: SharedSheets) -> Written:
    """The definition in a file. Raises DefinitionErrors."""
    form = load_form(path, shared)
    return Written(form, _whole(tree(form), form))


def written_in(folder: Path, shared: SharedSheets) -> dict[str, Written]:
    """Every definition in a folder of forms, by name. Raises DefinitionErrors."""
    return {one.form.name: one for path in definition_files(folder) for one in [written(path, shared)]}


def _whole(plain: Mapping[str, Any], form: Form) -> Mapping[str, Any]:
    """The tree with what stands in other files: choices of CSV files in place, those of shared sheets as they were."""
    found = {one.name: one for one in form.lists}
    lists = []
    for one in plain.get("lists", []):
        choices = [
            {"value": c.value, "label": dict(c.label.by_language), "with": dict(c.attributes)}
            for c in found[one["list"]].choices
        ]
        if "csv" in one:
            lists.append({"list": one["list"], "choices": choices})
        else:
            lists.append({**one, "as_published": choices} if "workbook" in one else one)
    return {**plain, "lists": lists} if lists else dict(plain)


def read_published(entry: FormVersion, shared: SharedSheets) -> Form:
    """The form of a published version; a shared list that cannot be read stands as it was when published."""
    kept: dict[tuple[str, str], Rows] = {}
    definition = json.loads(json.dumps(entry.definition))
    for one in definition.get("lists", []):
        if "as_published" in one:
            kept[one["workbook"], one.get("tab", "")] = [_row(choice) for choice in one.pop("as_published")]

    def rows(workbook: str, tab: str) -> Rows:
        try:
            return shared(workbook, tab)
        except ValueError as fault:
            log.warning("shared list cannot be read", workbook=workbook, tab=tab, fault=str(fault))
            return kept[workbook, tab]

    return read_form(placed(definition), Path(entry.form) / "form.yaml", rows)


def _row(choice: Mapping[str, Any]) -> dict[str, str]:
    labels = {f"label::{language}": said for language, said in choice["label"].items()}
    return {"value": choice["value"], **labels, **choice["with"]}


class Library(Mapping[str, CompiledForm]):
    """The published forms by name; looks for newer ones every two seconds."""

    def __init__(self, ledger: Ledger, lists: SharedLists, clock: Callable[[], float] = time.monotonic) -> None:
        self._ledger, self._lists, self._clock = ledger, lists, clock
        self._forms: dict[str, CompiledForm] = {}
        self._earlier: dict[tuple[str, int], Form | None] = {}
        self._seen: tuple[int, object] = (-1, None)
        self._looked = float("-inf")
        self._lock = Lock()

    def __getitem__(self, name: str) -> CompiledForm:
        return self._current()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())

    def earlier(self, name: str, version: int) -> Form | None:
        """A form as a version asked it; None where that was never published."""
        if (name, version) not in self._earlier:
            with self._ledger.reading() as connection:
                entries = form_versions.history(connection, name)
            found = next((one for one in entries if one.version == version and one.definition is not None), None)
            self._earlier[name, version] = None if found is None else read_published(found, self._lists.rows)
        return self._earlier[name, version]

    def _current(self) -> dict[str, CompiledForm]:
        if self._clock() - self._looked >= LOOK_EVERY:
            with self._lock:
                self._look()
        return self._forms

    def _look(self) -> None:
        try:
            with self._ledger.reading() as connection:
                seen = (form_versions.stamp(connection), self._lists.stamp())
                entries = [] if seen == self._seen else form_versions.newest(connection)
        except LedgerDown:
            if not self._forms:
                raise
            return  # what is known still holds; whoever needs the ledger will say that it is down
        if seen != self._seen:
            served = [one for one in entries if one.definition is not None]
            self._forms = {one.form: compile_form(read_published(one, self._lists.rows)) for one in served}
            self._seen = seen
        self._looked = self._clock()


def publish_new(ledger: Ledger, folder: Path, lists: SharedLists, now: Callable[[], Any]) -> list[str]:
    """Publish every definition of which no version was ever published; returns their names.

    Raises DefinitionErrors when there is a mistake in any definition of the folder.
    """
    found = written_in(folder, lists.rows)
    with ledger.writing() as connection:
        known = {one.form for one in form_versions.newest(connection)}
        new = [one for name, one in found.items() if name not in known]
        for one in new:
            form_versions.put(
                connection,
                form=one.form.name,
                version=one.form.version,
                digest=one.digest,
                definition=one.definition,
                who="start",
                note="",
                now=now(),
            )
    return [one.form.name for one in new]


__all__ = ["DefinitionErrors", "Library", "Written", "publish_new", "read_published", "written", "written_in"]
