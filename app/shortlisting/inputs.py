"""What a ranking is made of, as one value and as canonical JSON: the same inputs are the same bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from app.domain.eligibility import Bar
from app.domain.ranking.candidates import Candidate, Candidates
from app.domain.ranking.places import Ranking
from app.domain.ranking.rank import rank
from app.domain.ranking.reviews import Review, Reviews
from app.library import as_published
from app.shortlisting.definition import call_of
from forms.definition import Call, Form, Text

LAYOUT = 1
"""Of the JSON; another one would be read in another way."""


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Everything that a ranking depends on."""

    form: Form
    definition: Mapping[str, Any]  # the plain tree of the form
    candidates: Candidates
    reviews: Reviews
    withdrawn: Sequence[str]  # references of those who are no candidates any more, sorted

    @property
    def call(self) -> Call:
        """The call of the form."""
        return call_of(self.form)

    def ranking(self) -> Ranking:
        """The ranking that they come to."""
        return rank(self.call, self.candidates, self.reviews)


def digest_of(written: bytes) -> str:
    """SHA-256, in hexadecimal digits."""
    return sha256(written).hexdigest()


def written(inputs: Inputs) -> bytes:
    """The inputs as JSON in UTF-8: names and rows sorted, decimals as texts, times in UTC, no white space."""
    kept = {
        "layout": LAYOUT,
        "form": inputs.form.name,
        "definition": inputs.definition,
        "candidates": [_candidate(inputs.candidates[place]) for place in _sorted(inputs.candidates.references)],
        "reviews": list(_reviews(inputs)),
        "withdrawn": sorted(inputs.withdrawn),
    }
    return json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read(data: bytes) -> Inputs:
    """The inputs that were written so. Raises ValueError, KeyError or TypeError for anything else.

    DefinitionErrors are raised where this release cannot read the definition.
    """
    kept = json.loads(data)
    if kept["layout"] != LAYOUT:
        raise ValueError(f"inputs of layout {kept['layout']}; this release reads {LAYOUT}")
    form = as_published(kept["form"], kept["definition"])
    call = call_of(form)
    candidates = Candidates.of([_read_candidate(one) for one in kept["candidates"]], call.quotas)
    reviews = Reviews.of(call.criteria, candidates, [Review(**one) for one in kept["reviews"]])
    return Inputs(form, kept["definition"], candidates, reviews, kept["withdrawn"])


def _sorted(references: Sequence[str]) -> list[int]:
    return sorted(range(len(references)), key=references.__getitem__)


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "title": one.title,
        "applicant": one.applicant,
        "amount": plain(one.amount),
        "received_at": one.received_at.astimezone(UTC).isoformat(),
        "bars": [_bar(bar) for bar in one.bars],
        "notes": [_bar(bar) for bar in one.notes],
        "groups": dict(one.groups),
    }


def plain(number: Decimal) -> str:
    """A decimal number exactly, and always alike: 40000 and 40000.00 are one."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _bar(bar: Bar) -> dict[str, Any]:
    return {"rule": bar.rule, "reason": dict(bar.reason.by_language)}


def _read_candidate(kept: Mapping[str, Any]) -> Candidate:
    return Candidate(
        reference=kept["reference"],
        title=kept["title"],
        applicant=kept["applicant"],
        amount=Decimal(kept["amount"]),
        received_at=datetime.fromisoformat(kept["received_at"]),
        bars=tuple(_read_bars(kept["bars"], is_note=False)),
        notes=tuple(_read_bars(kept["notes"], is_note=True)),
        groups=kept["groups"],
    )


def _read_bars(kept: Iterable[Mapping[str, Any]], *, is_note: bool) -> Iterator[Bar]:
    return (Bar(one["rule"], Text(one["reason"]), is_note) for one in kept)


def _reviews(inputs: Inputs) -> Iterator[dict[str, Any]]:
    """Each as `Review` has it, by reference and member."""
    given, names = inputs.reviews, [criterion.name for criterion in inputs.call.criteria]
    columns = zip(given.candidate.tolist(), given.member.tolist(), given.scores.T.tolist(), strict=True)
    rows = sorted((inputs.candidates.references[one], given.members[who], scores) for one, who, scores in columns)
    for reference, member, scores in rows:
        said = {name: score for name, score in zip(names, scores, strict=True) if score >= 0}
        yield {"reference": reference, "member": member, "scores": said}
