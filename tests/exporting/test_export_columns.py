"""What stands in an export: the columns of the sheet, every question in a language, or all that the ledger has."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import load_workbook

from app.context import Context
from app.export.asked import Asked
from app.export.columns import Page, Part, of_sheet
from app.export.everything import of_everything
from app.export.understanding import understood
from app.export.writing import make
from app.in_sheet import NOTHING, InSheet, of_rows
from app.present import Present
from app.store import sheet_gone, staff_cells
from app.store.engine import Ledger
from app.store.staff_cells import StaffCell
from connectors.cells import CUT
from connectors.sheets.values import formula
from forms.definition import Form
from tests.exporting.grants import ANSWERS, DIGEST, FORM, NOW, context_over, revise, send


def form_of(context: Context) -> Form:
    return context.forms["grants"].form


def by_header(part: Part, present: Sequence[Present], known: InSheet = NOTHING) -> list[dict[str, Any]]:
    heads = [column.header for column in part.table.columns]
    return [dict(zip(heads, row, strict=True)) for row in part.rows(Page(present, known))]


def local(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour)  # noqa: DTZ001 - by the form's clock


def test_the_sheets_columns_stand_as_in_the_sheet(context: Context) -> None:
    present = [Present(send(context, 1), ANSWERS)]
    (part,) = of_sheet(form_of(context))
    assert (part.name, part.table.title) == ("submissions", "Grants 2026")
    assert by_header(part, present) == [
        {
            "Reference": "G-2026-0001",
            "Received": local(2026, 5, 4, 12),
            "Requesting State": "Ghana",
            "Amount (USD)": Decimal("75000.50"),
            "Starts": "31 January 2027",
            "Cost": Decimal("10.50"),
            "Decision": None,
        }
    ]


def test_staffs_columns_hold_what_stood_in_them_when_the_sheet_was_last_read(context: Context) -> None:
    submission = send(context, 1)
    with context.ledger.writing() as c:
        for column, value in (
            ("staff:Decision", formula("=B2")),
            ("state", "Republic of Ghana"),
            ("staff:Old", "gone"),
        ):
            staff_cells.put(c, [StaffCell("grants", submission.key, column, value)])
    with context.ledger.reading() as c:
        known = of_rows(c, "grants", [submission.key])
    present = [Present(submission, ANSWERS)]
    (sheet,), (main, _) = of_sheet(form_of(context)), of_everything(form_of(context), "en", "")
    (row,) = by_header(sheet, present, known)
    assert (row["Decision"], row["Requesting State"], row["Amount (USD)"]) == (
        "=B2",
        "Republic of Ghana",
        Decimal("75000.50"),
    )
    (row,) = by_header(main, present, known)
    assert (row["Decision"], row["Requesting State"], row["State (state)"]) == ("=B2", "Republic of Ghana", "Ghana")


def test_lines_of_json_say_what_staff_wrote_and_whether_they_withdrew(context: Context, tmp_path: Path) -> None:
    first, second = send(context, 1), send(context, 2)
    with context.ledger.writing() as c:
        staff_cells.put(c, [StaffCell("grants", first.key, "staff:Decision", date(2026, 5, 1))])
        sheet_gone.put(c, "grants", [second.key], now=NOW, is_withdrawal=True)
    make(context, understood(context, Asked(form="grants", kind="jsonl")), tmp_path / "x", "rita")
    lines = [json.loads(line) for line in (tmp_path / "x").read_text(encoding="utf-8").splitlines()]
    assert [(line["is_withdrawn"], line["staff"]) for line in lines] == [
        (False, {"staff:Decision": {"day": "2026-05-01"}}),
        (True, {}),
    ]


def test_every_question_stands_in_a_column_of_its_kind(context: Context) -> None:
    submission = send(context, 1)
    main, budget = of_everything(form_of(context), "en", "https://e.org")
    (row,) = by_header(main, [Present(submission, ANSWERS)])
    assert row == {
        "Reference": "G-2026-0001",
        "Received": local(2026, 5, 4, 12),
        "Changed": local(2026, 5, 4, 12),
        "Version": 1,
        "Language": "en",
        "Source": "page",
        "State": "complete",
        "Withdrawn": False,
        "State (state)": "Ghana",
        "About": "=1+1",
        "Amount": Decimal("75000.50"),
        "People": 12,
        "Starts": date(2027, 1, 31),
        "At": datetime(2027, 1, 31, 9, 5),  # noqa: DTZ001 - by the form's clock
        "Agreed": False,
        "Help": "Law; IT",
        "Letter": f"a.pdf https://e.org/staff/files/{submission.key}/{DIGEST}\nb.pdf https://files.example.org/b.pdf\nc.pdf",
        "Contact: State": "Ama",
        "Budget: Total cost": Decimal("10.50"),
        "Requesting State": None,
        "Decision": None,
    }
    assert {column.header: column.format for column in main.table.columns if column.format != "text"} == {
        "Received": "datetime", "Changed": "datetime", "Version": "integer", "Amount": "money", "People": "integer",
        "Starts": "date", "At": "datetime", "Agreed": "yes_no", "Budget: Total cost": "money", "Withdrawn": "yes_no",
    }  # fmt: skip
    assert (budget.name, budget.table.name, budget.table.title) == ("budget", "grants-budget", "Budget")
    assert by_header(budget, [Present(submission, ANSWERS)]) == [
        {"Reference": "G-2026-0001", "Row": 1, "Item": "seat", "Cost": Decimal("10.50")},
        {"Reference": "G-2026-0001", "Row": 2, "Item": "hall", "Cost": None},
    ]


def test_nothing_answered_leaves_cells_empty_and_what_does_not_fit_stands_as_text(context: Context) -> None:
    main, budget = of_everything(form_of(context), "en", "")
    sent = [Present(send(context, 1), {}), Present(send(context, 2), {"people": "a few", "agreed": True})]
    empty, odd = by_header(main, sent)
    assert [empty[name] for name in ("People", "Letter", "Help", "Budget: Total cost")] == [None] * 4
    assert (odd["People"], odd["Agreed"]) == ("a few", True)
    assert by_header(budget, [Present(send(context, 3), {})]) == []


def test_headers_and_choices_are_in_the_language_that_is_asked_for(context: Context) -> None:
    main, budget = of_everything(form_of(context), "ar", "")
    (row,) = by_header(main, [Present(send(context, 1, is_partial=True), ANSWERS)])
    assert row["المساعدة"] == "قانون; تقنية"
    assert row["الحالة"] == "غير مكتمل"
    assert row["الدولة"] == "غانا"
    assert (main.table.title, budget.table.title) == ("الردود", "الميزانية")


def test_answers_of_an_earlier_version_are_carried_and_what_is_asked_no_more_is_told(
    context: Context, tmp_path: Path
) -> None:
    first = context.forms["grants"].form
    newer = FORM.replace("version: 1", "version: 2").replace("question: people,", "question: persons, was: [people],")
    newer = newer.replace("      - {question: about, type: long_text, label: {en: About, ar: عن}}\n", "")
    later = context_over(context.ledger, tmp_path / "later", newer)
    later = replace(later, earlier=lambda _, version: first if version == 1 else None)
    send(later, 1)
    path = tmp_path / "x.xlsx"
    make(later, understood(later, Asked(form="grants", everything=True)), path, "rita")
    book = openpyxl.load_workbook(path)
    heads, row = ([cell.value for cell in line] for line in book["Submissions"])
    found = dict(zip(heads, row, strict=True))
    assert (found["People"], found["No longer asked"]) == (12, "about: =1+1")
    book.close()


def test_lines_of_json_have_all_that_the_ledger_has(context: Context, tmp_path: Path) -> None:
    kept = send(context, 1, {**ANSWERS, "about": "x" * 40_000 + "\r\n=1\ud800"}, submitted_at=NOW)
    revised = revise(context, kept, {**ANSWERS, "people": 13})
    send(context, 2, {"about": "x" * 40_000})
    made = make(context, understood(context, Asked(form="grants", kind="jsonl")), tmp_path / "x.jsonl", "rita")
    first, second = map(json.loads, (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines())
    assert first["answers"] == {**ANSWERS, "people": 13}
    assert {name: first[name] for name in ("reference", "key", "version", "source_id", "is_partial")} == {
        "reference": "G-2026-0001", "key": revised.key, "version": 2, "source_id": "1", "is_partial": False,
    }  # fmt: skip
    assert datetime.fromisoformat(first["received_at"]) == kept.received_at == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert second["answers"]["about"] == "x" * 40_000
    assert second["submitted_at"] is None
    assert made.too_long == 0


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_whole_export_is_read_by_another_program(context: Context, tmp_path: Path, kind: str) -> None:
    for number in range(3):
        send(context, number, {**ANSWERS, "about": "x" * 40_000 if number else "=1+1"})
    made = make(
        context, understood(context, Asked(form="grants", kind=kind, everything=True)), tmp_path / f"x.{kind}", "r"
    )
    assert str(made) == (
        "3 submissions; Submissions: 3 rows; Budget: 6 rows; 2 texts of more than the 32,767 characters of a cell cut, "
        "with a mark; JSON Lines have them whole"
    )
    book = load_workbook(tmp_path / f"x.{kind}")
    assert book.sheet_names == ["Submissions", "Budget"]
    head, *rows = book.get_sheet_by_name("Submissions").to_python()
    assert [str(row[head.index("About")])[-len(CUT) :] for row in rows] == ["=1+1", CUT, CUT]
    assert [row[head.index("Starts")] for row in rows] == [date(2027, 1, 31)] * 3
    assert [row[head.index("Agreed")] for row in rows] == [False] * 3
    assert len(book.get_sheet_by_name("Budget").to_python()) == 7


def test_a_form_that_is_first_in_arabic_is_laid_out_from_the_right(ledger: Ledger, tmp_path: Path) -> None:
    definition = FORM.replace("languages: [en, ar]", "languages: [ar, en]")
    context = context_over(ledger, tmp_path, definition)
    for everything, language, is_right in ((False, "", True), (True, "", True), (True, "en", False)):
        asked = Asked(form="grants", everything=everything, language=language)
        make(context, understood(context, asked), tmp_path / "x.xlsx", "rita")
        book = openpyxl.load_workbook(tmp_path / "x.xlsx")
        assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {is_right}
        book.close()


def test_an_export_that_fails_leaves_the_earlier_file_and_nothing_else(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "out" / "x.xlsx"
    path.parent.mkdir()
    path.write_text("before")
    send(context, 1)

    def refuse() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        make(context, understood(context, Asked(form="grants")), path, "rita", refuse)
    assert [one.name for one in path.parent.iterdir()] == ["x.xlsx"]
    assert path.read_text() == "before"


def test_a_file_of_answers_is_for_its_owner_alone(context: Context, tmp_path: Path) -> None:
    make(context, understood(context, Asked(form="grants", kind="csv")), tmp_path / "x.csv", "rita")
    assert (tmp_path / "x.csv").stat().st_mode & 0o777 == 0o600
