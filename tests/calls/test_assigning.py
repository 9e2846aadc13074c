"""Assignments in the ledger: of what is eligible, against no conflict, moving nobody who has begun."""

from collections import Counter
from pathlib import Path

import pytest
from a_call import DEFINITION, NAME, context_of, convene, propose

from app.assigning import assignment_of, make_assignment
from app.calls import call_named
from app.context import Context
from app.convening import leave
from app.screening import screen
from app.store import assignments, audit, reviews
from app.store.members import About
from app.store.reviews import Review
from connectors.errors import ConnectorError


def pairs(context: Context) -> frozenset[tuple[int, int]]:
    with context.ledger.reading() as c:
        found = assignment_of(c, NAME, call_named(context, NAME)[1])
        assert found.now == assignments.of_form(c, NAME)
        assert found.is_made
        assert found.loads == {one.id: sum(m == one.id for _, m in found.now) for one in found.members}
    return found.now


def test_what_is_eligible_is_read_by_two_who_have_no_conflict(context: Context) -> None:
    _, bo, cleo = convene(context, About("Anna", state="KEN"), About("Bo"), About("Cleo"))
    kenyan = propose(context, "one", other=0)
    others = [propose(context, f"other {number}", state="FRA", other=0) for number in range(4)]
    barred = propose(context, "too much", state="FRA", other=0, amount=60_000)
    screen(context, NAME)
    assert make_assignment(context, NAME, who="rita").gaps == {}
    found = pairs(context)
    assert {member for one, member in found if one == kenyan.id} == {bo.id, cleo.id}
    assert barred.id not in {one for one, _ in found}
    loads = Counter(member for _, member in found)
    assert sorted(loads.values()) == [3, 3, 4]
    assert len(others) * 2 + 2 == len(found)
    with context.ledger.reading() as c:
        (line,) = audit.recent(c, act="assignment made")
    assert (line.who, line.what, line.details) == ("rita", NAME, {"pairs": 10, "gaps": 0})


def test_who_has_begun_keeps_it_and_who_left_reads_nothing(context: Context) -> None:
    convene(context, About("Anna"), About("Bo"))
    there = propose(context, "one", state="FRA", other=0)
    screen(context, NAME)
    make_assignment(context, NAME, who="rita")
    before = pairs(context)
    convene(context, *(About(f"Member {number}") for number in range(5)))
    anna, bo = sorted(member for _, member in before)
    with context.ledger.writing() as c:
        reviews.save(c, Review(there.id, anna, reviews.DRAFT), now=context.now())
    propose(context, "two", state="FRA", other=0)
    screen(context, NAME)
    make_assignment(context, NAME, who="rita")
    assert (there.id, anna) in pairs(context)
    with context.ledger.reading() as c:
        people = {one.id: one for one in assignment_of(c, NAME, call_named(context, NAME)[1]).members}
    leave(context, people[bo], who="rita")
    make_assignment(context, NAME, who="rita")
    assert bo not in {member for _, member in pairs(context)}


def test_another_reads_in_the_place_of_who_abstained(context: Context) -> None:
    anna, bo, cleo = convene(context, About("Anna"), About("Bo"), About("Cleo"))
    there = propose(context, "one", state="FRA", other=0)
    screen(context, NAME)
    make_assignment(context, NAME, who="rita")
    (abstains, _), everybody = sorted(member for _, member in pairs(context)), {anna.id, bo.id, cleo.id}
    with context.ledger.writing() as c:
        reviews.save(c, Review(there.id, abstains, reviews.ABSTAINED), now=context.now())
    make_assignment(context, NAME, who="rita")
    assert {member for _, member in pairs(context)} == everybody


def test_a_proposal_that_too_few_may_read_is_told(context: Context) -> None:
    convene(context, About("Anna", state="KEN"), About("Bo"))
    there = propose(context, "one", other=0)
    screen(context, NAME)
    assert make_assignment(context, NAME, who="rita").gaps == {there.id: 1}


def test_where_all_read_everything_nothing_is_assigned(context: Context, tmp_path: Path) -> None:
    everybody = context_of(tmp_path / "all", DEFINITION.replace("  reviews: 2\n", ""), context.ledger)
    with pytest.raises(ConnectorError, match="all members of grants read everything"):
        make_assignment(everybody, NAME, who="rita")
