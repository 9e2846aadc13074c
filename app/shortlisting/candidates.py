"""Candidates out of the ledger: what screening made of proposals, and of the others what the rules make of them now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import compress
from typing import Any

from sqlalchemy import Connection

from app.domain.eligibility import Bar
from app.domain.ranking.candidates import Candidates
from app.present import presented
from app.screening import screened
from app.shortlisting.definition import Held
from app.store import as_it_was, verdicts
from app.store.screened import Said, Screening
from app.store.submissions import Submission
from app.store.verdicts import Verdict
from forms.definition import Call, Eligibility, Text

ELIGIBLE, VERDICT = "eligible", "verdict"


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The candidates of a call at a moment, their numbers in the same order, and the references of who withdrew."""

    candidates: Candidates
    numbers: Sequence[int]
    withdrawn: Sequence[str]


@dataclass(slots=True)
class _Found:
    """Proposals as screening would have them, wherever they come from: columns, and what only some have by number."""

    columns: list[list[Any]]  # number, reference, received at, title, applicant, amount
    said: dict[int, Said]
    groups: dict[int, Mapping[str, str]]  # quota -> answer


def candidates_of(connection: Connection, held: Held, at: datetime, *, afresh: bool = False) -> Standing:
    """Who stood for the call at that moment; `afresh` makes nothing of earlier screenings but what staff said."""
    name, screening = held.form.name, Screening(held.form.name, held.form.version, at)
    out, not_there = as_it_was.withdrawn(connection, name, at), as_it_was.not_yet_taken_in(connection, name, at)
    gone = not_there.union(out)
    found = _Found([[] for _ in range(6)], {}, {}) if afresh else _screened(connection, screening, held.call)
    others = as_it_was.numbers(connection, name, at) if afresh else screening.missing(connection)
    if gone:
        stays = [number not in gone for number in found.columns[0]]
        found.columns = [list(compress(column, stays)) for column in found.columns]
    _work_out(found, held, as_it_was.versions(connection, [one for one in others if one not in gone], at))
    withdrawn = sorted(reference for number, reference in out.items() if number not in not_there)
    spoken = verdicts.held_at(connection, name, at)
    return Standing(_candidates(held.call, found, spoken), found.columns[0], withdrawn)


def _screened(connection: Connection, screening: Screening, call: Call) -> _Found:
    known = screening.held(connection)
    columns = (known.numbers, known.references, known.received_at, known.titles, known.applicants, known.amounts)
    said = {} if all(known.are_plain) else screening.said(connection)
    groups = screening.groups(connection) if call.quotas else {}
    return _Found([list(column) for column in columns], dict(said), dict(groups))


def _candidates(call: Call, found: _Found, said: Mapping[int, Verdict]) -> Candidates:
    numbers, references, received, titles, applicants, amounts = found.columns
    spoken = {*found.said, *said}
    judged = {
        place: _judged(call, found.said.get(number, Said()), said.get(number))
        for place, number in enumerate(numbers if spoken else ())
        if number in spoken
    }
    return Candidates(
        references=references,
        titles=titles,
        applicants=applicants,
        amounts=[Decimal(amount) for amount in amounts],
        received_at=received,
        bars={place: barring for place, (barring, _) in judged.items() if barring},
        notes={place: notes for place, (_, notes) in judged.items() if notes},
        groups={one.name: [found.groups[number].get(one.name, "") for number in numbers] for one in call.quotas},
    )


def _judged(call: Call, said: Said, verdict: Verdict | None) -> tuple[tuple[Bar, ...], tuple[Bar, ...]]:
    """What bars a proposal, and what is only noted: here it is decided whether it is eligible.

    By the rules; one that cannot be worked out is not read as failed: the proposal waits for staff, and that is said.
    A verdict of staff stands above them, and what the rules say is then a note.
    """
    failed = [Bar(rule.name, rule.reason, rule.is_note) for rule in call.rules if rule.name in said.failed]
    unsure = [Bar(rule.name, _waits(rule), rule.is_note) for rule in call.rules if rule.name in said.unsure]
    found = [*failed, *unsure]
    barring, notes = tuple(one for one in found if not one.is_note), tuple(one for one in found if one.is_note)
    if verdict is None:
        return barring, notes
    theirs = Bar(VERDICT, Text({"en": f"Staff: {verdict.word}. {verdict.reason}".strip()}))
    if verdict.word == ELIGIBLE:
        return (), (replace(theirs, is_note=True), *(replace(one, is_note=True) for one in barring), *notes)
    return (theirs, *barring), notes


def _waits(rule: Eligibility) -> Text:
    """That nobody can say yet whether a rule holds."""
    return Text({"en": f"It could not be worked out whether “{rule.name}” holds: staff have to decide."})


def _work_out(found: _Found, held: Held, kept: Sequence[Submission]) -> None:
    """Add what the rules make of submissions, in the shape of the definition that held."""
    if not kept:
        return
    made = []
    for present in presented(held.compiled, kept, held.earlier):
        one, about = present.submission, screened(held.compiled, present)
        made.append((one.id, one.reference, one.received_at, about.title, about.applicant, about.amount))
        found.said[one.id] = Said(frozenset({*about.bars, *about.notes}), frozenset(about.unsure))
        found.groups[one.id] = about.groups
    found.columns = [[*column, *added] for column, added in zip(found.columns, zip(*made, strict=True), strict=True)]
