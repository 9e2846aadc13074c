"""Answers of the site go out whole where they are short, in pieces where they are long, and are closed in the end."""

import asyncio
from collections.abc import Iterator
from io import BytesIO

import pytest
from granian._granian import RSGIProtocolClosed

from app.web import pages
from app.web.incoming import Incoming
from app.web.pages import PIECE, SHORT, Pages
from tests.served import Headers, Protocol, Scope


class Made:
    """An answer of so many pieces."""

    def __init__(self, *sizes: int) -> None:
        self.sizes, self.is_closed = sizes, False

    def __call__(self, environ, start_response) -> "Made":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        return (b"a" * size for size in self.sizes)

    def close(self) -> None:
        self.is_closed = True


def answered(site: Made, proto: Protocol) -> None:
    request = Incoming("GET", "/", "", {}, "192.0.2.1", BytesIO())
    scope = Scope("GET", "/", "", Headers({}), "192.0.2.1:1")
    asyncio.run(Pages(site).answer(request, scope, proto))  # type: ignore[arg-type]  # alike as far as it goes


@pytest.mark.parametrize("sizes", [(), (0, 5, 7), (SHORT - 1,), (600_000, 399_999)])
def test_a_short_answer_is_sent_whole(sizes: tuple[int, ...]) -> None:
    site, proto = Made(*sizes), Protocol(b"", is_cut=False)
    answered(site, proto)
    assert (proto.status, proto.headers) == (200, [("Content-Type", "text/plain")])
    assert [len(piece) for piece in proto.pieces] == [sum(sizes)]
    assert site.is_closed


@pytest.mark.parametrize("sizes", [(SHORT,), (3 * SHORT,), (600_000,) * 5, (SHORT, 0, SHORT, 1), (10_000,) * 300])
def test_a_long_answer_is_sent_in_pieces(sizes: tuple[int, ...]) -> None:
    site, proto = Made(*sizes), Protocol(b"", is_cut=False)
    answered(site, proto)
    lengths = [len(piece) for piece in proto.pieces]
    assert (proto.status, sum(lengths)) == (200, sum(sizes))
    assert 0 < min(lengths) <= max(lengths) <= PIECE
    assert site.is_closed


class Gone(Protocol):
    """A reader that goes away after the first piece."""

    async def send_bytes(self, piece: bytes) -> None:
        if self.pieces:
            raise RSGIProtocolClosed
        await super().send_bytes(piece)


class Stalled(Protocol):
    """A reader that takes no more after the first piece."""

    async def send_bytes(self, piece: bytes) -> None:
        if self.pieces:
            await asyncio.sleep(30)
        await super().send_bytes(piece)


@pytest.mark.parametrize("reader", [Gone, Stalled])
def test_an_answer_is_closed_when_nobody_wants_more_of_it(
    reader: type[Protocol], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SLOWEST", 0.1)
    site, proto = Made(*[SHORT] * 5), reader(b"", is_cut=False)
    answered(site, proto)
    assert site.is_closed
    assert len(proto.pieces) == 1


def test_a_fault_of_the_site_is_seen() -> None:
    def faulty(environ, start_response):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answered(faulty, Protocol(b"", is_cut=False))  # type: ignore[arg-type]  # a site too
