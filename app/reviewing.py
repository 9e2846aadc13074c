"""What a member types about a proposal: read, checked against the criteria, and kept as their review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Connection

from app.committee import Seat
from app.context import Context
from app.docket import Proposal
from app.once import canonical
from app.store import audit, conflicts, reviews
from app.store.conflicts import DECLARED, Found
from app.store.reviews import ABSTAINED, DRAFT, GIVEN, Review
from app.text import said_number, translate
from app.typed_text import kept_text
from forms.definition import Criterion

WHOLE = ""
"""The remark that is about no single criterion; of who abstains, the reason."""
MOST_LETTERS = 10_000  # of a remark
MOST_DIGITS = 6
ACTS = {"save": DRAFT, "give": GIVEN, "abstain": ABSTAINED}
"""What the buttons of a review make of it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, by criterion; the state is what they want it to be."""

    state: str
    scores: Mapping[str, str]
    remarks: Mapping[str, str]
    was: str = ""  # the fingerprint of the review that they had before them


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What is wrong, as sentences, by criterion."""

    scores: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.scores or self.remarks)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a review: the one that stands there now, which somebody else's page `overtook` or not."""

    review: Review | None
    overtook: bool = False


def mistakes(criteria: Sequence[Criterion], typed: Typed, language: str) -> Mistakes:
    """What keeps it from being kept in the state that is wanted."""
    scores = {one.name: _wrong_score(one, typed, language) for one in criteria}
    remarks = {name: _too_long(language) for name, said in typed.remarks.items() if _is_too_long(said)}
    if typed.state == ABSTAINED and not kept_text(typed.remarks.get(WHOLE, ""), MOST_LETTERS):
        remarks[WHOLE] = translate("Say in the overall remarks why you abstain", language)
    return Mistakes({name: said for name, said in scores.items() if said}, remarks)


def _wrong_score(criterion: Criterion, typed: Typed, language: str) -> str:
    said = typed.scores.get(criterion.name, "").strip()
    words: dict[str, object] = {"label": criterion.label.in_language(language), "max": criterion.scale}
    if not said and typed.state == GIVEN and criterion.required:
        return translate("Give a score: %(label)s", language, words)
    if said and not _is_on_scale(said, criterion):
        return translate("Enter a whole number from 0 to %(max)s: %(label)s", language, words)
    return ""


def _is_on_scale(said: str, criterion: Criterion) -> bool:
    return said.isdecimal() and len(said) <= MOST_DIGITS and int(said) <= criterion.scale


def _is_too_long(said: str) -> bool:
    return len(kept_text(said, MOST_LETTERS + 1)) > MOST_LETTERS


def _too_long(language: str) -> str:
    return said_number("Write no more than %(number)s characters", MOST_LETTERS, language)


def fingerprint(review: Review | None) -> str:
    """What tells whether a review is still the one that somebody was shown."""
    said = {name: getattr(review, name) for name in reviews.SAID} if review else {}
    return sha256(canonical(said)).hexdigest()[:16]


def review_of(seat: Seat, proposal: Proposal, typed: Typed) -> Review:
    """What is typed, as it is kept; there are no mistakes in it."""
    scores = {name: int(said) for name, said in typed.scores.items() if said.strip()}
    remarks = {name: text for name, said in typed.remarks.items() if (text := kept_text(said, MOST_LETTERS))}
    return Review(proposal.id, seat.member.id, typed.state, scores, remarks)


def save(context: Context, seat: Seat, proposal: Proposal, typed: Typed) -> Saved:
    """Keep a review without mistakes, unless another stands there than its writer knows. Raises LedgerDown."""
    review = review_of(seat, proposal, typed)
    with context.ledger.writing() as c:
        before = reviews.find(c, proposal.id, seat.member.id, to_change=True)
        if typed.was != fingerprint(before) and fingerprint(review) != fingerprint(before):
            return Saved(before, overtook=True)
        reviews.save(c, review, now=context.now())
    return Saved(review)


def begin(context: Context, seat: Seat, proposal: Proposal) -> None:
    """A member has no conflict: their review is begun, and they may read the proposal. Raises LedgerDown."""
    with context.ledger.writing() as c:
        if reviews.find(c, proposal.id, seat.member.id, to_change=True) is None:
            reviews.save(c, Review(proposal.id, seat.member.id, DRAFT), now=context.now())
            _note(context, c, seat, proposal, "no conflict declared")


def declare(context: Context, seat: Seat, proposal: Proposal, reason: str) -> None:
    """A member has a conflict: the proposal is closed to them; what they began stays, and does not count."""
    found = Found(proposal.id, seat.member.id, DECLARED, kept_text(reason, MOST_LETTERS))
    with context.ledger.writing() as c:
        conflicts.add(c, [found], who=seat.member.name, now=context.now())
        _note(context, c, seat, proposal, "conflict declared")


def _note(context: Context, connection: Connection, seat: Seat, proposal: Proposal, act: str) -> None:
    audit.record(connection, who=seat.member.name, act=act, what=proposal.reference, now=context.now())
