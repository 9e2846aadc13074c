"""`chancery forms late-link`: one applicant may begin and send a form after it has closed."""

from datetime import timedelta
from urllib.parse import quote

import click

from app import late_links
from app.data_folder import require_ledger
from app.store import audit, form_versions
from app.store.engine import open_ledger
from app.terminal import now, settings
from app.text import said_moment

LONGEST = 366  # days


@click.command("late-link")
@click.argument("form")
@click.option("--days", type=click.IntRange(1, LONGEST), default=7, show_default=True, help="How long it is good for.")
def late_link(form: str, days: int) -> None:
    """A link by which one applicant may begin and send a form after it has closed."""
    chosen = settings()
    require_ledger(chosen)
    until = now() + timedelta(days=days)
    ledger = open_ledger(chosen.database_url)
    try:
        with ledger.writing() as connection:
            entries = form_versions.history(connection, form)
            if not entries or entries[0].definition is None:
                raise click.ClickException(f"there is no published form {form!r}")
            zone = str(entries[0].definition.get("zone") or "UTC")
            details = {"until": until.isoformat()}
            audit.record(connection, who="staff", act="late link", what=form, now=now(), details=details)
    finally:
        ledger.engine.dispose()
    said = quote(late_links.made(chosen.secret_key, form, until))
    click.echo(f"{chosen.base_url.rstrip('/')}/f/{form}?late={said}")
    click.echo(f"Good for one submission, until {said_moment(until, zone, 'en')}.", err=True)
