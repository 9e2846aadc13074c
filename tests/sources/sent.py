"""What tests of sources share: bodies as they are sent, and what was read of them."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import strategies as st

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received
from connectors.sources import SOURCES

NOW = datetime(2026, 3, 1, 10, 15, 30, tzinfo=UTC)
SECRET = "test-secret-not-real"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
)


def read(word: str, body: object, **headers: str) -> Received:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return SOURCES[word].read(HookRequest(raw, {name.replace("_", "-"): value for name, value in headers.items()}))


def answers(received: Received) -> dict[str, object]:
    """The answers by their best key, without what is the provider's own."""
    return {entry.keys[0]: entry.value for entry in received.entries if not entry.is_system}


def system(received: Received) -> dict[str, object]:
    return {entry.keys[0]: entry.value for entry in received.entries if entry.is_system}


def entry(received: Received, key: str) -> Entry:
    return next(one for one in received.entries if key in one.keys)


def proves(word: str, body: bytes, headers: dict[str, str], *secrets: str, in_address: str = "") -> bool:
    return SOURCES[word].proof.holds(HookRequest(body, headers, in_address), secrets or (SECRET,), NOW)


def survives(word: str, body: bytes, headers: dict[str, str]) -> None:
    """Whatever comes is read, or refused as unreadable: any other error fails the test."""
    with suppress(Unreadable):
        SOURCES[word].read(HookRequest(body, headers))


def refused(word: str, body: object, says: str, **headers: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(word, body, **headers)


def multipart(*parts: tuple[str, str], end: str = "\r\n", boundary: str = "xyz") -> bytes:
    said = [
        f'--{boundary}{end}Content-Disposition: form-data; name="{name}"{end}{end}{value}{end}' for name, value in parts
    ]
    return f"{''.join(said)}--{boundary}--{end}".encode()


def form_with_files(
    *parts: tuple[str, str] | tuple[str, str, bytes], end: bytes = b"\r\n", boundary: bytes = b"xyz"
) -> bytes:
    """A multipart body of fields (name and value) and files (name of the field, of the file, and its content)."""
    said = b""
    for key, value, *content in parts:
        about = f'name="{key}"; filename="{value}"' if content else f'name="{key}"'
        head = b"--%s%sContent-Disposition: form-data; %s" % (boundary, end, about.encode())
        said += head + end + end + (content[0] if content else value.encode()) + end
    return said + b"--%s--%s" % (boundary, end)
