"""Opens a workbook that came back: whether it is ours, whose it is, and which rows are about what."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.dossier import Reading
from app.scoring_book.columns import columns_of
from app.scoring_book.entries import Entry
from app.scoring_book.faults import Fault, NotTaken, at_cell, new_workbook
from app.scoring_book.seal import Seal, opened, terms_of
from app.text import translate
from connectors.entry_books.finding import NoEntryBook
from connectors.entry_books.reading import returned
from connectors.entry_books.values import Column, Returned
from forms.definition import Call


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook that can be read."""

    seal: Seal
    returned: Returned


def open_book(secret_key: str, data: bytes, language: str) -> Opened:
    """The workbook with its seal. Raises NotTaken."""
    try:
        found = returned(data)
    except NoEntryBook:
        raise NotTaken(_no_book(language)) from None
    seal = opened(secret_key, found.seal)
    if seal is None:
        why = translate("Its hidden seal is not ours, or was changed.", language)
        raise NotTaken(Fault(why, new_workbook(language)))
    return Opened(seal, found)


def _no_book(language: str) -> Fault:
    why = translate("It is no scoring workbook of ours, or it cannot be opened.", language)
    return Fault(why, translate("Send the .xlsx file that you filled in, without a password.", language))


def require_for(book: Opened, reading: Reading) -> None:
    """It must be of this call, as it is now, with all its columns: a lost one would say that all in it was deleted.

    Raises NotTaken.
    """
    call, language = reading.call, reading.language
    if book.seal.call != reading.compiled.form.name:
        why = translate("It is the workbook of another call.", language)
        raise NotTaken(Fault(why, translate("Send it on the page of that call.", language)))
    if book.seal.terms != terms_of(call.criteria):
        why = translate("The criteria have changed since this workbook was made.", language)
        raise NotTaken(Fault(why, new_workbook(language)))
    for column in columns_of(reading):
        if column.is_open:
            _require_once(book.returned, column, language)


def _require_once(found: Returned, column: Column, language: str) -> None:
    heads, title = found.heads.get(column.mark, ()), column.title.partition("\n")[0]
    if not heads:
        why = translate("The column “%(column)s” is missing.", language, {"column": title})
        raise NotTaken(Fault(why, new_workbook(language)))
    if len(heads) > 1:
        why = translate("This column is there twice.", language)
        raise NotTaken(at_cell(heads[1], why, translate("Delete one of the two.", language)))


def require_theirs(book: Opened, member: int, language: str) -> None:
    """It must be that member's. Raises NotTaken."""
    if book.seal.member != member:
        why = translate("It is the workbook of another member.", language)
        raise NotTaken(Fault(why, translate("Send the one that you downloaded yourself.", language)))


def entries_of(book: Opened, call: Call, language: str) -> tuple[dict[str, Entry], list[Fault]]:
    """The rows by the keys of their proposals, and what is wrong with the others."""
    found: dict[str, list[Entry]] = {}
    faults = []
    for entry in _filled(book, call, language):
        if entry.row.mark in book.seal.rows:
            found.setdefault(entry.row.mark, []).append(entry)
        else:
            why = translate("This row has lost its hidden mark, or was added.", language)
            faults.append(at_cell(entry.place, why, new_workbook(language)))
    for each in found.values():
        faults += _twice(each, language)
    return {key: each[0] for key, each in found.items() if _is_one(each)}, faults


def _filled(book: Opened, call: Call, language: str) -> Iterator[Entry]:
    """Every row of a proposal, and what else has something in a cell that is filled in."""
    for row in book.returned.rows:
        entry = Entry(row, call, language)
        if row.mark in book.seal.rows or any(entry.said):
            yield entry


def _is_one(each: list[Entry]) -> bool:
    """Whether a row stands there once; copies that all say the same are one."""
    return len({entry.said for entry in each}) == 1


def _twice(each: list[Entry], language: str) -> Iterator[Fault]:
    if _is_one(each):
        return
    rows = ", ".join(str(entry.row.number) for entry in each)
    why = translate("Rows %(rows)s are about the same proposal and say different things.", language, {"rows": rows})
    for entry in each:
        yield at_cell(entry.place, why, translate("Keep the one that counts and delete the others.", language))
