"""`chancery grants`: how a fund's grants stand, the yearly report on them, and the list of all."""

from decimal import Decimal
from pathlib import Path

import click

from app.cli import standing_context
from app.context import Context
from app.grants.making import local_day
from app.grants.sheet import listed
from app.grants.standing import Standing, standings_of
from app.grants.sums import totals
from app.grants.tables import KINDS, Tables
from app.grants.terms import funds_of, terms_of
from app.grants.yearly import owed_next, yearly
from app.terminal import table
from connectors.workbooks import write_atomically
from forms.definition import Form

HEADS = ("number", "cycle", "grantee", "state", "granted", "released", "currency", "owed next", "")


@click.command()
@click.argument("fund")
@click.option(
    "--report", "year", type=click.IntRange(1900, 9999), metavar="YEAR", help="Write the report on that year."
)
@click.option("--list", "is_listed", is_flag=True, help="Write the list of all grants, like the travel sheet.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where files are written to.")
def grants(fund: str, year: int | None, folder: Path | None, *, is_listed: bool) -> None:
    """Show how the grants of FUND stand; with --report or --list, write them as a workbook and a PDF."""
    if year is not None and is_listed:
        raise click.UsageError("say --report or --list")
    context = standing_context()
    with context.ledger.reading() as c:
        forms = funds_of(context, c).get(fund)
    if forms is None:
        raise click.ClickException(f"there is no fund called {fund!r}")
    target = folder or context.settings.data_dir / "reports"
    if year is not None:
        _write(context, yearly(context, fund, year), target / f"{fund}-report-{year}")
    elif is_listed:
        _write(context, listed(context, fund), target / f"{fund}-list")
    else:
        _show(context, fund, forms)


def _write(context: Context, tables: Tables, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for kind, made in KINDS.items():
        target = path.with_name(f"{path.name}.{kind}")
        write_atomically(target, made(tables, context.settings.organisation))
        click.echo(str(target))


def _show(context: Context, fund: str, forms: dict[str, Form]) -> None:
    with context.ledger.reading() as c:
        found = standings_of(c, fund, terms_of(forms))
    days = {name: local_day(form, context.now()) for name, form in forms.items()}
    rows = [(*_row(one), _late(len(one.overdue(days[one.grant.form])))) for one in found]
    table([HEADS, *rows] if rows else [("there are no grants",)])
    for one in totals(found):
        if one.currency:
            click.echo(f"{one.count} in {one.currency}: {one.granted:,.2f} granted, {one.released:,.2f} released")


def _row(one: Standing) -> tuple[str, ...]:
    grant = one.grant
    money = (
        (f"{Decimal(grant.amount):,.2f}", f"{one.released:,.2f}", grant.currency) if grant.currency else ("", "", "")
    )
    return (grant.number, str(grant.cycle or ""), grant.grantee, one.stage, *money, owed_next(one))


def _late(count: int) -> str:
    return f"{count} overdue" if count else ""
