"""Donors see what is proposed for approval before it is released, and nothing else; staff alone read what they say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.assigning import assignment_of
from app.committee import seat_of
from app.store import audit, comments, decisions, staff
from app.store.decisions import Decided
from app.store.engine import Ledger
from app.store.submissions import Submission
from app.web.sign_in import HASHER
from tests.calls.a_committee import AFTER, BLIND, CALL, DONORS, NOW, Committee, a_committee, told
from tests.web.test_staff_pages import csrf, enter


@pytest.fixture
def committee(tmp_path: Path, ledger: Ledger) -> Iterator[Committee]:
    with a_committee(tmp_path, DONORS, ledger) as made:
        made.join("Anna")
        for name in ("Dora", "Emil"):
            made.join(name, role="donor")
        yield made


def decided(committee: Committee, proposal: Submission, outcome: str, reason: str = "") -> int:
    amount = "900.00" if outcome in {"approve", "conditions"} else None
    what = Decided(proposal.id, 1, outcome, amount, "conditions7042", reason or "reason7042", "rita")
    with committee.context.ledger.writing() as c:
        return decisions.put(c, what, now=committee.clock.now)


def test_a_donor_sees_what_is_proposed_and_no_more(committee: Committee) -> None:
    proposals = [committee.propose(number) for number in range(1, 6)]
    for proposal, outcome in zip(proposals, ("approve", "conditions", "reserve", "reject"), strict=False):
        decided(committee, proposal, outcome)
    committee.browser("Anna").give(proposals[0], remark_="remark7042")
    page = committee.browser("Dora").see("/comments")
    said = told(page)
    for part in ("Title zebra1", "SG-0001", "Proposed for approval · 900.00 USD", "Proposed for the reserve list"):
        assert part in said
    assert "Title zebra2" in said
    assert [word for word in ("7042", "zebra4", "zebra5", "Plan zebra1", "Anna", "Emil") if word in page] == []
    for path in ("", "/conflict", "/scores", "/copy.pdf"):
        committee.browser("Dora").see(f"/{proposals[0].key}{path}", status=404)
    assert committee.browser("Dora").client.get(f"/committee/{CALL}").location.endswith("/comments?lang=en")
    committee.browser("Anna").see("/comments", status=404)


def test_what_is_said_is_kept_and_is_in_no_other_donors_view(committee: Committee) -> None:
    one = committee.propose(1)
    decided(committee, one, "approve")
    dora = committee.browser("Dora")
    typed = {f"comment.{one.key}": "Good, but <b>late</b>.", "comment.": "A fair list."}
    page = dora.see("/comments")
    sent = {"csrf": page.split('name="csrf" value="')[-1].split('"')[0], **typed}
    assert dora.client.post(f"/committee/{CALL}/comments", data=sent).status_code == 303
    kept = dora.see("/comments?kept=yes")
    assert "Good, but &lt;b&gt;late&lt;/b&gt;." in kept
    assert "Your comments are kept" in kept
    assert "late" not in committee.browser("Emil").see("/comments")
    sent[f"comment.{one.key}"] = ""  # taken back, and all of it stays in the ledger
    assert dora.client.post(f"/committee/{CALL}/comments", data=sent).status_code == 303
    with committee.context.ledger.reading() as c:
        assert [x.comment for x in comments.of_form(c, CALL)] == ["A fair list."]
        lines = audit.recent(c, act="comment made")
    said = sorted((line.who, line.what, line.details["comment"]) for line in lines)
    assert said == [
        ("Dora", "SG-0001", ""),
        ("Dora", "SG-0001", "Good, but <b>late</b>."),
        ("Dora", CALL, "A fair list."),
    ]


def test_staff_read_the_comments_beside_the_decisions(committee: Committee) -> None:
    one = committee.propose(1)
    decided(committee, one, "approve")
    for name in ("Dora", "Emil"):
        say(committee, name, one, f"{name} says so.")
    committee.close(one, "Emil")
    with committee.context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=committee.clock.now)
    desk = committee.app.test_client()
    assert enter(desk, "rita", "right") == 303
    page = told(desk.get(f"/staff/calls/{CALL}/decisions").text)
    assert "Dora : Dora says so." in page
    assert "Emil has a conflict : Emil says so." in page
    assert "Dora says so." in desk.get(f"/staff/calls/{CALL}/decisions/of/SG-0001").text
    present = desk.get(f"/staff/calls/{CALL}/decisions").text.partition("Members who were at the meeting")[2]
    assert "Anna" in present
    assert 'name="present" value="1"' in present
    assert "Dora</bdi></label>" not in present  # donors are no quorum
    assert csrf(desk.get(f"/staff/calls/{CALL}/committee").text)


def say(committee: Committee, name: str, proposal: Submission, text: str, status: int = 303) -> str:
    browser = committee.browser(name)
    page = browser.see("/comments")
    sent = {"csrf": page.split('name="csrf" value="')[-1].split('"')[0], f"comment.{proposal.key}": text}
    answer = browser.client.post(f"/committee/{CALL}/comments", data=sent)
    assert answer.status_code == status, answer.text
    return answer.text


def test_what_is_no_more_on_the_list_is_told_and_what_was_typed_is_there(committee: Committee) -> None:
    one, two = committee.propose(1), committee.propose(2)
    decided(committee, one, "approve")
    decided(committee, two, "approve")
    committee.close(two, "Dora")
    lost = say(committee, "Dora", two, "Of the closed one.", status=409)
    assert "What you sent was not saved" in lost
    assert "Of the closed one." in lost
    assert "zebra2" not in lost
    assert "Write at most 5,000 characters" in say(committee, "Dora", one, "x" * 5001, status=422)
    with committee.context.ledger.reading() as c:
        assert comments.of_form(c, CALL) == []


def test_donors_comment_while_the_stage_is_open(committee: Committee) -> None:
    one = committee.propose(1)
    decided(committee, one, "approve")
    assert "Comments can be given until 5 February 2027." in committee.browser("Dora").see("/comments")
    committee.clock.now = AFTER
    page = committee.browser("Dora").see("/comments")
    assert "Comments cannot be given any more." in page
    assert "zebra1" not in page
    say_after = committee.browser("Dora").client.post(f"/committee/{CALL}/comments", data={})
    assert say_after.status_code == 409


def test_what_is_released_is_listed_no_more(committee: Committee) -> None:
    one = committee.propose(1)
    decided(committee, one, "approve")
    with committee.context.ledger.writing() as c:
        decisions.release(c, [x.pending for x in decisions.of_form(c, CALL).values() if x.pending], now=NOW)
    assert "zebra1" not in committee.browser("Dora").see("/comments")


def test_donors_read_and_score_nothing(committee: Committee) -> None:
    committee.propose(1)
    form = committee.context.forms[CALL].form
    assert form.call is not None
    with committee.context.ledger.reading() as c:
        seat = seat_of(c, form, form.call, committee.members["Dora"], NOW)
        readers = assignment_of(c, CALL, form.call).members
    assert (seat.known, seat.to_read, seat.coverage, seat.compared) == ({}, (), (), ())
    assert [one.name for one in readers] == ["Anna"]


def test_donors_are_as_blind_as_members(tmp_path: Path) -> None:
    with a_committee(tmp_path, DONORS + BLIND) as committee:
        committee.join("Dora", role="donor")
        decided(committee, committee.propose(1), "approve")
        page = committee.browser("Dora").see("/comments")
        assert "SG-0001" in page
        assert "zebra1" not in page
