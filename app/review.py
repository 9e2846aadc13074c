"""Calls after the deadline: reviewers' scores taken in, and the shortlist made from the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from app.context import Context
from app.domain.scores import Known, ScoreRow, faults, read_rows
from app.shortlist_files import place_of
from app.shortlist_page import shortlist_page
from app.shortlisting.account import account_of
from app.shortlisting.definition import call_of
from app.shortlisting.freezing import Frozen, freeze
from app.store import audit, members, reviews, submissions
from app.store.members import About
from app.store.submissions import Submission
from connectors.errors import ConnectorError
from connectors.shortlist_book import write_shortlist
from connectors.workbooks import write_atomically
from forms.definition import Call
from forms.errors import DefinitionError, DefinitionErrors
from forms.reading.csv_rows import read_csv
from forms.schema import CompiledForm


@dataclass(frozen=True, slots=True)
class Made:
    """A shortlist and where it stands."""

    number: int  # of the frozen one
    path: Path
    eligible: int
    within: int
    ineligible: int
    withdrawn: int = 0

    def __str__(self) -> str:
        out = f"{self.ineligible} not eligible" + (f", {self.withdrawn} withdrawn" if self.withdrawn else "")
        return f"{self.eligible} ranked, {self.within} taken, {out}; {self.path.name}"


def make_shortlist(context: Context, form_name: str, who: str = "service") -> Made:
    """Freeze the ranking of a call's submissions and write the committee's workbook of it.

    Raises ConnectorError for a form without a call.
    """
    frozen = freeze(context, form_name, who)
    ranking, withdrawn = frozen.ranking, len(frozen.inputs.withdrawn)
    path = context.settings.documents / f"shortlist-{form_name}.xlsx"
    write_shortlist(shortlist_page(frozen.inputs.form, account_of(frozen.inputs), frozen.source, frozen.digest), path)
    made = Made(frozen.number, path, len(ranking), len(ranking.taken_places), len(ranking.ineligible), withdrawn)
    _keep(context, form_name, made, frozen)
    return made


def _keep(context: Context, form_name: str, made: Made, frozen: Frozen) -> None:
    """Keep the workbook beside those of earlier runs, and note its hash: committees decide by one certain file."""
    data, now = made.path.read_bytes(), context.now()
    digest = sha256(data).hexdigest()
    copy = place_of(context.settings, f"{made.path.stem}_{now:%Y-%m-%d_%H%M%S}_{digest[:8]}.xlsx")
    write_atomically(copy, data)
    details = {"file": copy.name, "sha256": digest, "ranked": made.eligible, "within": made.within}
    details |= {"ineligible": made.ineligible, "withdrawn": made.withdrawn}
    details |= {"shortlist": frozen.number, "digest": frozen.digest}
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
    call = call_of(_compiled(context, form_name).form)
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
