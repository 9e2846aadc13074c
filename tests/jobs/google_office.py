"""The service with a ledger, and a form whose sheet lives in the emulated Google Sheets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from emulators.staff import GoogleStaff

from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox, sheets, submissions
from app.store.engine import Ledger
from app.store.sheets import Unshown
from app.store.submissions import Submission
from connectors.sheets.google import GoogleSheets
from forms.load import load_form
from forms.schema import compile_form
from jobs.run import run_in

KEY = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdef"
FORM = """\
form: aid
version: {version}
languages: [en]
title: Aid
reference: "aid-{{number}}"
sections:
  - section: all
    title: All
    questions:
      - {{question: city, type: text, label: City}}
      - {{question: cost, type: money, currency: USD, label: Cost}}
sheet:
  workbook: Aid
  tab: Aid 2026
  google: {key}
  columns:
    - {{path: $reference, header: Reference}}
    - {{path: city, header: {header}}}
    - {{path: cost, header: Cost, format: money}}
    - {{header: Remarks, owner: staff}}
"""


@dataclass
class GoogleOffice:
    """One service at one spreadsheet; several may share it."""

    context: Context
    api: Emulator
    folder: Path
    title: str = "Aid 2026"

    @property
    def staff(self) -> GoogleStaff:
        return GoogleStaff(self.api, KEY, self.title)

    def publish(self, version: int = 1, header: str = "City") -> None:
        file = self.folder / "aid" / "form.yaml"
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(FORM.format(version=version, header=header, key=KEY))
        self.context = replace(self.context, forms={"aid": compile_form(load_form(file))})

    def take(self, first: int, count: int = 1, city: str = "Accra") -> list[Submission]:
        with self.context.ledger.writing() as c:
            return [self._put(c, number, city) for number in range(first, first + count)]

    def _put(self, c: Any, number: int, city: str) -> Submission:
        kept = submissions.insert(
            c,
            form="aid",
            form_version=self.context.forms["aid"].form.version,
            source="api",
            source_id=str(number),
            reference=f"aid-{number}",
            answers={"city": city, "cost": "5.50"},
            language="en",
            submitted_at=None,
            received_at=self.context.now(),
        )
        assert kept is not None
        sheets.put(c, [Unshown("aid", kept.id, 1)])
        return kept

    def revise(self, kept: Submission, city: str) -> Submission:
        with self.context.ledger.writing() as c:
            new = submissions.revise(
                c,
                kept,
                form_version=kept.form_version,
                answers={**kept.answers, "city": city},
                language="en",
                submitted_at=None,
                received_at=self.context.now(),
            )
            sheets.put(c, [Unshown("aid", new.id, new.version)])
        return new

    def sync(self) -> str:
        """Run the sheet job; the note or the error."""
        return self.run("sheet")

    def run(self, kind: str) -> str:
        """Run a job of the form's."""
        with self.context.ledger.writing() as c:
            item = outbox.put(c, kind, "aid", now=self.context.now())
        return self._ran(item)

    def run_due(self) -> str:
        """Run what others have asked for; empty where nobody has."""
        with self.context.ledger.reading() as c:
            due = outbox.due(c, now=self.context.now(), limit=10)
        return self._ran(due[0].id) if due else ""

    def _ran(self, item: int) -> str:
        run_in(self.context, item)
        with self.context.ledger.reading() as c:
            found = outbox.get(c, item)
        assert found is not None
        return found.note if found.state == "done" else found.error

    def before_the_write(self, act: Callable[[], object]) -> None:
        """Have something done once, just before this service writes next."""
        http = self.context.google_sheets.client.http_client  # type: ignore[union-attr]
        usual = http.request

        def request(method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
            if endpoint.endswith(":batchUpdate"):
                http.request = usual
                act()
            return usual(method, endpoint, *args, **kwargs)

        http.request = request

    def calls(self) -> dict[str, int]:
        """How often each kind was called since."""
        found = [call.kind for call in self.api.calls]
        self.api.calls.clear()
        return {kind: found.count(kind) for kind in sorted(set(found))}

    def cities(self) -> dict[object, object]:
        """What stands under City, by reference, one for each row that has a reference."""
        rows = self.staff.rows()
        top = next(row for row in rows if "Reference" in row)
        reference, city = top.index("Reference"), top.index("City")
        filled = [row for row in rows[rows.index(top) + 1 :] if row[reference]]
        assert len({row[reference] for row in filled}) == len(filled), "a row is doubled"
        return {row[reference]: row[city] for row in filled}


@contextmanager
def google_office(api: Emulator, ledger: Ledger, folder: Path, token: str = "service") -> Iterator[GoogleOffice]:
    """An office that calls Google as the account of that token."""
    (folder / "forms").mkdir(parents=True)
    settings = read_settings({"CHANCERY_DATA": str(folder), "CHANCERY_FORMS": str(folder / "forms")})
    client = gspread_client(api.address, token)
    backend = GoogleSheets(client, now=api.clock.now, sleep=api.advance)
    context = replace(build_context(settings), ledger=ledger, google_sheets=backend, now=api.clock.moment)
    found = GoogleOffice(context, api, folder)
    found.publish()
    yield found
    client.http_client.session.close()
