"""Calls after the deadline: reviewers' scores taken in, and the shortlist made from the ledger."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.eligibility import bars
from app.domain.ranking.candidates import Candidate, Candidates
from app.domain.ranking.rank import rank
from app.domain.ranking.reviews import Review, Reviews
from app.domain.scores import Known, ScoreRow, faults, read_rows
from app.present import Present, presented
from app.shortlist_page import shortlist_page
from app.store import audit, members, reviews, submissions, withdrawals
from app.store.members import About
from app.store.submissions import Submission
from connectors.errors import ConnectorError
from connectors.registers import write_shortlist
from connectors.workbooks import write_atomically
from forms.definition import Call, Form
from forms.errors import DefinitionError, DefinitionErrors
from forms.logic.logic import Logic
from forms.reading.csv_rows import read_csv
from forms.schema import CompiledForm
from forms.types.answers import at, find_question, shown


@dataclass(frozen=True, slots=True)
class Made:
    """A shortlist and where it stands."""

    path: Path
    eligible: int
    within: int
    ineligible: int
    withdrawn: int = 0

    def __str__(self) -> str:
        out = f"{self.ineligible} not eligible" + (f", {self.withdrawn} withdrawn" if self.withdrawn else "")
        return f"{self.eligible} ranked, {self.within} within the envelope, {out}; {self.path.name}"


def make_shortlist(context: Context, form_name: str) -> Made:
    """Rank a call's submissions and write the committee's workbook. Raises ConnectorError for a form without a call."""
    compiled = _compiled(context, form_name)
    form, call = compiled.form, _call(compiled.form)
    with context.ledger.reading() as connection:
        kept = submissions.of_form(connection, form_name)
        given = reviews.given(connection, form_name)
        out = withdrawals.of_form(connection, form_name)
    kept, withdrawn = _still_there(kept, out)
    present = presented(compiled, kept, context.earlier)
    candidates = Candidates.of([_candidate(compiled.logic, call, one) for one in present], call.quotas)
    rows = _reviews(given, {one.id: one.reference for one in kept})
    ranking = rank(call, candidates, Reviews.of(call.criteria, candidates, rows))
    path = context.settings.documents / f"shortlist-{form_name}.xlsx"
    write_shortlist(shortlist_page(form, ranking, f"{context.now():%Y-%m-%d %H:%M} UTC", withdrawn), path)
    made = Made(path, len(ranking), len(ranking.taken_places), len(ranking.ineligible), withdrawn)
    _keep(context, form_name, made)
    return made


def _reviews(given: Iterable[reviews.Scores], references: Mapping[int, str]) -> list[Review]:
    """Those of submissions that still count."""
    counted = (one for one in given if one.submission_id in references)
    return [Review(references[one.submission_id], one.reviewer, one.scores) for one in counted]


def _still_there(kept: list[Submission], out: Collection[str]) -> tuple[list[Submission], int]:
    """The submissions that do not count as withdrawn, and how many do."""
    there = [one for one in kept if one.key not in out]
    return there, len(kept) - len(there)


def _keep(context: Context, form_name: str, made: Made) -> None:
    """Keep the workbook beside those of earlier runs, and note its hash: committees decide by one certain file."""
    data, now = made.path.read_bytes(), context.now()
    digest = sha256(data).hexdigest()
    copy = context.settings.documents / "shortlists" / f"{made.path.stem}_{now:%Y-%m-%d_%H%M%S}_{digest[:8]}.xlsx"
    write_atomically(copy, data)
    details = {"file": copy.name, "sha256": digest, "ranked": made.eligible, "within": made.within}
    details |= {"ineligible": made.ineligible, "withdrawn": made.withdrawn}
    with context.ledger.writing() as connection:
        audit.record(connection, who="service", act="shortlist made", what=form_name, now=now, details=details)


def read_reviews(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of scores, blank ones too, so that row numbers are those of a spreadsheet.

    Raises DefinitionErrors for a file that is no such table.
    """
    table = read_csv(path)
    missing = [word for word in ("reviewer", "criterion", "score") if word not in table.headings]
    if not {"sample_id", "reference"} & set(table.headings):
        missing.insert(0, "sample_id or reference")
    if missing:
        cause, remedy = f"there is no {', '.join(missing)}.", f"There are: {', '.join(table.headings)}."
        raise DefinitionErrors((DefinitionError(path, "1", "headings", cause, remedy),))
    return [dict(row.cells) for row in table.rows]


def import_reviews(context: Context, form_name: str, rows: Iterable[Mapping[str, str]]) -> int:
    """Keep scores given as rows of sample_id (or reference), reviewer, criterion, score; all or none.

    Raises ConnectorError that lists every row that cannot be taken.
    """
    call = _call(_compiled(context, form_name).form)
    read = read_rows(rows)
    with context.ledger.writing() as connection:
        kept, there = submissions.of_form(connection, form_name), members.of_form(connection, form_name, gone=True)
        known = _known(call, kept, [*(row.reviewer for row in read), *(member.name for member in there)])
        wrong = faults(read, known)
        if wrong:
            raise ConnectorError("no score was imported: " + "; ".join(wrong), permanent=True)
        for (submission, reviewer), scores in _by_review(read, known).items():
            member = _member(connection, form_name, reviewer, context.now())
            _put(connection, submission, member, scores, context.now())
        details = {"scores": len(read), "reviewers": sorted({known.spelling(row) for row in read})}
        audit.record(
            connection, who="service", act="reviews imported", what=form_name, now=context.now(), details=details
        )
    return len(read)


def _known(call: Call, kept: Iterable[Submission], reviewers: Sequence[str]) -> Known:
    by_sample: dict[str, set[int]] = defaultdict(set)
    for one in kept:
        by_sample[one.source_id].add(one.id)
    return Known(
        by_sample=by_sample,
        by_reference={one.reference: {one.id} for one in kept},
        scales={criterion.name: criterion.scale for criterion in call.criteria},
        reviewers={name.casefold(): name for name in reviewers},  # the ledger's come last, and stay
    )


def _by_review(rows: Iterable[ScoreRow], known: Known) -> dict[tuple[int, str], dict[str, int]]:
    """Submission and reviewer -> scores."""
    found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        (submission,) = known.named(row)
        found[submission, known.spelling(row)][row.criterion] = int(row.score)
    return found


def _member(connection: Connection, form: str, name: str, now: datetime) -> int:
    """The member of that name, who is made one where there is none: a table of scores may be all that is known."""
    there = next((one for one in members.of_form(connection, form, gone=True) if one.name == name), None)
    return (there or members.put(connection, form, About(name), now=now)).id


def _put(connection: Connection, submission: int, member: int, scores: Mapping[str, int], now: datetime) -> None:
    """Keep scores beside those that the table does not have."""
    before = reviews.find(connection, submission, member)
    kept = {} if before is None else before.scores
    remarks = {} if before is None else before.remarks
    review = reviews.Review(submission, member, reviews.GIVEN, {**kept, **scores}, remarks)
    reviews.save(connection, review, now=now)


def _compiled(context: Context, name: str) -> CompiledForm:
    """The form, withdrawn or not: a call is judged after people can no longer apply."""
    compiled = context.form_for(name)
    if compiled is None:
        raise ConnectorError(f"there is no form called {name!r}", permanent=True)
    return compiled


def _call(form: Form) -> Call:
    if form.call is None:
        raise ConnectorError(f"{form.name} has no `call` in its definition", permanent=True)
    return form.call


def _candidate(logic: Logic, call: Call, present: Present) -> Candidate:
    submission, answers = present.submission, present.answers
    found = bars(logic.eligibility, logic.values(answers, submission.received_at))
    return Candidate(
        reference=submission.reference,
        title=_shown(logic.form, answers, call.title),
        applicant=_shown(logic.form, answers, call.applicant),
        amount=_amount(answers, call),
        received_at=submission.received_at,
        bars=tuple(bar for bar in found if not bar.is_note),
        notes=tuple(bar for bar in found if bar.is_note),
        groups={quota.name: str(at(answers, quota.question) or "") for quota in call.quotas},
    )


def _amount(answers: Mapping[str, Any], call: Call) -> Decimal:
    """What is asked for; nothing for an answer of an older version that is no number, or where no money is."""
    if not call.has_money:
        return Decimal(0)
    try:
        amount = Decimal(str(at(answers, call.amount) or 0))
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def _shown(form: Form, answers: Mapping[str, Any], path: str) -> str:
    question = find_question(form, path)
    value = at(answers, path)
    return str(value or "") if question is None else shown(question, value, form.languages[0])
