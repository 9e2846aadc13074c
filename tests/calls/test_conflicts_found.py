"""What a proposal and a member have in common, and what only looks so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import conflicts, mail_domains, organisations
from app.domain.conflicts import Match
from app.store.members import About


def matched(kind: str, answer: Any, **known: str) -> bool:
    return bool(conflicts.found({"asked": kind}, {"asked": answer}, About("Anna", **known)))


@pytest.mark.parametrize(
    ("said", "theirs", "same"),
    [
        ("Kenya Red Cross", "KENYA RED CROSS", True),
        ("Société d’aide, S.A.", "societe d aide", True),
        ("Hilfe e.V.", "Hilfe", True),
        ("Hilfe gGmbH", "Hilfe GmbH", True),
        ("Ltd Help", "Help, Limited", True),
        ("Ministry of Defence of Kenya", "Ministry of Defence", True),
        ("Defence", "Ministry of Defence", True),
        ("Red Cross", "Red Crossing", False),
        ("Ministry Defence", "Ministry of Defence", False),
        ("AG", "AG", True),
        ("AG", "GmbH", False),
        ("国际法协会", "国际法协会", True),
        ("", "", False),
        ("...", "Help", False),
        ("Help", "", False),
    ],
)
def test_organisations_are_compared_by_their_words(said: str, theirs: str, same: bool) -> None:
    assert organisations.is_within(said, theirs) is same
    assert organisations.is_within(theirs, said) is same
    assert matched("organisation", said, organisation=theirs) is same


@given(st.text())
def test_an_organisation_matches_itself_in_any_case(name: str) -> None:
    is_some = bool(organisations.words(name))
    assert organisations.is_within(name, name) is is_some
    assert organisations.is_within(name, f"The {name} Trust") is is_some


@pytest.mark.parametrize(
    ("email", "whose"),
    [
        ("a@mail.example.org", "example.org"),
        ("A@EXAMPLE.ORG.", "example.org"),
        ("a@mfa.gov.ke", "mfa.gov.ke"),
        ("a@post.mfa.gov.ke", "mfa.gov.ke"),
        ("a@gov.ke", "gov.ke"),
        ("a@sub.co.com", "co.com"),
        ("a@gmail.com", ""),
        ("a@yahoo.co.uk", ""),
        ("a@localhost", ""),
        ("", ""),
        ("@", ""),
    ],
)
def test_an_address_belongs_to_who_registered_its_domain(email: str, whose: str) -> None:
    assert mail_domains.owner(email) == whose
    assert matched("email_domain", email, email=email) is bool(whose)


@pytest.mark.parametrize("said", ["KEN", "ke", "Kenya", "肯尼亚", ["UGA", "KEN"]])
def test_a_state_is_known_by_code_or_name(said: Any) -> None:
    assert matched("state", said, state="KEN")
    assert not matched("state", said, state="TZA")
    assert not matched("state", said)


def test_the_reason_says_what_matched_and_where() -> None:
    held = {"state": "state", "partner.name": "organisation", "owner": "organisation", "contact.email": "email_domain"}
    answers = {
        "state": "KEN",
        "partner": {"name": "Help Ltd"},
        "owner": "Help",
        "contact": {"email": "me@mail.help.org"},
    }
    about = About("Anna", "anna@help.org", state="KEN", organisation="Help")
    assert conflicts.found(held, answers, about) == (
        Match("state", "state: Kenya is the member’s State too"),
        Match("organisation", "partner.name: “Help Ltd” matches the member’s “Help”"),
        Match("email_domain", "contact.email: the member’s address is at help.org too"),
    )


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_answer_can_be_held_against_a_member(answer: Any) -> None:
    known = {"state": "KEN", "organisation": "Help", "email": "a@help.org"}
    for kind in conflicts.MATCHED:
        assert matched(kind, answer, **known) in {True, False}
