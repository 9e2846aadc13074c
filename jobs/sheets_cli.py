"""Commands about shared sheets: bring up to date, say what differs, repair, take over."""

import json
from dataclasses import asdict

import click

from app import cli as looking
from app.context import Context
from app.sheet_drift import Drift, Found, look
from app.terminal import table
from app.written import written
from connectors.errors import ConnectorError
from jobs.google_cli import connect, status
from jobs.now import do_now
from jobs.repairs import ACCEPT, COMPARE, RESTORE, TAKE_OVER

SOME, UNKNOWN = 1, 2
"""Exit statuses of drift: something differs; of some sheet that cannot be told."""
LONGEST = 60  # characters of a value in the table


@click.group()
def sheets() -> None:
    """Shared sheets."""


@sheets.command("sync")
@click.argument("forms", nargs=-1)
def sync(forms: tuple[str, ...]) -> None:
    """Bring the sheets of these forms (or of all) up to date now."""
    context = looking.ready_context()
    for name in _named(context, forms):
        do_now("sheet", name)


@sheets.command("drift")
@click.argument("forms", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One object a form, with every difference.")
def drift(forms: tuple[str, ...], *, as_json: bool) -> None:
    """What differs between sheets and the ledger, why, and whose it is; nothing is written.

    Ends with status 0 where nothing differs, 1 where something does, 2 where that cannot be told.
    """
    context = looking.standing_context()
    found: dict[str, Found | str] = {name: _looked(context, name) for name in _named(context, forms)}
    if as_json:
        click.echo(json.dumps([_in_words(*one) for one in found.items()], indent=1, ensure_ascii=False))
    else:
        for one in found.items():
            _tell(*one)
    if any(isinstance(one, str) for one in found.values()):
        raise SystemExit(UNKNOWN)
    if any(one.count for one in found.values() if isinstance(one, Found)):
        raise SystemExit(SOME)


@sheets.command("repair")
@click.argument("form")
@click.option("--restore", is_flag=True, help="Bring every row back that is gone.")
@click.option("--accept", is_flag=True, help="The rows that are gone are meant to be.")
def repair(form: str, *, restore: bool, accept: bool) -> None:
    """Make a sheet agree with the ledger; what staff wrote is kept first."""
    if restore and accept:
        raise click.UsageError("say --restore or --accept")
    looking.require(form, looking.ready_context().forms, "form")
    do_now("sheet", form, {"repair": RESTORE if restore else ACCEPT if accept else COMPARE})


@sheets.command("take-over")
@click.argument("form")
def take_over(form: str) -> None:
    """Keep a tab from now on that another form or service says it keeps, once that keeps it no longer."""
    looking.require(form, looking.ready_context().forms, "form")
    do_now("sheet", form, {"repair": TAKE_OVER})


def _named(context: Context, forms: tuple[str, ...]) -> tuple[str, ...]:
    for name in forms:
        looking.require(name, context.forms, "form")
    return forms or tuple(context.forms)


def _looked(context: Context, name: str) -> Found | str:
    """What differs, or why that cannot be told."""
    try:
        return look(context, name)
    except ConnectorError as fault:
        return str(fault)


def _tell(name: str, found: Found | str) -> None:
    if isinstance(found, str):
        click.echo(f"{name}: {found}")
    elif not found.drifts:
        click.echo(f"{name}: nothing differs")
    else:
        click.echo(f"{name}: {found.count} {'difference' if found.count == 1 else 'differences'}")
        heads = ("reference", "row", "column", "whose", "ledger", "sheet", "why", "a repair")
        table([heads, *(_row(one) for one in found.drifts)])
        if found.must_be_asked:
            click.echo(f"most rows are gone: chancery sheets repair {name} --restore, or --accept")


def _row(one: Drift) -> tuple[str, ...]:
    values = (_short(written(value)) for value in (one.ledger, one.sheet))
    return one.reference, str(one.row or ""), one.header, one.whose, *values, one.why, one.repair


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _in_words(name: str, found: Found | str) -> dict[str, object]:
    if isinstance(found, str):
        return {"form": name, "error": found}
    drifts = [{**asdict(one), "ledger": written(one.ledger), "sheet": written(one.sheet)} for one in found.drifts]
    return {"form": name, "count": found.count, "must_be_asked": found.must_be_asked, "differences": drifts}


for _command in (connect, status):
    sheets.add_command(_command)
