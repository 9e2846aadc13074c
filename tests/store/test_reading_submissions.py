"""What staff read of submissions, on each database."""

from datetime import UTC, datetime

from app.store import submissions
from app.store.engine import Ledger

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
DIGEST = "ab" * 32


def put(ledger: Ledger, number: int, form: str = "one", **answers: object) -> submissions.Submission:
    with ledger.writing() as c:
        kept = submissions.insert(
            c,
            form=form,
            form_version=1,
            source="page",
            source_id=str(number),
            reference=f"Ref_{number:04d}",
            answers=answers,
            language="en",
            submitted_at=NOW,
            received_at=NOW,
        )
    assert kept is not None
    return kept


def test_submissions_are_found_by_form_reference_and_page(ledger: Ledger) -> None:
    kept = [put(ledger, number, "one" if number % 2 else "two") for number in range(5)]
    with ledger.reading() as c:
        assert [one.id for one in submissions.newest(c, limit=2, offset=1)] == [kept[3].id, kept[2].id]
        assert [one.id for one in submissions.newest(c, form="one", limit=9)] == [kept[3].id, kept[1].id]
        assert [one.id for one in submissions.newest(c, reference="rEF_0004", limit=9)] == [kept[4].id]
        assert submissions.newest(c, reference="%", limit=9) == []
        assert submissions.with_reference(c, "Ref_0002") == kept[2]
        assert submissions.with_reference(c, "Ref_9") is None
        found = submissions.references(c, identities=[kept[0].id], keys=[kept[1].key])
    assert found[kept[0].id] == "Ref_0000"
    assert found[kept[1].key] == "Ref_0001"


def test_versions_come_newest_first_and_name_their_files(ledger: Ledger) -> None:
    first = put(ledger, 1, letter=[{"name": "é.pdf", "size": 1, "sha256": DIGEST}])
    put(ledger, 2, letter=[])
    with ledger.writing() as c:
        submissions.revise(
            c, first, form_version=2, answers={"letter": []}, language="fr", submitted_at=NOW, received_at=NOW
        )
    with ledger.reading() as c:
        versions = submissions.versions(c, first.id)
        assert [(one.version, one.form_version, one.language) for one in versions] == [(2, 2, "fr"), (1, 1, "en")]
        assert versions[1].answers == first.answers
        assert submissions.with_key(c, first.key) == submissions.get(c, first.id)
        assert submissions.with_key(c, "0" * 32) is None
