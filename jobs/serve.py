"""Runs the whole service on one machine: children under a supervisor, the sample programme at the first start."""

import signal
import socket
import time
from pathlib import Path
from threading import Event, Thread

import click
import httpx

from app.cli import new_password, table
from app.context import Context
from app.store import outbox, staff
from jobs import produced, programme
from jobs.supervisor import PROCFILE, Supervisor, read_procfile

READY_WITHIN = 60.0  # seconds from start to /readyz
PRODUCED_WITHIN = 300.0  # seconds for all of the sample programme
FIRST_STAFF = "secretariat"


class NotServing(click.ClickException):
    """The service could not be started; the text says why and what to do."""


def run(context: Context, *, until_produced: bool) -> int:
    """Serve until Ctrl-C, or (`until_produced`) until the sample programme has been produced and checked."""
    _require_free_port(context)
    programme.ensure_secrets(context)
    sign_in = sign_in_said(context)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    outcome: list[int] = []
    guide = Thread(target=_guide, args=(context, sign_in, until_produced, stop, outcome), daemon=True)
    guide.start()
    Supervisor(_commands(context), context.settings.data_dir / "log").run(stop)
    guide.join(timeout=1)
    return outcome[0] if outcome else int(until_produced)


def _commands(context: Context) -> dict[str, list[str]]:
    """What the Procfile names, before it the embedded server where no other is configured."""
    redis = {} if context.settings.redis_url else {"redis": ["chancery", "redis"]}
    return {**redis, **read_procfile(PROCFILE)}


def _require_free_port(context: Context) -> None:
    host, port = context.settings.host, context.settings.port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise NotServing(
                f"cannot listen on {host}:{port} ({fault.strerror}). "
                f"Is the service running already? Otherwise choose another port: PORT={port + 1} make run"
            ) from None


def sign_in_said(context: Context) -> str:
    """How to sign in. The first start makes the first member of staff, keeps the password and shows it this once."""
    path = context.settings.data_dir / "sign-in.txt"
    with context.ledger.reading() as connection:
        known = staff.any_staff(connection)
    if not known:
        said = f"{FIRST_STAFF} / {new_password(context, FIRST_STAFF)}"
        path.touch(mode=0o600)
        path.write_text(f"{said}\n")
        return f"{said}   (kept in {path})"
    if path.exists():
        return f"{FIRST_STAFF}, with the password in {path}"
    return "`chancery staff password NAME` gives a new password"


def _guide(context: Context, sign_in: str, until_produced: bool, stop: Event, outcome: list[int]) -> None:
    """Wait for the service, load the samples once, say where things are; in a demo, check and stop."""
    try:
        _await_ready(context, stop)
        if not programme.is_loaded(context):
            _load(context)
        code = _show(context, sign_in)
    except (NotServing, httpx.HTTPError) as fault:
        click.echo(f"not started: {fault}; see {context.settings.data_dir / 'log'}", err=True)
        code = 1
        until_produced = True
    if until_produced:
        outcome.append(code)
        stop.set()
    elif not stop.is_set():
        click.echo("\nCtrl-C stops everything; what was accepted stays.")


def _await_ready(context: Context, stop: Event) -> None:
    url = f"{_address(context)}/readyz"
    limit = time.monotonic() + READY_WITHIN
    while not stop.is_set() and time.monotonic() < limit:
        try:
            if httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass  # not there yet
        stop.wait(0.2)
    raise NotServing(f"{url} did not answer within {READY_WITHIN:.0f} s")


def _address(context: Context) -> str:
    return f"http://{context.settings.host}:{context.settings.port}"


def _load(context: Context) -> None:
    click.echo("First start: loading the sample programme (illustrative data) through the webhooks …")
    posted = programme.post_samples(context, _address(context), _say)
    _say(
        f"{sum(s.accepted for s in posted)} of {len(posted)} are meant to be accepted, the rest to stand in quarantine"
    )
    _say(f"imported {programme.import_sample_reviews(context)} scores of the selection committee")
    programme.ask_for_results(context)
    _await_produced(context)


def _say(line: str) -> None:
    click.echo(f"  · {line}")


def _await_produced(context: Context) -> None:
    """Wait until nothing is due any more, showing what is left."""
    limit = time.monotonic() + PRODUCED_WITHIN
    before = ""
    while time.monotonic() < limit:
        with context.ledger.reading() as connection:
            counts = outbox.counts(connection)
        due = {kind: count for (kind, state), count in counts.items() if state == "due"}
        if not due:
            _say("everything that was due is done")
            return
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(due.items()))
        if said != before:
            _say(f"still due: {said}")
        before = said
        time.sleep(0.5)
    raise NotServing(f"not everything was produced within {PRODUCED_WITHIN:.0f} s (still due: {before})")


def _show(context: Context, sign_in: str) -> int:
    """The short table of where to look; returns 0 when all of the sample programme is there."""
    findings = produced.examine(context)
    click.echo("")
    table(("ok" if f.ok else "MISSING", f.what, f.said) for f in findings)
    click.echo("")
    table(_places(context, sign_in))
    return 0 if all(finding.ok for finding in findings) else 1


def _places(context: Context, sign_in: str) -> list[tuple[str, str]]:
    base, settings = context.settings.base_url, context.settings
    pages = [(f"form  {name}", f"{base}/f/{name}") for name in context.forms]
    folders: list[tuple[str, Path]] = [
        ("workbooks", settings.workbooks),
        ("shortlist, invoices, register", settings.documents),
        ("mails" if not settings.smtp_url else "mails (sent by SMTP; files unused)", settings.mail_folder),
    ]
    return [
        *pages,
        ("staff pages", f"{base}/staff"),
        ("sign in as", sign_in),
        *((what, str(folder)) for what, folder in folders),
    ]
