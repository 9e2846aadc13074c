"""Whatever happens to the guide of a start, it says so, and the service goes on where it can."""

import dataclasses
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event

import pytest
from starting import new_context

from app.store.engine import open_ledger
from jobs import programme
from jobs.guide import Guide


class Ready(BaseHTTPRequestHandler):
    """Answers that all is well."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_fault_in_the_guide_is_told_and_the_places_are_still_said(tmp_path: Path, port: int, capsys) -> None:
    context = new_context(tmp_path, PORT=str(port))
    programme.mark(context, programme.LOADED)
    broken = dataclasses.replace(context, ledger=open_ledger(f"sqlite:///{tmp_path}"))
    guide = Guide(broken, "ann", Event(), samples=False, demo=False)
    guide.run()
    said = capsys.readouterr()
    assert "LedgerDown: the ledger cannot be used" in said.err
    assert f"http://127.0.0.1:{port}/staff" in said.out
    assert "LedgerDown" in (context.settings.data_dir / "log" / "guide.log").read_text()
    assert (guide.code, guide.stop.is_set()) == (0, False)


def test_a_demo_that_lacks_something_stops_with_a_code_of_its_own(tmp_path: Path, port: int, capsys) -> None:
    guide = Guide(new_context(tmp_path, PORT=str(port)), "ann", Event(), samples=False, demo=True)
    guide.run()
    said = capsys.readouterr()
    assert "MISSING" in said.out
    assert "/staff" not in said.out
    assert (guide.code, guide.stop.is_set()) == (1, True)


def test_a_stop_before_the_service_answers_is_no_fault(tmp_path: Path, capsys) -> None:
    guide = Guide(new_context(tmp_path, PORT="1"), "ann", Event(), samples=False, demo=False)
    guide.stop.set()
    guide.run()
    said = capsys.readouterr()
    assert (said.out, said.err, guide.code) == ("", "", 0)
