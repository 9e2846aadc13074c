"""Staff fetch the workbook of a member who does not come in, and hand it in: on the page, and in a terminal."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from app.cli import ready_context
from app.store import audit, members, reviews, staff
from app.store.reviews import GIVEN
from app.web.sign_in import HASHER
from jobs.cli import chancery
from tests.calls.a_committee import CALL, Committee, a_committee, told
from tests.calls.a_workbook import Book, opened
from tests.web.test_staff_pages import csrf, enter

BASE = f"/staff/calls/{CALL}/committee"


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Committee]:
    with a_committee(tmp_path) as made:
        made.join("Anna", language="fr")
        yield made


@pytest.fixture
def rita(committee: Committee) -> FlaskClient:
    with committee.context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=committee.clock.now)
    client = committee.app.test_client()
    assert enter(client, "rita", "right") == 303
    return client


def fetched(data: bytes) -> Book:
    with ZipFile(BytesIO(data)) as archive:
        return opened(archive.read("scores.xlsx"))


def handed_in(rita: FlaskClient, data: bytes) -> tuple[int, str]:
    shown = rita.get(BASE)
    sent = {"csrf_token": csrf(shown.text), "workbook": (BytesIO(data), "scores.xlsx")}
    answer = rita.post(f"{BASE}/workbook", data=sent)
    return answer.status_code, told(answer.text)


def test_staff_fetch_and_hand_in_a_members_workbook(committee: Committee, rita: FlaskClient) -> None:
    one, _ = committee.propose(1), committee.propose(2)
    anna = committee.members["Anna"]
    book = fetched(rita.get(f"{BASE}/{anna.id}/workbook.zip").data)
    assert book.table.title == "Vos notes"
    book.put("SG-0001", conflict="Non", score_quality=4, score_worth=60)
    book.put("SG-0002", conflict="Non", score_quality=6, score_worth=60)
    status, page = handed_in(rita, book.data())
    assert status == 422
    assert "Workbook of Anna" in page
    assert "Reviews given: 1 Not taken: 1" in page
    assert f"Vos notes!{book.place('SG-0002', 'score.quality')} 6 It is not on the scale." in page
    with committee.context.ledger.reading() as c:
        found = reviews.find(c, one.id, anna.id)
        [line] = audit.about(c, f"member {anna.id}", ["scoring workbook taken"])
    assert found is not None
    assert (found.state, found.scores) == (GIVEN, {"quality": 4, "worth": 60})
    assert line.who == "rita"


def test_what_staff_hand_in_wrongly_is_told(committee: Committee, rita: FlaskClient) -> None:
    committee.propose(1)
    anna = committee.members["Anna"]
    book = fetched(rita.get(f"{BASE}/{anna.id}/workbook.zip").data)
    assert "Choose the workbook of a member." in handed_in(rita, b"")[1]
    status, page = handed_in(rita, b"nothing")
    assert status == 422
    assert "Nothing was taken: It is no scoring workbook of ours, or it cannot be opened." in page
    with committee.context.ledger.writing() as c:
        members.leave(c, anna.id, now=committee.clock.now)
    assert "Its member is not on the committee any more." in handed_in(rita, book.data())[1]
    assert rita.get(f"{BASE}/{anna.id}/workbook.zip").status_code == 404


def run(committee: Committee, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    for name in ("DATABASE_URL", "SMTP_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    settings = committee.context.settings
    monkeypatch.setenv("CHANCERY_DATA", str(settings.data_dir))
    monkeypatch.setenv("CHANCERY_FORMS", str(settings.forms_dir))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    ready_context()  # publishes the call, as every process that serves does
    return CliRunner().invoke(chancery, ["committee", *words])


def test_the_same_in_a_terminal(committee: Committee, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    committee.propose(1)
    committee.browser("Anna").open(committee.propose(2))
    out, file = tmp_path / "anna.zip", tmp_path / "scores.xlsx"
    made = run(committee, monkeypatch, "workbook", CALL, "anna", "--out", str(out))
    assert (made.exit_code, made.output) == (0, f"{out}: the workbook and 1 proposal to read\n")
    with ZipFile(out) as archive:
        assert archive.namelist() == ["scores.xlsx", "dossiers/SG-0002.pdf"]
    book = fetched(out.read_bytes()).put("SG-0001", conflict="Oui")
    file.write_bytes(book.data())
    taken = run(committee, monkeypatch, "take", CALL, str(file))
    assert taken.exit_code == 1
    assert taken.output.splitlines() == [
        "workbook of Anna",
        "Nothing changed  1",
        "Not taken        1",
        f"Vos notes!{book.place('SG-0001', 'why')} '': Nothing stands here. Say in a few words what the conflict is",
    ]
    file.write_bytes(book.put("SG-0001", why="My brother's").data())
    assert run(committee, monkeypatch, "take", CALL, str(file)).exit_code == 0
    file.write_bytes(b"score")
    refused = run(committee, monkeypatch, "take", CALL, str(file))
    assert refused.exit_code == 1
    assert "nothing was taken. It is no scoring workbook of ours" in refused.output
