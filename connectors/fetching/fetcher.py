"""The one way out over HTTP to addresses that others name: checked, pinned, bounded in time and size."""

import json as json_text
import ssl
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from time import monotonic

import httpcore
import httpx

from connectors.errors import ConnectorError, Unwanted
from connectors.fetching.answers import fault, whole
from connectors.fetching.pinned import Deadline, PinnedBackend, Resolve, resolved
from connectors.fetching.urls import fetchable, host_of, origin

MOST_BYTES = 100_000_000
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
STEP_SECONDS = 20.0  # for a connection, or for the next bytes of an answer
HEADERS = {"user-agent": "chancery", "accept": "*/*", "accept-encoding": "identity"}
FAULTS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.RemoteProtocolError)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A successful answer."""

    status: int
    headers: Mapping[str, str]  # whatever case their names are asked for in
    content: bytes = field(repr=False)

    @property
    def type(self) -> str:
        """The media type that the server says it is."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked, and what of it only the first address is told."""

    method: str
    url: httpx.URL
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Speaks to the public internet, and to `trusted` hosts (`host` or `host:port`) wherever they stand.

    Proxies that the environment names are not used: they would look names up anew.
    """

    trusted: Set[str] = frozenset()
    resolve: Resolve = resolved
    tls: ssl.SSLContext | None = None  # the usual authorities, or those that SSL_CERT_FILE names
    seconds: float = 120  # for everything about one fetch

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, most: int = MOST_BYTES) -> Fetched:
        """What stands at an address; follows at most three redirects. Raises ConnectorError, Unwanted."""
        return self.send("GET", url, headers=headers, most=most)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        most: int = MOST_BYTES,
    ) -> Fetched:
        """The answer to one request. `headers` go to the host of `url` alone, not to where it redirects.

        Raises Unwanted for what is not fetched, ConnectorError for every other fault: one for good where the server
        says that it is the request's (4xx), else with the time that it asks us to wait (Retry-After).
        """
        body = None if json is None else json_text.dumps(json).encode()
        about = {} if body is None else {"content-type": "application/json"}
        request = _Request(method, fetchable(url, self.trusted), {**HEADERS, **about, **_lower(headers or {})}, body)
        deadline = Deadline(monotonic() + self.seconds)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._answer(request, deadline, most)
            if isinstance(answer, Fetched):
                return answer
            request = _redirected(request, fetchable(answer, self.trusted))
        raise Unwanted(f"{host_of(request.url)}: there are more than {MOST_REDIRECTS} redirects")

    def _answer(self, request: _Request, deadline: Deadline, most: int) -> Fetched | httpx.URL:
        """What the server answers: something to be had, or the next address. Raises ConnectorError."""
        host = host_of(request.url)
        try:
            return self._exchange(request, deadline, most)
        except httpcore.LocalProtocolError:
            raise ConnectorError(f"{host}: this cannot be asked", permanent=True) from None
        except FAULTS as error:
            raise ConnectorError(f"{host}: {type(error).__name__}{_said(error)}") from None

    def _exchange(self, request: _Request, deadline: Deadline, most: int) -> Fetched | httpx.URL:
        backend = PinnedBackend(self.resolve, self.trusted, deadline, httpcore.SyncBackend())
        steps = dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)
        with (
            httpcore.ConnectionPool(self.tls or usual_tls(), network_backend=backend) as pool,
            pool.stream(
                request.method,
                _raw(request.url),
                headers=[(b"host", request.url.netloc), *httpx.Headers(request.headers).raw],
                content=request.body,
                extensions={"timeout": steps},
            ) as response,
        ):
            headers = httpx.Headers(response.headers)
            if response.status in REDIRECTS and request.method == "GET" and "location" in headers:
                return _joined(request.url, headers["location"])
            host = host_of(request.url)
            refusal = fault(host, response.status, headers, datetime.now(UTC))
            if refusal is not None:
                raise refusal
            return Fetched(response.status, headers, whole(host, headers, response.iter_stream(), most))


@cache
def usual_tls() -> ssl.SSLContext:
    """The certificates that are trusted where nothing else is said; read once."""
    return httpx.create_ssl_context()


def _redirected(request: _Request, url: httpx.URL) -> _Request:
    """The request to the next address, which is told nothing that was meant for another host."""
    if request.url.scheme == "https" and url.scheme != "https":
        raise Unwanted(f"{host_of(request.url)} leads to an address without TLS")
    same = origin(url) == origin(request.url)
    return _Request(request.method, url, request.headers if same else HEADERS)


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return url.join(location)
    except httpx.InvalidURL:
        raise Unwanted(f"{host_of(url)} leads to an address that cannot be read") from None


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _raw(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _said(error: Exception) -> str:
    """What a library says of a connection: never anything of a body."""
    return f" ({error})" if isinstance(error, (httpcore.ConnectError, httpcore.TimeoutException)) else ""
