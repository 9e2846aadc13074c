"""`chancery committee`: a call's members, their links, what they read, and what they may know nothing of."""

from pathlib import Path

import click

from app.assigning import assignment_of, make_assignment
from app.calls import call_named
from app.cli import ready_context, standing_context
from app.context import Context
from app.convening import invite, leave, put_members
from app.dossier import Reading
from app.member_details import ROLES, WORDS, known_of, read_about, read_table
from app.progress import progress_of
from app.scoring_book.faults import NotTaken
from app.scoring_book.handing_in import hand_in_for
from app.scoring_book.parcel import parcel_of
from app.scoring_book.taking import BECAME
from app.store import conflicts, members, proposals
from app.store.members import Member
from app.terminal import table
from connectors.packing import packed
from connectors.workbooks import replacing
from forms.reading.csv_rows import read_csv

WHO = "command line"


@click.group()
def committee() -> None:
    """Committees of calls: members, links, assignments, conflicts."""


@committee.command("list")
@click.argument("call")
def committee_list(call: str) -> None:
    """The members of a call, and how many of their reviews they have given."""
    context = standing_context()
    _, found = call_named(context, call)
    with context.ledger.reading() as c:
        progress = progress_of(c, call, found)
    rows = [
        (*_said(one.member), f"{one.done} of {one.count}", "came in" if one.entry.came_at else "") for one in progress
    ]
    table([(*WORDS, "given", ""), *rows])


@committee.command("add")
@click.argument("call")
@click.argument("name", required=False)
@click.option("--email")
@click.option("--language", help="One of the call's; its first without it.")
@click.option("--state", help="Its name, or its code of three letters.")
@click.option("--organisation")
@click.option("--role", type=click.Choice(ROLES))
@click.option("--table", "path", type=click.Path(path_type=Path), help=f"A CSV file of many: {', '.join(WORDS)}.")
def committee_add(call: str, name: str | None, path: Path | None, **said: str | None) -> None:
    """Add a member, or those of a table; who is called so already is changed in what is said."""
    if (name is None) == (path is None):
        raise click.UsageError("name a member, or say --table")
    context = ready_context()
    compiled, _ = call_named(context, call)
    with context.ledger.reading() as c:
        known = known_of(members.of_form(c, call))
    if path is not None:
        people, faults = read_table(read_csv(path), compiled.form.languages, known)
    else:
        told = {"name": name or "", **{word: one for word, one in said.items() if one is not None}}
        about, faults = read_about(told, compiled.form.languages, known)
        people = [about]
    if faults:
        raise click.ClickException(f"nobody was added: {'; '.join(faults)}")
    click.echo(f"{len(put_members(context, call, people, who=WHO))} added or changed")


@committee.command("leave")
@click.argument("call")
@click.argument("name")
def committee_leave(call: str, name: str) -> None:
    """Let a member leave: what they said stays, and nothing lets them in any more."""
    context = ready_context()
    leave(context, _named(context, call, name), who=WHO)
    click.echo(f"{name} has left; assign again, so that others read what was theirs")


@committee.command("invite")
@click.argument("call")
@click.argument("names", nargs=-1)
@click.option("--all", "everybody", is_flag=True, help="The whole committee.")
def committee_invite(call: str, names: tuple[str, ...], everybody: bool) -> None:
    """Have a link mailed to members, by which they come in."""
    if bool(names) == everybody:
        raise click.UsageError("name the members, or say --all")
    context = ready_context()
    people = _all(context, call) if everybody else [_named(context, call, name) for name in names]
    asked = invite(context, people, who=WHO)
    click.echo(f"a link goes to {len(asked)} of {len(people)}")
    for one in people:
        if one not in asked:
            why = "had several links within the hour" if one.email else "has no address"
            click.echo(f"{one.name} {why}", err=True)


@committee.command("assign")
@click.argument("call")
@click.option("--dry-run", is_flag=True, help="Only say what would be.")
def committee_assign(call: str, dry_run: bool) -> None:
    """Assign what is eligible to members, evenly and against no conflict; who has begun a review keeps it."""
    context = ready_context()
    _, found = call_named(context, call)
    if not dry_run:
        make_assignment(context, call, who=WHO)
    with context.ledger.reading() as c:
        standing = assignment_of(c, call, found)
    made = standing.new
    loads = {one.id: sum(member == one.id for _, member in made.pairs) for one in standing.members}
    table((one.name, str(loads[one.id])) for one in standing.members)
    references = {one.head.id: one.head.reference for one in standing.proposals}
    for proposal, gap in made.gaps.items():
        click.echo(f"{references[proposal]}: {gap} too few readers", err=True)


@committee.command("conflicts")
@click.argument("call")
def committee_conflicts(call: str) -> None:
    """What members may know nothing of, and why; the site lifts such a conflict."""
    context = standing_context()
    call_named(context, call)
    with context.ledger.reading() as c:
        found = conflicts.of_form(c, call)
        names = {one.id: one.name for one in members.of_form(c, call, gone=True)}
        references = {one.id: one.reference for one in proposals.of_form(c, call)}
    live = [one for one in found if one.lifted_at is None and one.submission_id in references]
    rows = [(references[one.submission_id], names[one.member_id], one.kind, one.reason) for one in live]
    table([("proposal", "member", "kind", "why"), *rows])


@committee.command("workbook")
@click.argument("call")
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The ZIP file to be written.")
def committee_workbook(call: str, name: str, out: Path) -> None:
    """Write a member's scoring workbook, and beside it what they may read, as a ZIP file."""
    context = standing_context()
    compiled, found = call_named(context, call)
    parcel = parcel_of(context, compiled, found, _named(context, call, name))
    with replacing(out) as draft:
        for piece in packed(parcel.files()):
            draft.write(piece)
    count = len(parcel.dossiers)
    click.echo(f"{out}: the workbook and {count} {'proposal' if count == 1 else 'proposals'} to read")


@committee.command("take")
@click.argument("call")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def committee_take(call: str, file: Path) -> None:
    """Take a member's scoring workbook in: rows that are right are kept, and the others told cell by cell."""
    context = ready_context()
    compiled, found = call_named(context, call)
    reading = Reading(compiled, found, context.earlier, "en")
    try:
        member, taken = hand_in_for(context, reading, file.read_bytes(), who=WHO)
    except NotTaken as refused:
        raise click.ClickException(f"{file}: nothing was taken. {refused}") from None
    click.echo(f"workbook of {member.name}")
    table((BECAME[word], str(number)) for word, number in taken.counts.items())
    for one in (*taken.faults, *taken.missing):
        click.echo(f"{one.place} {one.found!r}: {one.why} {one.remedy}", err=True)
    if taken.faults:
        raise click.exceptions.Exit(1)


def _all(context: Context, call: str) -> list[Member]:
    call_named(context, call)
    with context.ledger.reading() as c:
        return members.of_form(c, call)


def _named(context: Context, call: str, name: str) -> Member:
    found = next((one for one in _all(context, call) if one.name.casefold() == name.casefold()), None)
    if found is None:
        raise click.ClickException(f"{call} has no member called {name!r}")
    return found


def _said(member: Member) -> tuple[str, ...]:
    return tuple(str(getattr(member, word)) for word in WORDS)
