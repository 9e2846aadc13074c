"""Staff look at a fund: every grant of all its cycles in one table, filtered, with what is paid and what is owed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from sqlalchemy import Connection

from app.domain.grants.states import LIVE, OUT, STATES
from app.grants.making import local_day
from app.grants.standing import Standing, standings_of
from app.grants.sums import sums, totals
from app.grants.terms import funds_of, terms_of
from app.grants.yearly import owed_next
from app.web.grants.visit import blueprint, fund_here
from app.web.here import here
from forms.definition import Form

ON_A_PAGE = 100
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    """A grant in the table."""

    standing: Standing
    today: date  # where its call's days are meant

    @property
    def is_overdue(self) -> bool:
        """Whether a report of it is owed and its day is over."""
        return bool(self.standing.overdue(self.today))

    @property
    def to_review(self) -> int:
        """What came and staff have not looked at."""
        return len(self.standing.waiting) + sum(one.state == "received" for one in self.standing.reports.values())

    @property
    def has_unreleased(self) -> bool:
        """Whether an instalment may be released that is not."""
        parts = [one for one in self.standing.terms.instalments if one.name in self.standing.instalments]
        unpaid = [one for one in parts if self.standing.instalments[one.name].released_at is None]
        return self.standing.is_open and any(not self.standing.missing(one) for one in unpaid)

    @property
    def to_check(self) -> int:
        """Items of its checklist that are not done."""
        return sum(one.name not in self.standing.checks for one in self.standing.terms.checklist)


SHOWN: Mapping[str, tuple[str, Callable[[Line], bool]]] = {
    "": ("all", lambda _: True),
    "live": ("under way", lambda one: one.standing.grant.state in LIVE),
    "overdue": ("with a report overdue", lambda one: one.is_overdue),
    "owes": ("with a report owed", lambda one: bool(one.standing.owed())),
    "review": ("with something to review", lambda one: one.to_review > 0),
    "release": ("with an instalment to release", lambda one: one.has_unreleased),
    "check": ("with something to check", lambda one: one.to_check > 0 and one.standing.grant.state not in OUT),
    "out": ("withdrawn, terminated or taken back", lambda one: one.standing.grant.state in OUT),
}
"""What staff can look at of a fund."""


@blueprint.get("")
def listing() -> str:
    """Every fund."""
    with here().ledger.reading() as c:
        found = [(name, forms, lines_of(c, name, forms)) for name, forms in funds_of(here(), c).items()]
    return render_template(
        "staff/grants/listing.html", funds=[(*one, totals(x.standing for x in one[2])) for one in found]
    )


@blueprint.get("/of/<fund>")
def status(fund: str) -> str:
    """One fund."""
    with here().ledger.reading() as c:
        forms = fund_here(c, fund)
        every = lines_of(c, fund, forms)
    show, cycle, state = (request.args.get(word, "") for word in ("show", "cycle", "state"))
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    mine = [one for one in every if _fits(one, cycle, state)]
    chosen = [one for one in mine if SHOWN[show][1](one)] if show in SHOWN else []
    return render_template(
        "staff/grants/status.html",
        fund=fund,
        forms=forms,
        every=every,
        rows=chosen[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        filters=[(word, label, sum(map(fits, mine))) for word, (label, fits) in SHOWN.items()],
        cycles=sorted({str(one.standing.grant.cycle or "") for one in every}),
        states={word: label for word, label in STATES.items() if any(x.standing.grant.state == word for x in every)},
        chosen={"show": show, "cycle": cycle, "state": state},
        page=page,
        more=len(chosen) > page * ON_A_PAGE,
        sums=sums(one.standing for one in chosen),
        totals=totals(one.standing for one in chosen),
        years=_years(every),
        owed_next=owed_next,
        has_list=any(terms.columns or terms.checklist for terms in terms_of(forms).values()),
    )


def lines_of(c: Connection, fund: str, forms: Mapping[str, Form]) -> list[Line]:
    """Every grant of a fund, on the day that it is where its call's days are meant."""
    found = standings_of(c, fund, terms_of(forms))
    days = {name: local_day(form, here().now()) for name, form in forms.items()}
    return [Line(one, days[one.grant.form]) for one in found]


def _fits(one: Line, cycle: str, state: str) -> bool:
    grant = one.standing.grant
    return cycle in {"", str(grant.cycle or "")} and state in {"", grant.state}


def _years(every: list[Line]) -> list[int]:
    """The years that can be reported on, the newest first."""
    first = min((one.standing.grant.approved_at.year for one in every), default=here().now().year)
    return list(range(here().now().year, first - 1, -1))
