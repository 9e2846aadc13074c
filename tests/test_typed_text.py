"""What is typed is kept without what no ledger can keep."""

from app.typed_text import kept_text


def test_nul_and_escapes_are_left_out_and_lines_end_alike() -> None:
    assert kept_text(" a\x00b\x1b\r\nc\rd ", 100) == "ab\nc\nd"


def test_no_more_is_kept_than_most() -> None:
    assert kept_text("abcdef", 3) == "abc"
