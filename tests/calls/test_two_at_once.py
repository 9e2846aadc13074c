"""Two who do the same at the same moment: one is first, and the other is told, or waits."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from a_call import NAME, convene, propose

from app.context import Context
from app.decisions import decide, lines_of
from app.domain.decisions import Said
from app.releasing import Release, fingerprint, pending_of, release
from app.screening import screen
from app.store import audit, conflicts, decisions
from app.store.members import About
from connectors.errors import ConnectorError


def at_once(deeds: Sequence[Callable[[], object]]) -> list[str]:
    """What came of each: nothing, or why not."""
    ready = Barrier(len(deeds))

    def done(deed: Callable[[], object]) -> str:
        ready.wait()
        try:
            deed()
        except ConnectorError as fault:
            return str(fault)
        return ""

    with ThreadPoolExecutor(len(deeds)) as threads:
        return sorted(threads.map(done, deeds))


def test_of_several_who_decide_one_is_first(context: Context) -> None:
    there = propose(context, "one", other=0)
    screen(context, NAME)
    people = ("ana", "otto", "rita", "zoe")
    said = at_once(
        [lambda who=who: decide(context, NAME, "G-0001", Said("approve"), seen="0 1", who=who) for who in people]
    )
    assert said[0] == ""
    assert all("changed while you looked at it" in one for one in said[1:])
    with context.ledger.reading() as c:
        assert len(decisions.of_submission(c, there.id)) == 1


def test_of_several_who_release_one_does(context: Context) -> None:
    propose(context, "one", other=0)
    screen(context, NAME)
    present = [one.id for one in convene(context, About("Anna"), About("Bo"))]
    decide(context, NAME, "G-0001", Said("approve"), seen="0 1", who="rita")
    with context.ledger.reading() as c:
        asked = Release(present, "", fingerprint(pending_of(lines_of(c, NAME))))
    said = at_once([lambda: release(context, NAME, asked, who="rita")] * 3)
    assert said[0] == ""
    assert all("look again, then release" in one for one in said[1:])
    with context.ledger.reading() as c:
        assert len(audit.recent(c, act="decisions released")) == 1


def test_a_proposal_and_a_member_who_come_at_once_are_held_against_each_other(context: Context) -> None:
    for number in range(5):
        person = About(f"Member {number}", state="KEN")
        said = at_once(
            [
                lambda number=number: propose(context, f"proposal {number}"),
                lambda person=person: convene(context, person),
            ]
        )
        assert said == ["", ""]
    with context.ledger.reading() as c:
        assert len({(one.submission_id, one.member_id) for one in conflicts.of_form(c, NAME)}) == 25
