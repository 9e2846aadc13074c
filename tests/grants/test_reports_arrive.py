"""What comes in is linked to the grant that it names; nobody else can mark a report of it as received."""

from datetime import date

import pytest
from a_fund import granted, hand, meanwhile, propose, send, send_by_link, standing
from sqlalchemy import select

from app.context import Context
from app.grants.acting import move
from app.grants.reviewing import accept_report, put_off, return_report, settle
from app.store import grant_arrivals, grants, outbox
from app.store.grant_arrivals import Came
from app.store.grant_tables import grant_arrivals as arrivals
from connectors.errors import ConnectorError

THEIRS = {"email": "A@help.or.ke"}


def came(context: Context, name: str) -> list[Came]:
    with context.ledger.reading() as c:
        return grant_arrivals.of_grant(c, standing(context, name).grant.id)


def states(context: Context, name: str) -> dict[str, str]:
    return {report: one.state for report, one in standing(context, name).reports.items()}


@pytest.mark.parametrize("said", ["C-0001", "T-2027-001"])
def test_a_report_is_linked_by_the_proposal_or_the_grant(context: Context, said: str) -> None:
    name = granted(context)
    send(context, "acceptances", "one", grant=said, answer="accepted", **THEIRS)
    assert states(context, name) == {"acceptance": "received", "interim": "owed", "final": "owed"}
    assert [one.state for one in came(context, name)] == ["taken"]


def test_a_strangers_report_waits_for_staff(context: Context) -> None:
    name = granted(context)
    send(context, "acceptances", "evil", grant=name, answer="declined", email="x@evil.example")
    assert states(context, name)["acceptance"] == "owed"
    assert standing(context, name).grant.state == "approved"
    assert standing(context, name).waiting == ["acceptance"]
    (one,) = came(context, name)
    assert (one.state, one.why) == ("waiting", "it came from an address that is not that of the grant")
    with hand(context, name) as h:
        settle(h, one.id, taken=False)
    assert (states(context, name)["acceptance"], standing(context, name).waiting) == ("owed", ())
    with pytest.raises(ConnectorError, match="does not wait any more"), hand(context, name) as h:
        settle(h, one.id, taken=True)


def test_staff_take_what_a_colleague_sent(context: Context) -> None:
    name = granted(context)
    send(context, "acceptances", "one", grant=name, email="colleague@help.or.ke")
    with hand(context, name) as h:
        settle(h, came(context, name)[0].id, taken=True)
    assert states(context, name)["acceptance"] == "received"
    assert [(x.state, x.settled_by) for x in came(context, name)] == [("taken", "rita")]


def test_what_names_no_grant_or_one_of_nobody_is_only_kept(context: Context) -> None:
    name = granted(context)
    propose(context, "two")  # not decided on
    for number, said in enumerate(("C-0002", "T-2027-999", "", "A-0001")):
        send(context, "acceptances", str(number), grant=said, **THEIRS)
    assert came(context, name) == []
    with context.ledger.reading() as c:
        assert c.execute(select(arrivals)).all() == []


def test_reports_of_one_form_are_taken_in_their_order(context: Context) -> None:
    name = granted(context)
    send(context, "reports", "first", grant=name, **THEIRS)
    assert states(context, name) == {"acceptance": "owed", "interim": "received", "final": "owed"}
    send(context, "reports", "second", grant=name, **THEIRS)
    assert states(context, name)["final"] == "received"


def test_the_same_report_twice_is_one_and_the_newest_counts(context: Context) -> None:
    name = granted(context)
    send(context, "acceptances", "one", grant=name, answer="accepted", **THEIRS)
    send(context, "acceptances", "one", grant=name, answer="accepted", **THEIRS)  # the same, said again
    assert len(came(context, name)) == 1
    second = send_by_link(context, name, "acceptance", answer="accepted").reference
    with hand(context, name) as h:
        accept_report(h, "acceptance")
    found = standing(context, name).reports["acceptance"]
    assert (found.state, found.reviewed_by) == ("accepted", "rita")
    assert came(context, name)[0].reference == second
    assert came(context, name)[0].submission_id == found.submission_id


def test_who_only_types_the_address_replaces_nothing_and_declines_nothing(context: Context) -> None:
    name = granted(context)
    send(context, "acceptances", "evil", grant=name, answer="declined", **THEIRS)
    assert (standing(context, name).grant.state, states(context, name)["acceptance"]) == ("approved", "owed")
    first = send(context, "acceptances", "one", grant=name, answer="accepted", **THEIRS)
    send(context, "acceptances", "evil too", grant=name, answer="accepted", **THEIRS)
    send(context, "acceptances", "one", grant=name, answer="changed", **THEIRS)
    taken = [(one.reference, one.version) for one in came(context, name) if one.state == "taken"]
    assert taken == [(first.reference, 1)]
    assert {one.why for one in came(context, name)} == {
        "it says no to the grant, and did not come through a link that was mailed",
        "one came already, and this did not come through a link that was mailed",
        "",
    }


def test_what_comes_while_staff_have_the_grant_in_hand_is_of_the_grant_as_they_leave_it(context: Context) -> None:
    name = granted(context)
    meanwhile(
        context,
        name,
        lambda h: move(h, "sign", starts=date(2027, 2, 1)),
        lambda: send_by_link(context, name, "acceptance", answer="declined"),
    )
    assert standing(context, name).grant.state == "signed"
    assert came(context, name)[0].why == "it says no to a grant whose agreement is signed"


def test_after_it_is_accepted_others_and_changes_wait(context: Context) -> None:
    name = granted(context)
    send(context, "acceptances", "one", grant=name, **THEIRS)
    with hand(context, name) as h:
        accept_report(h, "acceptance")
    send(context, "acceptances", "one", grant=name, answer="changed", **THEIRS)
    send(context, "acceptances", "two", grant=name, **THEIRS)
    assert states(context, name)["acceptance"] == "accepted"
    assert [one.why for one in came(context, name)] == [
        "another was accepted already",
        "it was changed after it was accepted",
        "",
    ]


def test_a_report_that_is_returned_is_owed_again_and_who_sent_it_is_told(context: Context) -> None:
    name = granted(context)
    send(context, "acceptances", "one", grant=name, **THEIRS)
    with pytest.raises(ConnectorError, match="say why"), hand(context, name) as h:
        return_report(context, h, "acceptance", "", date(2027, 3, 1))
    with pytest.raises(ConnectorError, match="is over"), hand(context, name) as h:
        return_report(context, h, "acceptance", "not signed", date(2027, 1, 1))
    with hand(context, name) as h:
        assert return_report(context, h, "acceptance", "It is not signed.", date(2027, 3, 1))
    found = standing(context, name).reports["acceptance"]
    assert (found.state, found.due_on, found.reason) == ("owed", date(2027, 3, 1), "It is not signed.")
    with context.ledger.reading() as c:
        item = outbox.newest(c, "grant-returned", "T-2027-001 acceptance")
    assert item is not None
    assert item.payload["reason"] == "It is not signed."
    with (
        pytest.raises(ConnectorError, match="it is owed, and there is nothing to be reviewed"),
        hand(context, name) as h,
    ):
        accept_report(h, "acceptance")
    send(context, "acceptances", "one", grant=name, answer="signed now", **THEIRS)
    assert standing(context, name).reports["acceptance"].state == "received"


def test_who_declines_has_no_grant_any_more(context: Context) -> None:
    name = granted(context)
    send_by_link(context, name, "acceptance", answer="declined")
    assert standing(context, name).grant.state == "withdrawn"
    assert standing(context, name).owed() == []
    send(context, "reports", "one", grant=name, **THEIRS)
    assert came(context, name)[0].why == "the grant is not open: withdrawn"


def test_nobody_declines_by_a_form_what_is_signed(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        move(h, "sign", starts=date(2027, 2, 1))
    send(context, "acceptances", "one", grant=name, answer="declined", **THEIRS)
    assert standing(context, name).grant.state == "signed"
    assert came(context, name)[0].why == "it says no to a grant whose agreement is signed"


def test_staff_take_what_declines_a_signed_grant_with_a_reason_and_never_after_the_audit(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        move(h, "sign", starts=date(2027, 2, 1))
    send(context, "acceptances", "late", grant=name, answer="declined", **THEIRS)
    waiting = came(context, name)[0]
    with pytest.raises(ConnectorError, match="say why"), hand(context, name) as h:
        settle(h, waiting.id, taken=True)
    with hand(context, name) as h:
        move(h, "audit")
    with pytest.raises(ConnectorError, match="it declines a grant that is: audited"), hand(context, name) as h:
        settle(h, waiting.id, taken=True, reason="they say so")
    assert (standing(context, name).grant.state, came(context, name)[0].state) == ("audited", "waiting")


def test_why_staff_took_what_declines_is_kept(context: Context) -> None:
    name = granted(context)
    reference = send(context, "acceptances", "one", grant=name, answer="declined", **THEIRS).reference
    with hand(context, name) as h:
        settle(h, came(context, name)[0].id, taken=True, reason="They said so by telephone.")
    with context.ledger.reading() as c:
        last = grants.moves(c, standing(context, name).grant.id)[-1]
    assert (last.state, last.reason) == ("withdrawn", f"declined in {reference}: They said so by telephone.")


def test_a_report_before_the_agreement_is_taken_and_releases_nothing(context: Context) -> None:
    name = granted(context)
    send(context, "reports", "one", grant=name, **THEIRS)
    with hand(context, name) as h:
        accept_report(h, "interim")
    found = standing(context, name)
    assert (found.reports["interim"].state, found.grant.state) == ("accepted", "approved")
    assert [found.missing(one) for one in found.terms.instalments] == ["the agreement is not signed"] * 2


def test_a_report_is_put_off_with_a_reason_while_it_is_owed(context: Context) -> None:
    name = granted(context)
    with pytest.raises(ConnectorError, match="say why"), hand(context, name) as h:
        put_off(h, "acceptance", date(2027, 5, 1), "")
    with hand(context, name) as h:
        put_off(h, "acceptance", date(2027, 5, 1), "an election")
    assert standing(context, name).reports["acceptance"].due_on == date(2027, 5, 1)
    send(context, "acceptances", "one", grant=name, **THEIRS)
    with pytest.raises(ConnectorError, match="only the day of a report that is owed"), hand(context, name) as h:
        put_off(h, "acceptance", date(2027, 6, 1), "again")
