"""Candidates: proposals as the ranking sees them, one by one or as columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

import numpy as np

from app.domain.eligibility import Bar
from app.domain.ranking.exact import Counts, Whole, in_units
from forms.definition import Call, Quota, Text

NO_AMOUNT = Bar(
    "amount requested",
    Text(
        {
            "en": "No amount above zero is requested.",
            "fr": "Aucun montant supérieur à zéro n’est demandé.",
            "es": "No se solicita ningún importe superior a cero.",
            "ru": "Не запрошена сумма больше нуля.",
            "zh": "未申请大于零的金额。",
            "ar": "لم يُطلب أي مبلغ يزيد على الصفر.",
        }
    ),
)
"""It would win every tie and cost the envelope nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposal with all that the ranking looks at."""

    reference: str
    title: str
    applicant: str
    amount: Decimal  # 0 where none is given
    received_at: datetime  # aware
    bars: tuple[Bar, ...] = ()
    notes: tuple[Bar, ...] = ()  # rules that it does not pass and that bar nobody
    groups: Mapping[str, str] = field(default_factory=dict)  # quota -> the answer that it goes by, "" for none


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Candidates as columns, each as long as `references`, which are all different; bars and notes by place."""

    references: Sequence[str]
    titles: Sequence[str]
    applicants: Sequence[str]
    amounts: Sequence[Decimal]
    received_at: Sequence[datetime]
    bars: Mapping[int, tuple[Bar, ...]]
    notes: Mapping[int, tuple[Bar, ...]]
    groups: Mapping[str, Sequence[str]]  # quota -> the answer of each

    @classmethod
    def of(cls, rows: Iterable[Candidate], quotas: Iterable[Quota] = ()) -> "Candidates":
        """The columns of these rows."""
        kept = tuple(rows)
        return cls(
            references=[one.reference for one in kept],
            titles=[one.title for one in kept],
            applicants=[one.applicant for one in kept],
            amounts=[one.amount for one in kept],
            received_at=[one.received_at for one in kept],
            bars={n: one.bars for n, one in enumerate(kept) if one.bars},
            notes={n: one.notes for n, one in enumerate(kept) if one.notes},
            groups={quota.name: [one.groups.get(quota.name, "") for one in kept] for quota in quotas},
        )

    def __len__(self) -> int:
        return len(self.references)

    def __getitem__(self, place: int) -> Candidate:
        return Candidate(
            reference=self.references[place],
            title=self.titles[place],
            applicant=self.applicants[place],
            amount=self.amounts[place],
            received_at=self.received_at[place],
            bars=self.bars.get(place, ()),
            notes=self.notes.get(place, ()),
            groups={quota: answers[place] for quota, answers in self.groups.items()},
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Those who are eligible, ordered by reference whatever their order was, with what they ask for in whole units."""

    candidates: Candidates
    chosen: Counts  # their places among the candidates
    amounts: Whole
    envelope: int  # in the same units
    decimals: int  # of the units
    out: tuple[Candidate, ...]  # the others, with every reason

    def __len__(self) -> int:
        return len(self.chosen)


def pool_of(call: Call, candidates: Candidates) -> Pool:
    """Those whom nothing bars; where there is money, an amount above zero is part of that."""
    ordered = np.array(sorted(range(len(candidates)), key=candidates.references.__getitem__), dtype=np.int64)
    amounts, decimals = in_units((*candidates.amounts, call.envelope))
    bars = _bars(call, candidates, amounts[:-1])
    is_out = np.zeros(len(candidates), np.bool_)
    is_out[list(bars)] = True
    chosen = ordered[~is_out[ordered]]
    out = tuple(replace(candidates[place], bars=bars[place]) for place in ordered[is_out[ordered]].tolist())
    return Pool(candidates, chosen, amounts[:-1][chosen], int(amounts[-1]), decimals, out)


def _bars(call: Call, candidates: Candidates, amounts: Whole) -> Mapping[int, tuple[Bar, ...]]:
    """The place of each who is out, and why."""
    bars = dict(candidates.bars)
    for place in np.flatnonzero(amounts <= 0).tolist() if call.has_money else ():
        bars[place] = (*bars.get(place, ()), NO_AMOUNT)
    return bars
