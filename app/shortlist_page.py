"""A shortlist as the committee reads it: every column, who is out and why, and the method in words."""

from collections.abc import Iterator

from app.domain.ranking.candidates import NO_AMOUNT
from app.domain.ranking.places import Place, Ranking
from app.shortlist_sheets import further_sheets
from app.shortlist_words import LINES, RANKED_BY, SCORE_RULE, quota_rule, tie_rule, why
from app.shortlisting.account import Account
from connectors.ports import CellValue
from connectors.registers import Heading
from connectors.shortlist_book import ShortlistPage
from forms.definition import Call, Form

BESIDE = {"mean": "Mean", "median": "Median", "adjusted": "Adjusted"}
"""The scores that stand beside the one by which it is ranked."""


def shortlist_page(form: Form, account: Account, source: str, digest: str) -> ShortlistPage:
    """The workbook's page for the committee; `source` says what it was made of, `digest` is the SHA-256 of that."""
    ranking, language, places = account.ranking, form.languages[0], account.places
    call = ranking.call
    return ShortlistPage(
        title=f"Shortlist: {form.title.in_language(language)}",
        subtitle=f"Made of {source}. {_line(call)}",
        headings=tuple(_headings(call, language)),
        rows=tuple(tuple(_row(call, place, language)) for place in places),
        taken=tuple(place.is_taken for place in places),
        line=ranking.line,
        ineligible=tuple(
            (c.reference, c.applicant, c.title, "; ".join(bar.reason.in_language(language) for bar in c.bars))
            for c in ranking.ineligible
        ),
        method=(*_method(form, ranking, account.withdrawn), ("Made of", source), ("SHA-256 of that", digest)),
        more=tuple(further_sheets(account, language)),
    )


def _line(call: Call) -> str:
    if not call.has_money:
        return f"{call.places} places; the red line is where they are used up."
    return f"Envelope {call.envelope:,.2f} {call.currency}; the red line is where it is used up."


def _headings(call: Call, language: str) -> Iterator[Heading]:
    yield Heading("Place", "integer", 7)
    yield Heading("Reference", width=16, mark="reference")
    yield Heading("Applicant", width=24)
    yield Heading("Project", width=46)
    if call.has_money:
        yield Heading(f"Requested ({call.currency})", "money", 15)
    for one in call.criteria:
        weight = "beside the score" if one.independent else f"{one.weight} %"
        yield Heading(f"{one.label.in_language(language)} ({weight})", "score", 16)
    yield Heading("Reviewers", "integer", 11)
    yield Heading("Score", "score", 9, "score")
    yield from (Heading(title, "score", 10) for word, title in BESIDE.items() if word != call.ranking)
    yield Heading("Spread", "score", 9)
    if call.has_money:
        yield Heading("Cumulative", "money", 15, "cumulative")
        yield Heading("Envelope", "money", 15, "envelope")
    yield Heading("Decision proposed", width=18)
    yield Heading("Why", width=48)


def _row(call: Call, place: Place, language: str) -> Iterator[CellValue]:
    """A cell for each heading."""
    candidate, scores = place.candidate, {"mean": place.mean, "median": place.median, "adjusted": place.adjusted}
    yield from (place.rank, candidate.reference, candidate.applicant, candidate.title)
    if call.has_money:
        yield candidate.amount
    yield from place.means.values()
    yield from (place.reviews, place.score, *(scores[word] for word in BESIDE if word != call.ranking), place.spread)
    if call.has_money:
        yield from (place.cumulative, call.envelope)
    yield _within(call) if place.is_taken else "below the line"
    yield "; ".join((why(call, place, language), *(note.reason.in_language(language) for note in candidate.notes)))


def _within(call: Call) -> str:
    return "within the envelope" if call.has_money else "within the places"


def _method(form: Form, ranking: Ranking, withdrawn: int) -> tuple[tuple[str, CellValue], ...]:
    call, language = ranking.call, form.languages[0]
    barring = [rule.reason for rule in call.rules if not rule.is_note] + [NO_AMOUNT.reason] * call.has_money
    places = [("Places", call.places)] if call.places is not None else []
    money = [("Envelope", f"{call.envelope:,.2f} {call.currency}"), ("Budget line", LINES[call.line])]
    return (
        ("Submissions", len(ranking) + len(ranking.ineligible)),
        ("Eligible", len(ranking)),
        ("Not eligible", len(ranking.ineligible)),
        *([("Withdrawn, and left out", withdrawn)] if withdrawn else []),
        (_within(call).capitalize(), len(ranking.taken_places)),
        *places,
        *(money if call.has_money else []),
        ("Criteria and weights", _weights(call, language)),
        ("Score", f"{SCORE_RULE} {RANKED_BY[call.ranking]}"),
        ("Ties", tie_rule(call, language)),
        *(("Quota", quota_rule(quota, language)) for quota in call.quotas),
        ("Barred when", "; ".join(reason.in_language(language) for reason in barring)),
    )


def _weights(call: Call, language: str) -> str:
    weighing = [one for one in call.criteria if not one.independent]
    return "; ".join(f"{one.label.in_language(language)} {one.weight} % (0 to {one.scale})" for one in weighing)
