"""A list on a shared workbook is read as people see it, and whatever else the file holds is said in words."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from published import write_list

from connectors.lists import MOST_ROWS, SharedLists


def test_cells_are_texts_as_people_see_them(tmp_path: Path) -> None:
    write_list(
        tmp_path,
        [["value", "label", "open"], [1, " One ", True], [2.5, date(2027, 1, 31), None], [None, None, None], ["x"]],
    )
    assert SharedLists(tmp_path).rows("Offices", "") == [
        {"value": "1", "label": "One", "open": "true"},
        {"value": "2.5", "label": "2027-01-31", "open": ""},
        {"value": "x", "label": "", "open": ""},
    ]


def test_an_empty_tab_has_no_rows(tmp_path: Path) -> None:
    write_list(tmp_path, [])
    assert SharedLists(tmp_path).rows("Offices", "Here") == []


def test_a_list_is_cut_one_row_after_what_a_form_takes(tmp_path: Path) -> None:
    write_list(tmp_path, [["value", "label"], *([str(n), "x"] for n in range(MOST_ROWS + 9))])
    assert len(SharedLists(tmp_path).rows("Offices", "Here")) == MOST_ROWS + 1


def sparse(path: Path) -> None:
    path.write_bytes(b"PK")
    os.truncate(path, 100_000_000)


FILES = {
    "there is no workbook": lambda path: None,
    "there is no workbook 'Offices' in": lambda path: path.mkdir(),
    "is empty": lambda path: path.write_bytes(b""),
    "is no workbook": lambda path: path.write_bytes(os.urandom(4096).replace(b"PK", b"xx")),
    "is damaged": lambda path: path.write_bytes(b"PK\x03\x04" + b"x" * 500),
    "has more than 10,000,000 bytes": sparse,
    "has no tab 'Here'; it has There": lambda path: write_list(path.parent, [["value"]], tab="There"),
}


@pytest.mark.parametrize("said", FILES)
def test_what_is_no_list_is_said(tmp_path: Path, said: str) -> None:
    FILES[said](tmp_path / "Offices.xlsx")
    with pytest.raises(ValueError, match=re.escape(said)):
        SharedLists(tmp_path).rows("Offices", "Here")


@pytest.mark.parametrize("name", ["../Offices", "a/b", "/etc/passwd", ".."])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    write_list(tmp_path, [["value"]])
    with pytest.raises(ValueError, match=r"no plain name|no workbook"):
        SharedLists(tmp_path / "shared").rows(name, "")


def test_the_stamp_tells_what_was_saved_taken_away_or_put_there(tmp_path: Path) -> None:
    lists = SharedLists(tmp_path)
    with pytest.raises(ValueError, match="no workbook"):
        lists.rows("Offices", "")
    seen = [lists.stamp()]
    path = write_list(tmp_path, [["value"], ["a"]])
    seen.append(lists.stamp())
    write_list(tmp_path, [["value"], ["abc"]])
    seen.append(lists.stamp())
    path.unlink()
    seen.append(lists.stamp())
    assert seen[0] == seen[3]
    assert len({str(one) for one in seen}) == 3
