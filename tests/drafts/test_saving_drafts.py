"""Who is let in to a draft, on both databases, and what is kept of what they say."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from windows import Clock, Window, draft_of, form_of

from app.context import Context
from app.draft_links import follow, link_made, link_of
from app.drafting import SESSION, UNTOUCHED, Saved, begin, opened
from app.store import drafts


def test_a_draft_opens_for_its_secret_alone(context: Context, window: Window) -> None:
    other, theirs = begin(context, form_of(context), "en", {})
    found = opened(context, form_of(context), window.key, window.secret)
    assert found is not None
    assert (found.draft.answers, found.draft.language, found.is_other_version) == ({"campaign": "may"}, "en", False)
    for key, secret in (
        (window.key, ""),
        (window.key, "made-up"),
        (window.key, window.secret + "x"),
        (window.key, theirs),
        (other.key, window.secret),
        ("0" * 32, window.secret),
        (window.key + "\0", window.secret),
    ):
        assert opened(context, form_of(context), key, secret) is None


def test_the_secret_of_a_link_is_none_of_a_browser_and_the_other_way_round(context: Context, window: Window) -> None:
    with context.ledger.writing() as c:
        link = link_made(context, c, window.seen.draft, "ana@example.org")
    assert opened(context, form_of(context), window.key, link) is None
    assert link_of(context, window.secret) is None
    assert follow(context, window.secret) is None
    assert window.look().draft.key == window.key


def test_a_browser_is_let_in_for_a_session_after_it_last_saved(window: Window, clock: Clock) -> None:
    window.save("who", name="Ana")
    clock.now += SESSION
    assert window.look().until == clock.now
    window.save("who", name="Ana B")
    clock.now += SESSION
    assert window.look().draft.answers["name"] == "Ana B"
    clock.now += timedelta(seconds=1)
    assert opened(window.context, form_of(window.context), window.key, window.secret) is None


def test_a_draft_that_is_kept_no_longer_opens_for_nobody(window: Window, clock: Clock) -> None:
    with window.context.ledger.writing() as c:
        drafts.change(c, window.seen.draft, expires_at=clock.now + timedelta(hours=1))
    assert window.look().until == clock.now + timedelta(hours=1)
    clock.now += timedelta(hours=1, seconds=1)
    assert opened(window.context, form_of(window.context), window.key, window.secret) is None


def test_a_draft_is_kept_for_longer_once_something_was_saved(window: Window, clock: Clock) -> None:
    assert draft_of(window).expires_at == clock.now + UNTOUCHED
    window.save("who", name="Ana")
    assert draft_of(window).expires_at == clock.now + timedelta(days=30)
    clock.now += timedelta(hours=1)
    window.save("who", is_new=True, name="Ana")
    assert draft_of(window).expires_at == clock.now + timedelta(days=30)


def test_a_step_is_saved_right_or_wrong_and_the_others_stay(window: Window, clock: Clock) -> None:
    clock.now += timedelta(minutes=5)
    wrong: dict[str, Any] = {"contact": {"email": {"value": "no address", "again": ""}, "room": "7"}}
    window.save("who", is_done=False, name="", **wrong)
    draft = draft_of(window)
    assert draft.answers == {"campaign": "may", "name": "", **wrong}
    assert (draft.visited, draft.language, draft.changed_at) == ([], "fr", clock.now)
    window.look()
    window.save("money", nights="3", budget=[{"item": "Bed"}, {}])
    window.save("money", is_new=True, nights="3", budget=[{"item": "Bed"}, {}])
    draft = draft_of(window)
    assert draft.answers == {"campaign": "may", "name": "", **wrong, "nights": "3", "budget": [{"item": "Bed"}, {}]}
    assert draft.visited == ["money"]


def test_two_windows_on_different_steps_both_keep_what_they_said(window: Window) -> None:
    other = Window(window.context, window.key, window.secret)
    assert window.save("who", name="Ana").overtook is None
    assert other.save("money", nights="3").overtook is None
    assert draft_of(window).answers == {"campaign": "may", "name": "Ana", "nights": "3"}
    assert sorted(draft_of(window).visited) == ["money", "who"]


def test_of_two_windows_on_one_step_the_second_is_shown_what_it_has_not_seen(window: Window) -> None:
    other = Window(window.context, window.key, window.secret)
    window.save("who", name="Ana")
    refused = other.save("who", name="Bo")
    assert refused.overtook == {"name": "Ana", "partnered": None, "contact": None}
    assert refused.draft.answers["name"] == "Ana"
    assert draft_of(window).answers["name"] == "Ana"
    other.look()
    assert other.save("who", name="Bo").overtook is None
    assert draft_of(window).answers["name"] == "Bo"


def test_who_says_the_same_as_the_other_overtakes_nobody(window: Window) -> None:
    other = Window(window.context, window.key, window.secret)
    window.save("who", name="Ana")
    assert other.save("who", name="Ana").overtook is None


def test_of_many_who_save_at_once_one_is_kept_and_the_others_are_told(window: Window) -> None:
    windows = [Window(window.context, window.key, window.secret) for _ in range(8)]

    def say(one: tuple[int, Window]) -> Saved:
        return one[1].save("who", name=f"Name {one[0]}")

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(say, enumerate(windows)))
    [first] = [one for one in saved if one.overtook is None]
    assert draft_of(window).answers == first.draft.answers
    assert {one.overtook["name"] for one in saved if one.overtook is not None} == {first.draft.answers["name"]}


def test_who_changed_a_step_is_told_and_who_changed_nothing_is_not(context: Context, window: Window) -> None:
    with context.ledger.writing() as c:
        link = link_made(context, c, window.seen.draft, "bo@example.org")
    found = follow(context, link)
    assert found is not None
    other = Window(context, window.key, found[1])
    window.save("who", name="Ana")
    other.save("money", nights="3")
    other.look()
    other.save("who")
    with context.ledger.reading() as c:
        told = {(one.step, one.who) for one in drafts.changes_of(c, window.seen.draft, 9)}
    assert told == {("who", ""), ("money", "bo@example.org")}
