"""A form definition as immutable values: what staff wrote, parsed once, and nothing that can be wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
"""The six UN languages, in the order in which one stands in for a missing one."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages (ISO 639-1 code -> text)."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The text in `language`, else in the first language that has it, else empty."""
        for code in (language, *LANGUAGES):
            if code in self.by_language:
                return self.by_language[code]
        return ""

    def __bool__(self) -> bool:
        return bool(self.by_language)


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of answers; `value` is kept, `label` is shown."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over one column of a table, worked out by the service and never by the applicant."""

    name: str
    label: Text
    sum: str  # name of the column


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Groups and tables hold further `questions` (a table's are its columns)."""

    name: str
    type: str  # a word of forms.questions.QUESTION_TYPES
    label: Text
    hint: Text = NO_TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    min: Decimal | None = None  # smallest number, fewest rows of a table
    max: Decimal | None = None  # largest number, most rows of a table
    max_length: int | None = None  # characters
    currency: str = ""  # ISO 4217, money only
    accept: tuple[str, ...] = ()  # file-name endings without the dot, file only
    max_megabytes: int = 10  # one file, file only
    product: tuple[str, ...] = ()  # a table's computed column: the columns multiplied
    questions: tuple["Question", ...] = ()
    totals: tuple[Total, ...] = ()  # table only


@dataclass(frozen=True, slots=True)
class Section:
    """A titled run of questions: one part of the page."""

    name: str
    title: Text
    questions: tuple[Question, ...]
    intro: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the shared sheet, filled by the service from `path` in the answers."""

    path: str  # "state", "contact.email", "budget.total_usd", or a fixed word such as "$reference"
    header: str
    format: str = "text"  # a word of connectors.ports.CELL_FORMATS
    width: int = 18  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where submissions stand for staff: a workbook (or spreadsheet) and a tab in it."""

    workbook: str
    tab: str
    columns: tuple[Column, ...]
    staff_columns: tuple[str, ...] = ()  # headers made once, then theirs
    google: str = ""  # Google spreadsheet id or URL, where the sheet lives there


@dataclass(frozen=True, slots=True)
class Mail:
    """A message; `{reference}` and the like are filled in from a closed list of words."""

    to: str  # path of an e-mail question
    subject: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """An eligibility rule: `path` must pass `test` against `value`, or `reason` says why not."""

    name: str
    path: str
    test: str  # a word of app.domain.eligibility.TESTS: min max is one_of equals filled
    value: object
    reason: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """What reviewers score, from 0 to `scale`, and how much it weighs (weights sum to 100)."""

    name: str
    label: Text
    weight: Decimal
    scale: int = 5


@dataclass(frozen=True, slots=True)
class Call:
    """How submissions of this form are shortlisted."""

    envelope: Decimal  # money there is, in `currency`
    currency: str
    amount: str  # path of the money asked for
    title: str  # path of the project's title
    applicant: str  # path of the applicant
    rules: tuple[Rule, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A sender of this form's submissions: its kind and how its question keys map to ours."""

    word: str  # a word of connectors.sources.SOURCES
    mapping: Mapping[str, str] = field(default_factory=dict)  # provider's key -> path of a question
    ignore: tuple[str, ...] = ()  # provider's keys that are known and not wanted


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form as staff defined it."""

    name: str
    version: int
    title: Text
    languages: tuple[str, ...]
    reference: str  # "VTF-{year}-{number:04d}"
    sections: tuple[Section, ...]
    sheet: Sheet
    intro: Text = NO_TEXT
    acknowledgement: Mail | None = None
    call: Call | None = None
    sources: tuple[Source, ...] = ()

    @property
    def questions(self) -> Iterator[Question]:
        """Every top-level question in order."""
        for section in self.sections:
            yield from section.questions
