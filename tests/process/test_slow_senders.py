"""The web process among people who send slowly, too much, or no HTTP: everybody else is answered as always."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest
from running import Web, web_alone

pytestmark = pytest.mark.process

STEP = b"/f/vtf-proposal/" + b"0" * 32 + b"/q/applicant"
FORM = b"POST " + STEP + b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
API = b"POST /forms/vtf-proposal/submissions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HOOK = b"POST /hooks/vtf-proposal/typeform HTTP/1.1\r\nHost: x\r\n"
LENGTH, CHUNKED = b"Content-Length: 1000\r\n\r\na", b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The web process with the forms that ship."""
    environment = {"CHANCERY_DATA": str(tmp_path_factory.mktemp("slow") / "data"), "MAX_BODY_BYTES": "1000000"}
    with web_alone(environment) as service:
        yield service


def connected(web: Web, begun: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", web.port), timeout=10)
    connection.sendall(begun)
    return connection


@contextmanager
def slow_senders(web: Web, begun: bytes, count: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        yield [stack.enter_context(connected(web, begun)) for _ in range(count)]


def drip(connections: list[socket.socket], drop: bytes) -> None:
    for connection in connections:
        with suppress(OSError):  # it has been sent away
            connection.sendall(drop)


def seconds_for(web: Web, path: str) -> float:
    begun = time.monotonic()
    assert httpx.get(web.url + path, trust_env=False, timeout=20).status_code == 200
    return time.monotonic() - begun


@pytest.mark.parametrize(
    ("begun", "drop"),
    [
        (FORM + LENGTH, b"a"),
        (API + CHUNKED, b"1\r\na\r\n"),
        (HOOK + LENGTH, b"a"),
        (b"GET /f/vtf-proposal HTTP/1.1\r\nX-Slow: ", b"a"),
    ],
    ids=["a page's body", "a program's chunks", "a webhook's body", "headers"],
)
def test_another_visitor_does_not_notice_who_sends_a_byte_a_second(web: Web, begun: bytes, drop: bytes) -> None:
    with slow_senders(web, begun, 150) as connections:
        for _ in range(4):
            drip(connections, drop)
            assert max(seconds_for(web, path) for path in ("/", "/f/vtf-proposal", "/healthz")) < 1
            time.sleep(0.5)


def test_of_one_address_some_slow_senders_are_read_and_the_rest_told_to_come_again(web: Web) -> None:
    with slow_senders(web, FORM + LENGTH, 150) as connections:
        time.sleep(1.5)
        told = [said for one in connections if (said := at_once(one))]
        assert len(told) >= 150 - 64
        assert all(b" 503 " in said and b"\r\nretry-after: 30\r\n" in said.lower() for said in told)
        with connected(web, FORM + LENGTH) as late:
            assert b" 503 " in late.recv(4000)
    time.sleep(0.5)
    with connected(web, API + b"Content-Length: 2\r\n\r\n{}") as next_one:  # when they are gone
        assert b" 422 " in next_one.recv(4000)


def at_once(connection: socket.socket) -> bytes:
    connection.setblocking(False)
    try:
        return connection.recv(4000)
    except BlockingIOError:
        return b""


def answered(web: Web, request: bytes) -> list[int]:
    """The statuses of all answers that one connection gets."""
    with connected(web, b"") as connection:
        connection.settimeout(1.5)
        said = b""
        try:
            connection.sendall(request)
            while piece := connection.recv(65_536):
                said += piece
        except (TimeoutError, ConnectionError):
            pass
    return [int(line[9:12]) for line in said.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
ODD = {
    "two lengths": (API + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" + SMUGGLED, [400]),
    "a list of lengths": (API + b"Content-Length: 2, 2\r\n\r\n{}", [400]),
    "a signed length": (API + b"Content-Length: +2\r\n\r\n{}", [400]),
    "a hexadecimal length": (API + b"Content-Length: 0x2\r\n\r\n{}", [400]),
    "a negative length": (API + b"Content-Length: -1\r\n\r\n{}", [400]),
    "length and chunks": (
        API + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        [400],  # of the empty body; the connection ends with it, what follows is not answered
    ),
    "an unknown encoding": (API + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", [400]),
    "chunks that are not last": (API + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", [400]),
    "a blank before the colon": (API + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", [400]),
    "a folded header": (API + b"X-A: a\r\n b\r\nContent-Length: 2\r\n\r\n{}", [400]),
    "a NUL in a header": (API + b"X-A: \0\r\nContent-Length: 2\r\n\r\n{}", [400]),
    "a bad chunk": (API + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n", [400]),
    "an endless chunk": (API + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}", [400]),
    "chunks of HTTP 1.0": (b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400]),
    "a megabyte of header": (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 1_000_000 + b"\r\n\r\n", [431]),
    "many headers": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: a\r\n" * 500 + b"\r\n", [431]),
    "a long address": (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", [414]),
    "100 MB by its length": (API + b"Content-Length: 100000000\r\n\r\n" + b"a" * 50_000, [413]),
    "too much in chunks": (
        API + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join([b"fffff\r\n", b"a" * 0xFFFFF, b"\r\n"] * 2),
        [413],
    ),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", [400]),
    "HTTP 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []),
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_not_quite_http_is_refused_and_smuggles_nothing(web: Web, what: str) -> None:
    request, statuses = ODD[what]
    assert answered(web, request) == statuses
    assert seconds_for(web, "/healthz") < 1


def test_a_sender_that_falls_silent_is_told_so(web: Web) -> None:
    with connected(web, API + b"Content-Length: 100000\r\n\r\n{") as connection:
        connection.settimeout(30)
        assert b" 408 " in connection.recv(4000)


@pytest.mark.parametrize("size", [1000, 100_000])
def test_a_sender_that_ends_early_is_not_taken_at_its_word(web: Web, size: int) -> None:
    said = b"Content-Length: %d\r\n\r\n{}" % size
    for begun in (FORM, API, HOOK):
        with connected(web, begun + said.ljust(len(said) + size // 2)) as connection:
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(10)
            assert b" 400 " in connection.recv(4000)
