"""A proposal as the members of a committee read it: answers, files and copy, without what is kept from them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection

from app.blind import seen_form, without_file_names
from app.blind_paths import blind_paths, is_blind
from app.copies import Copy, Part, copy_of_submission
from app.present import Earlier, presented
from app.store import attachments
from app.store.submissions import Submission
from app.text import said_moment, said_size, translate
from forms.definition import Call, Question
from forms.schema import CompiledForm
from forms.types.answers import at, find_question, shown


@dataclass(frozen=True, slots=True)
class Heading:
    """What a proposal is called in lists; its reference, where members do not see its title."""

    title: str
    applicant: str  # empty where members do not see it
    amount: Decimal | None = None  # asked for; None where members do not see it, or nothing is


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a proposal."""

    label: str  # of its question
    name: str
    size: str  # in words, empty where it is not known
    sha256: str  # empty while it is not here


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that members see of a proposal."""

    heading: Heading
    received_at: str
    parts: tuple[Part, ...]
    enclosures: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Submissions of a call being read by a member, in the member's language."""

    compiled: CompiledForm
    call: Call
    earlier: Earlier
    language: str
    blind: frozenset[str] = field(init=False)  # paths that the member does not see

    def __post_init__(self) -> None:
        """Found once, for all that are read."""
        object.__setattr__(self, "blind", blind_paths(self.compiled.logic, self.call.committee.blind))

    def sees(self, path: str) -> bool:
        """Whether members see what the call names by this path."""
        return bool(path) and not is_blind(path, self.blind)

    def headings(self, submissions: Iterable[Submission]) -> dict[int, Heading]:
        """What each is called, by its number."""
        found = presented(self.compiled, submissions, self.earlier)
        return {one.submission.id: self._heading(one.submission, one.answers) for one in found}

    def dossier(self, connection: Connection, submission: Submission) -> Dossier:
        """The whole of one."""
        now = self._presented(submission)
        copy = self._copy(now, "")
        return Dossier(
            heading=self._heading(now, now.answers),
            received_at=said_moment(now.received_at, self.compiled.form.zone, self.language),
            parts=copy.parts,
            enclosures=tuple(self.enclosures(connection, now)),
        )

    def copy(self, submission: Submission, organisation: str) -> Copy:
        """The same, to be printed."""
        copy = self._copy(self._presented(submission), organisation)
        facts = ((translate("Reference", self.language), copy.reference), *copy.facts[1:])
        return replace(copy, facts=facts, about=translate("This is a copy for the committee.", self.language))

    def enclosures(self, connection: Connection, submission: Submission) -> Iterator[Enclosure]:
        """Every file that members may have; the answers are those of the form as it is now."""
        fetched = {one.url: one.sha256 for one in attachments.of_submission(connection, submission.id)}
        for question, file in _files(seen_form(self.compiled.form, self.blind).questions, submission.answers):
            size, sha256 = file.get("size"), file.get("sha256") or fetched.get(str(file.get("url")), "")
            yield Enclosure(
                label=question.label.in_language(self.language),
                name=str(file.get("name", "")),
                size=said_size(size, self.language) if isinstance(size, int) else "",
                sha256=str(sha256),
            )

    def _presented(self, submission: Submission) -> Submission:
        [present] = presented(self.compiled, [submission], self.earlier)
        answers = present.answers
        if self.call.committee.blind:
            answers = without_file_names(self.compiled.form.questions, answers)
        return replace(submission, answers=answers)

    def _copy(self, submission: Submission, organisation: str) -> Copy:
        seen = replace(self.compiled, form=seen_form(self.compiled.form, self.blind))  # its logic knows all answers
        return copy_of_submission(seen, submission, self.language, organisation)

    def _heading(self, submission: Submission, answers: Mapping[str, Any]) -> Heading:
        title = self._said(self.call.title, answers)
        amount = self._amount(answers)
        return Heading(title or submission.reference, self._said(self.call.applicant, answers), amount)

    def _amount(self, answers: Mapping[str, Any]) -> Decimal | None:
        said = at(answers, self.call.amount) if self.sees(self.call.amount) else None
        try:
            return None if said is None else Decimal(str(said))
        except InvalidOperation:  # an answer of an older version that is no number
            return None

    def _said(self, path: str, answers: Mapping[str, Any]) -> str:
        question = find_question(self.compiled.form, path)
        if question is None or not self.sees(path):
            return ""
        return shown(question, at(answers, path), self.language)


def _files(questions: Iterable[Question], answers: Mapping[str, Any]) -> Iterator[tuple[Question, Mapping[str, Any]]]:
    for question in questions:
        value = answers.get(question.name)
        if question.type == "file":
            yield from ((question, file) for file in value or ())
        elif isinstance(value, Mapping):
            for row in value.get("rows", ()) if question.type == "table" else (value,):
                yield from _files(question.questions, row)
