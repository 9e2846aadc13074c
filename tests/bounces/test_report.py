"""What a bounce is read as, in the styles of several mail servers; anything else is no report and breaks nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import (
    DELIVERED,
    EXCHANGE,
    FORWARDED,
    GMAIL_DELAY,
    MESSAGE_ID,
    OUT_OF_OFFICE,
    POSTFIX,
    QMAIL,
    SPAM,
    TO,
    TOKEN,
)

from connectors.bounces.report import Report, read_report

USER_UNKNOWN = "550 5.1.1 User unknown"
SORRY = "Sorry, no mailbox here by that name. (#5.1.1)"
NO_CONNECTION = "The recipient server did not accept our requests to connect."


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (POSTFIX, Report(TOKEN, MESSAGE_ID, "ana@example.org", "failed", "5.1.1", USER_UNKNOWN)),
        (EXCHANGE, Report(TOKEN, MESSAGE_ID, "ana@contoso.example", "failed", "5.2.2", "554 5.2.2 mailbox full")),
        (GMAIL_DELAY, Report("", MESSAGE_ID, "ana@example.org", "delayed", "4.4.1", NO_CONNECTION)),
        (
            QMAIL,
            Report(TOKEN, "", "ana@example.org", "failed", "5.1.1", SORRY),
        ),
    ],
    ids=["postfix", "exchange", "gmail", "qmail"],
)
def test_a_report_says_of_which_mail_it_is_and_what_became_of_that(report: str, expected: Report) -> None:
    for text in (report, report.replace("\n", "\r\n")):
        assert read_report(text.encode(), TO) == expected


@pytest.mark.parametrize("message", [OUT_OF_OFFICE, DELIVERED, SPAM, FORWARDED, "", "\n\n", "From: x\n\n\x00"])
def test_anything_else_is_no_report(message: str) -> None:
    assert read_report(message.encode(), TO) is None


def test_of_several_recipients_the_one_who_did_not_get_it_counts() -> None:
    more = "Final-Recipient: rfc822; rita@example.org\nAction: delayed\nStatus: 4.2.2\n\nFinal-Recipient: rfc822; ana@"
    found = read_report(POSTFIX.replace("Final-Recipient: rfc822; ana@", more).encode(), TO)
    assert found
    assert (found.recipient, found.kind) == ("ana@example.org", "failed")


def test_a_token_of_another_address_is_none() -> None:
    assert read_report(POSTFIX.replace("bounces+", "other+").encode(), TO) == Report(
        "", MESSAGE_ID, "ana@example.org", "failed", "5.1.1", USER_UNKNOWN
    )


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_junk_breaks_nothing(junk: bytes) -> None:
    assert read_report(junk, TO) is None


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([POSTFIX, EXCHANGE, GMAIL_DELAY, QMAIL]), st.data())
def test_a_report_with_junk_in_it_is_one_or_none(report: str, data: st.DataObject) -> None:
    whole = report.encode()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    found = read_report(whole[:start] + data.draw(st.binary(max_size=200)) + whole[end:], TO)
    assert found is None or (found.kind in {"failed", "delayed"} and found.said.isprintable())


@pytest.mark.parametrize("report", [POSTFIX, EXCHANGE, GMAIL_DELAY])
@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x85"])
def test_what_no_ledger_keeps_is_in_no_part_of_a_report(report: str, bad: str) -> None:
    found = read_report(report.replace("@", f"{bad}@").encode(), TO)
    assert found
    assert all(getattr(found, name).isprintable() for name in Report.__dataclass_fields__)
