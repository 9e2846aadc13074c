"""A form definition as immutable values: what staff wrote, parsed once, and nothing that can be wrong."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from forms.wording import borrowed

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
"""The six UN languages, in the order in which one stands in for a missing one."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages (ISO 639-1 code -> text)."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The text in `language`, else in the first language that has it, of which it tells; else empty."""
        said = self.by_language.get(language)
        if said is not None:
            return said
        other = next((code for code in LANGUAGES if code in self.by_language), None)
        return "" if other is None else borrowed(self.by_language[other], other, language)

    def __bool__(self) -> bool:
        return bool(self.by_language)


NO_TEXT = Text()


def plain_label(label: str) -> str:
    """A label as it is compared: white space and capitals do not count."""
    return " ".join(label.split()).casefold()


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule: a `test` of the answer at `path` against `value`, or an `expression` (forms.rules.engine)."""

    path: str = ""
    test: str = ""  # a word of forms.conditions.TESTS; empty where an expression says it
    value: str | bool | tuple[str, ...] = ""
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold of the answers, else `message` is said at the question `at` (empty: where the check stands)."""

    name: str
    must: Condition
    message: Text
    is_warning: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of answers; `value` is kept, `label` is shown."""

    value: str
    label: Text
    was: tuple[str, ...] = ()  # earlier values
    attributes: Mapping[str, str] = field(default_factory=dict)  # further columns, for `choices_where`


OTHER = Choice(
    "other",
    Text({"en": "Other", "fr": "Autre", "es": "Otro", "ru": "Другое", "zh": "其他", "ar": "غير ذلك"}),
)
"""What people choose whose answer is not in a list: they are asked for it."""


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A list that questions share: written out, in a CSV file, or on a tab of a shared workbook."""

    name: str
    choices: tuple[Choice, ...]
    csv: str = ""  # file beside the definition
    workbook: str = ""  # file stem in the shared folder
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which choices are offered: those whose attributes equal answers, or for which `expression` holds."""

    pairs: Mapping[str, str] = field(default_factory=dict)  # attribute -> path of a question
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over one column of a table, worked out by the service and never by the applicant."""

    name: str
    label: Text
    sum: str  # name of the column


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Groups, tables and matrices hold further `questions` (columns, statements)."""

    name: str
    type: str  # a word of forms.questions.QUESTION_TYPES
    label: Text
    hint: Text = NO_TEXT
    required: bool = False
    was: tuple[str, ...] = ()  # earlier names
    show_if: Condition | None = None
    required_if: Condition | None = None
    checks: tuple[Check, ...] = ()
    choices: tuple[Choice, ...] = ()  # those of `choices_from` too
    choices_from: str = ""  # name of a ChoiceList
    choices_where: Filter | None = None
    other: Text = NO_TEXT  # asks what "other" is; the question that does so follows as a companion
    is_companion: bool = False  # made for the `other` of the question before
    min: Decimal | None = None  # smallest number, fewest rows of a table, fewest choices
    max: Decimal | None = None
    earliest: str = ""  # date only: YYYY-MM-DD or "today"
    latest: str = ""
    min_length: int | None = None  # characters
    max_length: int | None = None
    max_words: int | None = None
    pattern: str = ""  # RE2, the whole answer
    confirm: bool = False  # email only: asked twice
    zone: str = "UTC"  # datetime only: that of the form
    currency: str = ""  # ISO 4217, money only
    accept: tuple[str, ...] = ()  # file-name endings without the dot, file only
    max_megabytes: int = 10  # one file, file only
    form: str = ""  # reference only: the other form
    calculation: str = ""  # calculated only (forms.rules.engine)
    result: str = ""  # calculated only: the type of question that it is kept and shown as
    product: tuple[str, ...] = ()  # a table's computed column: the columns multiplied
    questions: tuple["Question", ...] = ()
    totals: tuple[Total, ...] = ()  # table only
    _by_label: Mapping[str, str] | None = field(default=None, init=False, repr=False, compare=False)
    _places: Mapping[str, int] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def places(self) -> Mapping[str, int]:
        """The place of each choice by its value; counted when first asked for, since lists can be long."""
        if self._places is None:
            found = {choice.value: place for place, choice in enumerate(self.choices)}
            object.__setattr__(self, "_places", found)  # the same whoever comes first
            return found
        return self._places

    @property
    def by_label(self) -> Mapping[str, str]:
        """The value of each choice by its label in any language, made plain; labels that several share are left out."""
        if self._by_label is None:
            values: dict[str, set[str]] = {}
            for choice in self.choices:
                for label in choice.label.by_language.values():
                    values.setdefault(plain_label(label), set()).add(choice.value)
            found = {label: shared.pop() for label, shared in values.items() if len(shared) == 1}
            object.__setattr__(self, "_by_label", found)
            return found
        return self._by_label


@dataclass(frozen=True, slots=True)
class Section:
    """A titled run of questions: one part of a page."""

    name: str
    title: Text
    questions: tuple[Question, ...]
    intro: Text = NO_TEXT
    show_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Sections that stand together."""

    name: str
    title: Text
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the shared sheet, filled by the service from `path` in the answers, or staff's own (no path)."""

    path: str  # "state", "contact.email", "budget.total_usd", or a fixed word such as "$reference"
    header: str
    format: str = "text"  # a word of forms.sheet_part.FORMATS
    width: int = 18  # characters
    owner: str = "service"  # service, both or staff
    dropdown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where submissions stand for staff: a workbook (or spreadsheet) and a tab in it."""

    workbook: str
    tab: str
    columns: tuple[Column, ...]
    google: str = ""  # Google spreadsheet id or URL, where the sheet lives there
    deleted_rows: str = "restore"  # what becomes of a row that staff take away; or "keep out", "withdraw"

    @property
    def place(self) -> str:
        """The tab itself, however its workbook is spelled or addressed: no two forms may have the same."""
        spreadsheet = re.split("[/?#]", self.google.rpartition("/d/")[2])[0]
        return f"{spreadsheet or self.workbook} / {self.tab}".casefold()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on letterhead, in which words like `((reference))` are filled in.

    In the body an empty line parts paragraphs, "# " begins a heading, "- " an item of a list.
    """

    name: str
    title: Text
    body: Text
    signed: Text = NO_TEXT  # who signs it, line by line


@dataclass(frozen=True, slots=True)
class Event:
    """What stands in somebody's calendar: whole days, both included, or from one aware moment to another."""

    name: str
    label: Text
    starts: date  # or a datetime
    ends: date
    where: Text = NO_TEXT

    @property
    def is_whole_days(self) -> bool:
        """Whether it has no hours."""
        return not isinstance(self.starts, datetime)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message; `((reference))` and the like are filled in from a closed list of words."""

    name: str
    to: str  # path of an e-mail question
    subject: Text
    body: Text
    on: str = "accepted"  # or "changed", "decided", "released"
    after_days: int = 0
    when: Condition | None = None  # sent only where it holds
    form: str = ""  # the form that ((link)) leads to
    prefill: Mapping[str, str] = field(default_factory=dict)  # that form's question -> path here
    column: str = ""  # decided only: header or path of the sheet's column in which staff decide
    decisions: tuple[str, ...] = ()  # decided: one of which it must say; released: the outcomes that it is for
    attach: tuple[str, ...] = ()  # names of letters that go with it as PDF
    calendar: tuple[Event, ...] = ()  # goes with it for the recipient's calendar


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A rule of a call: `must` holds, else `reason` says why not; a note bars nobody."""

    name: str
    must: Condition
    reason: Text
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """What reviewers score, from 0 to `scale`, and how much it weighs (weights sum to 100)."""

    name: str
    label: Text
    weight: Decimal  # 0 where it is independent
    scale: int = 5
    guidance: Text = NO_TEXT
    required: bool = True  # a review is not complete without it
    independent: bool = False  # beside the score and not in it


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a call's life after the deadline, both days included."""

    name: str
    label: Text
    starts: date
    ends: date
    opens: tuple[str, ...] = ()  # what may be done while it lasts, and in no other stage but those that say so


@dataclass(frozen=True, slots=True)
class Committee:
    """Who reads what of a call's proposals."""

    reviews: int = 0  # members who read each proposal; 0: all of them
    quorum: int = 0  # members who must have taken part in a decision
    blind: tuple[str, ...] = ()  # paths of questions that no member sees
    summary: tuple[str, ...] = ()  # paths of the answers in the packet; none: those to the long questions
    conflicts: Mapping[str, str] = field(default_factory=dict)  # path -> what of a member it is held against


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a group are taken: of those whose answer is `one_of`, or (`each`) of those that share an answer."""

    name: str
    label: Text
    question: str  # path of the answer that tells the groups apart
    one_of: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    each: int | None = None  # at most so many with any one answer


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a grant's money, and the report that it waits for."""

    name: str
    label: Text
    share: Decimal  # of 100; all of them make that
    after: str = ""  # name of a DueReport; empty: for the agreement alone


@dataclass(frozen=True, slots=True)
class DueReport:
    """What whoever has a grant owes: a submission of another form, linked by the reference that it names."""

    name: str
    label: Text
    form: str
    reference: str  # path there, of the answer that names the proposal or the grant
    email: str  # path there, of the address that must be the grant's
    months: int | None = None  # due so many months after the agreement begins
    days: int | None = None  # due so many days after the approval
    on: date | None = None  # due on this day
    starts: str = ""  # path there, of the day on which the agreement begins
    declined: Mapping[str, str] = field(default_factory=dict)  # path there -> the answer that says no to the grant
    told_by: Mapping[str, str] = field(default_factory=dict)  # path there -> the answer that tells it from others


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is written to those who owe a report, so many days before or after it is due."""

    name: str
    subject: Text
    body: Text
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckItem:
    """Something that staff have to see to for each grant."""

    name: str
    label: str  # for staff, as the headers of the sheet
    needs: str = ""  # name of the letter that goes with it


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """A column of the list of all grants: an answer of the proposal, or of a report."""

    name: str
    label: str
    path: str
    of: str = ""  # name of a DueReport; empty: of the proposal


@dataclass(frozen=True, slots=True)
class Terms:
    """What an approval that is released becomes: a grant, with what it is paid in and what is owed for it."""

    number: str  # "VTF-G-{year}-{number:03d}"
    email: str  # path of the address of whoever has the grant
    agreement: str = ""  # name of a letter; empty: nothing is to be signed
    instalments: tuple[Instalment, ...] = ()
    reports: tuple[DueReport, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    sheet: str = ""  # title of the list of all grants
    columns: tuple[ListedAnswer, ...] = ()


TIES = ("heaviest", "median", "amount", "received", "reference")
"""By what equal scores can be told apart."""
USUAL_TIES = ("heaviest", "amount", "received", "reference")
RANKINGS = ("mean", "median", "adjusted")
"""The scores by which a call can be ranked."""
LINES = ("stop", "skip")
"""What becomes of those behind the first that does not fit into the envelope."""


@dataclass(frozen=True, slots=True)
class Call:
    """How submissions of this form are shortlisted; a call of places alone has no envelope, currency and amount."""

    envelope: Decimal  # money there is, in `currency`
    currency: str
    amount: str  # path of the money asked for
    title: str  # path of the project's title
    applicant: str  # path of the applicant
    rules: tuple[Eligibility, ...]
    criteria: tuple[Criterion, ...]
    stages: tuple[Stage, ...] = ()
    ties: tuple[str, ...] = USUAL_TIES  # words of TIES, "reference" last
    ranking: str = "mean"  # a word of RANKINGS
    line: str = "stop"  # a word of LINES
    places: int | None = None  # at most so many are taken
    quotas: tuple[Quota, ...] = ()
    committee: Committee = Committee()
    fund: str = ""  # calls of one fund stand in one table
    cycle: int | None = None  # the year
    grant: Terms | None = None

    @property
    def has_money(self) -> bool:
        """Whether an amount is asked for, of an envelope."""
        return bool(self.amount)


@dataclass(frozen=True, slots=True)
class Source:
    """A sender of this form's submissions: its kind and how its question keys map to ours."""

    word: str  # a word of connectors.sources.SOURCES
    mapping: Mapping[str, str] = field(default_factory=dict)  # provider's key -> path of a question
    ignore: tuple[str, ...] = ()  # provider's keys that are known and not wanted
    api: Mapping[str, str] = field(default_factory=dict)  # where it is asked for what its webhook missed


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
    zone: str = "UTC"  # IANA
    opens: datetime | None = None  # aware
    closes: datetime | None = None
    accepts_late: bool = False
    one_per: tuple[str, ...] = ()  # paths whose answers, together, only one submission may have
    edit_until: datetime | None = None
    keep_months: int | None = None
    privacy: Text = NO_TEXT
    declaration: Text = NO_TEXT  # what people confirm by sending
    next_steps: Text = NO_TEXT  # what happens once it was sent, and whom to ask
    embed_on: tuple[str, ...] = ()  # origins whose pages may show the form in a frame
    pages: tuple[Page, ...] = ()
    lists: tuple[ChoiceList, ...] = ()
    checks: tuple[Check, ...] = ()
    letters: tuple[Letter, ...] = ()
    mails: tuple[Mail, ...] = ()
    call: Call | None = None
    sources: tuple[Source, ...] = ()

    @property
    def questions(self) -> Iterator[Question]:
        """Every top-level question in order."""
        for section in self.sections:
            yield from section.questions
