"""Guides whoever started the service: waits until it answers, loads the samples where wanted, says where things are."""

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import click
import httpx

from app.context import Context
from app.store.engine import LedgerDown
from app.terminal import table
from connectors.errors import ConnectorError
from forms.errors import DefinitionErrors
from jobs import produced, programme
from jobs.produced import Finding

READY_WITHIN = 60.0  # seconds from start to /readyz
PRODUCED_WITHIN = 300.0  # seconds for all of the sample programme


class Trouble(Exception):  # noqa: N818 - said to people as it is
    """What went wrong, in words."""


class NotReady(Trouble):
    """The service does not answer, so there is nothing to guide to."""


class Stopped(Exception):  # noqa: N818 - no fault: somebody wants everything to stop
    """The service is being stopped; whatever is being waited for will not come."""


FAULTS = (Trouble, httpx.HTTPError, LedgerDown, ConnectorError, DefinitionErrors, OSError)
"""What may go wrong at a start without being a mistake of the program."""


@dataclass
class Guide:
    """One start of the service. A `demo` checks what came of the samples and sets `stop` itself."""

    context: Context
    sign_in: str
    stop: Event
    samples: bool  # whether to load them now
    demo: bool
    note: str = ""  # said before the places
    code: int = field(init=False)  # the exit code

    def __post_init__(self) -> None:
        self.code = int(self.demo)  # a demo has to show that all is there

    def run(self) -> None:
        """All of it, in a thread of its own. What goes wrong is said, and only what must stops the service."""
        try:
            self._run()
        except Stopped:
            return
        except FAULTS as fault:
            if not self.stop.is_set():  # otherwise it is the service that went away, as asked
                self._tell(fault)
        finally:
            if self.demo or self.code:
                self.stop.set()

    def _run(self) -> None:
        self._await_ready()
        if self.samples:
            self._load()
        findings = produced.examine(self.context) if self.demo or programme.is_loaded(self.context) else []
        self._say_nothing_if_stopped()
        self._show(findings)
        if self.demo:
            self.code = 0 if all(finding.ok for finding in findings) else 1

    def _tell(self, fault: Exception) -> None:
        log = self.context.settings.data_dir / "log"
        if isinstance(fault, NotReady):
            self.code = 1
            click.echo(f"not started: {fault}; see {log}", err=True)
            return
        if not isinstance(fault, Trouble):
            log.mkdir(parents=True, exist_ok=True)
            with (log / "guide.log").open("a", encoding="utf-8") as file:
                file.writelines(traceback.format_exception(fault))
        said = str(fault) if isinstance(fault, Trouble) else f"{type(fault).__name__}: {fault}"
        click.echo(f"\nThe service runs, but something went wrong at its start: {said}; see {log}", err=True)
        if not self.demo:
            self._show([])

    def _await_ready(self) -> None:
        url = f"{address(self.context)}/readyz"
        limit = time.monotonic() + READY_WITHIN
        while time.monotonic() < limit:
            self._say_nothing_if_stopped()
            try:
                if httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass  # not there yet
            self.stop.wait(0.2)
        raise NotReady(f"{url} did not answer within {READY_WITHIN:.0f} s")

    def _load(self) -> None:
        context = self.context
        again = "Loading the rest of" if programme.is_loading(context) else "First start: loading"
        click.echo(f"{again} the sample programme (illustrative data) through the webhooks …")
        programme.mark(context, programme.LOADING)
        posted = programme.post_samples(context, address(context), self._say)
        accepted = sum(sample.accepted for sample in posted)
        self._say(f"{accepted} of {len(posted)} are meant to be accepted, the rest to stand in quarantine")
        self._say(f"imported {programme.import_sample_reviews(context)} scores of the selection committee")
        programme.ask_for_results(context)
        programme.mark(context, programme.LOADED)
        self._await_produced()

    def _say(self, line: str) -> None:
        self._say_nothing_if_stopped()
        click.echo(f"  · {line}")

    def _say_nothing_if_stopped(self) -> None:
        if self.stop.is_set():
            raise Stopped

    def _await_produced(self) -> None:
        """Wait until nothing is due any more, showing what is left."""
        limit = time.monotonic() + PRODUCED_WITHIN
        before = ""
        while time.monotonic() < limit:
            due = produced.due_soon(self.context)
            if not due:
                self._say("everything that was due is done")
                return
            said = ", ".join(f"{count} {kind}" for kind, count in sorted(due.items()))
            if said != before:
                self._say(f"still due: {said}")
            before = said
            self._say_nothing_if_stopped()
            self.stop.wait(0.5)
        raise Trouble(f"not everything was produced within {PRODUCED_WITHIN:.0f} s (still due: {before})")

    def _show(self, findings: Sequence[Finding]) -> None:
        """The short table of what was made; in a service that goes on, where to look for it too."""
        parts: list[list[tuple[str, ...]]] = [[(f.state, f.what, f.said) for f in findings]]
        if self.note:
            parts.append([(self.note,)])
        if not self.demo:
            parts.append(places(self.context, self.sign_in))
        for part in filter(None, parts):
            click.echo("")
            table(part)
        if self.demo:
            return
        click.echo("\nCtrl-C stops everything; what was accepted stays.")


def address(context: Context) -> str:
    """Where the service listens, which behind a proxy is not where people find it."""
    return f"http://{context.settings.host}:{context.settings.port}"


def places(context: Context, sign_in: str) -> list[tuple[str, ...]]:
    """Where to look."""
    base, settings = context.settings.base_url, context.settings
    pages = [(f"form  {name}", f"{base}/f/{name}") for name in context.forms]
    folders: list[tuple[str, Path]] = [
        ("workbooks", settings.workbooks),
        ("shortlist, invoices, register", settings.documents),
    ]
    mails = "sent by SMTP" if settings.smtp_url else str(settings.mail_folder)
    return [
        *pages,
        ("staff pages", f"{base}/staff"),
        ("sign in as", sign_in),
        *((what, str(folder)) for what, folder in folders),
        ("mails", mails),
    ]
