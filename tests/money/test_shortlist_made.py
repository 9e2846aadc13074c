"""The shortlist of a real call from the ledger, with imported reviews, down to the workbook."""

import csv
import dataclasses
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.config import read_settings
from app.context import Context, build_context
from app.review import import_reviews, make_shortlist, read_reviews
from app.store import audit, reviews, sheet_gone, submissions
from app.store.engine import Ledger
from connectors.errors import ConnectorError
from forms.errors import DefinitionErrors

FORM = "vtf-proposal"
RECEIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)
GOOD = {"reference": "VTF-2026-0001", "reviewer": "A", "criterion": "relevance", "score": "2"}
SAMPLES = Path(__file__).parents[2] / "forms/definitions" / FORM / "samples"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """The forms, read once."""
    return build_context(read_settings({"CHANCERY_DATA": str(tmp_path_factory.mktemp("base"))}))


@pytest.fixture
def context(base: Context, ledger: Ledger, tmp_path: Path) -> Context:
    settings = read_settings({"CHANCERY_DATA": str(tmp_path)})
    now = RECEIVED + timedelta(days=30)
    built = dataclasses.replace(base, settings=settings, ledger=ledger, now=lambda: now)
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
            checked = context.forms[FORM].check(sample["answers"], RECEIVED)
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


def test_who_is_withdrawn_is_left_out_and_counted(context: Context) -> None:
    before = make_shortlist(context, FORM)
    with context.ledger.writing() as connection:
        first, second, *_ = submissions.of_form(connection, FORM)
        sheet_gone.put(connection, FORM, [first.key], now=context.now(), is_withdrawal=True)
        sheet_gone.put(connection, FORM, [second.key], now=context.now(), is_withdrawal=False)
    made = make_shortlist(context, FORM)
    assert made.eligible + made.ineligible == before.eligible + before.ineligible - 1
    assert "1 withdrawn" in str(made)
    workbook = load_workbook(made.path)
    assert dict(workbook["Method"].iter_rows(min_row=5, max_col=2, values_only=True))["Withdrawn, and left out"] == 1
    said = {cell for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row}
    assert first.reference not in said
    assert second.reference in said


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
        assert [review.scores for review in reviews.given(connection, FORM)] == [{"relevance": 5}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reference": "VTF-1999-0001"}, "no such submission"),
        ({"criterion": "beauty"}, "no such criterion"),
        ({"score": "6"}, "from 0 to 5"),
        ({"score": "-1"}, "from 0 to 5"),
        ({"score": "٣"}, "from 0 to 5"),
        ({"score": ""}, "from 0 to 5"),
        ({"score": "9" * 5000}, "from 0 to 5"),
        ({"reviewer": "R" * 201}, "more than 200 characters"),
        ({"reviewer": "ａ", "sample_id": "vtf-2026-sen"}, "no such submission"),  # not what the reference names
        ({"reviewer": " a ", "score": "3"}, "the same score stands on row 2"),
        ({"reviewer": " "}, "no reviewer"),
    ],
)
def test_one_wrong_row_keeps_all_out(context: Context, change: dict[str, str], said: str) -> None:
    with pytest.raises(ConnectorError, match=f"row 3: {said}|row 3: .*{said}") as caught:
        import_reviews(context, FORM, [GOOD, GOOD | change])
    assert len(str(caught.value)) < 400
    assert kept_reviews(context) == []


def kept_reviews(context: Context) -> list[reviews.Scores]:
    with context.ledger.reading() as connection:
        return reviews.given(connection, FORM)


def insert_twin(context: Context, source: str, source_id: str, reference: str) -> int:
    with context.ledger.writing() as connection:
        return submissions.insert(
            connection,
            form=FORM,
            form_version=1,
            source=source,
            source_id=source_id,
            reference=reference,
            answers={},
            language="en",
            submitted_at=None,
            received_at=RECEIVED,
        ).id


def test_an_id_that_is_another_submission_s_reference_scores_the_right_one(context: Context) -> None:
    twin = insert_twin(context, "typeform", "VTF-2026-0001", "VTF-2026-9999")
    by_sample = {word: value for word, value in GOOD.items() if word != "reference"} | {"sample_id": "VTF-2026-0001"}
    import_reviews(context, FORM, [by_sample])
    assert [review.submission_id for review in kept_reviews(context)] == [twin]
    import_reviews(context, FORM, [GOOD])
    assert len({review.submission_id for review in kept_reviews(context)}) == 2


def test_an_id_that_two_sources_use_needs_the_reference(context: Context) -> None:
    first = insert_twin(context, "typeform", "7", "VTF-2026-9998")
    insert_twin(context, "kobotoolbox", "7", "VTF-2026-9999")
    row = GOOD | {"sample_id": "7", "reference": ""}
    with pytest.raises(ConnectorError, match="row 2: more than one submission has this sample_id"):
        import_reviews(context, FORM, [row])
    import_reviews(context, FORM, [row | {"reference": "VTF-2026-9998"}])
    assert [review.submission_id for review in kept_reviews(context)] == [first]


def test_every_wrong_row_is_listed(context: Context) -> None:
    rows = [GOOD, {}, *({**GOOD, "score": "9"} for _ in range(30))]
    with pytest.raises(ConnectorError) as caught:
        import_reviews(context, FORM, rows)
    assert [f"row {number}:" in str(caught.value) for number in range(2, 34)] == [False, False, *[True] * 30]


def test_a_reviewer_is_the_same_in_any_case_and_the_import_is_in_the_log(context: Context) -> None:
    import_reviews(context, FORM, [GOOD | {"reviewer": "Renée  Martin"}])
    import_reviews(context, FORM, [GOOD | {"reviewer": "rene\u0301e martin", "score": "5"}])
    assert [(one.reviewer, one.scores) for one in kept_reviews(context)] == [("Renée Martin", {"relevance": 5})]
    with context.ledger.reading() as connection:
        entries = audit.recent(connection, act="reviews imported")
    assert [(one.what, one.details) for one in entries] == [(FORM, {"scores": 1, "reviewers": ["Renée Martin"]})] * 2


def test_a_reviewer_spelled_in_two_ways_in_one_file_is_one(context: Context) -> None:
    import_reviews(context, FORM, [GOOD, GOOD | {"reference": "VTF-2026-0002", "reviewer": "a"}])
    assert len({review.reviewer for review in kept_reviews(context)}) == 1


CSV = "reference,reviewer,criterion,score\nVTF-2026-0001,Renée,relevance,2\n\nVTF-2026-0002,Renée,relevance,3\n"


@pytest.mark.parametrize(
    "data", [CSV.encode(), CSV.encode("utf-8-sig"), CSV.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig")]
)
def test_files_of_scores_are_read_as_programs_write_them(context: Context, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "scores.csv").write_bytes(data)
    assert import_reviews(context, FORM, read_reviews(tmp_path / "scores.csv")) == 2
    assert [(one.reviewer, one.scores) for one in kept_reviews(context)] == [
        ("Renée", {"relevance": 2}),
        ("Renée", {"relevance": 3}),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (CSV.encode("latin-1"), "2: file: byte 52 is not UTF-8"),
        (b"", "no headings"),
        (b"reviewer,score\nA,1\n", "there is no sample_id or reference, criterion"),
    ],
)
def test_a_file_that_is_no_table_of_scores_is_said(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "scores.csv").write_bytes(data)
    with pytest.raises(DefinitionErrors, match=said):
        read_reviews(tmp_path / "scores.csv")


def test_every_shortlist_is_kept_and_its_hash_is_in_the_log(context: Context) -> None:
    made = [make_shortlist(context, FORM)]
    import_reviews(context, FORM, review_rows(context))
    made.append(make_shortlist(dataclasses.replace(context, now=lambda: RECEIVED + timedelta(days=31)), FORM))
    with context.ledger.reading() as connection:
        details = [entry.details for entry in audit.recent(connection, act="shortlist made")][::-1]
    files = [context.settings.documents / "shortlists" / one["file"] for one in details]
    assert [sha256(path.read_bytes()).hexdigest() for path in files] == [one["sha256"] for one in details]
    assert [one["within"] for one in details] == [one.within for one in made] == [0, made[1].within]
    assert made[1].path.read_bytes() == files[1].read_bytes() != files[0].read_bytes()


def test_who_asks_for_no_amount_is_out_with_the_reason(context: Context) -> None:
    insert_twin(context, "typeform", "7", "VTF-2026-9999")
    out = load_workbook(make_shortlist(context, FORM).path)["Not eligible"].iter_rows(min_row=5, values_only=True)
    why = {row[0]: row[3] for row in out}
    assert "No amount above zero is requested." in why["VTF-2026-9999"]


def test_the_method_says_what_decides_and_how_scores_are_rounded(context: Context) -> None:
    workbook = load_workbook(make_shortlist(context, FORM).path)
    method = dict(workbook["Method"].iter_rows(min_row=5, max_col=2, values_only=True))
    assert "of equally heavy ones, the one that the call names first" in method["Ties"]
    assert "heaviest criterion here is" in method["Ties"]
    assert "half to even" in method["Score"]
    assert "compares the rounded scores" in method["Score"]


@pytest.mark.parametrize(("form", "said"), [("no-such-form", "no form called"), ("enquiry", "no `call`")])
def test_a_form_that_cannot_be_shortlisted_is_said(context: Context, form: str, said: str) -> None:
    with pytest.raises(ConnectorError, match=said):
        make_shortlist(context, form)
