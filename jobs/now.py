"""Does one thing at once, for a command: asks for it in the outbox and runs it here."""

from collections.abc import Mapping
from typing import Any

import click

from app import cli as looking
from app.store import lanes, outbox
from jobs.run import run_in


def do_now(kind: str, target: str, payload: Mapping[str, Any] | None = None) -> None:
    """Run it and say what came of it. Raises click.ClickException where it failed, or another is at it."""
    context = looking.ready_context()
    with context.ledger.writing() as connection:
        item = outbox.put(connection, kind, target, now=context.now(), payload=payload)
        lanes.end_wait(connection, kind, target)
    run_in(context, item)
    with context.ledger.reading() as connection:
        done = outbox.get(connection, item)
    if done is None or done.state != outbox.DONE:
        said = done.error if done else "the item is gone"
        raise click.ClickException(
            f"{kind} {target}: {said or 'another worker is at it, or it must wait; see `chancery outbox list`'}"
        )
    click.echo(f"{kind} {target}: {done.note}")
