"""A cycle of the Voluntary Trust Fund, from the call to the status report, against the running service."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cycles import committee
from tests.cycles.edition import edition
from tests.cycles.proposals import proposals
from tests.cycles.world import Member, Office, World, staff, text, world

pytestmark = pytest.mark.process

CALL = "vtf-proposal"
STAGES = """  stages:
    - {stage: screening, label: Pre-screening, starts: 2027-01-15, ends: 2027-02-14, opens: [screening]}
    - {stage: review, label: Review, starts: 2027-03-01, ends: 2027-04-15, opens: [scoring]}
    - {stage: meeting, label: Meeting, starts: 2027-05-10, ends: 2027-06-15, opens: [deciding, ranking]}
"""
COUNT, READERS = 120, 4


def test_a_cycle_from_the_call_to_the_last_report(tmp_path: Path) -> None:
    definitions = edition(tmp_path / "forms", CALL, "2026-10-01 09:00", "2027-01-14 18:00", STAGES)
    with world(tmp_path, definitions, "2026-12-20T10:00+01:00") as here:
        office = staff(here, CALL)
        apply(here)
        here.on("2027-01-20T09:00+01:00")
        screen(here, office)
        here.on("2027-03-02T09:00+01:00")
        review(here, office, tmp_path)
        here.on("2027-05-12T09:00+02:00")
        decide(here, office)


def apply(here: World) -> None:
    """So many States apply, in six languages, and each is told that it came."""
    bodies = [(json.dumps(body).encode(), address) for body, address in proposals(COUNT)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda one: here.deliver(CALL, one[0]), bodies))
    assert {answer.status_code for answer in answers} == {200}
    here.service.await_done()
    assert {len(here.mails_to(address)) for _, address in bodies} == {1}


def screen(here: World, office: Office) -> None:
    """The rules have run; staff put right what a rule cannot know."""
    overview = office.read("")
    assert "Closes 2027-01-14 18:00 (Europe/Zurich)" in overview
    counted = re.search(r"(\d+) eligible, (\d+) ineligible Each", overview)
    assert counted, overview
    eligible, ineligible = map(int, counted.groups())
    assert eligible + ineligible == COUNT
    assert ineligible > 0
    barred = references(office.get(f"{office.base}/screening?show=barred"))
    office.press(f"/screening/{barred[0]}", verdict="eligible", reason="The Conference has decided so.")
    assert f"{eligible + 1} eligible, {ineligible - 1} ineligible" in office.read("")


def review(here: World, office: Office, folder: Path) -> None:
    """Fifteen members read, nobody what they may know nothing of."""
    names = committee.convene(here, CALL, folder)
    office.press("/assignment")
    chosen = re.findall(r'name="member" value="(\d+)"', office.get(f"{office.base}/committee"))
    office.press("/committee", "/committee/links", member=chosen)
    members = [committee.enter(here, CALL, name) for name in names]
    declare(members)
    office.press("/assignment")  # another reads what that member does not
    eligible = len(references(office.get(f"{office.base}/assignment")))
    given = committee.all_score(members)
    assert given == READERS * eligible
    assert f"{given} / {given} Reviews given" in office.read("")


def declare(members: list[Member]) -> None:
    """One says that they have a conflict, and knows nothing of that proposal any more."""
    member = next(one for one in members if one.name == committee.DECLARES)
    key = member.queue()[0]
    member.declare(key, "I helped to write it.")
    assert key not in member.queue()
    member.see(f"/{key}", status=404)


def decide(here: World, office: Office) -> None:
    """The committee meets; what it decides is released in one act, and the letters after staff let them go."""
    made = here.command("shortlist", CALL)
    ranked = references(made)
    page = office.get(f"{office.base}/decisions")
    number = re.search(r'<option value="(\d+)"', page)
    assert number, text(page)
    office.press("/decisions", "/decisions/list", shortlist=number[1], reserve="5", reason="Others were ranked above.")
    lowered = f"/decisions/of/{ranked[1]}"
    office.press(lowered, outcome="conditions", amount="20000", conditions="Report every three months.")
    members = re.findall(r'name="present" value="(\d+)"', office.get(f"{office.base}/decisions"))
    too_few = office.client.post(
        f"{office.base}/decisions/release", data=office.filled("/decisions", present=members[:7])
    )
    assert "7 members were there, and 8 must have been" in text(too_few.text)
    office.press("/decisions", "/decisions/release", present=members[:8], minutes="The committee met.")
    assert f"{COUNT} Decisions released" in office.read("")


def references(page: str) -> list[str]:
    """The proposals that a page names, in its order."""
    return list(dict.fromkeys(re.findall(r"VTF-\d{4}-\d{4}", page)))
