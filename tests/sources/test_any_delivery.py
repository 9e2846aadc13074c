"""Deliveries of every source, changed at random: each is read and placed or is unreadable, and soon."""

import copy
import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from provider_samples import FORM_SAMPLES, JSON_SAMPLES

from connectors.errors import Unreadable
from connectors.ports import HookRequest
from connectors.sources import SOURCES
from connectors.sources.mapping import mapped

BOUNDED = settings(max_examples=120, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
MOST_SECONDS = 2.0  # of this thread's own time

ODD = st.sampled_from(
    [
        *(None, True, False, 0, -1, 2**63, 10**400, 1e308, 1.5, "", " ", "0", "[", "{", "[]", "{}", "null", '"', "\0"),
        *(
            "\u2028",
            "²",
            "٣",
            "https://[",
            "http://a/uploads/",
            "javascript:x",
            "9999-12-31T23:59:59-23:59",
            "a." * 200,
        ),
        *([], {}, [[]], [{}], {"": ""}, [None], {"a": {"a": {"a": []}}}, ["x"] * 300, "[" * 5000, "a" * 20_000),
        *({"value": {"value": 1}}, [{"id": {}}], {"answers": []}, {"answers": "x"}, [["a"], "b", {"c": []}]),
    ]
)
Place = tuple[Any, Any]


def places(node: Any) -> list[Place]:
    """Every container of the tree with each of its keys."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


@st.composite
def changed_json(draw: st.DrawFn, word: str) -> bytes:
    tree = {"root": copy.deepcopy(JSON_SAMPLES[word])}
    for _ in range(draw(st.integers(1, 4))):
        node, key = draw(st.sampled_from(places(tree)))
        match draw(st.sampled_from(["put", "drop", "again", "inside", "beside"])):
            case "put":
                node[key] = copy.deepcopy(draw(ODD))
            case "drop" if node is not tree:
                del node[key]
            case "again":
                node[key] = [copy.deepcopy(node[key])] * 3
            case "inside":
                node[key] = {draw(st.text(max_size=5)): node[key]}
            case "beside" if isinstance(node, dict):
                node[draw(st.text(max_size=5))] = copy.deepcopy(draw(ODD))
    return json.dumps(tree["root"], ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


@st.composite
def changed_bytes(draw: st.DrawFn, body: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 20)))
        body = body[:start] + draw(st.binary(max_size=6)) + body[end:]
    return body


def is_taken_soon(word: str, body: bytes, kind: str = "application/json") -> None:
    """Read and placed, with keys mapped to places of all kinds, or refused with a reason; nothing else is raised."""
    begun = time.thread_time()
    with suppress(Unreadable):
        received = SOURCES[word].read(HookRequest(body, {"content-type": kind}))
        keys = [key for entry in received.entries for key in entry.keys]
        targets = ["table.item", "group.text", "text", "$submission", "$time", "table"]
        mapping = {key: targets[n % len(targets)] for n, key in enumerate(keys[::2])}
        placed = mapped(
            received, mapping, keys[3:4], {"table", "table.item", "group", "group.text", "text", *keys[1:2]}
        )
        json.dumps(placed.answers, default=str)
    assert time.thread_time() - begun < MOST_SECONDS


def test_every_source_has_a_sample_that_is_read() -> None:
    assert set(JSON_SAMPLES) == set(SOURCES)
    for word, sample in JSON_SAMPLES.items():
        SOURCES[word].read(HookRequest(json.dumps(sample).encode(), {"content-type": "application/json"}))


@pytest.mark.parametrize("word", SOURCES)
@BOUNDED
@given(data=st.data())
def test_a_changed_delivery(word: str, data: st.DataObject) -> None:
    is_taken_soon(word, data.draw(changed_json(word)))


@pytest.mark.parametrize("word", SOURCES)
@BOUNDED
@given(data=st.data())
def test_a_damaged_delivery(word: str, data: st.DataObject) -> None:
    is_taken_soon(word, data.draw(changed_bytes(json.dumps(JSON_SAMPLES[word]).encode())))


@pytest.mark.parametrize("word", FORM_SAMPLES)
@BOUNDED
@given(data=st.data())
def test_a_damaged_form(word: str, data: st.DataObject) -> None:
    is_taken_soon(word, data.draw(changed_bytes(FORM_SAMPLES[word])), "application/x-www-form-urlencoded")
