"""Conflicts are there before anybody could read: when a proposal comes or changes, and when a member does."""

from dataclasses import replace
from pathlib import Path

from a_call import DEFINITION, NAME, context_of, convene, propose

from app import conflicting, convening
from app.context import Context
from app.screening import screen
from app.store import audit, conflicts, members, outbox
from app.store.members import About, Member

ANNA = About("Anna", "anna@un.org", state="KEN")
BO = About("Bo", "bo@help.or.ke", organisation="HELP")


def kinds(context: Context, member: Member) -> list[str]:
    with context.ledger.reading() as c:
        there = [one for one in conflicts.of_form(c, NAME) if one.member_id == member.id]
        assert {one.submission_id for one in there if not one.lifted_at} == conflicts.closed_to(c, member.id)
    return [one.kind for one in there]


def test_a_proposal_that_comes_is_held_against_every_member(context: Context) -> None:
    anna, bo = convene(context, ANNA, BO)
    propose(context, "one")
    assert kinds(context, anna) == ["state"]
    assert sorted(kinds(context, bo)) == ["email_domain", "organisation"]


def test_a_member_who_comes_is_held_against_every_proposal(context: Context) -> None:
    propose(context, "one")
    propose(context, "two", state="FRA", partner="Aid", email="a@aid.fr")
    anna, bo = convene(context, ANNA, BO)
    assert kinds(context, anna) == ["state"]
    assert sorted(kinds(context, bo)) == ["email_domain", "organisation"]


def test_what_changes_is_held_against_them_again(context: Context) -> None:
    anna, bo = convene(context, ANNA, replace(BO, organisation="Aid", email=""))
    propose(context, "one", state="FRA")
    assert kinds(context, anna) == kinds(context, bo) == []
    propose(context, "one", state="KEN")
    assert kinds(context, anna) == ["state"]
    convene(context, replace(BO, email=""))
    assert kinds(context, bo) == ["organisation"]


def test_one_that_was_lifted_comes_back_for_another_reason_alone(context: Context) -> None:
    (bo,) = convene(context, replace(BO, email=""))
    propose(context, "one")
    with context.ledger.reading() as c:
        (found,) = conflicts.of_form(c, NAME)
    conflicting.lift(context, found, "another Help", who="rita")
    propose(context, "one", title="Another title")
    convene(context, replace(BO, email=""))
    assert kinds(context, bo) == ["organisation"]
    with context.ledger.reading() as c:
        assert conflicts.closed_to(c, bo.id) == frozenset()
    propose(context, "one", partner="Help of Uganda")
    with context.ledger.reading() as c:
        assert len(conflicts.closed_to(c, bo.id)) == 1
        (line,) = audit.recent(c, act="conflict lifted")
    assert (line.who, line.details["reason"]) == ("rita", "another Help")


def test_a_new_version_compares_what_it_says(context: Context, tmp_path: Path) -> None:
    (anna,) = convene(context, replace(ANNA, organisation="Safer stocks"))
    propose(context, "one", state="FRA")
    assert kinds(context, anna) == []
    other = DEFINITION.replace("partner: organisation", "title: organisation").replace("version: 1", "version: 2")
    newer = context_of(tmp_path / "newer", other, context.ledger)
    assert screen(newer, NAME) == "1 screened"
    assert kinds(context, anna) == ["organisation"]


def test_staff_keep_a_member_out(context: Context) -> None:
    (anna,) = convene(context, ANNA)
    there = propose(context, "one", state="FRA")
    conflicting.keep_out(context, anna, there.id, "her brother works there", who="rita")
    assert kinds(context, anna) == ["staff"]


def test_who_left_is_written_no_link_and_who_has_no_address(context: Context) -> None:
    anna, bo, cleo = convene(context, ANNA, replace(BO, email=""), About("Cleo", "cleo@un.org"))
    convening.leave(context, cleo, who="rita")
    with context.ledger.reading() as c:
        everybody = members.of_form(c, NAME, gone=True)
    assert [one.name for one in everybody] == ["Anna", "Bo", "Cleo"]
    assert [one.id for one in convening.invite(context, everybody, who="rita")] == [anna.id]
    with context.ledger.reading() as c:
        (item,) = outbox.listing(c, kind="member-link")
        acts = [(line.act, line.what) for line in audit.recent(c, who="rita")][::-1]
    assert item.payload == {"member_id": anna.id}
    assert acts[:3] == [("member put", f"member {one.id}") for one in (anna, bo, cleo)]
    assert acts[3:5] == [("member left", f"member {cleo.id}"), ("member invited", f"member {anna.id}")]


def test_links_to_one_member_have_a_share(context: Context) -> None:
    (anna,) = convene(context, ANNA)
    went = [len(convening.invite(context, [anna], who="rita")) for _ in range(7)]
    assert went == [1] * 5 + [0, 0]
    with context.ledger.reading() as c:
        assert len(outbox.listing(c, kind="member-link")) == 5
        assert len(audit.recent(c, act="member invited")) == 5
