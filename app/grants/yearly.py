"""The yearly status report of a fund: its grants, sums, releases and reports, as tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.context import Context
from app.grants.as_of import as_of
from app.grants.standing import Standing, standings_of
from app.grants.sums import Sum, sums, totals
from app.grants.tables import Tables
from app.grants.terms import funds_of, terms_of
from app.store import grants
from app.store.grant_instalments import Instalment
from app.store.grant_reports import OWED, Report
from connectors.errors import ConnectorError
from connectors.ports import CellValue
from connectors.registers import Heading
from connectors.table_book import MoreSheet

MONEY = "money"
GRANTS = (
    Heading("Number", width=16),
    Heading("Cycle", "integer", 8),
    Heading("Grantee", width=24),
    Heading("Title", width=40),
    Heading("State", width=26),
    Heading("Currency", width=9),
    Heading("Granted", MONEY, 14),
    Heading("Released in the year", MONEY, 14),
    Heading("Released in all", MONEY, 14),
    Heading("To be released", MONEY, 14),
    Heading("Owed next", width=26),
)
SUMS = (
    Heading("Cycle", width=12),
    Heading("Currency", width=9),
    Heading("Grants", "integer", 9),
    Heading("Granted", MONEY, 16),
    Heading("Released in the year", MONEY, 16),
    Heading("Released in all", MONEY, 16),
    Heading("To be released", MONEY, 16),
)
RELEASES = (
    Heading("Number", width=16),
    Heading("Grantee", width=24),
    Heading("Instalment", width=26),
    Heading("Currency", width=9),
    Heading("Amount", MONEY, 14),
    Heading("Released", "date", 12),
    Heading("By", width=16),
    Heading("Why before its time", width=40),
)
REPORTS = (
    Heading("Number", width=16),
    Heading("Grantee", width=24),
    Heading("Report", width=26),
    Heading("Due", "date", 12),
    Heading("Received", "date", 12),
    Heading("State", width=12),
    Heading("Days late", "integer", 10),
)


@dataclass(frozen=True, slots=True)
class Year:
    """A fund's year, and how its grants stood at the end of it."""

    number: int
    today: date  # the last day that is told of
    standings: list[Standing]
    zone: ZoneInfo  # that of the fund's first call: in two zones a moment could be in two years, or in none

    def day(self, moment: datetime) -> date:
        """The day on which it was."""
        return moment.astimezone(self.zone).date()

    def has(self, moment: datetime | None) -> bool:
        """Whether it is in the year."""
        return moment is not None and self.day(moment).year == self.number

    def released(self, one: Standing) -> Decimal:
        """What was released of a grant in the year."""
        parts = one.instalments.values()
        return sum((part.money for part in parts if self.has(part.released_at)), Decimal(0))


def yearly(context: Context, fund: str, year: int) -> Tables:
    """The report on a fund's year, or on as much of it as is over. Raises ConnectorError."""
    with context.ledger.reading() as c:
        forms = funds_of(context, c).get(fund)
        if not forms:
            raise ConnectorError(f"there is no fund {fund!r}", permanent=True)
        zone = ZoneInfo(next(iter(forms.values())).zone)
        moment = min(context.now(), datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=zone))
        moves = grants.moves_of_fund(c, fund)
        then = [as_of(one, moves.get(one.grant.id, ()), moment) for one in standings_of(c, fund, terms_of(forms))]
    found = Year(year, moment.astimezone(zone).date(), [one for one in then if one], zone)
    subtitle = f"Grants of {fund} as they stood on {found.today.isoformat()}."
    return Tables(f"Status report {year}: {fund}", subtitle, tuple(_tables(found)))


def _tables(year: Year) -> Iterator[MoreSheet]:
    said = f"Every grant that was made by {year.today.isoformat()}."
    yield MoreSheet("Grants", said, GRANTS, tuple(_grant(year, one) for one in year.standings))
    said = "By cycle and currency; approvals that were taken back do not count."
    yield MoreSheet("Sums", said, SUMS, tuple(_sums(year)))
    said = f"Instalments that were released in {year.number}."
    yield MoreSheet("Releases", said, RELEASES, tuple(_releases(year)))
    said = f"Reports that were due, or came, in {year.number}."
    yield MoreSheet("Reports", said, REPORTS, tuple(_reports(year)))


def _grant(year: Year, one: Standing) -> tuple[CellValue, ...]:
    grant, amount = one.grant, Decimal(one.grant.amount)
    money = (amount, year.released(one), one.released, one.left) if grant.currency else (None,) * 4
    return (grant.number, grant.cycle, grant.grantee, grant.title, one.stage, grant.currency, *money, owed_next(one))


def owed_next(one: Standing) -> str:
    """The report that is owed next, and by when."""
    owed = sorted(one.owed(), key=lambda report: report.due_on or date.max)
    if not owed:
        return ""
    labels = {report.name: report.label.in_language("en") for report in one.terms.reports}
    return f"{labels[owed[0].report]}{f', {owed[0].due_on}' if owed[0].due_on else ''}"


def _sums(year: Year) -> Iterator[tuple[CellValue, ...]]:
    for one in sums(year.standings):
        yield _sum(year, one, "" if one.cycle is None else str(one.cycle))
    for one in totals(year.standings):
        yield _sum(year, one, "All")


def _sum(year: Year, one: Sum, cycle: str) -> tuple[CellValue, ...]:
    mine = [x for x in year.standings if x.grant.currency == one.currency and one.cycle in {None, x.grant.cycle}]
    in_year = sum((year.released(x) for x in mine), Decimal(0))
    money = (one.granted, in_year, one.released, one.left) if one.currency else (None,) * 4
    return (cycle, one.currency, one.count, *money)


def _releases(year: Year) -> Iterator[tuple[CellValue, ...]]:
    for one in year.standings:
        labels = {part.name: part.label.in_language("en") for part in one.terms.instalments}
        for part in _in_order(one):
            if part.released_at and year.has(part.released_at):
                label = labels.get(part.instalment, part.instalment)
                money = (one.grant.currency, part.money, year.day(part.released_at), part.released_by, part.reason)
                yield (one.grant.number, one.grant.grantee, label, *money)


def _in_order(one: Standing) -> Iterable[Instalment]:
    places = {part.name: place for place, part in enumerate(one.terms.instalments)}
    return sorted(one.instalments.values(), key=lambda part: places.get(part.instalment, len(places)))


def _reports(year: Year) -> Iterator[tuple[CellValue, ...]]:
    for one in year.standings:
        for report in one.terms.reports:
            kept = one.reports.get(report.name)
            if kept and (year.has(kept.received_at) or _is_due(year, one, kept)):
                yield (one.grant.number, one.grant.grantee, report.label.in_language("en"), *_report(year, kept))


def _is_due(year: Year, one: Standing, kept: Report) -> bool:
    is_asked = one.is_open or kept.state != OWED
    return is_asked and kept.due_on is not None and kept.due_on.year == year.number


def _report(year: Year, kept: Report) -> tuple[CellValue, ...]:
    """When it was due and came, and how many days late; one that is owed still, until the last day told of."""
    came = year.day(kept.received_at) if kept.received_at and kept.state != OWED else None
    late = ((came or year.today) - kept.due_on).days if kept.due_on else 0
    return (kept.due_on, came, kept.state, late if late > 0 else None)
