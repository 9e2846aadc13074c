"""How grants stand: each with its instalments, reports and checklist, and what may be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection

from app.domain.grants.states import LIVE, SIGNED, STATES, UNSIGNED
from app.store import grant_arrivals, grant_checks, grant_instalments, grant_reports, grants, submissions, withdrawals
from app.store.grant_checks import Check
from app.store.grant_instalments import Instalment
from app.store.grant_reports import ACCEPTED, OWED, Report
from app.store.grants import Grant
from forms.definition import Instalment as Part
from forms.definition import Terms


@dataclass(frozen=True, slots=True)
class Standing:
    """A grant and all that stands of it; `terms` are those of its call as it is now."""

    grant: Grant
    terms: Terms
    instalments: Mapping[str, Instalment]
    reports: Mapping[str, Report]
    checks: Mapping[str, Check]
    waiting: Sequence[str]  # what came for it and staff have to look at: the report that each may be
    is_withdrawn: bool  # its proposal is

    @property
    def is_open(self) -> bool:
        """Whether what is owed for it is asked for."""
        return self.grant.state in LIVE and not self.is_withdrawn

    @property
    def released(self) -> Decimal:
        """What is released of its money."""
        return sum((one.money for one in self.instalments.values() if one.released_at), Decimal(0))

    @property
    def left(self) -> Decimal:
        """What is still to be released; of one that is closed, or out, nothing."""
        return Decimal(self.grant.amount) - self.released if self.is_open else Decimal(0)

    def owed(self) -> list[Report]:
        """Reports that whoever has it owes, in the order of the call."""
        names = [one.name for one in self.terms.reports if one.name in self.reports]
        return [self.reports[name] for name in names if self.is_open and self.reports[name].state == OWED]

    @property
    def is_unfinished(self) -> bool:
        """Whether a report is owed, or an instalment not released."""
        return bool(self.owed()) or (self.is_open and any(not one.released_at for one in self.instalments.values()))

    def overdue(self, today: date) -> list[Report]:
        """Those whose day is over."""
        return [one for one in self.owed() if one.is_overdue(today)]

    @property
    def stage(self) -> str:
        """How far it is, in words: of one that is under way, the last that happened."""
        begun = SIGNED if self.terms.agreement else "approved"
        happened = [*self._releases(), *self._receipts()] if self.grant.state == begun else []
        if not happened:
            return STATES[self.grant.state]
        return max(happened, key=lambda one: one[0])[1]

    def _releases(self) -> list[tuple[datetime, str]]:
        labels = {one.name: one.label.in_language("en") for one in self.terms.instalments}
        found = [(one.released_at, labels.get(one.instalment, one.instalment)) for one in self.instalments.values()]
        return [(at, f"{label}: released") for at, label in found if at]

    def _receipts(self) -> list[tuple[datetime, str]]:
        labels = {one.name: one.label.in_language("en") for one in self.terms.reports}
        found = [(one.reviewed_at or one.received_at, one) for one in self.reports.values() if one.state != OWED]
        return [(at, f"{labels.get(one.report, one.report)}: {one.state}") for at, one in found if at]

    def missing(self, part: Part) -> str:
        """What an instalment still waits for, in words; empty where nothing is missing."""
        if self.terms.agreement and self.grant.state in UNSIGNED:
            return "the agreement is not signed"
        report = self.reports.get(part.after) if part.after else None
        if report is None or report.state == ACCEPTED:
            return ""
        label = next((one.label.in_language("en") for one in self.terms.reports if one.name == part.after), part.after)
        return f"“{label}” is {report.state}, and not accepted"


def standing_of(c: Connection, terms: Terms, grant: Grant) -> Standing:
    """One grant."""
    proposal = submissions.get(c, grant.submission_id)
    out = withdrawals.of_rows(c, [proposal.key]) if proposal else frozenset()
    return Standing(
        grant=grant,
        terms=terms,
        instalments=grant_instalments.of_grant(c, grant.id),
        reports=grant_reports.of_grant(c, grant.id),
        checks=grant_checks.of_grant(c, grant.id),
        waiting=grant_arrivals.waiting(c, grant.fund).get(grant.id, ()),
        is_withdrawn=bool(out),
    )


def standings_of(c: Connection, fund: str, terms: Mapping[str, Terms]) -> list[Standing]:
    """Every grant of a fund, in the order of its cycles; `terms` by call. One whose call has none now is left out."""
    parts, reports = grant_instalments.of_fund(c, fund), grant_reports.of_fund(c, fund)
    checks, waiting = grant_checks.of_fund(c, fund), grant_arrivals.waiting(c, fund)
    found = [one for one in grants.of_fund(c, fund) if one.form in terms]
    keys = submissions.references(c, identities=[one.submission_id for one in found])
    out = {form: withdrawals.of_form(c, form) for form in {one.form for one in found}}
    by_key = {one.id: one.key for one in submissions.numbered(c, [one.submission_id for one in found])} if keys else {}
    return [
        Standing(
            grant=one,
            terms=terms[one.form],
            instalments=parts.get(one.id, {}),
            reports=reports.get(one.id, {}),
            checks=checks.get(one.id, {}),
            waiting=waiting.get(one.id, ()),
            is_withdrawn=by_key.get(one.submission_id) in out[one.form],
        )
        for one in found
    ]
