"""An export that is to be taken in: which source it is of, and what each of its columns answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.exports.files import open_export
from connectors.exports.kinds import EXPORTS, Kind
from connectors.exports.known import Known, known_of, table_of
from connectors.exports.matching import ANSWER, SUBMISSION, TIME, UNMATCHED, Column, matched
from connectors.exports.records import is_repeat, names_of
from connectors.exports.sheets import Sheet, with_two_headings, wrong
from forms.definition import Source, plain_label
from forms.near import near
from forms.schema import CompiledForm

ANY = "generic"


@dataclass(frozen=True, slots=True)
class Said:
    """What the command was told beside the file."""

    source: str = ""
    zone: str = ""
    dates: str = ""
    encoding: str = ""
    id_prefix: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the export with its columns; of a repeat also what it answers."""

    sheet: Sheet
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it is understood."""

    compiled: CompiledForm
    wanted: Source
    kind: Kind
    main: Table
    repeats: tuple[Table, ...]
    left_out: tuple[str, ...]  # repeats that our form has no table for
    not_read: tuple[str, ...]  # other tables
    zone: ZoneInfo
    order: str
    id_prefix: str

    @property
    def names_submissions(self) -> bool:
        """Whether a column says which submission a row is."""
        return any(one.role == SUBMISSION for one in self.main.columns)

    @property
    def has_times(self) -> bool:
        """Whether a column says when a row was submitted."""
        return any(one.role == TIME for one in self.main.columns)


def understood(compiled: CompiledForm, path: Path, said: Said, labels: Sequence[tuple[str, str, str]]) -> Export:
    """The export; `labels` are (source, key, label) of earlier deliveries. Raises DefinitionErrors."""
    sheets = open_export(path, said.encoding)
    wanted = _source(compiled, sheets, path, said.source)
    kind = EXPORTS.get(wanted.word, EXPORTS[ANY])
    main, *others = [with_two_headings(one) if kind.two_headings else one for one in sheets]
    mine = [(key, label) for source, key, label in labels if source == wanted.word]
    known = known_of(compiled.form, wanted, compiled.questions, mine)
    columns = _single(matched(main.headings, kind, known))
    tables = {one.name: _repeat(one, main, kind, known) for one in others if is_repeat(one, kind)}
    return Export(
        compiled,
        wanted,
        kind,
        Table(main, tuple(columns)),
        tuple(one for one in tables.values() if one.path),
        tuple(name for name, one in tables.items() if not one.path and next(one.sheet.rows(), None)),
        tuple(one.name for one in others if one.name not in tables),
        ZoneInfo(said.zone or kind.zone or compiled.form.zone),
        said.dates,
        said.id_prefix,
    )


def _repeat(sheet: Sheet, main: Sheet, kind: Kind, known: Known) -> Table:
    inside = table_of(names_of(sheet, main, kind), known)
    if inside is None:
        return Table(sheet, ())
    return Table(sheet, tuple(matched(sheet.headings, kind, known, inside)), (inside.theirs, inside.ours), inside.ours)


def _single(columns: list[Column]) -> list[Column]:
    """Of several columns that could be the id or the time only the best counts: a mapped one, else the first."""
    kept = list(columns)
    for role in (SUBMISSION, TIME):
        mine = [one for one in kept if one.role == role]
        best = next((one for one in mine if one.how == "mapped"), mine[0] if mine else None)
        kept = [replace(one, role="own") if one.role == role and one is not best else one for one in kept]
    return kept


def _source(compiled: CompiledForm, sheets: Sequence[Sheet], path: Path, word: str) -> Source:
    """The source that the file is of: the one that is named, or the one whose columns it has."""
    sources = {one.word: one for one in compiled.form.sources}
    name = compiled.form.name
    if word and word not in sources:
        remedy = f"{near(word, sources)} Write `- source: {word}` under `sources` of {name}, or name another."
        raise wrong(path, "file", f"{name} takes nothing from {word!r}.", remedy)
    if word:
        return sources[word]
    points = {one: _points(EXPORTS.get(one, EXPORTS[ANY]), sheets[0]) for one in sources}
    best = [one for one, point in points.items() if point and point == max(points.values())]
    if len(best) == 1 or len(sources) == 1:
        return sources[best[0] if best else next(iter(sources))]
    remedy = f"Say --source with one of: {', '.join(sources) or 'none, as its definition has no `sources`'}."
    raise wrong(path, "file", f"does not show which source of {name} it is of.", remedy)


def _points(kind: Kind, sheet: Sheet) -> int:
    has = {plain_label(one) for one in sheet.headings}
    return sum(plain_label(one) in has for one in (*kind.ids, *kind.times, *kind.own, *kind.versions))


def unmatched(table: Table) -> list[Column]:
    """The columns that nobody knows a question for."""
    return [one for one in table.columns if one.role == UNMATCHED]


def unanswered(export: Export) -> list[str]:
    """The required questions that no column answers."""
    answered = {one.path for table in (export.main, *export.repeats) for one in table.columns if one.role == ANSWER}
    return [
        path
        for path, question in export.compiled.questions.items()
        if question.required and "." not in path and not any(f"{one}.".startswith(f"{path}.") for one in answered)
    ]
