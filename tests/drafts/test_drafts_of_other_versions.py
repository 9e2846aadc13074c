"""A form is changed in the middle of a draft: nothing that was typed is lost, and it can be sent."""

from windows import Window, draft_of, kept, later_version

from app.context import Context


def test_answers_go_with_their_questions_to_the_next_version(context: Context, window: Window) -> None:
    window.save("who", name="Ana", contact={"room": "7"})
    window.look()
    window.save("money", nights="3", budget=[{"item": "Bed"}])
    later = later_version(context)
    found = window.look(later)
    assert found.is_other_version
    assert found.draft.answers == {
        "campaign": "may",
        "full_name": "Ana",
        "contact": {"suite": "7"},
        "nights": "3",
        "budget": [{"thing": "Bed"}],
    }
    assert draft_of(window).answers["name"] == "Ana"  # looking changes nothing
    window.save("where", visa="none")
    found = window.look()
    assert (found.is_other_version, found.draft.form_version) == (False, 2)
    assert found.draft.answers == {**found.draft.answers, "full_name": "Ana", "nights": "3", "visa": "none"}


def test_a_page_of_the_earlier_version_is_not_taken_for_one_of_the_present(context: Context, window: Window) -> None:
    window.save("who", name="Ana")
    other = Window(context, window.key, window.secret)
    window.look(later_version(context))
    window.save("who", full_name="Ana B")
    refused = other.save("who", name="Bo")
    assert refused.overtook is not None
    assert draft_of(window).answers["full_name"] == "Ana B"


def test_what_the_next_version_asks_no_more_keeps_nobody_from_sending(context: Context, window: Window) -> None:
    window.save("who", name="Ana")
    window.look()
    window.save("money", nights="many", budget=[{"item": "Bed"}])
    later = later_version(context)
    window.look(later)
    assert window.send() == "accepted"
    [submission] = kept(context)
    assert (submission.form_version, submission.answers["full_name"]) == (2, "Ana")
    assert submission.answers["budget"]["rows"][0]["thing"] == "Bed"
    assert "nights" not in submission.answers
    assert draft_of(window).answers["nights"] == "many"  # nothing typed is thrown away


def test_a_process_that_does_not_know_the_next_version_yet_loses_nothing_of_it(
    context: Context, window: Window
) -> None:
    later = later_version(context)
    window.look(later)
    window.save("who", full_name="Ana", contact={"suite": "7"})
    window.look(later)
    window.save("where", visa="none")
    window.look(context)
    window.save("money", nights="3")
    answers = window.look(later).draft.answers
    assert (answers["full_name"], answers["contact"], answers["visa"]) == ("Ana", {"suite": "7"}, "none")
