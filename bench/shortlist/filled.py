"""A ledger (SQLite) with a call in it: proposals that were screened, and given reviews, as the service keeps them."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.store.engine import migrate, open_ledger
from bench.shortlist.made import MEMBERS, Made

FORM = "grants"
NOW = "2026-06-01 00:00:00.000000"
ANSWERS = json.dumps({f"question_{number}": "So many words as people write. " * 4 for number in range(12)})


def fill(path: Path, made: Made) -> str:
    """The URL of a new ledger with this call."""
    url = f"sqlite:///{path}"
    opened = open_ledger(url)
    migrate(opened)
    opened.engine.dispose()
    with sqlite3.connect(path) as connection:
        for table, rows in TABLES.items():
            _put(connection, table, rows(made))
        connection.execute("analyze")
    connection.close()
    return url


def _put(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    insert = f"insert into {table} ({names}) values ({', '.join('?' * len(first))})"
    connection.execute(insert, tuple(first.values()))
    connection.executemany(insert, (tuple(row.values()) for row in rows))


def _submissions(made: Made) -> Iterator[dict[str, object]]:
    for number, reference in enumerate(made.candidates.references):
        at = f"{made.candidates.received_at[number]:%Y-%m-%d %H:%M:%S.%f}"
        yield {
            "id": number + 1,
            "key": f"{number:032x}",
            "form": FORM,
            "form_version": 1,
            "source": "page",
            "source_id": str(number),
            "reference": reference,
            "version": 1,
            "answers": ANSWERS,
            "language": "en",
            "received_at": at,
            "updated_at": at,
        }


def _screenings(made: Made) -> Iterator[dict[str, object]]:
    for number, amount in enumerate(made.candidates.amounts):
        yield {
            "submission_id": number + 1,
            "version": 1,
            "form_version": 1,
            "made_at": NOW,
            "title": made.candidates.titles[number],
            "applicant": made.candidates.applicants[number],
            "amount": str(amount),
            **dict.fromkeys(("groups", "unsure"), "{}"),
            **dict.fromkeys(("bars", "notes"), "[]"),
            **dict.fromkeys(("verdict", "verdict_reason", "verdict_by"), ""),
        }


def _members(_made: Made) -> Iterator[dict[str, object]]:
    about = dict.fromkeys(("email", "state", "organisation"), "") | {"language": "en", "role": "member"}
    for number in range(MEMBERS):
        yield {"id": number + 1, "form": FORM, "name": f"Member {number:02}", **about, "added_at": NOW}


def _reviews(made: Made) -> Iterator[dict[str, object]]:
    given = made.reviews
    names = [criterion.name for criterion in made.call.criteria]
    who = zip(given.candidate.tolist(), given.member.tolist(), given.scores.T.tolist(), strict=True)
    for candidate, member, scores in who:
        said = json.dumps(dict(zip(names, scores, strict=True)))
        keys = {"submission_id": candidate + 1, "member_id": member + 1}
        yield {**keys, "state": "given", "scores": said, "remarks": "{}", "changed_at": NOW, "given_at": NOW}


TABLES = {"submissions": _submissions, "screenings": _screenings, "members": _members, "reviews": _reviews}
