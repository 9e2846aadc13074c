"""The commands that start everything: `chancery run` and `chancery demo`."""

import click

from app.cli import ready_context
from jobs import serve


@click.command()
@click.option("--with-samples/--without-samples", "samples", default=None, help="Load the sample programme or not.")
def run(samples: bool | None) -> None:
    """Start everything on this machine and keep it running until Ctrl-C.

    The first start loads the sample programme, unless SMTP_URL, DATABASE_URL or GOOGLE_CREDENTIALS is set.
    """
    raise SystemExit(serve.run(ready_context(), until_produced=False, samples=samples))


@click.command()
def demo() -> None:
    """Start everything, load the sample programme, check what came of it, stop."""
    raise SystemExit(serve.run(ready_context(), until_produced=True))
