"""Fetching from real servers: never from inside, never for ever, never more than was asked for."""

import gzip
import json
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpcore
import pytest
import trustme

from connectors.errors import ConnectorError, Unwanted
from connectors.fetching import Fetcher
from connectors.fetching.pinned import Deadline, PinnedBackend
from tests.fetching.servers import Site, listener, site

SECRET = "the content of an inner page"


@pytest.fixture
def inner() -> Iterator[Site]:
    """A service of this machine that nobody outside may reach by way of us."""
    with site(a=(200, {"content-type": "text/plain; charset=utf-8"}, SECRET.encode())) as found:
        yield found


def trusting(found: Site, **more: object) -> Fetcher:
    return Fetcher(frozenset({found.host}), **more)  # type: ignore[arg-type]


class Rebinding:
    """A resolver that answers each question otherwise."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.questions = list(answers), 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.questions += 1
        return self.answers[min(self.questions, len(self.answers)) - 1]


class Net:
    """A resolver that knows these names alone."""

    def __init__(self, **names: list[str]) -> None:
        self.names = {name.replace("_", "."): found for name, found in names.items()}

    def __call__(self, host: str, port: int) -> list[str]:
        if host not in self.names:
            raise socket.gaierror(-2, "Name or service not known")
        return self.names[host]


def test_a_trusted_host_is_fetched_from_wherever_it_stands(inner: Site) -> None:
    found = trusting(inner).get(inner.url("/a"))
    assert (found.status, found.content, found.type) == (200, SECRET.encode(), "text/plain")
    assert found.headers["Content-Length"] == str(len(SECRET))
    assert SECRET not in repr(found)
    [asked] = inner.asked
    assert (asked.method, asked.headers["host"], asked.headers["user-agent"]) == ("GET", inner.host, "chancery")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "0x7f.1", "2130706433", "127.1"])
def test_nothing_inside_is_asked(inner: Site, host: str) -> None:
    with pytest.raises(Unwanted) as refused:
        Fetcher().get(inner.url("/a", host))
    assert refused.value.permanent
    assert inner.asked == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1", "100.64.0.1", "64:ff9b::127.0.0.1"],
)
def test_a_name_of_the_inside_is_not_asked(address: str) -> None:
    for answers in ([address], ["8.8.8.8", address], [address, "8.8.8.8"]):
        with pytest.raises(Unwanted, match=r"localtest\.example does not stand in the public internet"):
            Fetcher(resolve=Net(localtest_example=answers)).get("http://localtest.example/")


def test_the_metadata_of_a_cloud_is_not_asked() -> None:
    with pytest.raises(Unwanted, match="public internet"):
        Fetcher().get("http://169.254.169.254/latest/meta-data/")


class Unreachable(httpcore.NetworkBackend):
    """A net in which nothing answers; it knows whom it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def connect_tcp(self, host: str, port: int, *_: object) -> httpcore.NetworkStream:
        self.asked.append(host)
        raise httpcore.ConnectError("nobody is there")


def test_a_name_that_is_public_first_and_ours_then_leads_nowhere() -> None:
    """DNS rebinding: what was looked at is what is connected to, and every connection looks anew."""
    resolve, net = Rebinding(["8.8.8.8"], ["127.0.0.1"]), Unreachable()
    backend = PinnedBackend(resolve, frozenset(), Deadline(time.monotonic() + 60), net)
    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("rebinding.int", 80)
    assert (net.asked, resolve.questions) == (["8.8.8.8"], 1)
    with pytest.raises(Unwanted, match="public internet"):
        backend.connect_tcp("rebinding.int", 80)
    assert (net.asked, resolve.questions) == (["8.8.8.8"], 2)


def test_a_name_is_asked_for_once_and_stays_the_name(inner: Site) -> None:
    resolve = Rebinding(["127.0.0.1"], ["192.0.2.1"])
    fetcher = Fetcher(frozenset({"rebinding.int"}), resolve=resolve)
    assert fetcher.get(inner.url("/a", "rebinding.int")).content == SECRET.encode()
    assert resolve.questions == 1
    assert inner.asked[0].headers["host"] == f"rebinding.int:{inner.port}"


def test_the_next_address_is_tried_where_one_does_not_answer(inner: Site) -> None:
    fetcher = Fetcher(frozenset({"two.example"}), resolve=Net(two_example=["127.0.0.2", "127.0.0.1"]))
    assert fetcher.get(inner.url("/a", "two.example")).status == 200


def test_a_name_that_nobody_knows_may_be_known_later() -> None:
    with pytest.raises(ConnectorError, match="there is no machine of this name") as fault:
        Fetcher(resolve=Net()).get("https://unknown.example/")
    assert not fault.value.permanent


def test_a_redirect_is_looked_at_as_the_first_address_was(inner: Site) -> None:
    for target in (
        "http://127.0.0.1/a",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://0x7f.1/",
        "//[/",
        "gopher://x/",
    ):
        with site(a=(302, {"location": target}, b"")) as outer, pytest.raises(Unwanted):
            trusting(outer).get(outer.url("/a"))
    with site(a=(302, {"location": inner.url("/a")}, b"")) as outer, pytest.raises(Unwanted, match="ports 80 and 443"):
        trusting(outer).get(outer.url("/a"))
    assert inner.asked == []


def test_a_redirect_is_followed_three_times_and_no_more() -> None:
    steps = {name: (302, {"location": after}, b"") for name, after in zip("abcd", "bcde", strict=True)}
    with site(**steps, e=(200, {}, b"here")) as found:
        assert trusting(found).get(found.url("/b")).content == b"here"
        with pytest.raises(Unwanted, match="more than 3 redirects"):
            trusting(found).get(found.url("/a"))


def test_what_is_said_to_one_host_is_not_said_to_another(inner: Site) -> None:
    answers = {"a": (302, {"location": "/b"}, b""), "b": (302, {"location": inner.url("/a")}, b"")}
    with site(**answers) as outer:
        fetcher = Fetcher(frozenset({outer.host, inner.host}))
        assert fetcher.get(outer.url("/a"), headers={"Authorization": "Bearer x"}).status == 200
        assert [one.headers["authorization"] for one in outer.asked] == ["Bearer x", "Bearer x"]
    assert inner.asked[0].headers["authorization"] is None


def test_proxies_of_the_environment_are_not_used(inner: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert trusting(inner).get(inner.url("/a")).status == 200


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def server_side(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_a_pinned_address_must_still_prove_the_name(authority: trustme.CA) -> None:
    client = ssl.create_default_context()
    authority.configure_trust(client)
    with site(server_side(authority, "files.example"), a=(200, {}, b"secure")) as found:
        names = Net(files_example=["127.0.0.1"], other_example=["127.0.0.1"])
        fetcher = Fetcher(frozenset(names.names), resolve=names, tls=client)
        assert fetcher.get(found.url("/a", "files.example", "https")).content == b"secure"
        with pytest.raises(ConnectorError, match=r"other\.example"):
            fetcher.get(found.url("/a", "other.example", "https"))
        with pytest.raises(ConnectorError, match="certificate"):
            Fetcher(frozenset(names.names), resolve=names).get(found.url("/a", "files.example", "https"))
        assert len(found.asked) == 1


def test_a_redirect_never_leaves_tls(authority: trustme.CA, inner: Site) -> None:
    client = ssl.create_default_context()
    authority.configure_trust(client)
    with site(server_side(authority, "127.0.0.1"), a=(302, {"location": inner.url("/a")}, b"")) as found:
        fetcher = Fetcher(frozenset({found.host, inner.host}), tls=client)
        with pytest.raises(Unwanted, match="without TLS"):
            fetcher.get(found.url("/a", scheme="https"))
    assert inner.asked == []


def test_json_is_sent_and_what_comes_back_is_told() -> None:
    with site(api=(201, {"x-next": "2"}, b'{"id": 1}')) as found:
        headers = {"Authorization": "Token x"}
        answer = trusting(found).send("POST", found.url("/api"), headers=headers, json={"a": "é"})
        assert (answer.status, answer.headers["X-Next"], json.loads(answer.content)) == (201, "2", {"id": 1})
        [asked] = found.asked
    assert (asked.method, json.loads(asked.body)) == ("POST", {"a": "é"})
    assert (asked.headers["content-type"], asked.headers["authorization"]) == ("application/json", "Token x")


def test_what_is_sent_is_not_sent_on(inner: Site) -> None:
    with (
        site(a=(307, {"location": inner.url("/a")}, b"")) as found,
        pytest.raises(ConnectorError, match="answered 307") as fault,
    ):
        Fetcher(frozenset({found.host, inner.host})).send("POST", found.url("/a"), json={})
    assert fault.value.permanent
    assert inner.asked == []


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (401, True), (403, True), (404, True), (410, True), (304, True), (302, True),
     (408, False), (425, False), (429, False), (500, False), (502, False), (503, False)],
)  # fmt: skip
def test_a_refusal_is_told_without_its_body(status: int, permanent: bool) -> None:
    content = b"" if status == 304 else SECRET.encode()
    told = pytest.raises(ConnectorError, match=f"127.0.0.1 answered {status}")
    with site(a=(status, {}, content)) as found, told as fault:
        trusting(found).get(found.url("/a?token=t0ken"))
    assert fault.value.permanent == permanent
    assert not isinstance(fault.value, Unwanted)
    assert SECRET not in str(fault.value)
    assert "t0ken" not in str(fault.value)


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        *(("7", 7, 7), ("0", 0, 0), ("999999999", 86_400, 86_400), ("", None, None), ("soon", None, None)),
        ("-5", None, None),
        pytest.param(format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True), 1, 3_600, id="in an hour"),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_says_how_long_to_wait(status: int, said: str, least: float | None, most: float | None) -> None:
    with site(a=(status, {"retry-after": said}, b"")) as found, pytest.raises(ConnectorError) as fault:
        trusting(found).get(found.url("/a"))
    wait = fault.value.retry_after
    assert wait == least if least is None or wait is None else least <= wait <= most


def slowly(seconds: float, head: bytes = b"") -> AbstractContextManager[str]:
    def converse(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(head)
        for _ in range(200):
            connection.sendall(b"a")
            time.sleep(seconds)

    return listener(converse)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nx-", b"HTTP/1.1 200 OK\r\ncontent-length: 200\r\n\r\n"])
def test_a_server_that_drips_is_left_at_the_deadline(head: bytes) -> None:
    began = time.monotonic()
    with slowly(0.1, head) as host, pytest.raises(ConnectorError, match="time") as fault:
        Fetcher(frozenset({host}), seconds=0.5).get(f"http://{host}/a")
    assert time.monotonic() - began < 3
    assert not fault.value.permanent


def test_a_server_that_says_nothing_is_left_at_the_deadline() -> None:
    with listener(lambda connection: time.sleep(2)) as host, pytest.raises(ConnectorError, match="Timeout"):
        Fetcher(frozenset({host}), seconds=0.3).get(f"http://{host}/a")


def answering(answer: bytes) -> AbstractContextManager[str]:
    def converse(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(answer)

    return listener(converse)


def raw(answer: bytes, most: int = 1_000_000) -> bytes:
    with answering(b"HTTP/1.1 200 OK\r\n" + answer) as host:
        return Fetcher(frozenset({host})).get(f"http://{host}/a", most=most).content


def test_more_than_was_asked_for_is_refused_as_soon_as_it_is_known() -> None:
    assert raw(b"content-length: 5\r\n\r\nabcde", most=5) == b"abcde"
    for answer in (b"content-length: 6\r\n\r\n", b"\r\nabcdef", b"transfer-encoding: chunked\r\n\r\n6\r\nabcdef\r\n"):
        with pytest.raises(Unwanted, match="larger than 5 bytes"):
            raw(answer, most=5)


def test_an_endless_body_is_refused() -> None:
    def converse(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"a" * 65_536)

    with listener(converse) as host, pytest.raises(Unwanted, match="larger than 1,000,000 bytes"):
        Fetcher(frozenset({host})).get(f"http://{host}/a", most=1_000_000)


def test_endless_headers_are_refused() -> None:
    def converse(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"x-a: " + b"a" * 60_000 + b"\r\n")

    with listener(converse) as host, pytest.raises(ConnectorError, match="RemoteProtocolError"):
        Fetcher(frozenset({host})).get(f"http://{host}/a")


def test_what_is_packed_is_counted_unpacked() -> None:
    packed = gzip.compress(b"Dear all" * 10)
    head = b"content-encoding: gzip\r\n\r\n"
    assert raw(head + packed) == b"Dear all" * 10
    assert raw(head + packed, most=80) == b"Dear all" * 10
    with pytest.raises(Unwanted, match="larger than 79 bytes"):
        raw(head + packed, most=79)
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 50_000
    with pytest.raises(Unwanted, match="larger than"):
        raw(head + bomb)
    for broken in (packed[:-4], packed + packed, b"not packed at all"):
        with pytest.raises(ConnectorError, match=r"unpacked|not whole"):
            raw(head + broken)
    for odd in (b"br", b"gzip, gzip", b"zstd"):
        with pytest.raises(Unwanted, match="not asked for"):
            raw(b"content-encoding: " + odd + b"\r\n\r\n" + packed)


@pytest.mark.parametrize(
    "answer",
    [
        b"content-length: 100\r\n\r\nshort",
        b"transfer-encoding: chunked\r\n\r\n6\r\nabc",
        b"content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        b"content-length: -1\r\n\r\n",
        b"content-length: x\r\n\r\n",
        b"no header at all\r\n\r\n",
    ],
)
def test_an_answer_that_is_not_whole_is_no_answer(answer: bytes) -> None:
    with pytest.raises(ConnectorError) as fault:
        raw(answer)
    assert not fault.value.permanent


def test_what_follows_the_length_is_not_read() -> None:
    assert raw(b"content-length: 3\r\n\r\nabcdef") == b"abc"


@pytest.mark.parametrize("headers", [{"X-A": "a\r\nHost: evil"}, {"X\nA": "a"}, {"X-A": "a\0"}])
def test_a_header_stays_one_line(inner: Site, headers: dict[str, str]) -> None:
    with pytest.raises(ConnectorError, match="cannot be asked"):
        trusting(inner).get(inner.url("/a"), headers=headers)
    assert inner.asked == []


def test_a_server_that_is_away_is_tried_later() -> None:
    with listener(lambda connection: None) as host:
        pass
    with pytest.raises(ConnectorError, match="ConnectError") as fault:
        Fetcher(frozenset({host})).get(f"http://{host}/a")
    assert not fault.value.permanent
