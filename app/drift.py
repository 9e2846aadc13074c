"""Notices when a source's questions change: a new one that nobody takes, and one that is worded anew."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.arrival import Arrival, Asked, clean
from app.store import audit, source_questions
from app.store.source_questions import LABEL, NEW, Known
from app.store.writes import Writes
from connectors.ports import Entry
from connectors.sources.mapping import Mapped

MOST_KEYS = 500
"""Questions that are remembered of one source: a sender that makes up a name each time must not fill the ledger."""
LONGEST_KEY = 300
SEEN_TO = timedelta(days=1)
"""How exactly it is kept when a question was seen last: so most deliveries write nothing."""
SAID = {
    NEW: (
        "The form at {source} shows {key}{label} for the first time, and no question here takes it: "
        "map it or list it under ignore."
    ),
    LABEL: "The form at {source} words {key} anew: {after!r} was {before!r}.",
}
"""What staff are told of a change."""
Key = tuple[str, str, str]


def asked_of(found: Mapped, mapping: Collection[str], language: str) -> tuple[Asked, ...]:
    """The questions that a delivery shows, by the keys that the mapping knows; what is the provider's own is none.

    Labels are those of the form's first `language`: in another one every question is worded otherwise.
    """
    if found.received.is_past:
        return ()  # an export words its columns in its own way
    is_foreign = found.received.language not in {"", language}
    unmapped = set(found.unmapped)
    return tuple(
        Asked(key, "" if is_foreign else clean(" ".join(one.label.split())), is_unmapped=one.keys[0] in unmapped)
        for one in _flat(found.received.entries)
        for key in (next((name for name in one.keys if name in mapping), one.keys[0]),)
        if not one.is_system and 0 < len(key) <= LONGEST_KEY and key.isprintable()
    )


def _flat(entries: Sequence[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        for row in entry.rows or ():
            yield from _flat(row)


@dataclass(slots=True)
class News:
    """What a batch of deliveries tells of its sources: the questions to be written, and the notes by delivery."""

    known: dict[Key, Known]
    sizes: dict[tuple[str, str], int]
    put: dict[Key, Known]
    notes: defaultdict[int, list[Known]]


def notice(connection: Connection, writes: Writes, arrivals: Sequence[Arrival]) -> Mapping[int, Sequence[Known]]:
    """Remember what the deliveries call their questions; returns the changes that staff should know, by delivery."""
    fresh = [one for one in arrivals if one.asked and not one.asked_by and one.delivery is not None]
    known = source_questions.of_sources(connection, {(one.form.name, one.source) for one in fresh})
    news = compared(known, fresh)
    source_questions.put(connection, [news.put[key] for key in sorted(news.put)])  # in one order, whoever else writes
    writes.audited += [_line(one) for one in news.put.values() if _is_news(one, news.known.get(_key(one)))]
    return news.notes


def noted(arrival: Arrival, notes: Mapping[int, Sequence[Known]]) -> Arrival:
    """The arrival with its notes on changes; of a new question that says all there is to say."""
    mine = notes.get(arrival.delivery or 0, ())
    if not mine:
        return arrival
    told_of = frozenset(one.key for one in mine if one.change == NEW)
    return replace(arrival, remarks=(*map(told, mine), *arrival.remarks), told_of=told_of)


def compared(known: Collection[Known], arrivals: Sequence[Arrival]) -> News:
    """What is new in arrivals, in their order, against what is known."""
    sizes: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in known:
        sizes[one.form, one.source] += 1
    news = News({_key(one): one for one in known}, sizes, {}, defaultdict(list))
    for arrival in arrivals:
        is_first = sizes[arrival.form.name, arrival.source] == 0
        for asked in arrival.asked:
            _compare(news, arrival, asked, is_first=is_first)
    return news


def _compare(news: News, arrival: Arrival, asked: Asked, *, is_first: bool) -> None:
    pair = (arrival.form.name, arrival.source)
    key = (*pair, asked.key)
    before = news.put.get(key) or news.known.get(key)
    after = _after(before, arrival, asked, is_first=is_first)
    if after is None or (before is None and news.sizes[pair] >= MOST_KEYS):
        return
    news.sizes[pair] += before is None
    news.put[key] = after
    if _is_news(after, before):
        news.notes[arrival.delivery or 0].append(after)


def _after(before: Known | None, arrival: Arrival, asked: Asked, *, is_first: bool) -> Known | None:
    """The question as it is known now; None where nothing is to be written."""
    now: datetime = arrival.judged_at
    if before is None:
        change = NEW if asked.is_unmapped and not is_first else ""
        return Known(arrival.form.name, arrival.source, asked.key, asked.label, "", now, now, change)
    is_told_today = before.change == LABEL and now - before.last_seen < SEEN_TO
    if asked.label and before.label and asked.label != before.label and not is_told_today:
        return replace(before, label=asked.label, before=before.label, last_seen=now, change=LABEL)
    if (asked.label and not before.label) or now - before.last_seen >= SEEN_TO:
        return replace(before, label=asked.label or before.label, last_seen=now)
    return None


def _is_news(after: Known, before: Known | None) -> bool:
    return bool(after.change) and (before is None or (after.change, after.label) != (before.change, before.label))


def told(known: Known) -> str:
    """A change in words, for staff."""
    label = f" ({known.label!r})" if known.label else ""
    words = {"source": known.source, "key": known.key, "label": label, "after": known.label, "before": known.before}
    return SAID[known.change].format(**words)


def _line(known: Known) -> audit.Line:
    details = {"key": known.key, "change": known.change, "label": known.label, "before": known.before}
    return audit.Line(known.last_seen, known.source, "source.changed", f"{known.form}/{known.source}", details)


def _key(known: Known) -> Key:
    return known.form, known.source, known.key
