"""Answers of the site go out whole where they are short, in pieces where they are long, and are closed in the end."""

import asyncio
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from granian._granian import RSGIProtocolClosed

from app.web.incoming import Incoming
from app.web.pages import PIECE, Pages
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


@pytest.mark.parametrize(
    ("sizes", "pieces"),
    [
        ((), [0]),
        ((0, 5, 7), [12]),
        ((PIECE - 1,), [PIECE - 1]),
        ((PIECE,), [PIECE]),
        ((3 * PIECE,), [3 * PIECE]),
        ((600_000,) * 5, [1_200_000, 1_200_000, 600_000]),
        ((PIECE, 0, PIECE, 1), [PIECE, PIECE, 1]),
    ],
)
def test_an_answer_is_sent_whole_or_in_pieces(sizes: tuple[int, ...], pieces: list[int]) -> None:
    site, proto = Made(*sizes), Protocol(b"", is_cut=False)
    answered(site, proto)
    assert (proto.status, proto.headers) == (200, [("Content-Type", "text/plain")])
    assert [len(piece) for piece in proto.pieces] == pieces
    assert site.is_closed


class Gone(Protocol):
    """A reader that goes away after the first piece."""

    async def send_bytes(self, piece: bytes) -> None:
        if self.pieces:
            raise RSGIProtocolClosed
        await super().send_bytes(piece)


def test_an_answer_is_closed_when_nobody_wants_more_of_it() -> None:
    site, proto = Made(*[PIECE] * 5), Gone(b"", is_cut=False)
    answered(site, proto)
    assert site.is_closed
    assert len(proto.pieces) == 1


def test_a_file_is_read_by_the_server(tmp_path: Path) -> None:
    path = tmp_path / "annex"
    path.write_bytes(b"a" * 3 * PIECE)

    def site(environ, start_response):
        start_response("200 OK", [("Content-Length", str(3 * PIECE))])
        return environ["wsgi.file_wrapper"](path.open("rb"))

    proto = Protocol(b"", is_cut=False)
    answered(site, proto)  # type: ignore[arg-type]  # a site too
    assert (proto.status, proto.file) == (200, str(path))


def test_a_fault_of_the_site_is_seen() -> None:
    def faulty(environ, start_response):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answered(faulty, Protocol(b"", is_cut=False))  # type: ignore[arg-type]  # a site too
