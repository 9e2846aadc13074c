"""Scores kept as texts of JSON, read as columns: most are written alike, so those are read together."""

import json
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.ranking.exact import Counts
from app.domain.ranking.reviews import UNSCORED, Scores

NUMBER = re.compile(rb'"([a-z0-9_]+)": ([0-9]+)')
ALIKE = re.compile(rb'\{("[a-z0-9_]+": [0-9]+(, |(?=\})))*\}')
FEW = 500
"""Texts that are read one by one: fewer are not worth looking for others like them."""
ZERO, NINE, BREAK = b"09\n"


def scores_in(lines: bytes, criteria: Sequence[str]) -> Scores:
    """The scores of reviews, a line each: an object of criteria and whole numbers, as json.dumps writes it.

    Shape (criteria, reviews). Other criteria are left out; what is null, or not there, was not scored.
    """
    buffer = np.frombuffer(lines, np.uint8)
    ends = np.append(np.flatnonzero(buffer == BREAK), len(buffer)) if lines else np.zeros(0, np.int64)
    starts = np.append(0, ends[:-1] + 1)[: len(ends)]
    found = np.full((len(criteria), len(ends)), UNSCORED, np.int16)
    for length in np.unique(ends - starts).tolist():
        _read_of_length(buffer, starts, np.flatnonzero(ends - starts == length), length, (criteria, found))
    return found


def _read_of_length(
    buffer: NDArray[np.uint8], starts: Counts, rows: Counts, length: int, into: tuple[Sequence[str], Scores]
) -> None:
    """Read the lines of one length: time and again all that are like the first of those that are left."""
    while len(rows) > FEW:
        texts = np.lib.stride_tricks.sliding_window_view(buffer, length)[starts[rows]]
        is_read = _read_alike(texts, rows, into)
        if np.count_nonzero(is_read) < FEW:
            break
        rows = rows[~is_read]
    criteria, found = into
    for row in rows.tolist():
        said = json.loads(bytes(buffer[starts[row] : starts[row] + length]))
        scores = (said.get(name) for name in criteria)
        found[:, row] = [UNSCORED if score is None else score for score in scores]


def _read_alike(texts: NDArray[np.uint8], rows: Counts, into: tuple[Sequence[str], Scores]) -> NDArray[np.bool_]:
    """Read the texts (one a row) that differ from the first in digits of numbers alone; returns which those are."""
    criteria, found = into
    first = bytes(texts[0])
    if not ALIKE.fullmatch(first):
        return np.zeros(len(texts), np.bool_)
    places = {one[1].decode(): one.span(2) for one in NUMBER.finditer(first)}
    is_alike = np.ones(len(texts), np.bool_)
    numbers = {name: texts[:, begin:end].copy() for name, (begin, end) in places.items()}
    for name, digits in numbers.items():
        is_alike &= ((digits >= ZERO) & (digits <= NINE)).all(axis=1)
        texts[:, slice(*places[name])] = texts[0, slice(*places[name])]
    is_alike &= texts.view(f"S{texts.shape[1]}").ravel() == first
    for number, name in enumerate(criteria):
        if name in places:
            found[number, rows[is_alike]] = _number(numbers[name][is_alike])
    return is_alike


def _number(digits: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Digits as numbers, one a row."""
    tens = 10 ** np.arange(digits.shape[1] - 1, -1, -1)
    found: NDArray[np.int16] = ((digits - ZERO) @ tens).astype(np.int16)
    return found
