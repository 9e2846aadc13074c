"""A small research foundation's round, by definition files alone: blind, ranked by the median, with a quota."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from tests.cycles.committee import address, enter
from tests.cycles.world import Office, World, said, staff, world

CALL = "seed-grants"
FOLDER = Path(__file__).parent / "foundation"
APPLICANTS: dict[str, dict[str, Any]] = {
    "Okafor": {"career": "senior", "cost": "14000.00", "originality": 9},
    "Brandt": {"career": "postdoctoral", "cost": "9000.00", "originality": 8},
    "Lemaire": {"career": "senior", "cost": "12000.00", "originality": 7},
    "Sato": {"career": "doctoral", "cost": "6000.00", "originality": 3, "animals": True},
    "Rossi": {"career": "postdoctoral", "cost": "16000.00", "originality": 10},
}
"""Of whom Rossi asks for too much; Sato, a doctoral student, is the last of those who are left."""
READERS = ("Dr Able", "Dr Berg", "Dr Chen")


def test_a_round_of_another_fund_needs_no_code(tmp_path: Path) -> None:
    definitions = tmp_path / "forms"
    shutil.copytree(FOLDER, definitions)
    with world(tmp_path, definitions, "2027-02-10T10:00+01:00") as here:
        office = staff(here, CALL)
        for name, about in APPLICANTS.items():
            apply(here, name, about)
        here.on("2027-03-02T10:00+01:00")
        assert "4 eligible, 1 ineligible" in office.read("")
        read(here, office)
        here.on("2027-04-05T10:00+02:00")
        decide(here, office)
        let_go(here, office)
        a_year_later(here, office)


def apply(here: World, name: str, about: dict[str, Any]) -> None:
    """One sends an application, in French where they are Lemaire."""
    answers = {
        "researcher": {"name": f"Prof {name}", "email": f"{name.lower()}@institute-{name.lower()}.example"},
        "institute": f"Institute {name}",
        "career": about["career"],
        "project": f"Project of {about['cost']}",
        "question": "What is it?",
        "method": "We look.",
        "cost": about["cost"],
        "animals": about.get("animals", False),
    }
    data = {"id": name, "language": "fr" if name == "Lemaire" else "en", "answers": answers}
    body = {"type": "submission.created", "timestamp": "2027-02-10T09:00:00Z", "data": data}
    assert here.deliver(CALL, json.dumps(body).encode()).status_code == 200
    here.service.await_done()


def read(here: World, office: Office) -> None:
    """Two of three read each; one works at an applicant's institute, and knows nothing of that application."""
    for name in READERS:
        organisation = ("--organisation", "Institute Okafor") if name == "Dr Able" else ()
        here.command("committee", "add", CALL, name, "--email", address(name), *organisation)
    here.command("committee", "assign", CALL)
    here.on("2027-03-10T10:00+01:00")
    here.command("committee", "invite", CALL, "--all")
    scores = {f"Project of {about['cost']}": about["originality"] for about in APPLICANTS.values()}
    for name in READERS:
        member = enter(here, CALL, name)
        if name == "Dr Able":
            assert "Project of 14000.00" not in member.see()
        for key in member.queue():
            member.declare(key)
            page = member.see(f"/{key}")
            assert not re.search("Okafor|Brandt|Lemaire|Sato|institute-", page), "it is blind"
            title = next(one for one in scores if one in page)
            member.give(key, {"originality": scores[title], "method": 6}, "Read with care")
    assert "8 / 8 Reviews given" in office.read("")


def decide(here: World, office: Office) -> None:
    """The doctoral student has a place although others were ranked above; the money skips who does not fit."""
    here.command("shortlist", CALL)
    page = office.read("/shortlist")
    assert "Doctoral students" in page
    number = re.search(r'<option value="(\d+)"', office.get(f"{office.base}/decisions"))
    assert number
    office.press("/decisions", "/decisions/list", shortlist=number[1], reserve="1", reason="Others were ranked above.")
    members = re.findall(r'name="present" value="(\d+)"', office.get(f"{office.base}/decisions"))
    office.press("/decisions", "/decisions/release", present=members, minutes="The panel met.")


def let_go(here: World, office: Office) -> None:
    """Each is told in their language, with a letter where they are given a grant."""
    office.post("/staff/outbox", "/staff/outbox/held", do="release", form=CALL, last="1000000")
    here.service.await_done()
    mails = {name: here.await_mail(f"{name.lower()}@institute-{name.lower()}.example") for name in APPLICANTS}
    granted = {name for name, mail in mails.items() if "letter says more" in said(mail)}
    assert granted == {"Okafor", "Brandt", "Sato"}
    for name in granted:
        (letter,) = mails[name].iter_attachments()
        assert letter.get_content()[:5] == b"%PDF-"
    assert "Nous ne pouvons pas la financer" in said(mails["Lemaire"])
    assert "More than 15 000 CHF is asked for." in said(mails["Rossi"])


def a_year_later(here: World, office: Office) -> None:
    """The note that a grant owes comes in, and stands there."""
