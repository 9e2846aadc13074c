"""`chancery intake import`: past submissions out of a file that a form provider exported."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from app.backfill import Export, Said, Table, unanswered, understood, unmatched
from app.backfill_rows import Looked, kept_rows, looked
from app.backfill_try import Tried, tried
from app.cli import ready_context, require
from app.context import Context
from app.store import source_questions, submissions
from app.terminal import table
from connectors.exports.matching import ANSWER, UNMATCHED, Column
from connectors.exports.moments import DAY_FIRST, MONTH_FIRST
from jobs.backfill import take_in_export

KNOWN_BY = 500
"""Ids that are looked up at once."""


@click.group()
def intake() -> None:
    """What comes in."""


@intake.command("import")
@click.argument("form")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Which source of the form exported it; found by its columns otherwise.")
@click.option("--dry-run", is_flag=True, help="Show what would become of the rows; nothing is stored.")
@click.option("--zone", default="", help="The zone of times that name none, such as Europe/Zurich.")
@click.option("--dates", type=click.Choice([DAY_FIRST, MONTH_FIRST]), default=None, help="How 04/05/2026 is meant.")
@click.option("--encoding", default="", help="That of a CSV file that is not UTF-8 or UTF-16, such as windows-1252.")
@click.option(
    "--id-prefix", default="", help="What stands before the ids of submissions by webhook, and not in the file."
)
@click.option("--change", is_flag=True, help="Change submissions that are here: what no column holds is emptied.")
@click.option("--leave-unmatched", is_flag=True, help="Although columns that hold something answer no question.")
def intake_import(
    *,
    form: str,
    file: Path,
    source: str,
    zone: str,
    dates: str | None,
    encoding: str,
    id_prefix: str,
    dry_run: bool,
    change: bool,
    leave_unmatched: bool,
) -> None:
    """Take in the past submissions in FILE (CSV, XLSX, or a ZIP of ODK Central) that FORM's provider exported.

    Each row is kept as a delivery and judged as one, by the time at which it was submitted; no mail is sent. The same
    file again changes nothing.
    """
    _require_known(zone, encoding)
    context = ready_context()
    require(form, context.forms, "form")
    said = Said(source.replace("_", "-").lower(), zone, dates or "", encoding, id_prefix)
    with context.ledger.reading() as c:
        labels = [(one.source, one.key, one.label) for one in source_questions.of_form(c, form)]
    export, found = looked(understood(context.forms[form], file, said, labels))
    left = _show(export, found)
    if dry_run:
        _show_tried(context, export, tried(export, kept_rows(export), context.now))
    elif left and not leave_unmatched:
        raise click.ClickException(f"nothing is stored: {left} columns or tables answer no question. {REMEDY}")
    else:
        counts = take_in_export(
            context, export, file.name, lambda rows: click.echo(f"{rows} rows", err=True), change=change
        )
        click.echo(", ".join(f"{count} {word}" for word, count in counts.most_common()) or "no rows")


REMEDY = "Map or ignore them under the form's source, or say --leave-unmatched (they stay in the kept rows)."


def _require_known(zone: str, encoding: str) -> None:
    try:
        "".encode(encoding or "utf-8")
    except LookupError:
        raise click.ClickException(f"there is no encoding called {encoding!r}") from None
    try:
        ZoneInfo(zone or "UTC")
    except (ValueError, OSError, LookupError):
        raise click.ClickException(f"there is no zone called {zone!r}; zones are called like Europe/Zurich") from None


def _show(export: Export, found: Looked) -> int:
    """Show what the columns are; returns how many that hold something answer nothing."""
    form, source = export.compiled.form.name, export.wanted.word
    click.echo(f"{found.rows} rows for {form}, as {source}; times without a zone are of {export.zone.key}")
    tables = (export.main, *export.repeats)
    answers = [_line(place, one) for place in tables for one in place.columns if one.role == ANSWER]
    if answers:
        table([("column", "question", "found by"), *answers])
    others = [one.heading for one in export.main.columns if one.role not in {ANSWER, UNMATCHED} and one.heading]
    if others:
        click.echo(f"No answers: {', '.join(others)}")
    lost = [(place, one) for place in tables for one in unmatched(place) if found.filled[place.sheet.name, one.index]]
    for place, one in lost:
        rows = found.filled[place.sheet.name, one.index]
        click.echo(f"UNMATCHED {place.sheet.place(1, one.index)} {one.heading!r} ({rows} rows): {one.how}")
    for name in export.left_out:
        click.echo(f"UNMATCHED table {name!r}: it is no repeat that the form has a table for")
    if export.not_read:
        click.echo(f"Not read: {', '.join(export.not_read)}")
    for path in unanswered(export):
        click.echo(f"No column answers {path!r}, which the form requires")
    if not export.names_submissions:
        click.echo("No column says which submission a row is: what came by webhook already would come twice.")
    if not export.has_times:
        click.echo("No column says when a row was submitted: it counts as submitted now.")
    return len(lost) + len(export.left_out)


def _line(where: Table, column: Column) -> tuple[str, str, str]:
    heading = column.heading if not where.path else f"{where.sheet.name}: {column.heading}"
    return heading, column.path, column.how


def _show_tried(context: Context, export: Export, found: Tried) -> None:
    ids = list(found.submissions)
    known = 0
    with context.ledger.reading() as c:
        for start in range(0, len(ids), KNOWN_BY):
            part = ids[start : start + KNOWN_BY]
            known += len(submissions.versions_of(c, export.compiled.form.name, export.wanted.word, part))
    click.echo(", ".join(f"{count} would be {state}" for state, count in found.states.most_common()) or "no rows")
    click.echo(f"{known} of their submissions are here already; they are left as they are without --change")
    twice = sum(1 for count in found.submissions.values() if count > 1)
    if twice:
        click.echo(f"{twice} submissions stand in several rows: the newest of each counts")
    for problem in found.problems:
        click.echo(f"  {problem}")
