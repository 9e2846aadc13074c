"""What a sheet shows of a submission besides its answers."""

from dataclasses import replace
from datetime import datetime

import pytest
from intake_forms import clock, context

from app.context import Context
from app.intake import submit
from app.present import Present
from app.projection import rows_of
from app.store import submissions
from forms.definition import Column

__all__ = ["clock", "context"]


@pytest.mark.parametrize(
    ("received", "zone", "shown"),
    [
        ("2026-05-04T22:30:00+00:00", "UTC", "2026-05-04T22:30:00"),
        ("2026-05-04T22:30:00+00:00", "Europe/Zurich", "2026-05-05T00:30:00"),
        ("2026-12-04T22:30:00+00:00", "Europe/Zurich", "2026-12-04T23:30:00"),
        ("2026-05-04T22:30:00+00:00", "America/New_York", "2026-05-04T18:30:00"),
    ],
)
def test_moments_are_those_of_the_forms_own_clock(context: Context, received: str, zone: str, shown: str) -> None:
    there = replace(context, now=lambda: datetime.fromisoformat(received))
    submit(there, "aid", {"state": "FJI"}, source="api", delivery_id="1", language="en", body=b"{}", headers={})
    with there.ledger.reading() as c:
        [kept] = submissions.of_form(c, "aid")
    form = there.forms["aid"].form
    columns = tuple(Column(path, path, "datetime") for path in ("$received", "$updated"))
    zoned = replace(form, zone=zone, sheet=replace(form.sheet, columns=columns))
    [row] = rows_of(zoned, [Present(kept, kept.answers)])
    moment = datetime.fromisoformat(shown)
    assert row.values == {"$received": moment, "$updated": moment}
