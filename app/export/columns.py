"""The tables of an export and the rows that submissions have in them: the columns of the sheet, or every question."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.export.cells import cell_of, format_of
from app.export.words import WORDS
from app.present import Present
from app.projection import LEDGER_WORDS, rows_of, spec_of
from connectors.ports import CellValue, SheetColumn
from connectors.sheets.values import stated
from connectors.tables.table import Row, Table
from forms.definition import Form, Question
from forms.types.answers import at
from forms.types.paths import labelled

MAIN = "submissions"
"""The name of the table that has a row for each submission; the others are called as their questions."""
OF_LEDGER = {
    "$reference": "text", "$received": "datetime", "$updated": "datetime", "$version": "integer", "$language": "text",
    "$source": "text",
}  # fmt: skip
"""What the ledger says of a submission -> the format in which it stands before the answers."""
LONG = frozenset({"long_text", "file", "matrix"})
WIDE = 40  # letters


@dataclass(frozen=True, slots=True)
class Part:
    """One table, and the rows that submissions have in it."""

    name: str
    table: Table
    rows: Callable[[Sequence[Present]], Iterable[Row]]


def of_sheet(form: Form) -> tuple[Part, ...]:
    """The columns of the sheet that are not staff's own, as the sheet shows them."""
    columns = [column for column in spec_of(form).columns if column.owner != "staff"]

    def rows(present: Sequence[Present]) -> Iterator[Row]:
        for row in rows_of(form, present):
            yield [stated(row.values[column.key], column.format) for column in columns]

    return (Part(MAIN, Table(form.name, form.sheet.tab, tuple(columns)), rows),)


def of_everything(form: Form, language: str, base: str) -> tuple[Part, ...]:
    """Every question in a language, and a further table for each table of the form; files have addresses on `base`."""
    every = Everything(form, language, base, tuple(labelled(form.questions, language)))
    tables = [(path, label, question) for path, label, question in every.questions if question.type == "table"]
    return (every.main(), *(every.rows_of_table(path, label, question) for path, label, question in tables))


@dataclass(frozen=True, slots=True)
class Everything:
    """A form in one language: what there is of each submission."""

    form: Form
    language: str
    base: str
    questions: tuple[tuple[str, str, Question], ...]  # path and label of each

    def main(self) -> Part:
        """A row for each submission: the ledger's words, its state, the answers, and what is asked no more."""
        asked = [one for one in self.questions if one[2].type not in {"table", "note"}]
        columns = [
            *(self._of_ledger(word) for word in OF_LEDGER),
            SheetColumn("$state", self._said("state")),
            *(_column(*one) for one in asked),
            *([SheetColumn("$left", self._said("left"), width=WIDE)] if self.form.version > 1 else []),
        ]
        table = Table(self.form.name, self._said(MAIN), _told_apart(columns))

        def rows(present: Sequence[Present]) -> Iterator[Row]:
            for one in present:
                left = ["\n".join(f"{path}: {said}" for path, said in one.left)] if self.form.version > 1 else []
                answers = (self._cell(question, at(one.answers, path), one) for path, _, question in asked)
                yield [*self._ledger(one), *answers, *left]

        return Part(MAIN, table, rows)

    def rows_of_table(self, path: str, label: str, asked: Question) -> Part:
        """A row for each row of a table that is answered, with the reference of its submission and its number."""
        columns = [one for one in asked.questions if one.type != "note"]
        heads = [
            self._of_ledger("$reference"),
            SheetColumn("$row", self._said("row"), "integer", 8),
            *(_column(one.name, one.label.in_language(self.language), one) for one in columns),
        ]
        table = Table(f"{self.form.name}-{path.replace('.', '-')}", label, _told_apart(heads))

        def rows(present: Sequence[Present]) -> Iterator[Row]:
            for one in present:
                for number, row in enumerate((at(one.answers, path) or {}).get("rows", ()), start=1):
                    cells = (self._cell(column, row.get(column.name), one) for column in columns)
                    yield [one.submission.reference, number, *cells]

        return Part(path, table, rows)

    def _ledger(self, one: Present) -> list[CellValue]:
        said = [LEDGER_WORDS[word](self.form, one.submission) for word in OF_LEDGER]
        return [*said, self._said("partial" if one.submission.is_partial else "complete")]

    def _cell(self, question: Question, answer: object, one: Present) -> CellValue:
        return cell_of(question, answer, self.language, f"{self.base}/staff/files/{one.submission.key}")

    def _of_ledger(self, word: str) -> SheetColumn:
        return SheetColumn(word, self._said(word), OF_LEDGER[word])

    def _said(self, word: str) -> str:
        return WORDS[self.language][word]


def _column(path: str, label: str, question: Question) -> SheetColumn:
    return SheetColumn(path, label or path, format_of(question), WIDE if question.type in LONG else 18)


def _told_apart(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """Columns of which no two are headed alike: a label that is there twice has the path of its question behind it."""
    times = Counter(column.header for column in columns)
    alike = {column for column in columns if times[column.header] > 1 and not column.key.startswith("$")}
    return tuple(replace(one, header=f"{one.header} ({one.key})") if one in alike else one for one in columns)


def of_records(form: Form) -> tuple[Part, ...]:
    """All that the ledger says of each submission in its newest version, the answers as they were kept."""
    columns = tuple(SheetColumn(name, name) for name in RECORD)

    def rows(present: Sequence[Present]) -> Iterator[Row]:
        for one in present:
            yield [getattr(one.submission, name) for name in RECORD]

    return (Part(MAIN, Table(form.name, MAIN, columns), rows),)


RECORD = (
    "reference", "key", "form", "form_version", "version", "source", "source_id", "language", "is_partial",
    "submitted_at", "received_at", "updated_at", "answers",
)  # fmt: skip
"""What a line of JSON says of a submission."""
