"""The `chancery` command: the service's processes, and commands that do work at once."""

import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import click

from app import cli as looking
from app.config import SettingsError
from app.log import configure_log
from app.review import import_reviews, read_reviews
from app.store.engine import LedgerDown
from app.terminal import settings
from connectors.errors import ConnectorError
from forms.errors import DefinitionErrors
from jobs import embedded, programme
from jobs.bell import open_queue, open_redis
from jobs.clock import keep_time
from jobs.committee_cli import committee
from jobs.grants_cli import grants
from jobs.intake_cli import intake
from jobs.now import do_now
from jobs.relay import relay
from jobs.sheets_cli import sheets
from jobs.shortlist_cli import shortlist
from jobs.start import demo, run
from jobs.worker import work

CONNECTIONS = 4096  # of the web process, idle ones included; more wait to be let in
WEB = {
    "interface": "rsgi",
    "http": "1",  # all that proxies speak to us; HTTP/2 is for those who face browsers
    "workers": "1",  # SQLite wants one writing process, PostgreSQL does not mind
    "backpressure": str(CONNECTIONS),
    "http1-header-read-timeout": "10000",  # milliseconds, idle connections included
    "http1-buffer-size": "65536",  # bytes that a request's headers may take together
}
"""The server's options."""


@click.group()
@click.version_option(package_name="chancery")
def chancery() -> None:
    """Forms in; shared sheets, letters, shortlists and invoices out."""


@chancery.command()
def web() -> None:
    """The web process."""
    current = settings()
    programme.ensure_secrets(looking.ready_context())  # a mistake in a definition or setting stops the start here
    granian = Path(sys.executable).with_name("granian")
    address = ("--host", current.host, "--port", str(current.port))
    options = [f"--{name}={value}" for name, value in WEB.items()]
    _allow_files(2 * CONNECTIONS)
    os.execv(granian, [str(granian), *options, "--no-ws", *address, "app.web.served:front"])  # noqa: S606 - our own list


@chancery.command()
@click.option("--burst", is_flag=True, help="Stop when there is nothing left to do.")
def worker(burst: bool) -> None:
    """A worker process; start as many as you like."""
    looking.ready_context()
    work(settings(), burst=burst)


@chancery.command("relay")
def relay_command() -> None:
    """The relay process: passes what is due to the workers."""
    context = looking.ready_context()
    relay(context, open_queue(open_redis(context.settings)), _stopped())


@chancery.command("clock")
def clock_command() -> None:
    """The clock process: asks for the regular work."""
    keep_time(looking.ready_context(), _stopped())


@chancery.command("redis")
def redis_command() -> None:
    """The embedded Redis-compatible server."""
    embedded.serve(settings())


@looking.hooks.command("catch-up")
@click.argument("form")
@click.argument("source")
def hooks_catch_up(form: str, source: str) -> None:
    """Ask a provider's API now for what its webhook missed."""
    looking.require_source(looking.ready_context(), form, source)
    do_now("catch-up", f"{form}/{source}")


@looking.hooks.command("watch")
@click.argument("form")
def hooks_watch(form: str) -> None:
    """Have Google tell of a form's responses; the clock renews that before its seven days end."""
    looking.require_source(looking.ready_context(), form, "google-forms-watch")
    do_now("watch", form)


@chancery.group()
def reviews() -> None:
    """Reviewers' scores."""


@reviews.command("import")
@click.argument("form")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def reviews_import(form: str, table: Path) -> None:
    """Import scores from a CSV file: sample_id (or reference), reviewer, criterion, score."""
    context = looking.ready_context()
    looking.require(form, context.forms, "form")
    count = import_reviews(context, form, read_reviews(table))
    click.echo(f"{count} scores imported")


@chancery.group()
def invoices() -> None:
    """Contribution invoices."""


@invoices.command("issue")
@click.argument("budget")
def invoices_issue(budget: str) -> None:
    """Issue the invoices of a budget now; those issued before stay as they are."""
    do_now("invoices", budget)


def _allow_files(count: int) -> None:
    """Raise the soft limit of open files, as far as this account may: a connection is one of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _stopped() -> Event:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


for _command in (run, demo, intake, sheets, committee, shortlist, grants, *looking.COMMANDS):
    chancery.add_command(_command)

FAULTS: tuple[type[Exception], ...] = (SettingsError, DefinitionErrors, LedgerDown, ConnectorError)
"""What a command may meet that is not its fault: shown in words, without a traceback."""


def main(start: Callable[[], object] = chancery) -> None:
    """Run the command line; expected faults end it with their own words and status 1."""
    configure_log()
    try:
        start()
    except FAULTS as fault:
        click.echo(str(fault), err=True)
        raise SystemExit(1) from None
