"""Whatever is sent: the check never raises, and what it accepts it accepts again, unchanged."""

import json
from collections.abc import Mapping

import pytest
from grant_form import ANSWERS, NOW, compiled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.schema import CompiledForm
from forms.types.messages import MESSAGES

SURROGATES_TOO = st.text(alphabet=st.characters(), max_size=30)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(min_value=10**40, max_value=10**50), st.floats(),
    st.decimals(), SURROGATES_TOO, st.sampled_from(["", " ", "yes", "law", "s", "FJI", "fr", "2027-03-07"]),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from([*ANSWERS, "rows", "totals", "item", "cost", "quantity", "line", "email", "url", "day"]),
    SURROGATES_TOO,
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=25
)

TEXT = st.text(max_size=60)
AMOUNT = st.one_of(
    st.integers(0, 10**7),
    st.decimals(0, 10**6, places=2),
    st.floats(0, 1000),
    st.sampled_from(["1 000", "0.5", ".50", "٣", ""]),
)
DIGEST = st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)
FILES = st.fixed_dictionaries(
    {"name": TEXT.map(lambda name: name + ".pdf"), "size": st.integers(0, 9), "sha256": DIGEST}
)
ROWS = st.lists(
    st.fixed_dictionaries({"item": TEXT.map(lambda text: "i" + text), "quantity": AMOUNT, "cost": AMOUNT}),
    min_size=2,
    max_size=4,
)
LIKELY = st.fixed_dictionaries(
    {"state": st.sampled_from(["FJI", "to", "Japon", "中国"]), "title": TEXT.map(lambda text: f"T{text}")},
    optional={
        "contact": st.fixed_dictionaries({"email": st.emails(), "name": st.text(max_size=20)}),
        "about": TEXT,
        "months": st.integers(1, 24) | st.integers(1, 24).map(str),
        "share": AMOUNT,
        "asked": AMOUNT,
        "starts": st.dates().map(str),
        "agreed": st.sampled_from([True, False, "on", "no", 0, None]),
        "help": st.lists(st.sampled_from(["law", "yes"])),
        "letter": st.lists(FILES, max_size=2),
        "site": TEXT.map(lambda text: f"https://example.org/{text}"),
        "budget": ROWS,
    },
).map(lambda answers: {"contact": {"email": "a@example.org"}, **answers})


@pytest.fixture(scope="module")
def grant(tmp_path_factory: pytest.TempPathFactory) -> CompiledForm:
    return compiled(tmp_path_factory.mktemp("forms"))


def hold(grant: CompiledForm, raw: object) -> None:
    """What must hold of every check."""
    checked = grant.check(raw, NOW)
    assert (checked.answers is None) is bool(checked.problems)
    for problem in checked.problems:
        assert problem.message in MESSAGES
        assert problem.message % {"label": problem.label.in_language("en"), **problem.params}
        json.dumps([problem.path, dict(problem.params)]).encode()
    if checked.answers is not None:
        kept = json.loads(json.dumps(checked.answers, ensure_ascii=False, allow_nan=False).encode())
        assert kept == checked.answers
        assert grant.check(kept, NOW).answers == checked.answers


EVERYWHERE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(raw=JSON)
@EVERYWHERE
def test_any_json_is_checked(grant: CompiledForm, raw: object) -> None:
    hold(grant, raw)


@given(changes=st.dictionaries(st.sampled_from(list(ANSWERS)), JSON, max_size=3))
@EVERYWHERE
def test_any_answer_to_a_question_is_checked(grant: CompiledForm, changes: Mapping[str, object]) -> None:
    hold(grant, {**ANSWERS, **changes})


@given(raw=LIKELY)
@settings(EVERYWHERE, max_examples=300)
def test_what_is_accepted_is_accepted_again(grant: CompiledForm, raw: object) -> None:
    hold(grant, raw)
