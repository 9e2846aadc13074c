"""Form-encoded and multipart bodies are taken apart within limits, whatever their line ends."""

import pytest
from sent import form_with_files, multipart

from connectors.errors import Unreadable
from connectors.ports import HookRequest
from connectors.sources.form_body import MOST_PARTS, FilePart, FormBody, form_body

MULTIPART = "multipart/form-data; boundary=xyz"


def parsed(body: bytes, kind: str = "") -> FormBody | None:
    return form_body(HookRequest(body, {"content-type": kind} if kind else {}))


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("kind", ["", MULTIPART, "application/json"])
def test_multipart_with_either_line_end_and_any_content_type(end: str, kind: str) -> None:
    body = multipart(("a", "Nouméa"), ("b", ""), ("a", "second: line"), end=end)
    assert parsed(body, kind) == FormBody({"a": ["Nouméa", "second: line"], "b": [""]})


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize(
    "content", [b"", b"x", b"\0\xff\x80\n\n", b"a\r\n--xyzz\r\nb--xyz", b"\r\n\r\n--xy", bytes(range(256)) * 300]
)
def test_a_file_is_taken_whole(content: bytes, end: bytes) -> None:
    body = form_with_files(("a", "x"), ("cv", "../é.pdf", content), ("cv", "b", b"2"), ("z", "y"), end=end)
    files = (FilePart("cv", "../é.pdf", content), FilePart("cv", "b", b"2"))
    assert parsed(body, MULTIPART) == FormBody({"a": ["x"], "z": ["y"]}, files)


def test_a_file_input_that_nobody_used_is_told_apart() -> None:
    found = parsed(form_with_files(("cv", "", b""), ("cv", "", b"x"), ("cv", "x", b"")), MULTIPART)
    assert found is not None
    assert [one.is_there for one in found.files] == [False, True, True]


def test_form_encoded() -> None:
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    expected = FormBody({"a": ["x y", "é"], "b": [""]})
    assert parsed(b"a=x+y&a=%C3%A9&b=", kind) == expected
    assert parsed(b"a=x+y&a=%C3%A9&b=") == expected


@pytest.mark.parametrize("kind", ["", "application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_json_is_no_form_whatever_it_is_called(kind: str) -> None:
    assert parsed(b' {"a": "b=c"}', kind) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (multipart(("a", "x"))[:-6], MULTIPART),
        (b"--xyz--\r\n", MULTIPART),
        (b"no boundary", "multipart/form-data"),
        (multipart(("a", "x")).replace(b"name=", b"nom="), MULTIPART),
        (multipart(("a", "x")).replace(b"x\r\n--", b"\xff\r\n--"), MULTIPART),
        (b"", "application/x-www-form-urlencoded"),
        (b"a=%FF", "application/x-www-form-urlencoded"),
        (b"\xff=1", "application/x-www-form-urlencoded"),
        (b"a=1&" * (MOST_PARTS + 1), "application/x-www-form-urlencoded"),
        (multipart(*[("a", "x")] * (MOST_PARTS + 1)), MULTIPART),
        (form_with_files(*[("a", "x", b"")] * (MOST_PARTS + 1)), MULTIPART),
        (form_with_files(("a", "x", b"y"))[:-7], MULTIPART),
    ],
)
def test_what_cannot_be_read_is_told(body: bytes, kind: str) -> None:
    with pytest.raises(Unreadable):
        parsed(body, kind)
