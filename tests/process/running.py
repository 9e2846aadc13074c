"""Starts the service as the Procfile says, as separate processes on free ports, for tests from outside."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from threading import Event, Thread

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox, secrets
from app.store.engine import migrate
from connectors.sources import SOURCES
from jobs import produced, programme
from jobs.supervisor import Supervisor, read_procfile

REPOSITORY = Path(__file__).parents[2]


@dataclass
class Running:
    """A running service seen from outside: its address, its ledger, its processes."""

    context: Context
    supervisor: Supervisor
    url: str

    def kill(self, name: str) -> bool:
        """Kill -9 the whole process `name`; the supervisor starts it again. False when it was down already."""
        child = next(c for c in self.supervisor.children if c.name == name)
        if child.process is None:
            return False
        child.process.kill()
        return True

    def await_ready(self, within: float = 60) -> None:
        until(lambda: answers(self.url), within, "the service to answer")

    def await_done(self, within: float = 180) -> dict[tuple[str, str], int]:
        """Wait until nothing is due but mails of a later day; returns the outbox's counts."""
        until(lambda: not produced.due_soon(self.context), within, "the outbox to be done")
        with self.context.ledger.reading() as connection:
            return outbox.counts(connection)


@dataclass(frozen=True)
class Sending:
    """Deliveries of a form's source, by number: each is sent until it is answered with 2xx, as a provider would."""

    service: Running
    form: str
    source: str
    body: Callable[[int], bytes]

    def begun(self, count: int, senders: int) -> tuple[list[Thread], set[int]]:
        """Threads that send so many, and the numbers that have been answered with 2xx so far."""
        with self.service.context.ledger.reading() as connection:
            secret = secrets.live(connection, self.form, self.source)[0]
        accepted: set[int] = set()
        shares = [range(first, count, senders) for first in range(senders)]
        threads = [Thread(target=self._send, args=(secret, share, accepted)) for share in shares]
        for thread in threads:
            thread.start()
        return threads, accepted

    def _send(self, secret: str, numbers: range, accepted: set[int]) -> None:
        with httpx.Client(base_url=self.service.url, trust_env=False, timeout=10) as client:
            for number in numbers:
                content = self.body(number)
                proof = SOURCES[self.source].proof.show(content, secret, self.service.context.now()).headers
                headers = {"Content-Type": "application/json", **proof}
                while number not in accepted:
                    self._try(client, number, content, headers, accepted)

    def _try(self, client: httpx.Client, number: int, content: bytes, headers: dict[str, str], taken: set[int]) -> None:
        try:
            answer = client.post(f"/hooks/{self.form}/{self.source}", content=content, headers=headers)
        except httpx.HTTPError:
            time.sleep(0.1)
            return
        if answer.is_success:
            taken.add(number)
        else:
            assert answer.status_code in {502, 503}, answer.text
            time.sleep(0.1)


def until(condition: Callable[[], bool], within: float, what: str) -> None:
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {within:.0f} s for {what}")


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def all_definitions(folder: Path) -> Path:
    """The shipped definitions and those of these tests, in one folder."""
    shutil.copytree(REPOSITORY / "forms" / "definitions", folder)
    shutil.copytree(Path(__file__).parent / "definitions", folder, dirs_exist_ok=True)
    return folder


class Letterbox:
    """An SMTP server's handler that keeps every message it was given, as often as it was given it."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - the name that aiosmtpd calls
        self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"


@contextmanager
def letterbox() -> Iterator[tuple[Letterbox, str]]:
    """A letterbox and the SMTP_URL at which it stands."""
    kept = Letterbox()
    smtp = Controller(kept, hostname="127.0.0.1", port=free_port())
    smtp.start()
    try:
        yield kept, f"smtp://127.0.0.1:{smtp.port}"
    finally:
        smtp.stop()


@contextmanager
def running(environment: dict[str, str]) -> Iterator[Running]:
    """The service under `environment` (which must name CHANCERY_DATA), all processes started from the Procfile."""
    environment = {"PORT": str(free_port()), **environment}
    settings = read_settings(environment)
    context = build_context(settings)
    migrate(context.ledger)
    programme.ensure_secrets(context)
    redis = {} if settings.redis_url else {"redis": ["chancery", "redis"]}
    commands = {**redis, **read_procfile()}
    supervisor = Supervisor(commands, settings.data_dir / "log", environment)
    stop = Event()
    thread = Thread(target=supervisor.run, args=(stop,))
    thread.start()
    service = Running(context, supervisor, f"http://127.0.0.1:{settings.port}")
    try:
        service.await_ready()
        yield service
    finally:
        stop.set()
        thread.join()
        context.ledger.engine.dispose()


@contextmanager
def debian_redis(folder: Path) -> Iterator[str]:
    """Debian's redis-server on a free port; gives its URL."""
    port = free_port()
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--dir", str(folder), "--appendonly", "yes", "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: _listens(port), 20, "redis-server")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Web:
    """The web process alone, seen from outside."""

    context: Context
    url: str
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def port(self) -> int:
        return self.context.settings.port


@contextmanager
def web_alone(environment: dict[str, str], wrapper: tuple[str, ...] = ()) -> Iterator[Web]:
    """`chancery web` under `environment` (which must name CHANCERY_DATA), by itself: no Redis, no workers."""
    environment = {"PORT": str(free_port()), **environment}
    settings = read_settings(environment)
    context = build_context(settings)
    migrate(context.ledger)
    programme.ensure_secrets(context)
    log = settings.data_dir.with_name(f"{settings.data_dir.name}.web.log")
    command = [*wrapper, sys.executable, "-c", "from jobs.cli import main; main()", "web"]
    inherited = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with log.open("wb") as file:
        process = subprocess.Popen(command, env={**inherited, **environment}, stdout=file, stderr=file)
    service = Web(context, f"http://127.0.0.1:{settings.port}", log, process)
    try:
        until(lambda: answers(service.url), 60, "the web process to answer")
        yield service
    finally:
        process.terminate()
        process.wait()
        context.ledger.engine.dispose()
