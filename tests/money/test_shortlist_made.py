"""The shortlist of a real call from the ledger, with imported reviews, down to the workbook."""

import csv
import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.config import read_settings
from app.context import Context, build_context
from app.review import import_reviews, make_shortlist
from app.store import reviews, submissions
from app.store.engine import Ledger
from connectors.errors import ConnectorError

FORM = "vtf-proposal"
RECEIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "forms/definitions" / FORM / "samples"


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    settings = read_settings({"CHANCERY_DATA": str(tmp_path)})
    built = dataclasses.replace(build_context(settings), ledger=ledger, now=lambda: RECEIVED + timedelta(days=30))
    with ledger.writing() as connection:
        for number, (source_id, answers) in enumerate(sample_answers(built).items(), start=1):
            submissions.insert(
                connection,
                form=FORM,
                form_version=1,
                source="standard-webhooks",
                source_id=source_id,
                reference=f"VTF-2026-{number:04d}",
                answers=answers,
                language="en",
                submitted_at=None,
                received_at=RECEIVED + timedelta(minutes=number),
            )
    return built


def sample_answers(context: Context) -> dict[str, dict[str, object]]:
    """Canonical answers of the sample proposals that can be given as they stand, by their id."""
    found = {}
    for path in sorted(SAMPLES.glob("*.json")):
        sample = json.loads(path.read_text(encoding="utf-8"))
        if sample["expect"] == "accepted" and "answers" in sample:
            checked = context.forms[FORM].check(sample["answers"])
            assert checked.answers is not None, checked.problems
            found[sample["id"]] = dict(checked.answers)
    return found


def review_rows(context: Context) -> list[dict[str, str]]:
    with (SAMPLES / "reviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = sample_answers(context)
    return [row for row in rows if row["sample_id"] in known]


def test_the_workbook_ranks_all_and_keeps_within_the_envelope(context: Context) -> None:
    rows = review_rows(context)
    assert import_reviews(context, FORM, rows) == len(rows) > 0
    made = make_shortlist(context, FORM)
    with context.ledger.reading() as connection:
        kept = submissions.of_form(connection, FORM)
    assert made.eligible + made.ineligible == len(kept)
    assert 0 < made.within < made.eligible
    workbook = load_workbook(made.path)
    table = list(workbook["Shortlist"].iter_rows(min_row=4, values_only=True))
    places = [dict(zip(table[0], row, strict=True)) for row in table[1 : 1 + made.eligible]]
    assert [place["Place"] for place in places] == list(range(1, made.eligible + 1))
    scores = [place["Score"] for place in places if place["Score"] is not None]
    assert scores == sorted(scores, reverse=True)
    within = [place for place in places if place["Decision proposed"] == "within the envelope"]
    assert within[-1]["Cumulative"] == sum(place["Requested (USD)"] for place in within) <= 400_000
    assert all(place["Envelope"] == 400_000 and place["Why"] for place in places)
    out = list(workbook["Not eligible"].iter_rows(min_row=5, values_only=True))
    assert len(out) == made.ineligible > 0
    assert all(row[3] for row in out)
    method = dict(workbook["Method"].iter_rows(min_row=5, max_col=2, values_only=True))
    assert (method["Not eligible"], method["Within the envelope"]) == (made.ineligible, made.within)
    assert method["Envelope"] == "400,000.00 USD"
    assert "smaller amount" in method["Ties"]


def test_without_reviews_nobody_is_within(context: Context) -> None:
    made = make_shortlist(context, FORM)
    assert made.eligible > 0
    assert made.within == 0
    why = [row[-1] for row in load_workbook(made.path)["Shortlist"].iter_rows(min_row=5, values_only=True)]
    assert "not yet scored" in str(why[0])


def test_a_score_given_again_takes_the_place_of_the_first(context: Context) -> None:
    row = {"reference": "VTF-2026-0001", "reviewer": "A", "criterion": "relevance", "score": "2"}
    import_reviews(context, FORM, [row])
    import_reviews(context, FORM, [row | {"score": "5"}])
    with context.ledger.reading() as connection:
        assert [review.score for review in reviews.of_form(connection, FORM)] == [5]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reference": "VTF-1999-0001"}, "no such submission"),
        ({"criterion": "beauty"}, "no such criterion"),
        ({"score": "6"}, "from 0 to 5"),
        ({"score": "-1"}, "from 0 to 5"),
        ({"score": "٣"}, "from 0 to 5"),
        ({"score": ""}, "from 0 to 5"),
        ({"reviewer": " "}, "no reviewer"),
    ],
)
def test_one_wrong_row_keeps_all_out(context: Context, change: dict[str, str], said: str) -> None:
    good = {"reference": "VTF-2026-0001", "reviewer": "A", "criterion": "relevance", "score": "2"}
    with pytest.raises(ConnectorError, match=f"row 3: {said}|row 3: .*{said}"):
        import_reviews(context, FORM, [good, good | change])
    with context.ledger.reading() as connection:
        assert reviews.of_form(connection, FORM) == []


@pytest.mark.parametrize(
    ("form", "said"), [("no-such-form", "no form called"), ("sponsorship-application", "no `call`")]
)
def test_a_form_that_cannot_be_shortlisted_is_said(context: Context, form: str, said: str) -> None:
    with pytest.raises(ConnectorError, match=said):
        make_shortlist(context, form)
