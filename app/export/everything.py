"""Every question of a form as the columns of an export, with a further table for each of its tables."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.export.cells import cell_of, format_of
from app.export.columns import MAIN, Page, Part, in_column
from app.export.words import WORDS
from app.in_sheet import InSheet, of_columns, staff_columns
from app.present import Present
from app.projection import LEDGER_WORDS, WITHDRAWN, Entry, spec_of
from connectors.ports import CellValue, SheetColumn
from connectors.tables.table import Row, Table
from forms.definition import Form, Question
from forms.types.answers import at
from forms.types.paths import labelled

STATE = "$state"
OF_LEDGER = {
    "$reference": "text", "$received": "datetime", "$updated": "datetime", "$version": "integer", "$language": "text",
    "$source": "text", STATE: "text", WITHDRAWN: "yes_no",
}  # fmt: skip
"""What the ledger says of a submission -> the format in which it stands before the answers."""
LONG = frozenset({"long_text", "file", "matrix"})
WIDE = 40  # letters


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
        """A row for each submission: the ledger's words, the answers, what is asked no more, what staff write."""
        asked = [one for one in self.questions if one[2].type not in {"table", "note"}]
        theirs = staff_columns(self.form)
        written = [(one.key, replace(one, key="sheet")) for one in spec_of(self.form).columns if one.owner != "service"]
        left = [SheetColumn("$left", self._said("left"), width=WIDE)] if self.form.version > 1 else []
        heads = [
            *map(self._of_ledger, OF_LEDGER),
            *(_column(*one) for one in asked),
            *left,
            *(column for _, column in written),
        ]
        table = Table(self.form.name, self._said(MAIN), _told_apart(heads))

        def rows(page: Page) -> Iterator[Row]:
            for one in page.present:
                answers = (self._cell(question, at(one.answers, path), one) for path, _, question in asked)
                told = ["\n".join(f"{path}: {said}" for path, said in one.left)] * len(left)
                wrote = of_columns(theirs, page.known.cells.get(one.submission.key, {}))
                staffs = (in_column(wrote[key].value, column) if key in wrote else None for key, column in written)
                yield [*self._ledger(one, page.known), *answers, *told, *staffs]

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

        def rows(page: Page) -> Iterator[Row]:
            for one in page.present:
                for number, row in enumerate((at(one.answers, path) or {}).get("rows", ()), start=1):
                    cells = (self._cell(column, row.get(column.name), one) for column in columns)
                    yield [one.submission.reference, number, *cells]

        return Part(path, table, rows)

    def _ledger(self, one: Present, known: InSheet) -> list[CellValue]:
        entry = Entry(self.form, one.submission, {}, known.is_withdrawn(one.submission.key))
        state = "partial" if one.submission.is_partial else "complete"
        return [self._said(state) if word == STATE else LEDGER_WORDS[word](entry) for word in OF_LEDGER]

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
