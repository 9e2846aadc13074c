"""What a packet is made of: a frozen shortlist, and what the ledger had at its moment of each proposal."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.context import Context
from app.packet.contents import Said
from app.packet.names import names_of, with_names
from app.packet.summary import said_of
from app.present import presented
from app.shortlisting.account import Account, account_of
from app.shortlisting.inputs import Inputs, read
from app.shortlisting.verifying import found
from app.store import as_it_was, given_remarks, sheet_edits
from app.store.given_remarks import Remarks
from app.store.shortlists import Shortlist
from app.store.submissions import Submission
from connectors.errors import ConnectorError
from forms.definition import Form
from forms.schema import compile_form

MOST_PAGES = 1_000
"""Proposals that have a page, the best placed: more would be no packet that anybody reads."""


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """All that a packet tells; what is of one proposal by its reference."""

    organisation: str
    shortlist: Shortlist
    inputs: Inputs
    account: Account
    summaries: Mapping[str, tuple[Said, ...]]
    remarks: Mapping[str, Sequence[Remarks]]
    information: Mapping[str, Sequence[tuple[str, str]]]  # what staff's columns with a list of choices say
    names: Mapping[str, str]  # what each member is called here

    def called(self, member: str) -> str:
        """A member as the packet names them."""
        return self.names.get(member, "A member")


def gathered(context: Context, form: str, number: int) -> Material:
    """The material of a frozen shortlist, always the same.

    Raises ConnectorError where the call has none of this number or it is damaged, DefinitionErrors where this release
    cannot read its definition.
    """
    frozen = found(context, form, number)
    if isinstance(frozen, str):
        raise ConnectorError(f"shortlist {number} of {form}: {frozen}", permanent=True)
    inputs, at = read(frozen.inputs), frozen.shortlist.as_of
    names = names_of(inputs)
    account = with_names(account_of(inputs), names)
    wanted = {one.candidate.reference for one in account.places[:MOST_PAGES]}
    with context.ledger.reading() as connection:
        held = _held(connection, form, wanted, at)
        references = {one.id: one.reference for one in held}
        remarks = _remarks(given_remarks.held_at(connection, form, at), references)
        information = _information(connection, inputs.form, held, at)
    return Material(
        organisation=context.settings.organisation,
        shortlist=frozen.shortlist,
        inputs=inputs,
        account=account,
        summaries=_summaries(context, inputs.form, held),
        remarks=remarks,
        information=information,
        names=names,
    )


def _held(connection: Connection, form: str, wanted: Collection[str], at: datetime) -> list[Submission]:
    known = as_it_was.versions(connection, as_it_was.numbers(connection, form, at), at)
    return [one for one in known if one.reference in wanted]


def _remarks(found: Iterable[Remarks], references: Mapping[int, str]) -> Mapping[str, Sequence[Remarks]]:
    by_reference: dict[str, list[Remarks]] = defaultdict(list)
    for one in found:
        if one.submission_id in references:
            by_reference[references[one.submission_id]].append(one)
    return by_reference


def _information(
    connection: Connection, form: Form, held: Iterable[Submission], at: datetime
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Header and value of each cell that staff had chosen by then, in the order of the sheet."""
    headers = [one.header for one in form.sheet.columns if one.owner == "staff" and one.dropdown]
    references = {one.key: one.reference for one in held}
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    for edit in sheet_edits.of_rows(connection, form.name, references) if headers else ():
        if edit.kind == sheet_edits.EDIT and edit.at <= at:
            said = "" if edit.after is None else str(edit.after)
            cells[references[edit.key]].setdefault(edit.header, said)  # the newest comes first
    return {
        reference: [(header, said[header]) for header in headers if said.get(header)]
        for reference, said in cells.items()
    }


def _summaries(context: Context, form: Form, held: Iterable[Submission]) -> Mapping[str, tuple[Said, ...]]:
    there = presented(compile_form(form), held, context.earlier)
    return {one.submission.reference: said_of(form, one.answers) for one in there}
