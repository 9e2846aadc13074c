"""What staff do to a shared sheet is told before anything is written over, in every kind of sheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from sheet_places import Place

from connectors.errors import ConnectorError
from connectors.ports import CellEdit, Noticed, SheetColumn, SheetRow, SyncResult
from connectors.sheets.values import formula

Make = Callable[..., SheetRow]
KEYS = [str(number) for number in range(1, 4)]


@dataclass
class Watched:
    """A sheet, and what was noticed at its last sync."""

    place: Place
    found: list[Noticed] = field(default_factory=list)

    def sync(self, rows: Sequence[SheetRow], **changes: object) -> SyncResult:
        spec = replace(self.place.spec, **changes)  # type: ignore[arg-type]  # tests give what a spec takes
        return self.place.backend.upsert(spec, rows, self.found.append)

    @property
    def last(self) -> Noticed:
        """But for who it was, which not every place tells."""
        return replace(self.found[-1], who="")


@pytest.fixture
def watched(place: Place, proposal: Make) -> Watched:
    found = Watched(place)
    found.sync([proposal(key) for key in KEYS])
    return found


def shown(rows: Sequence[SheetRow]) -> list[SheetRow]:
    return [replace(row, was_shown=True) for row in rows]


def test_nothing_done_is_nothing_noticed(watched: Watched, proposal: Make) -> None:
    watched.sync(shown([proposal(key) for key in KEYS]))
    assert watched.last == Noticed()


def test_what_staff_write_in_their_columns_is_told(watched: Watched, proposal: Make) -> None:
    staff, column = watched.place.staff, watched.place.column("Remarks")
    staff.write(2, column, "ask for the budget")
    staff.sort(0, descending=True)
    rows = [proposal(key) for key in KEYS]
    watched.sync(rows)
    edit = CellEdit("2", "staff:Remarks", None, "ask for the budget")
    assert watched.last == Noticed(edits=(edit,))
    rows[1] = replace(rows[1], kept={"staff:Remarks": "ask for the budget"})
    watched.sync(rows)
    assert watched.last == Noticed()
    staff.write(2, column, None)
    watched.sync(rows)
    assert watched.last == Noticed(edits=(CellEdit("2", "staff:Remarks", "ask for the budget", None),))


def test_what_is_written_over_is_told_first(watched: Watched, proposal: Make) -> None:
    watched.place.staff.write(1, watched.place.column("State"), "Gana")
    watched.sync([proposal(key) for key in KEYS])
    assert watched.last == Noticed(replaced=(CellEdit("1", "state", "Ghana", "Gana"),))
    assert watched.place.shown("State")[0] == "Ghana"


def test_a_formula_of_staff_is_told_as_one_and_comes_back_as_its_letters(watched: Watched, proposal: Make) -> None:
    watched.place.staff.write(1, watched.place.column("Remarks"), "=1+1")
    rows = [proposal(key) for key in KEYS]
    watched.sync(rows)
    assert watched.last == Noticed(edits=(CellEdit("1", "staff:Remarks", None, formula("=1+1")),))
    rows[0] = replace(rows[0], kept={"staff:Remarks": formula("=1+1")})
    watched.sync(rows)
    assert watched.last == Noticed()
    watched.place.staff.delete_row(1)
    for _ in range(2):
        watched.sync(rows)
        assert watched.last == Noticed()
    assert watched.place.shown("Remarks") == [None, None, "=1+1"]


def test_what_cannot_be_kept_is_not_written_over(watched: Watched, proposal: Make) -> None:
    watched.place.staff.write(1, watched.place.column("State"), "Gana")

    def full(_noticed: Noticed) -> None:
        raise ConnectorError("the ledger is full")

    with pytest.raises(ConnectorError, match="full"):
        watched.place.backend.upsert(watched.place.spec, [proposal("1")], full)
    assert watched.place.shown("State")[0] == "Gana"


def test_a_column_of_both_is_the_services_once(watched: Watched, proposal: Make) -> None:
    columns = (*watched.place.spec.columns, SheetColumn("rank", "Rank", "integer", owner="both"))
    rows = [proposal(key, rank=5) for key in KEYS]
    watched.sync(rows, columns=columns)
    assert watched.last == Noticed()
    watched.place.staff.write(2, watched.place.column("Rank"), 7)
    watched.sync(rows, columns=columns)
    assert watched.last == Noticed(edits=(CellEdit("2", "rank", 5, 7),))
    assert watched.place.shown("Rank") == [5, 7, 5]


def test_a_deleted_row_comes_back_with_what_staff_wrote(watched: Watched, proposal: Make) -> None:
    watched.place.staff.write(2, watched.place.column("Remarks"), "ask for the budget")
    watched.place.staff.delete_row(2)
    rows = shown([proposal(key) for key in KEYS])
    rows[1] = replace(rows[1], kept={"staff:Remarks": "ask for the budget"})
    result = watched.sync(rows)
    assert (result.appended, result.notes) == (1, ("1 deleted row restored",))
    assert watched.place.shown("_id") == ["1", "3", "2"]
    assert watched.place.shown("Remarks") == [None, None, "ask for the budget"]


@pytest.mark.parametrize("word", ["keep out", "withdraw"])
def test_a_deleted_row_stays_away_where_staff_say_so(watched: Watched, proposal: Make, word: str) -> None:
    watched.place.staff.delete_row(2)
    rows = shown([proposal(key) for key in KEYS])
    assert watched.sync(rows, deleted=word).appended == 0
    assert watched.last == Noticed(gone=("2",))
    rows[1] = replace(rows[1], is_gone=True)
    watched.sync(rows, deleted=word)
    assert watched.last == Noticed()
    watched.place.staff.insert_row(1, ["2", "VTF-2026-2", "Ghana"])  # the version history brought it back
    watched.sync(rows, deleted=word)
    assert watched.last == Noticed(back=("2",))


def test_most_rows_gone_at_once_are_asked_about(watched: Watched, proposal: Make) -> None:
    rows = [proposal(str(number)) for number in range(1, 50)]
    watched.sync(rows)
    for _ in range(30):
        watched.place.staff.delete_row(1)
    with pytest.raises(ConnectorError, match="30 of 49 rows are gone from the tab '2026 call'") as caught:
        watched.sync(shown(rows), deleted="keep out")
    assert caught.value.permanent
    assert watched.sync(shown(rows)).appended == 30


def test_a_tab_that_another_keeps_is_left_alone(watched: Watched, proposal: Make) -> None:
    rows = [proposal(key) for key in KEYS]
    watched.sync(rows, owner="ours vtf-proposal")
    before = watched.place.staff.rows()
    with pytest.raises(ConnectorError, match=r"'2026 call' is kept by another .*\(ours vtf-proposal; ") as caught:
        watched.sync([proposal("9")], owner="theirs vtf-proposal")
    assert caught.value.permanent
    assert watched.place.staff.rows() == before
    assert watched.sync(rows, owner="ours vtf-proposal").unchanged == 3


def test_a_key_that_no_submission_has_is_spoken_of(watched: Watched, proposal: Make) -> None:
    assert watched.sync([proposal("3")]).notes == ("row 2 and 1 more: no submission has its key",)


def test_all_rows_gone_are_asked_about_though_they_are_few(watched: Watched, proposal: Make) -> None:
    for row in range(1, 4):
        watched.place.staff.write(row, 0, None)  # the keys alone
    with pytest.raises(ConnectorError, match="3 of 3 rows are gone"):
        watched.sync(shown([proposal(key) for key in KEYS]), deleted="withdraw")
