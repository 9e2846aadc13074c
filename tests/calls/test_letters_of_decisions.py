"""What a release says to applicants: mails that are held until staff let them go, and stay true while they wait."""

from pathlib import Path

import pytest
from a_call import DEFINITION, NAME, context_of, propose

from app import release as outbox_release
from app.context import Context
from app.decisions import decide, lines_of
from app.domain.decisions import OUTCOMES, Said
from app.release import Edit, edit
from app.releasing import Release, fingerprint, pending_of, release
from app.screening import screen
from app.store import held, outbox
from app.store.engine import Ledger
from forms.errors import DefinitionErrors
from forms.reading import decided_part
from forms.types.texts import UNKEEPABLE
from jobs.run import run_in
from jobs.share import MOST

MAILS = """
mails:
  - {mail: promise, on: released, is: [approve, conditions], to: email, subject: "((reference))", body: You have it.}
  - {mail: regret, on: released, is: reject, to: email, subject: "((reference))", body: You do not.}
"""
MAILING = DEFINITION.replace("  quorum: 2\n", "") + MAILS


@pytest.fixture
def call(ledger: Ledger, tmp_path: Path) -> Context:
    context = context_of(tmp_path, MAILING, ledger)
    for name in ("one", "two"):
        propose(context, name, other=0)
    screen(context, NAME)
    return context


def say_and_release(context: Context, reference: str, said: Said) -> None:
    with context.ledger.reading() as c:
        (line,) = [one for one in lines_of(c, NAME) if one.proposal.head.reference == reference]
    decide(context, NAME, reference, said, seen=line.stamp, who="rita")
    with context.ledger.reading() as c:
        seen = fingerprint(pending_of(lines_of(c, NAME)))
    release(context, NAME, Release([], "", seen), who="rita")


def waiting(context: Context) -> list[tuple[str, str]]:
    """The mails that are held, and for which decision."""
    with context.ledger.reading() as c:
        return [(str(one.payload["mail"]), one.payload["decided"]["says"]) for one in held.waiting(c)]


def let_go(context: Context) -> list[str]:
    """Release what is held, and send it; returns the notes."""
    with context.ledger.reading() as c:
        items = [one.id for one in held.waiting(c)]
    outbox_release.release(context, items, who="rita")
    for one in items:
        run_in(context, one)
    with context.ledger.reading() as c:
        return [found.note for one in items if (found := outbox.get(c, one))]


def test_a_release_has_the_mails_of_its_outcomes_held(call: Context) -> None:
    say_and_release(call, "G-0001", Said("approve"))
    say_and_release(call, "G-0002", Said("reserve"))
    assert waiting(call) == [("promise", "Approve")]
    assert let_go(call) == ["sent to a@help.or.ke"]
    (letter,) = call.settings.mail_folder.glob("*.eml")
    assert "You have it." in letter.read_text()


def test_what_is_released_later_takes_the_place_of_what_waits(call: Context) -> None:
    say_and_release(call, "G-0001", Said("approve"))
    say_and_release(call, "G-0001", Said("reject", reason="no money is left"))
    assert waiting(call) == [("regret", "Reject")]
    say_and_release(call, "G-0001", Said("conditions", conditions="a report"))
    assert waiting(call) == [("promise", "Approve with conditions")]
    assert let_go(call) == ["sent to a@help.or.ke"]


def test_what_is_due_and_no_longer_true_does_not_go(call: Context) -> None:
    say_and_release(call, "G-0001", Said("approve"))
    with call.ledger.reading() as c:
        (item,) = held.waiting(c)
    outbox_release.release(call, [item.id], who="rita")
    say_and_release(call, "G-0001", Said("reserve"))
    run_in(call, item.id)
    with call.ledger.reading() as c:
        found = outbox.get(c, item.id)
    assert found is not None
    assert found.note == "not sent: what was released last is not approve or conditions"


def test_a_form_without_a_call_releases_nothing(tmp_path: Path) -> None:
    start, _, rest = MAILING.partition("call:")
    with pytest.raises(DefinitionErrors, match="nothing is released: the form has no `call`"):
        context_of(tmp_path, start + rest[rest.index("sections:") :])


def test_what_can_be_released_is_what_can_be_decided() -> None:
    assert tuple(OUTCOMES) == decided_part.OUTCOMES


def test_what_staff_let_go_goes_however_much_one_address_had(ledger: Ledger, tmp_path: Path) -> None:
    call, many = context_of(tmp_path, MAILING, ledger), MOST + 2
    for number in range(many):
        propose(call, f"of one ministry {number}", other=0)
    screen(call, NAME)
    for number in range(1, many + 1):
        say_and_release(call, f"G-{number:04d}", Said("approve"))
    assert let_go(call) == ["sent to a@help.or.ke"] * many
    assert len(list(call.settings.mail_folder.glob("*.eml"))) == many


def test_what_no_ledger_keeps_is_left_out_of_an_edited_mail(call: Context) -> None:
    say_and_release(call, "G-0001", Said("approve"))
    with call.ledger.reading() as c:
        (item,) = held.waiting(c)
    edit(call, item.id, Edit("Your\x00 grant", "You\x1b[2J have\x00 it.", ""), who="rita")
    assert let_go(call) == ["sent to a@help.or.ke"]
    (letter,) = call.settings.mail_folder.glob("*.eml")
    said = letter.read_text()
    assert "Subject: Your grant\n" in said
    assert "You[2J have it." in said
    assert not UNKEEPABLE.search(said)
