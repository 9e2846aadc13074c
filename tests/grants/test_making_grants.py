"""A released approval is a grant; another release changes it as long as nothing is signed, and never after."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from a_fund import call_of, fund_of, granted, hand, let_go, meanwhile, propose, say, send_by_link, standing

from app.context import Context
from app.domain.decisions import Said
from app.grants.acting import amend, move, release_instalment
from app.grants.reviewing import put_off
from app.store import grants
from app.store.engine import Ledger
from connectors.errors import ConnectorError


def amounts(context: Context, name: str) -> list[Decimal]:
    found = standing(context, name)
    return [found.instalments[one.name].money for one in found.terms.instalments]


def sign(context: Context, name: str) -> None:
    with hand(context, name) as h:
        move(h, "sign", starts=date(2027, 1, 31))


def test_an_approval_becomes_a_grant_when_it_is_released(context: Context) -> None:
    one, two = propose(context, "one"), propose(context, "two", amount=99.99)
    say(context, one, Said("reject", reason="too dear"))
    say(context, two, Said("conditions", "33.35", "a report each month"))
    with context.ledger.reading() as c:
        assert grants.of_fund(c, "trust") == []
    let_go(context)
    with context.ledger.reading() as c:
        (grant,) = grants.of_fund(c, "trust")
    assert (grant.number, grant.form, grant.cycle, grant.currency) == ("T-2027-001", "calls", 2027, "USD")
    assert (grant.title, grant.grantee, grant.state) == ("Safer stocks", "Kenya", "approved")
    assert (grant.amount, grant.conditions) == ("33.35", "a report each month")
    assert amounts(context, two) == [Decimal("20.01"), Decimal("13.34")]
    found = standing(context, "T-2027-001")
    assert {name: (one.state, one.due_on) for name, one in found.reports.items()} == {
        "acceptance": ("owed", date(2027, 2, 9)),
        "interim": ("owed", None),
        "final": ("owed", None),
    }


def test_months_count_from_the_first_day_of_the_agreement(context: Context) -> None:
    name = granted(context)
    sign(context, name)
    days = {report: one.due_on for report, one in standing(context, name).reports.items()}
    assert days == {"acceptance": date(2027, 2, 9), "interim": date(2027, 2, 28), "final": date(2028, 1, 31)}


def test_days_are_those_of_the_forms_zone(ledger: Ledger, tmp_path: Path) -> None:
    context = fund_of(tmp_path, ledger, {"calls": call_of(zone="Pacific/Kiritimati")})
    context.now.at = context.now.at.replace(month=12, day=31, hour=11)  # type: ignore[attr-defined]
    found = standing(context, granted(context))
    assert found.grant.number == "T-2028-001"  # there it is next year already
    assert found.reports["acceptance"].due_on == date(2028, 1, 31)


@pytest.mark.parametrize("sent", [False, True])
def test_before_it_is_signed_another_decision_takes_its_place(context: Context, *, sent: bool) -> None:
    name = granted(context)
    if sent:
        with hand(context, name) as h:
            move(h, "send")
    say(context, name, Said("approve", "30000"))
    let_go(context)
    found = standing(context, name)
    assert (found.grant.amount, found.grant.state) == ("30000.00", "approved")  # what was sent is to be sent anew
    assert amounts(context, name) == [18_000, 12_000]
    say(context, name, Said("reject", reason="no money"))
    let_go(context)
    assert standing(context, name).grant.state == "revoked"
    assert standing(context, name).owed() == []
    say(context, name, Said("approve", "20000"))
    let_go(context)
    again = standing(context, name).grant
    assert (again.number, again.amount, again.state) == ("T-2027-001", "20000.00", "approved")
    with context.ledger.reading() as c:
        acts = [(one.act, one.amount) for one in grants.moves(c, again.id)]
    sent_too = [("send", "40000.00")] if sent else []
    assert acts == [
        ("approve", "40000.00"),
        *sent_too,
        ("approve", "30000.00"),
        ("revoke", "0"),
        ("approve", "20000.00"),
    ]


@pytest.mark.parametrize("said", [Said("approve", "30000"), Said("reject", reason="no money")])
def test_what_is_signed_no_release_changes(context: Context, said: Said) -> None:
    name = granted(context)
    sign(context, name)
    say(context, name, said)
    with pytest.raises(ConnectorError, match=r"the agreement of T-2027-001 is signed, over 40,000\.00 USD: amend or"):
        let_go(context)
    assert standing(context, name).grant.amount == "40000.00"
    if said.outcome == "approve":
        with hand(context, name) as h:
            amend(h, "30000", "it costs less")
    else:
        with hand(context, name) as h:
            move(h, "terminate", reason="no money")
    assert let_go(context) == 1
    found = standing(context, name).grant
    assert (found.amount, found.state) == (("30000.00", "signed") if said.amount else ("40000.00", "terminated"))


def test_what_is_paid_before_it_is_signed_no_release_changes(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        release_instalment(h, "first", "the minister asks for it")
    say(context, name, Said("approve", "30000"))
    with pytest.raises(ConnectorError, match="T-2027-001 is paid"):
        let_go(context)


def test_a_release_sees_what_staff_did_to_the_grant_meanwhile(context: Context) -> None:
    name = granted(context)
    say(context, name, Said("reject", reason="no money"))
    said = meanwhile(context, name, lambda h: release_instalment(h, "first", "early"), lambda: let_go(context))
    assert "T-2027-001 is paid" in said
    assert standing(context, name).grant.state == "approved"


def test_what_is_paid_in_part_still_sums_to_its_amount_when_its_conditions_change(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        release_instalment(h, "first", "early")
    with hand(context, name) as h:
        amend(h, "50000", "it costs more")
    say(context, name, Said("conditions", "50000", "A report each month", may_be_more=True))
    let_go(context)
    assert standing(context, name).grant.conditions == "A report each month"
    assert amounts(context, name) == [24_000, 26_000]


def test_days_that_staff_said_stay_when_the_agreement_is_signed(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        put_off(h, "acceptance", date(2027, 6, 1), "an election")
    sign(context, name)
    days = {report: one.due_on for report, one in standing(context, name).reports.items()}
    assert days == {"acceptance": date(2027, 6, 1), "interim": date(2027, 2, 28), "final": date(2028, 1, 31)}


def test_of_a_grant_that_was_declined_a_release_says_so(context: Context) -> None:
    name = granted(context)
    send_by_link(context, name, "acceptance", answer="declined")
    say(context, name, Said("approve", "30000"))
    with pytest.raises(ConnectorError, match="T-2027-001 is withdrawn: take it up again first"):
        let_go(context)


@pytest.mark.parametrize("day", [date.max, date.min, date(2038, 1, 1)])
def test_an_agreement_begins_near_its_approval(context: Context, day: date) -> None:
    name = granted(context)
    with pytest.raises(ConnectorError, match="within 10 years of the approval"), hand(context, name) as h:
        move(h, "sign", starts=day)
    assert standing(context, name).grant.state == "approved"


def test_instalments_that_the_call_names_otherwise_by_now_are_neither_amended_nor_released(
    ledger: Ledger, tmp_path: Path
) -> None:
    context = fund_of(tmp_path / "before", ledger)
    name = granted(context)
    renamed = call_of().replace("version: 1", "version: 2").replace("instalment: last", "instalment: rest")
    later = replace(fund_of(tmp_path / "after", ledger, {"calls": renamed}), now=context.now)
    said = "instalments of T-2027-001 are first, last; the call names first, rest now: publish"
    with pytest.raises(ConnectorError, match=said), hand(later, name) as h:
        amend(h, "50000", "it costs more")
    with pytest.raises(ConnectorError, match=said), hand(later, name) as h:
        release_instalment(h, "first", "early")
    assert sum(one.money for one in standing(later, name).instalments.values()) == 40_000
    say(later, name, Said("approve", "30000"))
    let_go(later)
    assert amounts(later, name) == [18_000, 12_000]
    assert set(standing(later, name).instalments) == {"first", "rest"}


def test_a_reason_is_kept_without_what_no_ledger_keeps(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        amend(h, "50000", "it costs\x00 more\x1b")
    with context.ledger.reading() as c:
        assert grants.moves(c, standing(context, name).grant.id)[-1].reason == "it costs more"


def test_a_release_of_others_leaves_a_signed_grant_alone(context: Context) -> None:
    name = granted(context)
    sign(context, name)
    other = granted(context, "two")
    assert (standing(context, name).grant.state, standing(context, other).grant.number) == ("signed", "T-2027-002")


def test_an_amendment_needs_a_reason_and_keeps_what_is_released(context: Context) -> None:
    name = granted(context)
    sign(context, name)
    with hand(context, name) as h:
        release_instalment(h, "first", "agreed by telephone")
    with pytest.raises(ConnectorError, match="say why"), hand(context, name) as h:
        amend(h, "30000", " ")
    with pytest.raises(ConnectorError, match=r"24,000\.00 USD are released already"), hand(context, name) as h:
        amend(h, "20000", "it costs less")
    with hand(context, name) as h:
        amend(h, "30000.01", "it costs less")
    assert amounts(context, name) == [24_000, Decimal("6000.01")]
    with context.ledger.reading() as c:
        last = grants.moves(c, standing(context, name).grant.id)[-1]
    assert (last.act, last.amount, last.reason, last.who) == ("amend", "30000.01", "it costs less", "rita")


@pytest.mark.parametrize("amount", ["0", "-5", "1.005", "much", "1e400", ""])
def test_an_amendment_is_an_amount_of_money(context: Context, amount: str) -> None:
    name = granted(context)
    with pytest.raises(ConnectorError), hand(context, name) as h:
        amend(h, amount, "because")
    assert standing(context, name).grant.amount == "40000.00"
