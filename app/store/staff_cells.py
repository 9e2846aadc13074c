"""Staff's cells: what the columns of staff, and those of both, held when a sheet was last read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from app.store.cells import as_json, from_json
from app.store.insert import insert_into
from app.store.portions import portions
from app.store.tables import staff_cells
from connectors.ports import CellValue

Cells = Mapping[str, "StaffCell"]
"""Of one row, by column."""


@dataclass(frozen=True, slots=True)
class StaffCell:
    """One cell of the row `key`; `problem` says what is wrong with its value, empty where nothing is."""

    form: str
    key: str
    column: str
    value: CellValue
    problem: str = ""
    judged_by: str = ""  # the versions of form and submission that `problem` goes by


def put(connection: Connection, cells: Sequence[StaffCell]) -> None:
    """Keep what cells hold now; what they held before is for the history to tell."""
    if not cells:
        return
    statement = insert_into(connection, staff_cells)
    changes = {name: statement.excluded[name] for name in ("value", "problem", "judged_by")}
    kept = statement.on_conflict_do_update(index_elements=["form", "key", "column"], set_=changes)
    connection.execute(kept, [_values(one) for one in cells])


def _values(cell: StaffCell) -> dict[str, object]:
    values = {name: getattr(cell, name) for name in ("form", "key", "column", "problem", "judged_by")}
    return {**values, "value": as_json(cell.value)}


def of_form(connection: Connection, form: str) -> dict[str, Cells]:
    """The cells of a form's rows by key."""
    return _by_row(_found(connection, staff_cells.c.form == form))


def of_rows(connection: Connection, form: str, keys: Collection[str]) -> dict[str, Cells]:
    """Those of these rows."""
    mine = staff_cells.c.form == form
    return _by_row(
        one for some in portions(sorted(keys)) for one in _found(connection, mine, staff_cells.c.key.in_(some))
    )


def with_problems(connection: Connection, form: str) -> list[StaffCell]:
    """The cells of a form with whose value something is wrong."""
    return _found(connection, staff_cells.c.form == form, staff_cells.c.problem != "")


def count_problems(connection: Connection) -> dict[str, int]:
    """How many such cells each form has; those that have none are left out."""
    query = select(staff_cells.c.form, func.count()).where(staff_cells.c.problem != "").group_by(staff_cells.c.form)
    return {form: count for form, count in connection.execute(query)}  # noqa: C416


def _found(connection: Connection, *which: ColumnElement[bool]) -> list[StaffCell]:
    query = select(staff_cells).where(*which).order_by(staff_cells.c.key, staff_cells.c.column)
    return [_cell(**row._asdict()) for row in connection.execute(query)]


def _by_row(cells: Iterable[StaffCell]) -> dict[str, Cells]:
    found: dict[str, dict[str, StaffCell]] = {}
    for cell in cells:
        found.setdefault(cell.key, {})[cell.column] = cell
    return dict(found)


def _cell(*, value: object, **values: object) -> StaffCell:
    return StaffCell(**values, value=from_json(value))  # type: ignore[arg-type]  # as the table has them
