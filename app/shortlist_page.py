"""A shortlist as the committee reads it: every column, who is out and why, and the method in words."""

from decimal import Decimal

from app.domain.shortlist import LINE_RULE, NO_AMOUNT, TIE_RULE, Place, Shortlist, heaviest
from connectors.ports import CellValue
from connectors.registers import Heading, ShortlistPage
from forms.definition import Call, Form

SCORE_RULE = (
    "Mean of the reviewers' scores on each criterion, weighted, out of 100: worked out exactly, then rounded once to "
    "two decimals (half to even). The ranking compares the rounded scores. Means are rounded for reading only."
)


def shortlist_page(form: Form, call: Call, found: Shortlist, made_at: str, withdrawn: int = 0) -> ShortlistPage:
    """The workbook's page for the committee; so many submissions were `withdrawn` and are not in it."""
    language = form.languages[0]
    criteria = tuple(Heading(f"{c.label.in_language(language)} ({c.weight} %)", "score", 16) for c in call.criteria)
    money = f"Requested ({call.currency})"
    headings = (
        Heading("Place", "integer", 7),
        Heading("Reference", width=16, mark="reference"),
        Heading("Applicant", width=24),
        Heading("Project", width=46),
        Heading(money, "money", 15),
        *criteria,
        Heading("Reviewers", "integer", 11),
        Heading("Score", "score", 9, "score"),
        Heading("Cumulative", "money", 15, "cumulative"),
        Heading("Envelope", "money", 15, "envelope"),
        Heading("Decision proposed", width=18),
        Heading("Why", width=48),
    )
    return ShortlistPage(
        title=f"Shortlist: {form.title.in_language(language)}",
        subtitle=f"Made on {made_at} from the ledger. {_line(call)}",
        headings=headings,
        rows=tuple(_row(call, place, language) for place in found.places),
        within=sum(place.within for place in found.places),
        ineligible=tuple(
            (c.reference, c.applicant, c.title, "; ".join(bar.reason.in_language(language) for bar in c.bars))
            for c in found.ineligible
        ),
        method=_method(form, call, found, withdrawn),
    )


def _line(call: Call) -> str:
    return f"Envelope {call.envelope:,.2f} {call.currency}; the red line is where it is used up."


def _row(call: Call, place: Place, language: str) -> tuple[CellValue, ...]:
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
        "; ".join((place.why, *(note.reason.in_language(language) for note in place.candidate.notes))),
    )


def _method(form: Form, call: Call, found: Shortlist, withdrawn: int) -> tuple[tuple[str, CellValue], ...]:
    language = form.languages[0]
    weights = "; ".join(f"{c.label.in_language(language)} {c.weight} % (0 to {c.scale})" for c in call.criteria)
    barring = [*(rule.reason for rule in call.rules if not rule.is_note), NO_AMOUNT.reason]
    return (
        ("Submissions", len(found.places) + len(found.ineligible)),
        ("Eligible", len(found.places)),
        ("Not eligible", len(found.ineligible)),
        *([("Withdrawn, and left out", withdrawn)] if withdrawn else []),
        ("Within the envelope", sum(place.within for place in found.places)),
        ("Envelope", f"{call.envelope:,.2f} {call.currency}"),
        ("Criteria and weights", weights),
        ("Score", SCORE_RULE),
        ("Ties", f"{TIE_RULE} {_heaviest(call, language)}"),
        ("Budget line", LINE_RULE),
        ("Barred when", "; ".join(reason.in_language(language) for reason in barring)),
    )


def _heaviest(call: Call, language: str) -> str:
    first = heaviest(call)
    return "" if first is None else f"The heaviest criterion here is {first.label.in_language(language)}."
