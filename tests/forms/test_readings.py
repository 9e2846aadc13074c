"""How the answers of each further question type are read, and what each refuses."""

import pytest
from grant_form import ANSWERS, NOW, compiled

from forms.schema import CompiledForm
from forms.types import messages

READ = [
    ("at", "14:30", "14:30"), ("at", "14:30:59.5", "14:30"), ("at", "T09:05", "09:05"),
    ("at", "14:30:00.000+02:00", "14:30"), ("at", "00:00", "00:00"), ("at", " 7:05 ", "07:05"),
    ("call_at", "2027-03-07T12:00", "2027-03-07T12:00"), ("call_at", "2027-03-07 12:00:59", "2027-03-07T12:00"),
    ("call_at", "2027-03-07T12:00:00Z", "2027-03-07T13:00"), ("call_at", "2027-07-07T12:00:00Z", "2027-07-07T14:00"),
    ("call_at", "2027-03-07T12:00:00.000+01:00", "2027-03-07T12:00"),
    ("call_at", "2027-12-31T23:30:00-05:00", "2028-01-01T05:30"),
    ("here", "46.2044 6.1432", "46.2044 6.1432"), ("here", "46.2044, 6.1432", "46.2044 6.1432"),
    ("here", "-46.5 -6 1.5 3", "-46.5 -6"), ("here", {"latitude": "90", "longitude": "-180"}, "90 -180"),
    ("here", {"latitude": 46.2, "longitude": 6}, "46.2 6"), ("here", {"latitude": "", "longitude": " "}, None),
    ("order", ["b", "a"], ["b", "a"]), ("order", "c a", ["c", "a"]), ("order", {"a": "2", "c": 1, "b": ""}, ["c", "a"]),
    ("order", {"a": "", "b": None}, []), ("order", ["c"], ["c"]),
    ("opinion", {"pace": "good", "venue": "bad"}, {"pace": "good", "venue": "bad"}),
    ("opinion", None, {"pace": None, "venue": None}),
    ("consented", True, True), ("consented", "on", True), ("consented", "OK", True), ("consented", "", None),
    ("consented", False, None), ("consented", "0", None),
    ("grant", " GR-2026-0001 ", "GR-2026-0001"), ("grant", "VTF 2026/7.1_a", "VTF 2026/7.1_a"),
    ("campaign", "x" * 20, "x" * 20), ("second", "bob@EXAMPLE.org", "bob@example.org"),
    ("second", {"value": " bob@example.org", "again": "bob@example.org"}, "bob@example.org"),
    ("second", {"value": "", "again": " "}, None), ("ends", "2026-11-25", "2026-11-25"),
    ("code", "AB-1", "AB-1"), ("code", " AB-12\n", "AB-12"), ("summary", "a b c", "a b c"),
    ("summary", "one two three four five six seven eight nine ten", "one two three four five six seven eight nine ten"),
    ("thanks", "whatever", None), ("fee", {"a": [1]}, "1000.04"),
]  # fmt: skip

REFUSED = [
    ("at", "25:00", messages.TIME), ("at", "noon", messages.TIME), ("at", 14, messages.NOT_TEXT),
    ("at", "14.30", messages.TIME), ("at", "14", messages.TIME), ("at", "24:00", messages.TIME),
    ("call_at", "2027-03-07 14.30", messages.DATETIME), ("call_at", "2027-03-07", messages.DATETIME),
    ("call_at", "tomorrow", messages.DATETIME), ("call_at", "2027-02-30T10:00", messages.DATETIME),
    ("call_at", "0001-01-01T00:00Z", messages.DATETIME), ("call_at", "9999-12-31T23:59-12:00", messages.DATETIME),
    ("call_at", {"day": 1}, messages.NOT_TEXT),
    ("here", "46.2", messages.GEOPOINT), ("here", "91 0", messages.GEOPOINT), ("here", "0 -180.1", messages.GEOPOINT),
    ("here", "1 2 3 4 5", messages.GEOPOINT), ("here", "a b", messages.GEOPOINT), ("here", 46.2, messages.GEOPOINT),
    ("here", {"latitude": "46"}, messages.GEOPOINT), ("here", "NaN 1", messages.GEOPOINT),
    ("order", ["a", "a"], messages.RANKING), ("order", ["a", "b", "c"], messages.RANKING),
    ("order", "a x", messages.NOT_A_CHOICE), ("order", {"a": 1, "b": 3}, messages.PLACES),
    ("order", {"a": 1, "b": 1}, messages.PLACES), ("order", {"a": "first"}, messages.PLACES),
    ("order", {"a": 10**9}, messages.PLACES), ("order", 5, messages.RANKING),
    ("opinion", "good", messages.NOT_A_GROUP), ("consented", "perhaps", messages.YES_NO),
    ("grant", "GR#1", messages.REFERENCE), ("grant", "x" * 101, messages.REFERENCE), ("grant", 5, messages.NOT_TEXT),
    ("campaign", "x" * 21, messages.TOO_LONG), ("second", {"value": "a@example.org"}, messages.EMAIL_AGAIN),
    ("second", {"value": "a@example.org", "again": "b@example.org"}, messages.EMAIL_AGAIN),
    ("second", {"value": "x", "again": "x"}, messages.EMAIL),
    ("second", {"again": "a@example.org"}, messages.EMAIL_AGAIN),
    ("ends", "2026-11-24", messages.EARLIEST), ("ends", "2100-01-01", messages.LATEST),
    ("code", "ab-1", messages.PATTERN), ("code", "AB-1 x", messages.PATTERN), ("code", "xAB-1", messages.PATTERN),
    ("summary", "four", messages.TOO_SHORT), ("summary", "a b c d e f g h i j k", messages.TOO_MANY_WORDS),
    ("topics", ["locks", "marking", "other"], messages.MOST_CHOICES), ("topics", ["ships"], messages.NOT_A_CHOICE),
]  # fmt: skip


@pytest.fixture(scope="module")
def grant(tmp_path_factory: pytest.TempPathFactory) -> CompiledForm:
    return compiled(tmp_path_factory.mktemp("forms"))


@pytest.mark.parametrize(("name", "given", "kept"), READ)
def test_an_answer_is_kept_in_one_way(grant: CompiledForm, name: str, given: object, kept: object) -> None:
    checked = grant.check({**ANSWERS, name: given}, NOW)
    assert checked.problems == ()
    assert checked.answers is not None
    assert checked.answers[name] == kept
    assert grant.check(checked.answers, NOW).answers == checked.answers


@pytest.mark.parametrize(("name", "given", "message"), REFUSED)
def test_a_wrong_answer_is_one_problem(grant: CompiledForm, name: str, given: object, message: str) -> None:
    found = grant.check({**ANSWERS, name: given}, NOW).problems
    assert [(one.path, one.message) for one in found] == [(name, message)]
    assert found[0].message % {"label": "x", **found[0].params}


def test_a_statement_takes_its_choices_only(grant: CompiledForm) -> None:
    found = grant.check({**ANSWERS, "opinion": {"pace": "fair", "view": "good"}}, NOW).problems
    assert [(one.path, one.message) for one in found] == [
        ("opinion.pace", messages.NOT_A_CHOICE),
        ("opinion.view", messages.UNKNOWN),
    ]


def test_a_pattern_fits_the_line_that_is_kept(grant: CompiledForm) -> None:
    found = grant.check({**ANSWERS, "code": "AB-1\u2028AB-2"}, NOW).problems
    assert [one.message for one in found] == [messages.PATTERN]
