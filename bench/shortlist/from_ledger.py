"""From the ledger to the ranked result, beside the same read and arithmetic as a person writes it for one call."""

import json
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from app.domain.ranking.places import Ranking
from app.shortlisting.definition import Held
from app.shortlisting.gathering import inputs_of
from app.store.engine import Ledger, open_ledger
from bench.shortlist.arithmetic import Say, timed
from bench.shortlist.by_hand import Column, Numbers, by_hand
from bench.shortlist.filled import FORM, fill
from bench.shortlist.made import MEMBERS, Made, made
from forms.definition import Form, Sheet, Text

HEADS = ("proposals", "ours s", "read s", "by hand s", "ratio", "ours µs each")
AT = datetime(2027, 1, 1, tzinfo=UTC)


def measured(sizes: Sequence[int], rounds: int, say: Say) -> list[dict[str, object]]:
    """A row a size, as for the arithmetic alone; both read the same file, and must agree."""
    return [_one(size, rounds, say) for size in sizes]


def _one(size: int, rounds: int, say: Say) -> dict[str, object]:
    say(f"{size} proposals: a ledger is filled")
    call = made(size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        ledger = open_ledger(fill(path, call))
        say("measured")
        turns = [_turn(ledger, path, call) for _ in range(rounds + 1)][1:]  # the first round warms up
        ledger.engine.dispose()
    ours, read, hand = (median(turn[place] for turn in turns) for place in range(3))
    ratio = median(one / other for one, _, other in turns)
    figures = {"ours s": round(ours, 4), "read s": round(read, 4), "by hand s": round(hand, 4)}
    return {"proposals": size, **figures, "ratio": round(ratio, 2), "ours µs each": round(ours / size * 1e6, 2)}


def _turn(ledger: Ledger, path: Path, call: Made) -> tuple[float, float, float]:
    started = time.thread_time()
    ranking, read = _ours(ledger, call)
    ours = time.thread_time() - started
    hand, (order, taken) = timed(lambda: by_hand(_read(path, float(call.call.envelope))))
    assert np.array_equal(ranking.order, order), "another order"
    assert len(ranking.taken_places) == np.count_nonzero(taken), "others are taken"
    return ours, read, hand


def _ours(ledger: Ledger, call: Made) -> tuple[Ranking, float]:
    form = Form(FORM, 1, Text(), ("en",), "", (), Sheet("Grants", "grants", ()), call=call.call)
    started = time.thread_time()
    with ledger.reading() as connection:
        inputs = inputs_of(connection, Held(form, {}, lambda _name, _version: None), AT)
    read = time.thread_time() - started
    return inputs.ranking(), read


PROPOSALS = """select s.id, s.received_at, c.amount from submissions s join screenings c on c.submission_id = s.id
where s.form = ? and c.bars = '[]' order by s.reference"""
REVIEWS = "select submission_id, member_id, scores from reviews where state = 'given' order by submission_id, member_id"


def _read(path: Path, envelope: float) -> Numbers:
    """Straight from SQLite, every JSON text parsed."""
    connection = sqlite3.connect(path)
    proposals, reviews = connection.execute(PROPOSALS, (FORM,)).fetchall(), connection.execute(REVIEWS).fetchall()
    connection.close()
    ids, received, amounts = zip(*proposals, strict=True)
    of, members, texts = zip(*reviews, strict=True)
    said = json.loads(f"[{','.join(texts)}]")
    scores = np.array([list(one.values()) for one in said], np.int16).T
    times = np.array([datetime.fromisoformat(one).timestamp() for one in received])
    candidate: Column = np.searchsorted(np.array(ids), np.array(of))
    asked: np.ndarray[Any, Any] = np.array([float(one) for one in amounts])
    return Numbers(candidate, np.array(members) - 1, scores, asked, times, envelope, MEMBERS)
