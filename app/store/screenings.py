"""Screenings: what the rules of a call make of each proposal, and what staff say of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from app.store import verdicts
from app.store.call_tables import screenings
from app.store.insert import insert_into
from app.store.submissions import Submission
from app.store.tables import submissions
from app.store.verdicts import Verdict

ELIGIBLE, INELIGIBLE, UNSURE = "eligible", "ineligible", "unsure"
NO_VERDICT = {"verdict": "", "verdict_reason": "", "verdict_by": ""}


@dataclass(frozen=True, slots=True)
class EligibilityCheck:
    """What the rules of one version of the form make of one version of a submission."""

    submission_id: int
    version: int
    form_version: int
    title: str
    applicant: str
    amount: str  # a decimal number, exactly
    groups: Mapping[str, str] = field(default_factory=dict)  # quota -> value
    bars: Sequence[str] = ()  # names of rules
    notes: Sequence[str] = ()
    unsure: Mapping[str, str] = field(default_factory=dict)  # rule -> why it could not be worked out


@dataclass(frozen=True, slots=True)
class Screening:
    """One in the ledger, with the verdict of staff where there is one."""

    submission_id: int
    version: int
    form_version: int
    made_at: datetime
    title: str
    applicant: str
    amount: str
    groups: Mapping[str, str]
    bars: Sequence[str]
    notes: Sequence[str]
    unsure: Mapping[str, str]
    verdict: str
    verdict_reason: str
    verdict_by: str
    verdict_at: datetime | None

    @property
    def by_rules(self) -> str:
        """What the rules alone say; not more than they know, so that one that failed neither bars nor lets pass."""
        if self.bars:
            return INELIGIBLE
        return UNSURE if self.unsure else ELIGIBLE

    @property
    def standing(self) -> str:
        """What counts: staff's verdict before the rules."""
        return self.verdict or self.by_rules

    @property
    def is_stale(self) -> bool:
        """Whether the verdict was given on an earlier version of the proposal, or of the rules."""
        return bool(self.verdict and self.verdict_at and self.verdict_at < self.made_at)

    @property
    def stamp(self) -> str:
        """Another one when anything of it was changed in between."""
        given = self.verdict_at.isoformat() if self.verdict_at else ""
        return f"{self.version} {self.form_version} {given}"


def to_make(connection: Connection, form: str, form_version: int, *, after: int, limit: int) -> list[Submission]:
    """The next submissions whose rules were run on another version, or never."""
    mine = screenings.c.submission_id == submissions.c.id
    other = or_(
        screenings.c.submission_id.is_(None),
        screenings.c.version != submissions.c.version,
        screenings.c.form_version != form_version,
    )
    query = select(submissions).outerjoin(screenings, mine).where(submissions.c.form == form, other)
    rows = connection.execute(query.where(submissions.c.id > after).order_by(submissions.c.id).limit(limit))
    return [Submission(**row._asdict()) for row in rows]


def put(connection: Connection, found: Iterable[EligibilityCheck], *, now: datetime) -> None:
    """Keep what rules made of submissions; a verdict of staff stays."""
    names = (*EligibilityCheck.__dataclass_fields__, "made_at")
    rows = [
        {name: getattr(one, name) for name in EligibilityCheck.__dataclass_fields__} | {"made_at": now} for one in found
    ]
    if rows:
        statement = insert_into(connection, screenings)
        anew = {name: statement.excluded[name] for name in names if name != "submission_id"}
        kept = statement.on_conflict_do_update(index_elements=["submission_id"], set_=anew)
        connection.execute(kept, [{**row, **NO_VERDICT} for row in rows])


def give_verdict(connection: Connection, submission: int, verdict: Verdict, *, now: datetime) -> None:
    """Keep what staff say: it counts from now on, and what they said before stays in the history."""
    verdicts.give(connection, submission, verdict, now=now)
    values = {"verdict": verdict.word, "verdict_reason": verdict.reason, "verdict_by": verdict.who}
    mine = screenings.c.submission_id == submission
    connection.execute(update(screenings).where(mine).values(**values, verdict_at=now))


def get(connection: Connection, submission: int, *, to_change: bool = False) -> Screening | None:
    """Of one submission; `to_change` keeps others from it until the transaction ends (PostgreSQL)."""
    query = select(screenings).where(screenings.c.submission_id == submission)
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None else Screening(**row._asdict())


def ruled_out(connection: Connection, form: str) -> frozenset[int]:
    """The submissions of a call that do not pass: by the verdict of staff, else by its rules."""
    columns = (screenings.c.submission_id, screenings.c.verdict, screenings.c.bars)
    joined = select(*columns).join(submissions, submissions.c.id == screenings.c.submission_id)
    rows = connection.execute(joined.where(submissions.c.form == form))
    return frozenset(one for one, verdict, bars in rows if (verdict or (INELIGIBLE if bars else "")) == INELIGIBLE)


def of_form(connection: Connection, form: str) -> dict[int, Screening]:
    """Every one of a call, by submission, in the order in which those came."""
    joined = select(screenings).join(submissions, submissions.c.id == screenings.c.submission_id)
    rows = connection.execute(joined.where(submissions.c.form == form).order_by(submissions.c.id))
    return {row.submission_id: Screening(**row._asdict()) for row in rows}
