"""The order of the ranking: by score, equal scores told apart by the call's `ties`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.ranking.candidates import Pool
from app.domain.ranking.exact import Counts, Whole
from app.domain.ranking.figures import Tallies
from app.domain.ranking.weights import heaviest
from forms.definition import Call


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What equal scores are told apart by."""

    call: Call
    pool: Pool
    tallies: Tallies
    median: Counts  # hundredths of a point, NONE for none


def order_of(score: Counts, compared: Compared) -> Counts:
    """The places of the pool from the best to the last; those without a score come last."""
    keys = [-score, *(TIES[word](compared) for word in compared.call.ties)]
    return np.lexsort([_sortable(key) for key in reversed(keys)])


def _sortable(key: NDArray[Any]) -> NDArray[Any]:
    """Python's own integers as their places in order, which numpy sorts by."""
    return np.unique(key, return_inverse=True)[1] if key.dtype == object else key


def _by_heaviest(compared: Compared) -> NDArray[np.float64]:
    """The better mean; none counts as 0. As floats two means of up to a million scores differ where they do."""
    place = heaviest(compared.call.criteria)
    if place is None:
        return np.zeros(len(compared.pool))
    mean: NDArray[np.float64] = compared.tallies.sums[place] / np.maximum(compared.tallies.counts[place], 1)
    return -mean


def _by_amount(compared: Compared) -> Whole:
    return compared.pool.amounts


def _by_receipt(compared: Compared) -> NDArray[np.float64]:
    """Seconds, in which a float tells microseconds apart until the year 2242."""
    received = compared.pool.candidates.received_at
    return np.array([received[place].timestamp() for place in compared.pool.chosen.tolist()])


TIES: Mapping[str, Callable[[Compared], NDArray[Any]]] = {
    "heaviest": _by_heaviest,
    "median": lambda compared: -compared.median,
    "amount": _by_amount,
    "received": _by_receipt,
    "reference": lambda compared: np.arange(len(compared.pool)),
}
"""Word of the definition -> a key of which the smaller comes first."""
