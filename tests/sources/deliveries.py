"""What tests of these sources add to `sent`: answers placed by a mapping, proofs at a time, and hostile objects."""

import json
from datetime import datetime

from hypothesis import strategies as st
from sent import NOW, SECRET, read, survives

from connectors.ports import HookRequest
from connectors.sources import SOURCES
from connectors.sources.mapping import Mapped, mapped

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def as_bytes(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def placed(word: str, body: object, mapping: dict[str, str], *paths: str, ignore: tuple[str, ...] = ()) -> Mapped:
    return mapped(read(word, body), mapping, ignore, {*mapping.values(), *paths})


def proves(
    word: str, body: object, headers: dict[str, str], *secrets: str, now: datetime = NOW, in_address: str = ""
) -> bool:
    return SOURCES[word].proof.holds(HookRequest(as_bytes(body), headers, in_address), secrets or (SECRET,), now)


def hostile(*names: str) -> st.SearchStrategy[bytes]:
    """Any bytes, and objects of any content under the names that a source looks for."""
    objects = st.dictionaries(st.sampled_from(names) | st.text(max_size=6), _JSON, max_size=5)
    nested = st.dictionaries(st.sampled_from(names), objects | st.lists(objects, max_size=2), max_size=4)
    return st.binary(max_size=200) | (objects | nested | st.lists(objects, max_size=2)).map(as_bytes)


def is_read_or_refused(word: str, body: bytes, kind: str = "application/json") -> None:
    """Whatever comes is read, or refused with a reason; nothing else is raised."""
    survives(word, body, {"content-type": kind})
