"""Drafts on both databases: what is kept of them, what opens them, who changed them, and how they are forgotten."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from app.store import drafts, submissions, withdrawals
from app.store.drafts import BROWSER, LINK, Changed, Draft, Key, New
from app.store.engine import Ledger
from app.store.grant_tables import metadata

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEW = New("aid", 3, "ar", {"name": "نص", "rows": [{"a": "1"}, {}]}, NOW, NOW + DAY)


def begun(ledger: Ledger, **changed: Any) -> Draft:
    with ledger.writing() as c:
        return drafts.begin(c, replace(NEW, **changed))


def opens(c: Connection, draft: Draft, secret: str, kind: str, email: str = "", at: datetime = NOW) -> None:
    drafts.add_key(c, draft, secret, kind, email=email, now=at, expires_at=at + DAY)


def test_a_draft_is_found_by_its_form_and_its_name_as_it_was_begun(ledger: Ledger) -> None:
    first, second = begun(ledger), begun(ledger, email="ana@example.org", late_id="l1", late_until=NOW + DAY)
    with ledger.reading() as c:
        assert drafts.find(c, "aid", first.key) == first == drafts.get(c, first.id)
        assert drafts.find(c, "aid", second.key) == second
    assert first.key != second.key
    assert (first.form_version, first.language, first.answers) == (3, "ar", NEW.answers)
    assert (first.visited, first.email, first.sent, first.is_changed, first.submission_id) == ([], "", 0, False, None)
    assert (first.started_at, first.changed_at, first.expires_at) == (NOW, NOW, NOW + DAY)
    assert (second.email, second.late_id, second.late_until) == ("ana@example.org", "l1", NOW + DAY)


@pytest.mark.parametrize("key", ["", "0" * 32, "x" * 5000, "a\0b", "\0", "%00", "\N{GRINNING FACE}"])
def test_a_name_that_no_draft_has_finds_none(ledger: Ledger, key: str) -> None:
    begun(ledger)
    with ledger.reading() as c:
        assert drafts.find(c, "aid", key) is None
        assert drafts.key_of(c, key) is None
        assert drafts.get(c, 99) is None


def test_a_draft_of_another_form_is_not_found(ledger: Ledger) -> None:
    draft = begun(ledger)
    with ledger.reading() as c:
        assert drafts.find(c, "grant", draft.key) is None


def test_what_is_changed_comes_back_as_it_was_typed(ledger: Ledger) -> None:
    draft, other = begun(ledger), begun(ledger)
    typed = {"name": "a\0b \ud800 \N{GRINNING FACE} <script>", "help": ["law"], "email": {"value": "a", "again": ""}}
    with ledger.writing() as c:
        drafts.change(c, draft, answers=typed, visited=["first"], is_changed=True, changed_at=NOW + HOUR)
    with ledger.reading() as c:
        found = drafts.get(c, draft.id)
        assert found == replace(draft, answers=typed, visited=["first"], is_changed=True, changed_at=NOW + HOUR)
        assert drafts.get(c, other.id) == other


def test_a_secret_is_known_by_its_digest_alone(ledger: Ledger) -> None:
    draft, secret = begun(ledger), drafts.new_secret()
    with ledger.writing() as c:
        opens(c, draft, secret, LINK, "ana@example.org")
        assert drafts.key_of(c, secret) == Key(draft.id, LINK, "ana@example.org", NOW + DAY, None)
        drafts.use(c, secret, NOW + HOUR)
        drafts.stay(c, secret, NOW + 2 * DAY)
        assert drafts.key_of(c, secret) == Key(draft.id, LINK, "ana@example.org", NOW + 2 * DAY, NOW + HOUR)
        assert drafts.key_of(c, secret[:-1]) is None
        kept = c.execute(metadata.tables["draft_keys"].select()).all()
    assert secret not in str(kept)


def test_secrets_are_long_and_each_is_another() -> None:
    made = {drafts.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 43  # 256 bits in base64


def test_all_keys_but_one_are_taken_away_from_one_draft(ledger: Ledger) -> None:
    draft, other = begun(ledger), begun(ledger)
    with ledger.writing() as c:
        for place, (secret, email) in enumerate([("a", ""), ("b", "bo@example.org"), ("c", "cy@example.org")]):
            opens(c, draft, secret, BROWSER, email, NOW + place * HOUR)
        opens(c, other, "d", BROWSER)
        assert [key.email for key in drafts.keys_of(c, draft)] == ["", "bo@example.org", "cy@example.org"]
        drafts.revoke(c, draft, but="b")
        assert [secret for secret in "abcd" if drafts.key_of(c, secret)] == ["b", "d"]
        assert [key.email for key in drafts.keys_of(c, draft)] == ["bo@example.org"]


def test_who_changed_what_is_told_once_an_hour_the_newest_first(ledger: Ledger) -> None:
    draft, other = begun(ledger), begun(ledger)
    with ledger.writing() as c:
        for step, who, minutes in [
            ("one", "", 0),
            ("one", "", 50),
            ("one", "bo", 55),
            ("two", "", 56),
            ("one", "", 120),
        ]:
            drafts.note_change(c, draft, Changed(step, who, NOW + timedelta(minutes=minutes)))
        told = [(one.step, one.who, one.at - NOW) for one in drafts.changes_of(c, draft, 9)]
        assert told == [
            ("one", "", timedelta(minutes=120)),
            ("two", "", timedelta(minutes=56)),
            ("one", "bo", timedelta(minutes=55)),
            ("one", "", timedelta(minutes=50)),
        ]
        assert [one.step for one in drafts.changes_of(c, draft, 2)] == ["one", "two"]
        assert drafts.changes_of(c, other, 9) == []


def test_only_who_left_an_address_and_is_not_at_it_is_reminded_and_once(ledger: Ledger) -> None:
    quiet = begun(ledger, email="a@example.org")
    begun(ledger)
    begun(ledger, form="grant", email="b@example.org")
    busy, sent, told = (begun(ledger, email=f"{name}@example.org") for name in ("busy", "sent", "told"))
    with ledger.writing() as c:
        drafts.change(c, busy, changed_at=NOW + DAY)
        drafts.change(c, sent, sent=1)
        drafts.change(c, told, reminded_at=NOW)
        assert [one.id for one in drafts.to_remind(c, "aid", quiet_since=NOW + HOUR)] == [quiet.id]
        drafts.change(c, quiet, reminded_at=NOW)
        assert drafts.to_remind(c, "aid", quiet_since=NOW + HOUR) == []


def test_a_draft_is_made_for_a_mail_once(ledger: Ledger) -> None:
    draft = begun(ledger, origin="k1 report 1")
    with ledger.reading() as c:
        assert (drafts.made_for(c, "k1 report 1"), drafts.made_for(c, "k1 report 2")) == (draft, None)
    with pytest.raises(IntegrityError):
        begun(ledger, origin="k1 report 1")


def test_a_late_link_becomes_the_own_of_one_draft(ledger: Ledger) -> None:
    one, another, other = (begun(ledger, late_id=name) for name in ("l1", "l1", "l2"))
    with ledger.writing() as c:
        assert (drafts.is_used(c, "l1"), drafts.is_used(c, "l2")) == (False, False)
        assert drafts.use_late(c, one, NOW)
        assert (drafts.is_used(c, "l1"), drafts.is_used(c, "l2")) == (True, False)
        assert not drafts.is_used(c, "l1", but=one.id)
        assert drafts.is_used(c, "l1", but=other.id)
        assert not drafts.use_late(c, another, NOW)
        assert drafts.use_late(c, drafts.get(c, one.id), NOW)


def test_old_drafts_are_found_the_oldest_first_and_forgotten_with_all_that_belongs_to_them(ledger: Ledger) -> None:
    newer, oldest, kept = (begun(ledger, expires_at=NOW + n * HOUR) for n in (2, 1, 3))
    with ledger.writing() as c:
        for draft in (newer, kept):
            opens(c, draft, str(draft.id), BROWSER)
            drafts.note_change(c, draft, Changed("one", "", NOW))
        assert [one.id for one in drafts.expired(c, NOW + 3 * HOUR, 9)] == [oldest.id, newer.id]
        assert [one.id for one in drafts.expired(c, NOW + 3 * HOUR, 1)] == [oldest.id]
        for draft in (newer, oldest):
            drafts.remove(c, draft)
        assert [one.id for one in drafts.expired(c, NOW + 9 * DAY, 9)] == [kept.id]
        counts = [
            c.scalar(select(func.count()).select_from(metadata.tables[n])) for n in ("draft_keys", "draft_changes")
        ]
    assert counts == [1, 1]


def test_a_draft_knows_its_submission_and_a_submission_outlives_its_draft(ledger: Ledger) -> None:
    draft = begun(ledger)
    with ledger.writing() as c:
        kept = submissions.insert(
            c, form="aid", form_version=3, source="page", source_id=draft.key, reference="A-1", answers={},
            language="ar", submitted_at=None, received_at=NOW,
        )  # fmt: skip
        assert kept is not None
        drafts.taken_in(c, "grant", draft.key, kept.id)
        assert drafts.get(c, draft.id).submission_id is None
        drafts.taken_in(c, "aid", draft.key, kept.id)
        assert drafts.get(c, draft.id).submission_id == kept.id
        drafts.remove(c, drafts.get(c, draft.id))
        assert submissions.get(c, kept.id) == kept


def test_one_of_two_who_save_waits_for_the_other(ledger: Ledger) -> None:
    draft = begun(ledger, answers={"count": 0})

    def add(_: int) -> None:
        with ledger.writing() as c:
            found = drafts.find(c, "aid", draft.key, to_change=True)
            assert found is not None
            drafts.change(c, draft, answers={"count": found.answers["count"] + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))
    with ledger.reading() as c:
        assert drafts.get(c, draft.id).answers == {"count": 24}


def test_one_of_many_who_follow_a_link_is_the_first(ledger: Ledger) -> None:
    draft = begun(ledger)
    with ledger.writing() as c:
        opens(c, draft, "link", LINK)

    def follow(_: int) -> bool:
        with ledger.writing() as c:
            key = drafts.key_of(c, "link", to_change=True)
            assert key is not None
            drafts.use(c, "link", NOW)
            return key.used_at is None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(follow, range(16))) == 1


def test_reading_a_draft_waits_for_nobody_who_writes(ledger: Ledger) -> None:
    draft = begun(ledger)
    with ledger.writing() as c:
        opens(c, draft, "a", BROWSER)
    with ledger.writing() as c:
        found = drafts.find(c, "aid", draft.key, to_change=True)
        drafts.change(c, draft, answers={"name": "new"})
        drafts.stay(c, "a", NOW + 9 * DAY)
        with ledger.reading() as other:
            assert drafts.find(other, "aid", draft.key) == drafts.get(other, draft.id) == draft == found
            assert drafts.key_of(other, "a") == Key(draft.id, BROWSER, "", NOW + DAY, None)


def test_what_is_withdrawn_is_known_since_the_first_time(ledger: Ledger) -> None:
    with ledger.writing() as c:
        withdrawals.put(c, "aid", "k1", now=NOW)
        withdrawals.put(c, "aid", "k1", now=NOW + DAY)
        withdrawals.put(c, "grant", "k2", now=NOW)
        assert [withdrawals.at(c, key) for key in ("k1", "k2", "k3")] == [NOW, NOW, None]
        assert withdrawals.of_form(c, "aid") == {"k1"}
        assert withdrawals.of_rows(c, ["k1", "k2", "k3"]) == {"k1", "k2"}
        assert withdrawals.of_rows(c, []) == frozenset()
