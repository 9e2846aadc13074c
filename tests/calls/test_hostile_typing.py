"""What cannot be kept, and numbers that no row has, typed into a call's pages: an answer, and no fault of ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.screening import screen
from app.store import comments, staff
from app.store.engine import Ledger
from app.web.sign_in import HASHER
from tests.calls.a_committee import CALL, DONORS, Committee, a_committee
from tests.calls.test_donors import decided
from tests.web.test_staff_pages import csrf, enter

BASE = f"/staff/calls/{CALL}"
HUGE = "9" * 30


@pytest.fixture
def committee(tmp_path: Path, ledger: Ledger) -> Iterator[Committee]:
    with a_committee(tmp_path, DONORS, ledger) as made:
        made.join("Dora", role="donor")
        made.propose(1)
        screen(made.context, CALL)
        yield made


@pytest.fixture
def desk(committee: Committee) -> FlaskClient:
    with committee.context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=committee.clock.now)
    client = committee.app.test_client()
    assert enter(client, "rita", "right") == 303
    return client


@pytest.mark.parametrize(
    ("path", "typed", "status"),
    [
        ("/decisions/list", {"shortlist": HUGE, "reserve": "-5", "reason": "a\x00"}, 422),
        ("/decisions/of/SG-0001", {"outcome": "reject", "reason": "a\x00b", "seen": "0 1"}, 303),
        ("/decisions/release", {"minutes": "a\x00b", "seen": ""}, 422),
        ("/screening/SG-0001", {"verdict": "eligible", "reason": "a\x00b", "seen": "0"}, 422),
        ("/asking/SG-0001", {"message": "a\x00b", "until": "2027-02-20T10:00"}, 422),
        ("/asking/SG-0001", {"message": "a", "until": "0001-01-01T00:00"}, 422),
        ("/asking/SG-0001", {"message": "a", "until": "9999-12-31T23:59"}, 422),
        ("/shortlist/packet", {"shortlist": HUGE}, 303),
    ],
)
def test_staff_are_answered(desk: FlaskClient, path: str, typed: dict[str, str], status: int) -> None:
    token = csrf(desk.get(f"{BASE}/decisions").text)
    assert desk.post(f"{BASE}{path}", data={"csrf_token": token, **typed}).status_code == status


@pytest.mark.parametrize("path", ["/screening/a%00b", "/decisions/of/a%00b"])
def test_an_address_that_cannot_be_is_not_found(desk: FlaskClient, path: str) -> None:
    assert desk.get(f"{BASE}{path}").status_code == 404


def test_a_donors_comment_is_kept_without_what_cannot_be(committee: Committee) -> None:
    decided(committee, committee.propose(2), "approve")
    dora = committee.browser("Dora")
    assert dora.send(dora.see("/comments"), "/comments", **{"comment.": "a\x00b"}).status_code == 303
    with committee.context.ledger.reading() as c:
        assert [one.comment for one in comments.of_form(c, CALL)] == ["ab"]


def test_donors_score_nothing_and_have_no_workbook(committee: Committee) -> None:
    dora = committee.browser("Dora")
    for path in ("/workbook", "/workbook.zip"):
        dora.see(path, status=404)
