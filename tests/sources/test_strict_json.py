"""Every body has one meaning or is refused with a reason, and none can break the reader."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Unreadable
from connectors.strict_json import loads

REFUSED = [
    (b"", "empty"),
    (b" \n", "empty"),
    (b'\xef\xbb\xbf{"a":1}', "byte order mark"),
    ('{"a":1}'.encode("utf-16"), "not UTF-8"),
    (b'{"a":"\xe9"}', "not UTF-8 (byte 6)"),
    (b'"\xed\xa0\x80"', "not UTF-8"),  # a surrogate written as UTF-8
    (b'"\xc0\xaf"', "not UTF-8"),  # overlong
    (b"{", "line 1, column 2"),
    (b"{'a':1}", "not JSON"),
    (b"[1,]", "not JSON"),
    (b'"tab\there"', "not JSON"),
    (b"[NaN]", "NaN"),
    (b"[Infinity]", "Infinity"),
    (b"-Infinity", "-Infinity"),
    (b'{"email":"a","email":"b"}', "'email' stands twice"),
    (b'{"a":[{"x":1,"y":2,"x":1}]}', "'x' stands twice"),
    (b'{"\\u0061":1,"a":2}', "'a' stands twice"),
    (b"[" * 100_000, "nested deeper than 64"),
    (b"[" * 65 + b"]" * 65, "nested deeper than 64"),
    (b'{"a":' * 65 + b"1" + b"}" * 65, "nested deeper than 64"),
    (b"[" + b"0," * 100_000 + b"0]", "more than 100,000 values"),
    (b"[" + b"{}," * 60_000 + b"[]]", "more than 100,000 values"),
    (b'"\\ud800"', "lone surrogate"),
    (b'["\\udc00\\ud800"]', "lone surrogate"),
    (b'{"\\uDFFF":1}', "lone surrogate"),
    (b"9" * 5000, "more than 1000 digits"),
    (b"1." + b"9" * 5000, "more than 1000 digits"),
    (b"1e1001", "more than 1000 digits"),
    (b"-1E-99999", "more than 1000 digits"),
    (b"1e" + b"9" * 100, "more than 1000 digits"),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED)
def test_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        loads(body)
    assert reason in str(caught.value)
    assert str(caught.value).isprintable()


ACCEPTED = [
    (b"1", 1),
    (b"9" * 1000, int("9" * 1000)),
    (b"0.1", Decimal("0.1")),
    (b"1e400", Decimal("1e400")),
    (b"-1.50E+2", Decimal(-150)),
    (b'"\\ud83d\\ude00"', "\U0001f600"),
    (b'"\\u0000"', "\0"),  # whether a control character may stand in an answer is the form's affair
    ('{"é": ["ü", null, true]}'.encode(), {"é": ["ü", None, True]}),
    (b"[" * 64 + b"]" * 64, None),
    (b'["' + b"[" * 200 + b'"]', ["[" * 200]),
    (b'["\\"' + b"[" * 200 + b'\\\\", "' + b"{" * 200 + b'"]', ['"' + "[" * 200 + "\\", "{" * 200]),
    (b"[" + b"[]," * 200 + b"[]]", [[]] * 201),
    (b'{"__proto__": 1, "": 2}', {"__proto__": 1, "": 2}),
]


@pytest.mark.parametrize(("body", "value"), ACCEPTED)
def test_read(body: bytes, value: object) -> None:
    found = loads(body)
    assert value is None or found == value


def test_commas_in_a_text_are_no_values() -> None:
    assert loads(b'["' + b"," * 200_000 + b'"]') == ["," * 200_000]


@pytest.mark.parametrize("body", [b'"' * 300_001, b'"' + b'\\"' * 300_000, b"[" * 70 + b'"' + b"\\" * 300_001])
def test_quotes_without_end_are_scanned_once(body: bytes) -> None:
    with pytest.raises(Unreadable):
        loads(body)


@given(st.binary(max_size=60))
def test_no_bytes_break_it(body: bytes) -> None:
    with suppress(Unreadable):
        json.dumps(loads(body), default=str).encode()


Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(Json)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert loads(json.dumps(value).encode()) == value
    assert loads(json.dumps(value, ensure_ascii=False).encode()) == value
