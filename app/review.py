"""Calls after the deadline: reviewers' scores taken in, and the shortlist made from the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.context import Context
from app.domain.eligibility import bars
from app.domain.shortlist import LINE_RULE, TIE_RULE, Candidate, Place, Shortlist, shortlist
from app.store import reviews, submissions
from app.store.submissions import Submission
from connectors.errors import ConnectorError
from connectors.ports import CellValue
from connectors.registers import Heading, ShortlistPage, write_shortlist
from forms.answers import at, find_question, shown
from forms.definition import Call, Form


@dataclass(frozen=True, slots=True)
class Made:
    """A shortlist and where it stands."""

    path: Path
    eligible: int
    within: int
    ineligible: int

    def __str__(self) -> str:
        out = f"{self.ineligible} not eligible"
        return f"{self.eligible} ranked, {self.within} within the envelope, {out}; {self.path.name}"


def make_shortlist(context: Context, form_name: str) -> Made:
    """Rank a call's submissions and write the committee's workbook. Raises ConnectorError for a form without a call."""
    form = _form(context, form_name)
    call = _call(form)
    with context.ledger.reading() as connection:
        kept = submissions.of_form(connection, form_name)
        given = reviews.of_form(connection, form_name)
    scores: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for review in given:
        scores[review.submission_id][review.criterion].append(review.score)
    found = shortlist(call, [_candidate(context, call, one, scores[one.id]) for one in kept])
    path = context.settings.documents / f"shortlist-{form_name}.xlsx"
    write_shortlist(_page(form, call, found, f"{context.now():%Y-%m-%d %H:%M} UTC"), path)
    within = sum(place.within for place in found.places)
    return Made(path, len(found.places), within, len(found.ineligible))


def import_reviews(context: Context, form_name: str, rows: Iterable[Mapping[str, str]]) -> int:
    """Keep scores given as rows of sample_id (or reference), reviewer, criterion, score; all or none.

    Raises ConnectorError that lists every row that cannot be taken.
    """
    call = _call(_form(context, form_name))
    scales = {criterion.name: criterion.scale for criterion in call.criteria}
    wrong: list[str] = []
    with context.ledger.writing() as connection:
        known = {
            name: one for one in submissions.of_form(connection, form_name) for name in (one.source_id, one.reference)
        }
        count = 0
        for number, row in enumerate(rows, start=2):
            submission = known.get(row.get("sample_id") or row.get("reference") or "")
            scale, score = scales.get(row.get("criterion") or ""), row.get("score") or ""
            reviewer = (row.get("reviewer") or "").strip()
            good = bool(reviewer) and score.isascii() and score.isdecimal()
            if submission is None or scale is None or not good or int(score) > scale:
                wrong.append(f"row {number}: {_fault(submission, scale, reviewer)} in {dict(row)}")
                continue
            count += 1
            reviews.put(
                connection,
                submission_id=submission.id,
                reviewer=reviewer,
                criterion=row["criterion"],
                score=int(score),
                now=context.now(),
            )
        if wrong:
            raise ConnectorError("no score was imported: " + "; ".join(wrong[:20]), permanent=True)
    return count


def _fault(submission: Submission | None, scale: int | None, reviewer: str) -> str:
    if submission is None:
        return "no such submission"
    if not reviewer:
        return "no reviewer"
    return "no such criterion" if scale is None else f"the score is not a whole number from 0 to {scale}"


def _form(context: Context, name: str) -> Form:
    if name not in context.forms:
        raise ConnectorError(f"there is no form called {name!r}", permanent=True)
    return context.forms[name].form


def _call(form: Form) -> Call:
    if form.call is None:
        raise ConnectorError(f"{form.name} has no `call` in its definition", permanent=True)
    return form.call


def _candidate(context: Context, call: Call, submission: Submission, scores: Mapping[str, list[int]]) -> Candidate:
    logic = context.forms[submission.form].logic
    form, values = logic.form, logic.values(submission.answers, submission.received_at)
    return Candidate(
        reference=submission.reference,
        title=_shown(form, submission, call.title),
        applicant=_shown(form, submission, call.applicant),
        amount=Decimal(str(at(submission.answers, call.amount) or 0)),
        received_at=submission.received_at,
        bars=tuple(bar for bar in bars(logic.eligibility, values) if not bar.is_note),
        scores=scores,
    )


def _shown(form: Form, submission: Submission, path: str) -> str:
    question = find_question(form, path)
    value = at(submission.answers, path)
    return str(value or "") if question is None else shown(question, value, form.languages[0])


def _page(form: Form, call: Call, found: Shortlist, made_at: str) -> ShortlistPage:
    language = form.languages[0]
    criteria = tuple(Heading(f"{c.label.in_language(language)} ({c.weight} %)", "score", 16) for c in call.criteria)
    money = f"Requested ({call.currency})"
    headings = (
        Heading("Place", "integer", 7),
        Heading("Reference", width=16),
        Heading("Applicant", width=24),
        Heading("Project", width=46),
        Heading(money, "money", 15),
        *criteria,
        Heading("Reviewers", "integer", 11),
        Heading("Score", "score", 9),
        Heading("Cumulative", "money", 15),
        Heading("Envelope", "money", 15),
        Heading("Decision proposed", width=18),
        Heading("Why", width=48),
    )
    return ShortlistPage(
        title=f"Shortlist: {form.title.in_language(language)}",
        subtitle=f"Made on {made_at} from the ledger. {_line(call)}",
        headings=headings,
        rows=tuple(_row(call, place) for place in found.places),
        within=sum(place.within for place in found.places),
        score_column=6 + len(criteria),
        reference_column=1,
        cumulative_column=7 + len(criteria),
        ineligible=tuple(
            (c.reference, c.applicant, c.title, "; ".join(bar.reason.in_language(language) for bar in c.bars))
            for c in found.ineligible
        ),
        method=_method(form, call, found),
    )


def _line(call: Call) -> str:
    return f"Envelope {call.envelope:,.2f} {call.currency}; the red line is where it is used up."


def _row(call: Call, place: Place) -> tuple[CellValue, ...]:
    means = [place.means[criterion.name] for criterion in call.criteria]
    return (
        place.rank,
        place.candidate.reference,
        place.candidate.applicant,
        place.candidate.title,
        place.candidate.amount,
        *(None if mean is None else mean.quantize(Decimal("0.01")) for mean in means),
        place.reviews,
        place.total,
        place.cumulative,
        call.envelope,
        "within the envelope" if place.within else "below the line",
        place.why,
    )


def _method(form: Form, call: Call, found: Shortlist) -> tuple[tuple[str, CellValue], ...]:
    language = form.languages[0]
    weights = "; ".join(f"{c.label.in_language(language)} {c.weight} % (0 to {c.scale})" for c in call.criteria)
    rules = "; ".join(rule.reason.in_language(language) for rule in call.rules)
    return (
        ("Submissions", len(found.places) + len(found.ineligible)),
        ("Eligible", len(found.places)),
        ("Not eligible", len(found.ineligible)),
        ("Within the envelope", sum(place.within for place in found.places)),
        ("Envelope", f"{call.envelope:,.2f} {call.currency}"),
        ("Criteria and weights", weights),
        (
            "Score",
            "Mean of the reviewers' scores on each criterion, weighted, out of 100, to two decimals (half to even).",
        ),
        ("Ties", TIE_RULE),
        ("Budget line", LINE_RULE),
        ("Barred when", rules),
    )
