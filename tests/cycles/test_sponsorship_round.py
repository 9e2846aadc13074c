"""A round of the sponsorship programme, from the invitation to the travel sheet, against the running service."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cycles.committee import address, enter
from tests.cycles.edition import SHIPPED, edition
from tests.cycles.proposals import LANGUAGES, STATES
from tests.cycles.world import Office, World, said, staff, text, world
from tests.journeys.conftest import chromium
from tests.journeys.filling import Hand

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

CALL = "sponsorship-application"
STAGES = """  stages:
    - {stage: screening, label: Pre-screening, starts: 2026-12-02, ends: 2026-12-16, opens: [screening]}
    - {stage: review, label: Review, starts: 2026-12-10, ends: 2026-12-20, opens: [scoring]}
    - {stage: donors, label: Donors, starts: 2026-12-21, ends: 2026-12-31, opens: [deciding, commenting]}
"""
COUNT, PLACES, WOMEN = 40, 20, 8
UNCONFIRMED, TWICE = 5, 39  # who forgot to confirm, in Arabic; and who is the second of a State


def test_a_round_from_the_invitation_to_the_travel_sheet(tmp_path: Path) -> None:
    definitions = edition(tmp_path / "forms", CALL, "2026-11-01 09:00", "2026-12-01 18:00", STAGES)
    with world(tmp_path, definitions, "2026-11-20T10:00+01:00") as here, chromium() as browser:
        office = staff(here, CALL)
        for body in nominees():
            assert here.deliver(CALL, json.dumps(body).encode()).status_code == 200
        here.on("2026-12-03T09:00+01:00")
        ask(here, office, browser)
        here.on("2026-12-11T09:00+01:00")
        review(here, office)
        here.on("2026-12-22T09:00+01:00")
        decide(here, office)
        look_after(here, office)


def nominees() -> Iterator[dict[str, Any]]:
    """One of each State, and a second of the first; every third is a woman."""
    sample = json.loads((SHIPPED / CALL / "samples" / "01-malawi.json").read_text(encoding="utf-8"))
    for number in range(COUNT):
        answers = copy.deepcopy(sample["answers"])
        answers |= {"state": STATES[0 if number == TWICE else number], "surname": f"Nominee {number}"}
        answers |= {"gender": "female" if number % 3 == 0 else "male", "declaration": number != UNCONFIRMED}
        answers |= {"email": mail_of(number), "previous_sponsorship": number % 4 == 0}
        data = {"id": f"nominee-{number}", "language": LANGUAGES[number % len(LANGUAGES)], "answers": answers}
        yield {"type": "submission.created", "timestamp": "2026-11-02T09:00:00Z", "data": data}


def mail_of(number: int) -> str:
    """Where a nominee's mail goes."""
    return f"nominee{number}@ministry{number}.example"


def ask(here: World, office: Office, browser: "Browser") -> None:
    """Who forgot to confirm is asked for it, and does so on a telephone, after the deadline of the call."""
    assert f"{COUNT - 1} eligible, 1 ineligible" in office.read("")
    (barred,) = set(re.findall(r"SPON-\d{4}-\d{4}", office.get(f"{office.base}/screening?show=barred")))
    wanted = {"message": "يرجى تأكيد ما ذكرتموه.", "question": "declaration", "until": "2026-12-08T18:00"}
    office.press(f"/screening/{barred}", f"/asking/{barred}", **wanted)
    mail = here.await_mail(mail_of(UNCONFIRMED), lambda one: "/back/" in said(one))
    assert wanted["message"] in said(mail)
    confirm(here, browser, said(mail))
    here.service.await_done()
    assert f"{COUNT} eligible" in office.read("")


def confirm(here: World, browser: "Browser", mail: str) -> None:
    """The link, the question, the last look, sent: in Arabic, 360 pixels wide."""
    device = browser.new_context(base_url=here.service.url, viewport={"width": 360, "height": 760})
    hand = Hand(device.new_page(), "ar")
    link = re.search(r"\S+/back/\S+", mail)
    assert link, mail
    hand.page.goto(link[0])
    hand.press("Go on with your answers")
    key = re.search(r"/([0-9a-f]{32})", hand.page.url)
    assert key, hand.page.url
    hand.page.goto(f"/f/{CALL}/{key[1]}/q/documents?lang=ar")
    form = here.service.context.forms[CALL].form
    hand.fill([one for section in form.sections for one in section.questions if one.name == "declaration"], CONFIRMED)
    hand.press("Continue")
    hand.page.goto(f"/f/{CALL}/{key[1]}/check?lang=ar")
    hand.press("Send your changes")
    assert hand.page.get_by_role("main").get_by_role("strong").count()
    device.close()


CONFIRMED = {"declaration": True}


def review(here: World, office: Office) -> None:
    """Three of the secretariat read, two each; nobody their own."""
    for name in ("Reader 1", "Reader 2", "Reader 3"):
        here.command("committee", "add", CALL, name, "--email", address(name))
    for name in ("Donor 1", "Donor 2"):
        here.command("committee", "add", CALL, name, "--email", address(name), "--role", "donor")
    here.command("committee", "assign", CALL)
    here.command("committee", "invite", CALL, "--all")
    for number, name in enumerate(("Reader 1", "Reader 2", "Reader 3")):
        member = enter(here, CALL, name)
        for place, key in enumerate(member.queue()):
            member.give(key, {"role": 1 + (place * 7 + number) % 5, "benefit": 1 + (place + number) % 5})
    assert f"{2 * COUNT} / {2 * COUNT} Reviews given" in office.read("")


def decide(here: World, office: Office) -> None:
    """Donors comment on the list before it is released; then each hears."""
    here.command("shortlist", CALL)
    number = re.search(r'<option value="(\d+)"', office.get(f"{office.base}/decisions"))
    assert number
    office.press("/decisions", "/decisions/list", shortlist=number[1], reserve="5", reason="Others were ranked above.")
    donor = enter(here, CALL, "Donor 1")
    page = donor.see("/comments")
    assert page.count('name="comment.') == PLACES + 5 + 1
    assert donor.send(page, "/comments", **{"comment.": "A fair list."}).status_code == 303
    assert "A fair list." not in enter(here, CALL, "Donor 2").see("/comments")
    assert "A fair list." in office.read("/decisions")
    members = re.findall(r'name="present" value="(\d+)"', office.get(f"{office.base}/decisions"))
    office.press("/decisions", "/decisions/release", present=members, minutes="Donors had no objection.")
    before = len(here.letters.messages)
    office.post(f"/staff/outbox?form={CALL}", "/staff/outbox/held", do="release", form=CALL, last="1000000")
    here.service.await_done()
    told = here.letters.messages[before:]
    assert sorted(mail["To"] for mail in told) == sorted(map(mail_of, range(COUNT)))
    assert sum(any(one.get_content_type() == "application/pdf" for one in mail.iter_attachments()) for mail in told)


def look_after(here: World, office: Office) -> None:
    """Twenty delegates, eight women at least, one of each State: each with a checklist, a letter for the visa."""
    page = office.get("/staff/grants/of/sponsorship")
    found = list(dict.fromkeys(re.findall(r'/staff/grants/(\d+)"', page)))
    assert len(found) == PLACES
    first = f"/staff/grants/{found[0]}"
    assert office.client.get(f"{first}/letters/visa_support.pdf").content[:5] == b"%PDF-"
    office.post(first, first, do="check", item="ticket", done="yes", remark="LX 123")
    assert "LX 123" in text(office.get(first))
    made = here.command("grants", "sponsorship", "--list")
    paths = [Path(one) for one in re.findall(r"\S+\.(?:xlsx|pdf)", made)]
    assert {path.suffix for path in paths} == {".xlsx", ".pdf"}, made
