"""A cycle of the Voluntary Trust Fund, from the call to the status report, against the running service."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from app.store import grants, outbox, submissions
from tests.calls.test_conflicts_leak_nothing import spelled
from tests.cycles import committee
from tests.cycles.edition import SHIPPED, edition
from tests.cycles.proposals import LANGUAGES, proposals
from tests.cycles.world import Member, Office, World, said, staff, text, world

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
        let_go(here, office)
        numbers = agree(here, office)
        report(here, office, numbers)


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
    know_nothing(here, members)
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


def know_nothing(here: World, members: list[Member]) -> None:
    """Of whom one has a conflict with, by their State or their ministry, nothing is on their pages or in their file."""
    for name, number in ((committee.OF_A_STATE, 0), (committee.OF_A_DOMAIN, 7)):
        member = next(one for one in members if one.name == name)
        address = f"focal.point{number}@ministry{number}.example"
        (sent,) = here.mails_to(address)
        (reference,) = references(str(sent["Subject"]) + said(sent))
        seen = (
            member.see()
            + member.see("/workbook")
            + spelled(member.client.get(f"/committee/{CALL}/workbook.zip").content)
        )
        assert reference not in seen
        assert references(seen)


def decide(here: World, office: Office) -> None:
    """The committee meets; what it decides is released in one act, and the letters after staff let them go."""
    made = here.command("shortlist", CALL)
    ranked = references(made)
    page = office.get(f"{office.base}/decisions")
    number = re.search(r'<option value="(\d+)"', page)
    assert number, text(page)
    office.press("/decisions", "/decisions/list", shortlist=number[1], reserve="5", reason="Others were ranked above.")
    lowered = f"/decisions/of/{ranked[1]}"
    office.press(lowered, outcome="conditions", amount="9000", conditions="Report every three months.")
    members = re.findall(r'name="present" value="(\d+)"', office.get(f"{office.base}/decisions"))
    too_few = office.client.post(
        f"{office.base}/decisions/release", data=office.filled("/decisions", present=members[:7])
    )
    assert "7 members were there, and 8 must have been" in text(too_few.text)
    office.press("/decisions", "/decisions/release", present=members[:8], minutes="The committee met.")
    assert f"{COUNT} Decisions released" in office.read("")


def let_go(here: World, office: Office) -> None:
    """Staff look at what would go, and let it go: each hears in their language, once, with a letter."""
    before = len(here.letters.messages)
    shown = office.get("/staff/outbox?form=vtf-proposal")
    held = re.findall(r"/staff/outbox/held/(\d+)", shown)
    assert "focal.point" in text(office.get(f"/staff/outbox/held/{held[0]}"))
    rehearsed = text(office.get("/staff/outbox/held/dry-run?form=vtf-proposal"))
    assert rehearsed.count("@ministry") == COUNT
    office.post("/staff/outbox?form=vtf-proposal", "/staff/outbox/held", do="release", form=CALL, last="1000000")
    here.service.await_done()
    told = here.letters.messages[before:]
    assert len(told) == COUNT
    assert {mail["To"] for mail in told} == {address for _, address in proposals(COUNT)}
    for number, language in enumerate(LANGUAGES):
        mail = here.mails_to(f"focal.point{number}@ministry{number}.example")[-1]
        body = mail.get_body()
        assert body is not None
        assert body["Content-Language"] == language
        assert [one.get_content_type() for one in mail.iter_attachments()] == ["application/pdf"]


def agree(here: World, office: Office) -> list[str]:
    """Of each approval a grant has come; those whose agreement is signed are paid their first instalment."""
    fund = office.get("/staff/grants/of/vtf")
    found = dict(re.findall(r'/staff/grants/(\d+)"[^>]*>(?:<bdi>)?(VTF-G-\d{4}-\d{3})', fund))
    assert len(found) > 3
    for number in found:
        page = f"/staff/grants/{number}"
        assert office.client.get(f"{page}/letters/agreement.pdf").content[:5] == b"%PDF-"
        office.post(page, page, do="move", act="send")
    here.on("2027-05-20T09:00+02:00")
    for number in list(found)[:-1]:  # the last does not answer
        send(here, "vtf-grant-acceptance", granted(here, number), decision="accept")
    here.service.await_done()
    for number in list(found)[:-1]:
        page = f"/staff/grants/{number}"
        office.post(page, page, do="accept", report="acceptance")
        office.post(page, page, do="move", act="sign", starts="2027-06-15")
        office.post(page, page, do="release", instalment="first")
        refused = office.client.post(page, data={**office.hidden(page), "do": "release", "instalment": "last"})
        assert "There is a problem" in text(refused.text)
    return list(found)


def report(here: World, office: Office, numbers: list[str]) -> None:
    """Who owes a report is reminded, nobody else is; what comes is reviewed, and the fund is told of."""
    here.on("2027-12-09T09:00+01:00")  # a week before the interim report is due
    owing = [granted(here, number).address for number in numbers[:-1]]
    here.await_mail(owing[0], lambda mail: "2027" in str(mail["Subject"]))
    here.service.await_done()
    before = {address: len(here.mails_to(address)) for address in owing}
    send(here, "vtf-interim-report", granted(here, numbers[0]))
    here.on("2027-12-20T09:00+01:00")  # days after it was due
    here.await_mail(owing[1], lambda _: len(here.mails_to(owing[1])) > before[owing[1]])
    here.service.await_done()
    page = f"/staff/grants/{numbers[0]}"
    reminded = [mail for mail in here.mails_to(owing[0])[before[owing[0]] :] if "((" in said(mail)]
    assert reminded == []
    office.post(page, page, do="accept", report="interim")
    send(here, "vtf-final-report", granted(here, numbers[0]))
    here.service.await_done()
    office.post(page, page, do="accept", report="final")
    office.post(page, page, do="release", instalment="last")
    office.post(page, page, do="move", act="audit")
    office.post(page, page, do="move", act="close")
    made = here.command("grants", "vtf", "--report", "2027")
    paths = [Path(one) for one in re.findall(r"\S+\.(?:xlsx|pdf)", made)]
    assert {path.suffix for path in paths} == {".xlsx", ".pdf"}, made
    with here.service.context.ledger.reading() as c:
        assert not [one for one in outbox.failures(c) if one.kind != "files"]


@dataclass(frozen=True)
class Granted:
    """The proposal that a grant was made of, and where its applicant's mail goes."""

    reference: str
    address: str


def granted(here: World, number: str) -> Granted:
    """Of a grant, by its number in the ledger."""
    with here.service.context.ledger.reading() as c:
        grant = grants.get(c, int(number))
        proposal = submissions.get(c, grant.submission_id) if grant else None
    assert proposal is not None
    return Granted(proposal.reference, proposal.answers["contact"]["email"])


def send(here: World, form: str, of: Granted, **changes: object) -> None:
    """Its applicant sends a form about it: the first sample of that, with the reference and address of theirs."""
    samples = (json.loads(path.read_text()) for path in sorted((SHIPPED / form / "samples").glob("*.json")))
    sample = next(one for one in samples if (one["expect"], one["source"]) == ("accepted", "standard-webhooks"))
    answers = {**sample["answers"], "grant": of.reference, **changes}
    answers["contact"] = {**answers["contact"], "email": of.address}
    data = {"id": f"{form} {of.reference}", "language": "en", "answers": answers}
    body = {"type": "submission.created", "timestamp": "2026-11-02T09:00:00Z", "data": data}
    assert here.deliver(form, json.dumps(body).encode()).status_code == 200
    here.service.await_done()


def references(page: str) -> list[str]:
    """The proposals that a page names, in its order."""
    return list(dict.fromkeys(re.findall(r"VTF-\d{4}-\d{4}", page)))
