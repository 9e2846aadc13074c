"""What staff do with a grant: by its state, one at a time, with a reason where one is needed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from a_fund import granted, hand, send, standing

from app.context import Context
from app.grants.acting import check, in_hand, move, release_instalment
from app.grants.reviewing import accept_report
from app.store import audit, withdrawals
from connectors.errors import ConnectorError
from connectors.ports import CellValue

DAY = date(2027, 2, 1)


def released(context: Context, name: str) -> dict[str, CellValue]:
    return {one: kept.released_by for one, kept in standing(context, name).instalments.items()}


def test_an_instalment_waits_for_its_report(context: Context) -> None:
    name = granted(context)
    with pytest.raises(ConnectorError, match="the agreement is not signed"), hand(context, name) as h:
        release_instalment(h, "first")
    with hand(context, name) as h:
        move(h, "sign", starts=DAY)
    with pytest.raises(ConnectorError, match="“Acceptance” is owed, and not accepted"), hand(context, name) as h:
        release_instalment(h, "first")
    send(context, "acceptances", "one", grant=name, email="a@help.or.ke")
    with pytest.raises(ConnectorError, match="“Acceptance” is received, and not accepted"), hand(context, name) as h:
        release_instalment(h, "first")
    with hand(context, name) as h:
        accept_report(h, "acceptance")
    with hand(context, name, "otto") as h:
        release_instalment(h, "first", "not needed")
    assert released(context, name) == {"first": "otto", "last": ""}
    assert standing(context, name).instalments["first"].reason == ""
    assert standing(context, name).stage == "First instalment: released"


def test_it_is_released_before_with_a_reason_that_is_kept(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        release_instalment(h, "last", "The treasury closes.")
    assert standing(context, name).instalments["last"].reason == "The treasury closes."
    with context.ledger.reading() as c:
        (line,) = audit.recent(c, act="instalment released")
    assert (line.who, line.what) == ("rita", "T-2027-001")
    assert line.details["missing"] == "the agreement is not signed"


@pytest.mark.parametrize("act", ["withdraw", "terminate"])
def test_no_reason_releases_what_is_out(context: Context, act: str) -> None:
    name = granted(context)
    with hand(context, name) as h:
        move(h, act, reason="war")
    with pytest.raises(ConnectorError, match="nothing is released of a grant that is"), hand(context, name) as h:
        release_instalment(h, "first", "all the same")


def test_nothing_is_released_of_a_proposal_that_was_withdrawn(context: Context) -> None:
    name = granted(context)
    with context.ledger.writing() as c:
        key = c.exec_driver_sql("select key from submissions where reference = 'C-0001'").scalar_one()
        withdrawals.put(c, "calls", key, now=context.now())
    with pytest.raises(ConnectorError, match="withdrawn by its applicant"), hand(context, name) as h:
        release_instalment(h, "first", "all the same")


def test_of_two_who_release_at_once_one_is_told(context: Context) -> None:
    name = granted(context)
    seen = standing(context, name).grant

    def try_it(who: str) -> str:
        try:
            with in_hand(context, seen.id, seen=seen.stamp, who=who) as h:
                release_instalment(h, "first", "now")
        except ConnectorError as fault:
            return str(fault)
        return who

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(try_it, ("rita", "otto")))
    winner = released(context, name)["first"]
    assert sorted(said) == sorted([str(winner), "T-2027-001 was changed while you looked at it: look again"])


def test_it_is_released_once(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        release_instalment(h, "first", "now")
    with pytest.raises(ConnectorError, match="released already, by rita on 2027-01-10"), hand(context, name) as h:
        release_instalment(h, "first", "again")


def test_states_follow_their_table(context: Context) -> None:
    name = granted(context)
    with pytest.raises(ConnectorError, match="cannot be done with a grant that is: approved"), hand(context, name) as h:
        move(h, "close")
    with pytest.raises(ConnectorError, match="on which day"), hand(context, name) as h:
        move(h, "sign")
    for act in ("send", "sign", "audit"):
        with hand(context, name) as h:
            move(h, act, starts=DAY)
    with pytest.raises(ConnectorError, match="say why"), hand(context, name) as h:
        move(h, "close")  # reports are owed
    with hand(context, name) as h:
        move(h, "close", reason="They may not report any more.")
    assert standing(context, name).stage == "Closed"
    with pytest.raises(ConnectorError, match="say why"), hand(context, name) as h:
        move(h, "reopen")
    with hand(context, name) as h:
        move(h, "reopen", reason="closed by mistake")
    assert standing(context, name).grant.state == "signed"
    with hand(context, name) as h:
        move(h, "claim", reason="9,000 were not spent")
    assert standing(context, name).owed() == []
    with hand(context, name) as h:
        move(h, "close")
    assert standing(context, name).grant.state == "closed"


def test_a_checklist_says_who_did_what(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        check(h, "ticket", done=True, remark="LX 318")
    with hand(context, name, "otto") as h:
        check(h, "ticket", done=True, remark="LX 319")
    kept = standing(context, name).checks["ticket"]
    assert (kept.done_by, kept.remark) == ("rita", "LX 319")
    with hand(context, name) as h:
        check(h, "ticket", done=False)
    assert standing(context, name).checks == {}
    with pytest.raises(ConnectorError, match="no 'visa'"), hand(context, name) as h:
        check(h, "visa", done=True)
