"""Past submissions out of the exports of every provider: through the same pipeline, once, at their own time."""

import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from intake_forms import NOW, clock, deliver, receive
from intake_forms import context as aid
from test_drift import typeform

from app.backfill import Export, Said, unanswered, understood, unmatched
from app.backfill_rows import kept_rows, looked
from app.backfill_try import tried
from app.context import Context
from app.put_aside import put_aside
from app.store import audit, deliveries, outbox, source_questions, submissions
from connectors.exports.envelope import MARK
from connectors.exports.kinds import EXPORTS
from connectors.ports import HookRequest
from connectors.sources import SOURCES
from forms.definition import Source
from forms.errors import DefinitionErrors
from forms.schema import compile_form
from jobs import backfill
from jobs.backfill import ASIDE, LEFT, take_in_export

__all__ = ["clock"]

base = aid

KOBO = {"who/state": "state", "help": "help", "size": "size", "plan/budget": "budget"}
KOBO |= {"plan/budget/item": "budget.item", "plan/budget/cost": "budget.unit_cost", "photo": "photo", "paper": "paper"}


@pytest.fixture
def context(base: Context) -> Context:
    """The small form, which takes from every source there is."""
    compiled = base.forms["aid"]
    known = {one.word: one for one in compiled.form.sources}
    more = {word: Source(word) for word in SOURCES if word not in known}
    more["odk-central"] = Source("odk-central", KOBO)
    form = replace(compiled.form, sources=(*known.values(), *more.values()))
    return replace(base, forms={"aid": compile_form(form)})


def export_of(context: Context, path: Path, **said: str) -> Export:
    with context.ledger.reading() as c:
        labels = [(one.source, one.key, one.label) for one in source_questions.of_form(c, "aid")]
    return looked(understood(context.forms["aid"], path, Said(**said), labels))[0]


def take_in(context: Context, path: Path, **said: str) -> Counter[str]:
    return take_in_export(context, export_of(context, path, **said), path.name, lambda _: None, change=True)


def csv_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return path


def kept(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "aid")


# Each export as its provider writes it: columns, a row, and the id and the time (UTC) that the row has.
ROWS = {
    "typeform": (
        "#,Country,E-mail,Start Date (UTC),Submit Date (UTC),Network ID",
        "tok7,CHE,a@b.org,2025-01-01 00:00:00,2025-02-03 10:11:12,n",
        "tok7",
    ),
    "tally": (
        "Submission ID,Respondent ID,Submitted at,State,E-mail",
        "PgYbzQ,l0,2025-02-03 10:11:12,CHE,a@b.org",
        "PgYbzQ",
    ),
    "kobotoolbox": (
        "start,end,who/state,E-mail,_id,_uuid,_submission_time,__version__,_index",
        "x,y,CHE,a@b.org,71,u-1,2025-02-03T10:11:12,v,1",
        "71",
    ),
    "odk-central": (
        "SubmissionDate,who-state,E-mail,meta-instanceID,KEY,SubmitterID",
        "2025-02-03T10:11:12.000Z,CHE,a@b.org,uuid:9,uuid:9,1",
        "9",
    ),
    "jotform": (
        "Submission Date,State,E-mail,Submission ID",
        '"Feb 3, 2025 10:11:12",CHE,a@b.org,5501',
        "5501",
    ),
    "limesurvey": (
        "id,submitdate,lastpage,startlanguage,state. State,E-mail",
        "17,2025-02-03 10:11:12,3,en,CHE,a@b.org",
        "17",
    ),
    "gravity-forms": (
        "State,E-mail,Entry Id,Entry Date,Source Url,User IP",
        "CHE,a@b.org,40,2025-02-03 10:11:12,https://x.org,1.2.3.4",
        "40",
    ),
    "microsoft-forms": (
        "Id,Start time,Completion time,Email,Name,State,E-mail",
        "3,2/3/25 9:00,2/3/2025 10:11:12 AM,anonymous,,CHE,a@b.org",
        "3",
    ),
    "surveymonkey": (
        "Respondent ID,Collector ID,End Date,State,E-mail\n,,,Response,Open-Ended Response",
        "114,1,02/03/2025 10:11:12 AM,CHE,a@b.org",
        "114",
    ),
    "formbricks": (
        "No.,Response ID,Timestamp,Finished,1. State,2. E-mail",
        "1,cl9,2025-02-03 10:11:12,Yes,CHE,a@b.org",
        "cl9",
    ),
    "fillout": (
        "Submission ID,Last updated,Submission started,Status,State,E-mail",
        "f-1,2025-02-03 10:11:12,2025-02-03 10:00:00,finished,CHE,a@b.org",
        "f-1",
    ),
    "paperform": (
        "Submission ID,Submitted At,State,E-mail",
        "p1,2025-02-03 10:11:12,CHE,a@b.org",
        "p1",
    ),
    "cognito-forms": (
        "Id,State,E-mail,Entry_Status,Entry_DateSubmitted",
        "1-4,CHE,a@b.org,Submitted,2025-02-03 10:11:12",
        "1-4",
    ),
    "google-forms": (
        "Timestamp,State,E-mail",
        "2025/02/03 10:11:12 AM GMT,CHE,a@b.org",
        "row:",
    ),
    "generic": (
        "id,submitted_at,State,E-mail",
        "g1,2025-02-03T10:11:12Z,CHE,a@b.org",
        "g1",
    ),
}


@pytest.mark.parametrize("source", ROWS)
def test_a_row_of_every_provider_becomes_the_submission_it_was(context: Context, tmp_path: Path, source: str) -> None:
    headings, row, identity = ROWS[source]
    if source == "typeform":
        deliver(context, "typeform", typeform(1, {"t_state": ("Country", "FRA")}))  # says that Country is t_state
    path = csv_of(tmp_path, f"{headings}\n{row}\n")
    export = export_of(context, path, source=source, dates="month-first")
    assert unmatched(export.main) == []
    assert unanswered(export) == []
    assert take_in(context, path, source=source, dates="month-first") == {"new": 1}
    made = kept(context)[-1]
    assert made.source == source
    assert made.source_id.startswith(identity)
    assert made.answers["state"] == "CHE"
    assert made.answers["contact"]["email"] == "a@b.org"
    assert made.submitted_at == made.received_at == datetime(2025, 2, 3, 10, 11, 12, tzinfo=UTC)
    assert take_in(context, path, source=source, dates="month-first") == {"taken in before": 1}
    assert made in kept(context)


def test_every_source_of_forms_has_its_export(context: Context) -> None:
    assert set(SOURCES) - set(EXPORTS) == {"github", "stripe"}


def test_nobody_is_written_to_and_the_sheet_follows(context: Context, tmp_path: Path) -> None:
    take_in(context, csv_of(tmp_path, "id,State,E-mail\n1,CHE,a@b.org\n"), source="generic")
    with context.ledger.reading() as c:
        assert sorted({one.kind for one in outbox.listing(c)}) == ["intake", "sheet"]
        [line] = audit.recent(c, act="export.taken_in")
    assert (line.what, line.details["new"], line.details["file"]) == ("aid/generic", 1, "export.csv")


def test_a_closed_form_takes_what_came_while_it_was_open(context: Context, tmp_path: Path) -> None:
    form = replace(context.forms["aid"].form, closes=datetime(2025, 12, 31, tzinfo=UTC))
    closed = replace(context, forms={"aid": compile_form(form)})
    text = "id,submitted_at,State\n1,2025-12-30 10:00,CHE\n2,2026-01-02 10:00,CHE\n"
    assert take_in(closed, csv_of(tmp_path, text), source="generic") == {"new": 1, "in quarantine": 1}


def test_what_came_by_webhook_is_not_doubled_and_only_a_difference_changes_it(context: Context, tmp_path: Path) -> None:
    deliver(context, "typeform", typeform(1, {"t_state": ("Country", "CHE")}))
    [first] = kept(context)
    same = csv_of(tmp_path, "#,Country,Submit Date (UTC)\ntok1,CHE,2026-05-04 10:00:00\n")
    assert take_in(context, same) == {"the same as here": 1}
    assert [one.version for one in kept(context)] == [1]
    other = csv_of(tmp_path, "#,Country,Submit Date (UTC)\ntok1,FRA,2026-05-04 10:00:00\n")
    assert take_in(context, other) == {"changed": 1}
    [changed] = kept(context)
    assert (changed.version, changed.reference, changed.answers["state"]) == (2, first.reference, "FRA")


def test_what_is_here_is_left_as_it_is_unless_a_change_is_asked_for(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "kobo.csv"
    path.write_text("_id,_uuid,_submission_time,who/state,size\n1,u1,2026-05-01 09:00:00,FJI,small\n", encoding="utf-8")
    assert take_in(context, path, source="kobotoolbox") == {"new": 1}
    path.write_text("_id,_uuid,_submission_time,who/state\n1,u2,2026-05-02 09:00:00,TON\n", encoding="utf-8")
    counts = take_in_export(context, export_of(context, path, source="kobotoolbox"), path.name, lambda _: None)
    assert counts == {LEFT: 1}
    with context.ledger.reading() as c:
        assert [(s.answers["state"], s.answers["size"]) for s in submissions.of_form(c, "aid")] == [("FJI", "small")]


def test_an_older_row_is_kept_below_what_is_here(context: Context, tmp_path: Path) -> None:
    deliver(context, "typeform", typeform(1, {"t_state": ("Country", "CHE")}))
    older = csv_of(tmp_path, "#,Country,Submit Date (UTC)\ntok1,FRA,2020-05-04 10:00:00\n")
    assert take_in(context, older) == {"older than here": 1}
    assert kept(context)[0].answers["state"] == "CHE"


def test_what_nobody_knows_is_listed_and_stays_in_the_row(context: Context, tmp_path: Path) -> None:
    path = csv_of(tmp_path, "id,State,Shoe size,Item\n1,CHE,42,Chair\n")
    export = export_of(context, path, source="generic")
    assert [(one.heading, one.how) for one in unmatched(export.main)] == [("Shoe size", "no question is called so")]
    take_in(context, path, source="generic")
    with context.ledger.reading() as c:
        [delivery] = deliveries.listing(c, body_bytes=10_000)
    assert any("Shoe size, which no question takes" in reason for reason in delivery.reasons)
    assert json.loads(delivery.body)["answers"][1] == {"column": "Shoe size", "keys": [], "value": "42"}
    assert delivery.headers["x-chancery-place"] == "2"


def test_a_label_of_several_questions_is_not_guessed(context: Context) -> None:
    form = context.forms["aid"].form
    [section] = form.sections
    twice = replace(section.questions[-1], name="photo2")
    compiled = compile_form(replace(form, sections=(replace(section, questions=(*section.questions, twice)),)))
    path = csv_of(Path(context.settings.data_dir).parent, "id,State,Photo\n1,CHE,x\n")
    export = understood(compiled, path, Said("generic"), [])
    assert [one.how for one in unmatched(export.main)] == ["several questions are called so: map it by its heading"]


def test_choices_are_found_in_one_cell_or_in_a_column_each(context: Context, tmp_path: Path) -> None:
    text = 'id,State,Help\n1,CHE,"Conseil juridique, Training"\n2,CHE,legal training\n3,CHE,Training\n'
    take_in(context, csv_of(tmp_path, text), source="generic")
    text = "id,State,Legal advice,Help: Training\n4,CHE,Legal advice,\n5,CHE,1,x\n6,CHE,no,0\n"
    take_in(context, csv_of(tmp_path, text), source="generic")
    assert [one.answers["help"] for one in kept(context)] == [
        ["legal", "training"],
        ["legal", "training"],
        ["training"],
        ["legal"],
        ["legal", "training"],
        [],
    ]


def test_formulas_stay_text_and_a_mapped_id_and_time_count(context: Context, tmp_path: Path) -> None:
    mapping = {"Nr": "$submission", "Am": "$time", "Sprache": "$language"}
    form = replace(context.forms["aid"].form, sources=(Source("generic", mapping),))
    mapped = replace(context, forms={"aid": compile_form(form)})
    text = "Nr;Am;State;Photo;Sprache\n7;04.05.2025 10:00;CHE;=cmd|' /C calc'!A0;fr\n"
    assert take_in(mapped, csv_of(tmp_path, text), zone="Europe/Zurich") == {"new": 1}
    [made] = kept(context)
    assert (made.source_id, made.answers["photo"], made.language) == ("7", "=cmd|' /C calc'!A0", "fr")
    assert made.submitted_at == datetime(2025, 5, 4, 8, 0, tzinfo=UTC)


def kobo_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    main = book.active
    main.title = "Aid"
    main.append(["who/state", "help", "help/legal", "_id", "_uuid", "_submission_time", "_index"])
    main.append(["CHE", "legal", 1, 71, "u-1", datetime.fromisoformat("2025-02-03T10:11:12"), 1])
    main.append(["FRA", "", 0, 72, "u-2", datetime.fromisoformat("2025-02-03T10:11:13"), 2])
    rows = book.create_sheet("budget")
    rows.append(
        ["plan/budget/item", "plan/budget/cost", "_index", "_parent_table_name", "_parent_index", "_submission__id"]
    )
    rows.append(["Chair", 12.5, 1, "Aid", 2, 72])
    rows.append(["Table", 30, 2, "Aid", 2, 72])
    rows.append(["Travel", 7, 3, "Aid", 1, 71])
    book.save(path)
    return path


ODK_FORM = """\
SubmissionDate,who-state,help,meta-instanceID,KEY
2025-02-03T10:11:12Z,CHE,legal,uuid:71,uuid:71
2025-02-03T10:11:13Z,FRA,,uuid:72,uuid:72
"""
ODK_BUDGET = """\
item,cost,PARENT_KEY,KEY
Chair,12.5,uuid:72,uuid:72/plan/budget[1]
Table,30,uuid:72,uuid:72/plan/budget[2]
Travel,7,uuid:71,uuid:71/plan/budget[1]
"""


def odk_archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("aid-plan-budget.csv", ODK_BUDGET)
        archive.writestr("aid.csv", ODK_FORM)
        archive.writestr("media/photo.jpg", b"x")
    return path


@pytest.mark.parametrize("make", [kobo_workbook, odk_archive])
def test_repeats_stand_under_their_parent(context: Context, tmp_path: Path, make) -> None:
    path = make(tmp_path / f"export.{'xlsx' if make is kobo_workbook else 'zip'}")
    export = export_of(context, path)
    assert (export.left_out, [unmatched(one) for one in (export.main, *export.repeats)]) == ((), [[], []])
    assert take_in(context, path) == {"new": 2}
    first, second = kept(context)
    assert (first.source_id, second.source_id) == ("71", "72")
    assert first.answers["help"] == ["legal"]
    items = [[(row["item"], row["unit_cost"]) for row in one.answers["budget"]["rows"]] for one in (first, second)]
    assert items == [[("Travel", "7.00")], [("Chair", "12.50"), ("Table", "30.00")]]
    assert take_in(context, path) == {"taken in before": 2}


def test_a_dry_run_tells_problems_by_their_cell_and_stores_nothing(context: Context, tmp_path: Path) -> None:
    path = kobo_workbook(tmp_path / "export.xlsx")
    book = openpyxl.load_workbook(path)
    book["Aid"]["A3"] = "Atlantis"
    book.save(path)
    export = export_of(context, path)
    found = tried(export, kept_rows(export), context.now)
    assert found.states == {"accepted": 1, "quarantined": 1}
    assert len(found.problems) == 1
    assert found.problems[0].startswith("Aid!A3: ")
    assert kept(context) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,submitted_at,State\n1,yesterday,CHE\n", ":2: column 'submitted_at': 'yesterday' is no time"),
        ("id,submitted_at,State\n1,4/5/2025,CHE\n", "may be two days. Say --dates day-first or --dates month-first."),
        ("id,submitted_at,State\n1,14/5/2025,CHE\n2,4/15/2025,CHE\n3,4/5/2025,CHE\n", ":4: column 'submitted_at'"),
        ("id,State\n1,CHE,more\n", ":2: row: has 3 cells under 2 headings."),
    ],
)
def test_what_is_in_the_way_is_told_before_anything_is_stored(
    context: Context, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(DefinitionErrors) as fault:
        take_in(context, csv_of(tmp_path, text), source="generic")
    assert said in str(fault.value)
    with context.ledger.reading() as c:
        assert deliveries.counts(c) == {}


def test_a_file_of_no_source_in_particular_asks_which(context: Context, tmp_path: Path) -> None:
    with pytest.raises(DefinitionErrors, match="Say --source with one of: standard-webhooks, typeform"):
        understood(context.forms["aid"], csv_of(tmp_path, "State,Size\nCHE,small\n"), Said(), [])
    with pytest.raises(DefinitionErrors, match="takes nothing from 'carrier-pigeon'"):
        understood(context.forms["aid"], csv_of(tmp_path, "State\nCHE\n"), Said("carrier-pigeon"), [])


class Killed(BaseException):
    """Ends a process at once."""


def test_a_kill_in_the_middle_is_made_good_by_beginning_again(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "id,State\n" + "".join(f"{number},CHE\n" for number in range(12))
    path = csv_of(tmp_path, text)
    monkeypatch.setattr(backfill, "BATCH", 5)
    runs: list[int] = []

    def dies(context: Context, form: str) -> None:
        runs.append(1)
        if len(runs) == 2:
            raise Killed  # the second batch is kept and not judged
        judge(context, form)

    judge = backfill._judge
    monkeypatch.setattr(backfill, "_judge", dies)
    with pytest.raises(Killed):
        take_in(context, path, source="generic")
    assert len(kept(context)) == 5
    monkeypatch.setattr(backfill, "_judge", judge)
    counts = take_in(context, path, source="generic")
    assert counts["taken in before"] == 5
    assert sorted(int(one.source_id) for one in kept(context)) == list(range(12))
    with context.ledger.reading() as c:
        assert deliveries.counts(c) == {"accepted": 12}


def test_a_row_in_quarantine_is_judged_again_when_the_file_comes_again(context: Context, tmp_path: Path) -> None:
    path = csv_of(tmp_path, "id,State,Size\n1,CHE,huge\n")
    assert take_in(context, path, source="generic") == {"in quarantine": 1}
    form = context.forms["aid"].form
    [section] = form.sections
    questions = tuple(one for one in section.questions if one.name != "size")
    mended = replace(form, sections=(replace(section, questions=questions),), sources=(Source("generic"),))
    assert take_in(replace(context, forms={"aid": compile_form(mended)}), path, source="generic") == {"new": 1}


def test_a_row_that_staff_set_aside_stays_there_when_the_file_comes_again(context: Context, tmp_path: Path) -> None:
    path = csv_of(tmp_path, "id,State,Size\n1,CHE,huge\n2,CHE,small\n")
    assert take_in(context, path, source="generic") == {"in quarantine": 1, "new": 1}
    with context.ledger.reading() as c:
        [held] = deliveries.of_states(c, "aid", ("quarantined",))
    assert put_aside(context, held, who="rita", why="a test") is not None
    assert take_in(context, path, source="generic") == {ASIDE: 1, "taken in before": 1}
    with context.ledger.reading() as c:
        assert deliveries.counts(c) == {"accepted": 1, "set_aside": 1}


def test_a_sender_cannot_say_that_its_delivery_is_a_row_of_the_past(context: Context) -> None:
    request = typeform(1, {"t_state": ("Country", "CHE")})
    marked = HookRequest(request.body, {**request.headers, MARK.title(): "export:1"})
    kept_messages: list[deliveries.Message] = []

    async def kept(message: deliveries.Message) -> None:
        kept_messages.append(message)

    assert receive(context, "aid", "typeform", marked, kept).state == "received"
    assert MARK not in kept_messages[0].headers
    assert kept_messages[0].received_at == NOW


def test_an_id_is_written_as_the_webhook_writes_it(context: Context, tmp_path: Path) -> None:
    text = "id,submitdate,state\n17,2025-02-03 10:11:12,CHE\n18,,CHE\n"
    counts = take_in(context, csv_of(tmp_path, text), source="limesurvey", id_prefix="123456-")
    assert counts == {"new": 2}
    first, unfinished = kept(context)
    assert (first.source_id, first.is_partial) == ("123456-17", False)
    assert (unfinished.source_id, unfinished.is_partial) == ("123456-18", True)
