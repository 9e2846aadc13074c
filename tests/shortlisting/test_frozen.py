"""A frozen shortlist is the ledger as it was: the same later and from its own inputs, and what differs is told."""

import json
from datetime import timedelta

import pytest
from course_of_a_call import DEFINITION, NAME, STARTED, propose, publish_in, review, say, withdraw
from sqlalchemy import text, update

from app.context import Context
from app.shortlisting.freezing import freeze
from app.shortlisting.gathering import gather
from app.shortlisting.inputs import digest_of, read, written
from app.shortlisting.result import result_of
from app.shortlisting.verifying import verify
from app.store import audit, sheet_gone, shortlists
from app.store.call_tables import reviews as review_table
from app.store.call_tables import screenings
from app.store.call_tables import shortlists as shortlist_table
from app.store.reviews import ABSTAINED, DRAFT
from app.store.tables import submissions as submission_table
from connectors.errors import ConnectorError


def judged(context: Context) -> None:
    """Three proposals, of which one asks for too much, and two members."""
    propose(context, 1, 40_000)
    propose(context, 2, 30_000)
    propose(context, 3, 60_000)
    for number, (worth, plan) in {1: (5, 4), 2: (3, 3), 3: (5, 5)}.items():
        review(context, number, "Ada", worth=worth, plan=plan)
        review(context, number, "Ben", worth=worth - 1, plan=plan)


def test_what_was_frozen_is_found_again_whatever_happens_later(context: Context) -> None:
    judged(context)
    frozen = freeze(context, NAME, "rita")
    assert [one.candidate.reference for one in frozen.ranking.places] == ["G-0001", "G-0002"]
    propose(context, 2, 20_000, title="Other")
    propose(context, 4)
    review(context, 1, "Ada", worth=0, plan=0)
    review(context, 2, "Ben", ABSTAINED)
    review(context, 4, "Cy", worth=5, plan=5)
    withdraw(context, 1)
    publish_in(context, DEFINITION.replace("version: 1", "version: 2").replace("max: 50000", "max: 70000"))
    assert digest_of(written(gather(context, NAME, frozen.as_of, afresh=True))) == frozen.digest
    assert verify(context, NAME, frozen.number) == []
    now = gather(context, NAME)
    assert sorted(now.candidates.references) == ["G-0002", "G-0003", "G-0004"]
    assert now.withdrawn == ["G-0001"]
    assert not now.candidates.bars


def test_the_result_comes_from_the_written_inputs_alone(context: Context) -> None:
    judged(context)
    frozen = freeze(context, NAME, "rita")
    with context.ledger.reading() as connection:
        kept = shortlists.get(connection, frozen.number)
        lines = audit.about(connection, NAME, ("shortlist frozen",))
    assert kept is not None
    assert (digest_of(kept.inputs), kept.shortlist.made_by) == (frozen.digest, "rita")
    assert written(read(kept.inputs)) == kept.inputs
    assert json.loads(json.dumps(result_of(read(kept.inputs).ranking()))) == kept.result
    assert [(one.who, one.details["digest"]) for one in lines] == [("rita", frozen.digest)]


def test_drafts_count_for_nothing_and_a_review_taken_back_counted_before(context: Context) -> None:
    propose(context, 1)
    review(context, 1, "Ada", DRAFT, worth=1, plan=1)
    review(context, 1, "Ben", worth=2, plan=2)
    given = context.now()
    review(context, 1, "Ben", DRAFT, worth=3, plan=3)
    assert gather(context, NAME, given).reviews.members == ["Ben"]
    assert gather(context, NAME).reviews.members == []


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (
            update(review_table).where(review_table.c.member_id == 1, review_table.c.submission_id == 2),
            "the ledger: the review of G-0002 by Ada: plan was 3, is 1; worth was 3, is 5",
        ),
        (update(submission_table).where(submission_table.c.id == 1), "the ledger: proposal G-0001: amount was"),
        (update(shortlist_table), "its inputs have the digest"),
    ],
)
def test_what_was_tampered_with_is_told(context: Context, tamper, said: str) -> None:
    judged(context)
    frozen = freeze(context, NAME, "rita")
    values = {
        "reviews": {"scores": {"worth": 5, "plan": 1}},
        "submissions": {"answers": {"title": "Project 1", "partner": "Partner 1", "region": "", "amount": "1"}},
        "shortlists": {"digest": "0" * 64},
    }[tamper.table.name]
    with context.ledger.writing() as connection:
        connection.execute(tamper.values(**values))
    (told,) = verify(context, NAME, frozen.number)
    assert told.startswith(said)


def test_another_result_damaged_inputs_and_a_whole_forgery_are_told(context: Context) -> None:
    judged(context)
    frozen, other = freeze(context, NAME, "rita"), freeze(context, NAME, "rita", STARTED + timedelta(seconds=2))
    with context.ledger.reading() as connection:
        kept = shortlists.get(connection, frozen.number)
    assert kept is not None

    def put(number: int, **values: object) -> list[str]:
        with context.ledger.writing() as connection:
            connection.execute(update(shortlist_table).where(shortlist_table.c.id == number).values(**values))
        return verify(context, NAME, number)

    assert put(frozen.number, result={**kept.result, "line": 7}) == ["its result has another line"]
    with context.ledger.reading() as connection:
        row = connection.execute(text("select inputs, result, digest from shortlists where id = 2")).one()
    assert any("audit log" in one for one in put(frozen.number, inputs=row.inputs, digest=other.digest))
    (told,) = put(frozen.number, inputs=b"nonsense")
    assert told.startswith("its inputs cannot be unpacked")


def test_rows_that_staff_took_away_are_withdrawn_until_they_are_back(context: Context) -> None:
    key = propose(context, 1).key
    propose(context, 2)
    with context.ledger.writing() as connection:
        sheet_gone.put(connection, NAME, [key], now=context.now(), is_withdrawal=True)
        audit.record(
            connection, who="s", act="submission.withdrawn", what="G-0001", now=context.now(), details={"form": NAME}
        )
    away = context.now()
    frozen = freeze(context, NAME, "rita", away)
    with context.ledger.writing() as connection:
        sheet_gone.take_back(connection, NAME, [key])
        audit.record(
            connection, who="s", act="submission.back", what="G-0001", now=context.now(), details={"form": NAME}
        )
    assert gather(context, NAME).withdrawn == []
    assert gather(context, NAME, away).withdrawn == ["G-0001"]
    assert verify(context, NAME, frozen.number) == []


def test_who_waited_in_quarantine_was_not_there(context: Context) -> None:
    propose(context, 1)
    before = context.now()
    with context.ledger.writing() as connection:
        audit.record(connection, who="s", act="submission.accepted", what="G-0001", now=context.now())
    assert gather(context, NAME, before).candidates.references == []
    assert gather(context, NAME).candidates.references == ["G-0001"]


def screening(number: int, **values: object) -> dict[str, object]:
    about = {"submission_id": number, "version": 1, "form_version": 1, "title": "Known", "applicant": "Them"}
    empty = {"amount": "70000", "groups": {"region": "x"}, "bars": [], "notes": [], "unsure": {}}
    return {**about, **empty, "verdict": "", "verdict_reason": "", "verdict_by": "", **values}


def test_what_screening_made_is_taken_as_it_is_until_the_proposal_changes(context: Context) -> None:
    propose(context, 1)
    propose(context, 2, 60_000)
    made = context.now()
    with context.ledger.writing() as connection:
        connection.execute(screenings.insert().values(**screening(1, bars=["ceiling"], notes=["titled"]), made_at=made))
    found = gather(context, NAME)
    assert found.candidates.amounts[0] == 70_000
    assert [[one.rule for one in bars] for bars in found.candidates.bars.values()] == [["ceiling"], ["ceiling"]]
    assert found.candidates.groups == {"region": ["x", ""]}
    assert gather(context, NAME, afresh=True).candidates.amounts == [10_000, 60_000]
    propose(context, 1, 20_000)
    assert sorted(gather(context, NAME).candidates.amounts) == [20_000, 60_000]


@pytest.mark.parametrize(
    ("verdict", "bars", "notes"), [("eligible", [], ["verdict", "ceiling"]), ("ineligible", ["verdict", "ceiling"], [])]
)
def test_a_verdict_of_staff_stands_above_the_rules_from_when_it_is_given(
    context: Context, verdict: str, bars: list[str], notes: list[str]
) -> None:
    propose(context, 1, 60_000)
    before = context.now()
    with context.ledger.writing() as connection:
        connection.execute(screenings.insert().values(**screening(1, bars=["ceiling"]), made_at=before))
    say(context, 1, verdict, "As agreed.")
    for afresh in (False, True):
        candidates = gather(context, NAME, afresh=afresh).candidates
        assert [one.rule for one in candidates[0].bars] == bars
        assert [one.rule for one in candidates[0].notes] == notes
        assert [one.rule for one in gather(context, NAME, before, afresh=afresh).candidates[0].bars] == ["ceiling"]


def test_a_verdict_that_was_changed_since_is_read_as_it_was(context: Context) -> None:
    judged(context)
    frozen = []
    for word, reason in (("eligible", "As agreed."), ("ineligible", "Not agreed after all."), ("", "")):
        say(context, 3, word, reason)
        frozen.append(freeze(context, NAME, "rita"))
    assert [len(one.ranking.places) for one in frozen] == [3, 2, 2]
    assert len({one.digest for one in frozen}) == 3
    for one in frozen:
        assert verify(context, NAME, one.number) == []
        assert digest_of(written(gather(context, NAME, one.as_of))) == one.digest


def test_moments_that_cannot_be_are_refused(context: Context) -> None:
    with pytest.raises(ConnectorError, match="is not over"):
        gather(context, NAME, context.now() + timedelta(days=1))
    with pytest.raises(ConnectorError, match="first published on 2027-02-01 09:00 UTC"):
        gather(context, NAME, STARTED)
    with pytest.raises(ConnectorError, match="no form called 'grant'"):
        gather(context, "grant")
    with pytest.raises(ConnectorError, match="has no shortlist 7"):
        verify(context, NAME, 7)
    assert len(gather(context, NAME).ranking()) == 0


@pytest.mark.parametrize("is_screened", [False, True])
def test_a_rule_that_cannot_be_worked_out_is_not_told_as_failed(context: Context, *, is_screened: bool) -> None:
    propose(context, 1, title=None, amount="")
    if is_screened:
        values = screening(1, unsure={"ceiling": "not answered: amount", "titled": "not answered: title"})
        with context.ledger.writing() as connection:
            connection.execute(screenings.insert().values(**values, made_at=context.now()))
    (candidate,) = gather(context, NAME).candidates
    told = [(one.rule, one.reason.in_language("en")) for one in (*candidate.bars, *candidate.notes)]
    assert told == [
        (name, f"It could not be worked out whether “{name}” holds: staff have to decide.")
        for name in ("ceiling", "titled")
    ]
