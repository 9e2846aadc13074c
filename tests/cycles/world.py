"""The running service with a clock that the test moves, and the people who use it from outside."""

import html
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import httpx

from app.store import secrets
from connectors.sources import SOURCES
from tests.process.running import REPOSITORY, Letterbox, Running, letterbox, running, until

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
FAULT = re.compile(r"There is a problem</h2>\s*<p>([^<]*)")


@dataclass
class World:
    """The service, its letterbox, and the file that says what time it is."""

    service: Running
    letters: Letterbox
    clock: Path
    environment: dict[str, str]
    browsers: list[httpx.Client] = field(default_factory=list)

    def on(self, moment: str) -> None:
        """It is that moment, once all that was due before is done."""
        self.service.await_done()
        draft = self.clock.with_suffix(".draft")
        draft.write_text(moment)
        draft.replace(self.clock)

    def command(self, *words: str) -> str:
        """What a command of `chancery` says. It must end well."""
        code = [sys.executable, "-c", "from jobs.cli import main; main()", *words]
        environment = {**self.environment, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(code, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def visitor(self) -> httpx.Client:
        """A browser without scripts, until the world ends."""
        self.browsers.append(httpx.Client(base_url=self.service.url, trust_env=False, timeout=60))
        return self.browsers[-1]

    def deliver(self, form: str, body: bytes) -> httpx.Response:
        """A delivery of the form's own webhook, signed."""
        with self.service.context.ledger.reading() as c:
            secret = secrets.live(c, form, "standard-webhooks")[0]
        proof = SOURCES["standard-webhooks"].proof.show(body, secret, self.service.context.now()).headers
        headers = {"Content-Type": "application/json", **proof}
        path = f"{self.service.url}/hooks/{form}/standard-webhooks"
        return httpx.post(path, content=body, headers=headers, trust_env=False, timeout=60)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What has come to an address."""
        return [one for one in self.letters.messages if one["To"] == address]

    def await_mail(self, address: str, fits: Callable[[EmailMessage], bool] = lambda _: True) -> EmailMessage:
        """The newest mail to an address that fits, once one has come."""
        until(lambda: any(map(fits, self.mails_to(address))), 60, f"a mail to {address}")
        return [one for one in self.mails_to(address) if fits(one)][-1]


@dataclass
class Office:
    """A member of staff who is signed in, and uses what stands on the pages of a call."""

    client: httpx.Client
    call: str
    base: str = field(init=False)

    def __post_init__(self) -> None:
        self.base = f"/staff/calls/{self.call}"

    def sign_in(self, name: str, password: str) -> None:
        """Come in."""
        token = CSRF.search(self.client.get("/staff/sign-in").text)
        assert token
        data = {"csrf_token": token[1], "name": name, "password": password}
        assert self.client.post("/staff/sign-in", data=data).status_code == 303

    def read(self, page: str) -> str:
        """The text of a page of the call."""
        return text(self.get(f"{self.base}{page}"))

    def get(self, path: str) -> str:
        """A page."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def filled(self, page: str, **data: object) -> dict[str, object]:
        """The form of a page of the call: what is typed, and all that is hidden."""
        return {**self.hidden(f"{self.base}{page}"), **data}

    def hidden(self, path: str) -> dict[str, str]:
        """What is hidden in a page's forms."""
        return {name: html.unescape(value) for name, value in HIDDEN.findall(self.get(path))}

    def press(self, page: str, to: str | None = None, **data: object) -> httpx.Response:
        """A button of a page of the call, with what is typed and all that is hidden; it must work."""
        return self.post(f"{self.base}{page}", f"{self.base}{page if to is None else to}", **data)

    def post(self, shown: str, to: str, **data: object) -> httpx.Response:
        """The same, of any page."""
        answer = self.client.post(to, data={**self.hidden(shown), **data})
        fault = FAULT.search(answer.text)
        assert answer.status_code == 303, (to, answer.status_code, fault[1] if fault else text(answer.text)[:1500])
        return answer


@dataclass
class Member:
    """Of the committee, in a browser without scripts."""

    name: str
    client: httpx.Client
    call: str

    def enter(self, mail: EmailMessage) -> None:
        """Follow the link of a mail."""
        found = re.search(r"/committee/enter/[\w-]+", said(mail))
        assert found, said(mail)
        assert self.client.post(found[0]).status_code == 303

    def queue(self) -> list[str]:
        """The keys of what is theirs to read."""
        return list(dict.fromkeys(re.findall(rf"/committee/{self.call}/([0-9a-f]{{32}})[?\"]", self.see())))

    def see(self, path: str = "", status: int = 200) -> str:
        """A page of theirs."""
        answer = self.client.get(f"/committee/{self.call}{path}")
        assert answer.status_code == status, (path, answer.status_code, text(answer.text)[:1500])
        return answer.text

    def send(self, page: str, path: str, **typed: str) -> httpx.Response:
        """The form of a page, with what was typed into it."""
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
        return self.client.post(f"/committee/{self.call}{path}", data={**hidden, **typed})

    def declare(self, key: str, conflict: str = "") -> None:
        """Say before reading whether there is a conflict."""
        asked = self.see(f"/{key}/conflict")
        said = {"conflict": "conflict", "reason": conflict} if conflict else {"conflict": "none"}
        assert self.send(asked, f"/{key}/conflict", **said).status_code == 303

    def give(self, key: str, scores: dict[str, int], remark: str = "") -> None:
        """A review, with no conflict declared."""
        self.declare(key)
        typed = {f"score.{name}": str(score) for name, score in scores.items()}
        answer = self.send(self.see(f"/{key}"), f"/{key}", act="give", **typed, **{"remark.": remark})
        assert answer.status_code == 303, text(answer.text)[:1500]


def said(mail: EmailMessage) -> str:
    """What a mail says."""
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def text(page: str) -> str:
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)).split())


@contextmanager
def world(folder: Path, definitions: Path, moment: str) -> Iterator[World]:
    """All of the service's processes on these definitions, with an SMTP server beside them, at that moment."""
    clock = folder / "clock"
    clock.write_text(moment)
    with letterbox() as (letters, smtp_url):
        environment = {
            "CHANCERY_DATA": str(folder / "data"),
            "CHANCERY_FORMS": str(definitions),
            "SMTP_URL": smtp_url,
            "POSTS_PER_MINUTE": "100000",
            "REHEARSAL_CLOCK": str(clock),
        }
        with running(environment) as service:
            made = World(service, letters, clock, environment)
            try:
                yield made
            finally:
                for one in made.browsers:
                    one.close()


def staff(world: World, call: str) -> Office:
    """Somebody of the secretariat, who is made one at the command line."""
    said = world.command("staff", "password", "rita")
    found = re.search(r"\S{12,}", said.replace("rita", ""))
    assert found, said
    office = Office(world.visitor(), call)
    office.sign_in("rita", found[0])
    return office
