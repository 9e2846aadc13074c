"""What grows with rows that are added: areas and names, and only those that held the rows above."""

from collections.abc import Mapping

import pytest

from connectors.ports import SheetColumn
from connectors.sheets.excel.areas import Area, Growth, area_of, around
from connectors.sheets.excel.columns import set_widths
from connectors.sheets.excel.elements import Document
from connectors.sheets.excel.frame import grow, offer, parted, stretch
from connectors.sheets.excel.marks import marks_among, new_names, owner_among, renamed_to
from connectors.sheets.excel.names import grown
from connectors.sheets.excel.tables import Change
from connectors.sheets.layout import Made, Mark

TAB = "It's a call"
GROWTH = Growth(2, range(12, 21))  # a header in row 1, rows up to 11, and nine that are added


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A1:I11", "A1:I20"),
        ("C2:C11", "C2:C20"),
        ("C2:C11 E2:E11 G1", "C2:C20 E2:E20 G1"),
        ("C5:C11", "C5:C11"),  # it never held the first row
        ("C1:I1", "C1:I1"),  # the header alone
        ("C2:C10", "C2:C10"),  # something stands between
        ("C2:C14", "C2:C20"),
        ("C2:C1048576", "C2:C1048576"),
        ("C11", "C11"),
        ("C:C", "C:C"),
        ("$C$2:$C$11", "C2:C20"),
        ("nonsense", "nonsense"),
    ],
)
def test_areas_grow_over_rows_that_follow(before: str, after: str) -> None:
    assert GROWTH.areas(before) == after


def test_rows_that_do_not_follow_one_by_one_end_an_area() -> None:
    assert Growth(2, {12, 13, 15}).below(11) == 13


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'It''s a call'!$A$2:$F$11", "'It''s a call'!$A$2:$F$20"),
        ("'it''s A CALL'!$A$2:$F$11,Other!$A$2:$F$11", "'it''s A CALL'!$A$2:$F$20,Other!$A$2:$F$11"),
        ("'It''s a call'!$A$2:$F$11,'It''s a call'!$H$1:$H$11", "'It''s a call'!$A$2:$F$20,'It''s a call'!$H$1:$H$20"),
        ("'It''s a call'!A2:F11", "'It''s a call'!A2:F11"),
        ("'It''s a call'!$A:$F", "'It''s a call'!$A:$F"),
        ("[1]Other!$A$2:$F$11", "[1]Other!$A$2:$F$11"),
        ("SUM('It''s a call'!$A$2:$F$11)", "SUM('It''s a call'!$A$2:$F$11)"),
        ("#REF!", "#REF!"),
        ("\"'It''s a call'!$A$2:$F$11\"", "\"'It''s a call'!$A$2:$F$11\""),
    ],
)
def test_names_grow_where_they_are_areas_of_the_tab(before: str, after: str) -> None:
    assert grown(before, TAB, GROWTH) == after


def test_areas_are_told_and_joined() -> None:
    assert area_of("B3") == Area(2, 3, 2, 3)
    assert area_of("C9:A$1") == Area(1, 1, 3, 9)
    assert area_of("A:C") is area_of("1:3") is area_of("") is None
    assert around([Area(2, 3, 4, 5), Area(1, 4, 2, 9)]) == Area(1, 3, 4, 9)
    assert around([]) is None
    assert Area(1, 1, 2, 2).meets(Area(2, 2, 3, 3))
    assert not Area(1, 1, 2, 2).meets(Area(3, 1, 4, 2))


def frame(before: str = "", behind: str = "") -> Document:
    return Document(f'<x:worksheet xmlns:x="{MAIN}">{before}<x:sheetData></x:sheetData>{behind}</x:worksheet>'.encode())


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def change(made: Mapping[int, str] | None = None) -> Change:
    return Change(1, GROWTH, made or {}, {})


def test_a_filter_takes_in_the_columns_that_are_made_beside_it() -> None:
    found = frame(behind='<x:autoFilter ref="A1:C11"/>')
    assert grow(found, change({4: "D", 5: "E", 9: "I"})) == Area(1, 1, 5, 20)
    assert b'<x:autoFilter ref="A1:E20"/>' in found.done()


@pytest.mark.parametrize("area", ["A3:C11", "nonsense"])
def test_a_filter_of_something_else_stays(area: str) -> None:
    found = frame(behind=f'<x:autoFilter ref="{area}"/>')
    assert grow(found, change({4: "D"})) is None
    assert found.done() == found.text


def test_rules_are_added_where_there_are_none_and_behind_those_that_there_are() -> None:
    for behind, expected in (
        (
            "<x:mergeCells/><x:hyperlinks/>",
            '<x:mergeCells/><x:dataValidations count="1"><r/></x:dataValidations><x:hyperlinks/>',
        ),
        (
            '<x:dataValidations count="1"><o/></x:dataValidations>',
            '<x:dataValidations count="2"><o/><r/></x:dataValidations>',
        ),
        ("", '<x:dataValidations count="1"><r/></x:dataValidations>'),
        ("<x:extLst/>", '<x:dataValidations count="1"><r/></x:dataValidations><x:extLst/>'),
    ):
        found = frame(behind=behind)
        offer(found, [b"<r/>"])
        head, tail = parted(found)
        assert head.endswith(b"<x:sheetData>")
        assert tail == f"</x:sheetData>{expected}</x:worksheet>".encode()


def test_the_extent_holds_what_is_written() -> None:
    for told, expected in (("A1:C11", "A1:E20"), ("A1", "A1:E20"), ("A1:Z99", "A1:Z99")):
        found = frame(f'<x:dimension ref="{told}"/>')
        stretch(found, [Area(2, 12, 5, 20)])
        assert f'ref="{expected}"'.encode() in found.done()


def test_runs_of_one_width_are_parted() -> None:
    found = frame(
        '<x:cols><x:col min="1" max="3" width="5"/><x:col min="4" max="16384" width="9" hidden="1"/></x:cols>'
    )
    set_widths(found, {3: Made(SheetColumn("a", "A", width=7), "A"), 5: Made(SheetColumn("b", "B"), "B")})
    runs = [
        tuple(one.attributes.get(name, "") for name in ("min", "max", "width", "hidden"))
        for one in Document(found.done()).root.all("cols", "col")
    ]
    assert runs == [
        ("1", "3", "5", ""),
        ("4", "4", "7", ""),
        ("5", "5", "9", "1"),
        ("6", "6", "18", ""),
        ("7", "16384", "9", "1"),
    ]


def test_marks_are_told_under_the_name_that_staff_gave_the_tab() -> None:
    marks = [Mark("state", "0123456789ab", 2), Mark("gone", "0123456789ab", None)]
    named = list(new_names("2026 call", "Renamed", marks, "ours").items())
    assert renamed_to(named, "2026 CALL") == "Renamed"
    assert renamed_to(named, "2027 call") == ""
    assert marks_among(named, "2026 call", "Renamed", ["state", "gone"]) == {mark.key: mark for mark in marks}
    assert owner_among(named, "2026 call", "Renamed") == owner_among(named, "Renamed", "Renamed") == "ours"
    assert owner_among(named, "2027 call", "2027 call") == ""
