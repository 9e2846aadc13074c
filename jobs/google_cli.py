"""Commands about sheets in Google: whether a spreadsheet can be used, and what waits to be shown."""

import click

from app import cli as looking
from app.backlog import backlog
from app.config import Settings
from app.projection import spec_of
from app.store.ledger_id import ledger_id
from app.terminal import settings, table
from connectors.ports import Probe, SheetSpec
from connectors.sheets.google import GoogleSheets, open_google
from connectors.sheets.google.address import address_of, key_of

NO_CREDENTIALS = (
    "GOOGLE_CREDENTIALS is not set: it names the file with the key of a service account, or with the credentials of a "
    "person. docs/google-sheets.md says, step by step, how to get one"
)


@click.command()
@click.argument("address")
@click.option("--form", help="The form whose sheet is to live there.")
def connect(address: str, form: str | None) -> None:
    """Whether the spreadsheet at ADDRESS can be used, and if not, exactly what is missing."""
    google = _opened(settings())
    click.echo(f"account: {google.account or 'that of the person whose credentials they are'}")
    found = list(google.examine(address, _spec(form)))
    for one in found:
        _tell(one)
    if not all(one.ok for one in found):
        raise SystemExit(1)
    click.echo(
        f"\nIt can be used. Put this into the form's definition, and publish it:\n  sheet:\n    google: "
        f"{address_of(key_of(address))}"
    )


def _opened(current: Settings) -> GoogleSheets:
    if current.google_credentials is None:
        raise click.ClickException(NO_CREDENTIALS)
    return open_google(current.google_credentials, current.redis_counts)


def _spec(form: str | None) -> SheetSpec | None:
    if form is None:
        return None
    context = looking.ready_context()
    looking.require(form, context.forms, "form")
    with context.ledger.reading() as connection:
        return spec_of(context.forms[form].form, ledger_id(connection))


def _tell(one: Probe) -> None:
    click.echo(f"{'ok' if one.ok else 'NO':4}{one.name:12}{one.said}")
    if not one.ok and one.remedy:
        click.echo(f"{'':16}{one.remedy}")


@click.command("status")
def status() -> None:
    """What each sheet does not show yet, and by when it may."""
    context = looking.standing_context()
    found = backlog(context)
    table((one.form, f"{one.waiting} to show", one.said) for one in found.sheets)
    if found.calls:
        click.echo(f"Google: {found.calls.reads} reads and {found.calls.writes} writes left of this minute's")
