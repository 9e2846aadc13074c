"""Links to drafts, on both databases: each opens one once, and not for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from windows import Clock, Window, draft_of, form_of

from app.context import Context
from app.draft_links import FollowUp, ask_for_link, follow, follow_up, link_made, link_of, shut_out
from app.drafting import is_known
from app.store import drafts, outbox


def test_a_link_opens_the_draft_once_in_another_browser(context: Context, window: Window, clock: Clock) -> None:
    window.save("who", name="Ana")
    with context.ledger.writing() as c:
        link = link_made(context, c, draft_of(window), "ana@example.org")
    clock.now += timedelta(hours=13)
    looked = link_of(context, link)
    assert looked is not None
    assert (looked.draft.key, looked.email, looked.is_live) == (window.key, "ana@example.org", True)
    assert not is_known(context, draft_of(window))
    found = follow(context, link)
    assert found is not None
    assert is_known(context, draft_of(window))
    assert Window(context, found[0].key, found[1]).seen.draft.answers["name"] == "Ana"
    assert follow(context, link) is None
    after = link_of(context, link)
    assert after is not None
    assert (after.is_live, after.email) == (False, "ana@example.org")


def test_of_many_who_follow_a_link_at_once_one_is_let_in(context: Context, window: Window) -> None:
    with context.ledger.writing() as c:
        link = link_made(context, c, window.seen.draft, "ana@example.org")
    with ThreadPoolExecutor(8) as pool:
        let_in = [one for one in pool.map(lambda _: follow(context, link), range(16)) if one]
    assert len(let_in) == 1


def test_who_follows_and_who_shuts_out_at_once_wait_for_each_other(context: Context, window: Window) -> None:
    def follow_one(link: str) -> bool:
        return follow(context, link) is not None

    for _ in range(10):
        with context.ledger.writing() as c:
            links = [link_made(context, c, window.seen.draft, "ana@example.org") for _ in range(8)]
        with ThreadPoolExecutor(9) as pool:
            followed = [pool.submit(follow_one, link) for link in links]
            pool.submit(shut_out, context, window.seen.draft, window.secret).result()
            for one in followed:
                one.result()  # which raises where two wait for each other for ever
        shut_out(context, window.seen.draft, window.secret)
        with context.ledger.reading() as c:
            assert len(drafts.keys_of(c, window.seen.draft)) == 1


def test_a_link_grows_old_and_so_does_its_draft(context: Context, window: Window, clock: Clock) -> None:
    window.save("who", name="Ana")
    with context.ledger.writing() as c:
        link, short = (link_made(context, c, draft_of(window), "ana@example.org") for _ in range(2))
        drafts.change(c, window.seen.draft, expires_at=clock.now + timedelta(days=2))
    clock.now += timedelta(days=3)
    looked = link_of(context, short)
    assert looked is not None
    assert not looked.is_live
    assert follow(context, short) is None
    with context.ledger.writing() as c:
        drafts.change(c, window.seen.draft, expires_at=clock.now + timedelta(days=90))
    clock.now += timedelta(days=12)
    assert follow(context, link) is None


@pytest.mark.parametrize("secret", ["", "made-up", "x" * 5000, "a\0b"])
def test_a_link_that_is_nobodys_leads_nowhere(context: Context, window: Window, secret: str) -> None:
    assert link_of(context, secret) is None
    assert follow(context, secret) is None


def test_to_ask_for_a_link_has_one_mailed_and_its_address_remembered(context: Context, window: Window) -> None:
    ask_for_link(context, window.seen.draft, "ana@example.org")
    ask_for_link(context, draft_of(window), "bo@example.org", is_owners=False)
    assert draft_of(window).email == "ana@example.org"
    with context.ledger.reading() as c:
        asked = [
            item.payload["email"] for item in outbox.due(c, now=context.now(), limit=9) if item.kind == "draft-link"
        ]
    assert sorted(map(str, asked)) == ["ana@example.org", "bo@example.org"]


def test_a_mail_leads_to_one_draft_however_often_it_is_tried(context: Context) -> None:
    asked = FollowUp("k1 report 1", "ana@example.org", "fr", {"name": "Ana"})
    links = [follow_up(context, form_of(context).form, asked) for _ in range(2)]
    found = [link_of(context, link) for link in links]
    assert [one and (one.draft.answers, one.draft.email, one.draft.language) for one in found] == [
        ({"name": "Ana"}, "ana@example.org", "fr")
    ] * 2
    assert len({one.draft.key for one in found if one}) == 1
