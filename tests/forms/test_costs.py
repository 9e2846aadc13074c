"""What rules and answers can cost, and what becomes of those that would cost too much."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from grant_form import NOW
from test_logic import small, told

from forms.logic.engines import Engines
from forms.logic.faults import Faults
from forms.rules.engine import Overrun, RuleError, Rules
from forms.schema import CompiledForm
from forms.types import messages

LISTS = Rules(
    {"t.rows": "rows", "t.c": "numbers", "s": "text", "n": "number", "k": "texts"}, {"t.rows": 101, "t.c": 101}
)
FLAT = " && ".join(["t.c.all(x, x > 0)"] * 12)


def seconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def rows_form(folder: Path, further: str = "", words: str = "") -> CompiledForm:
    return small(
        folder,
        f"""
- question: t
  type: table
  label: T{words}
  questions:
    - {{question: c, type: integer, label: C}}
{further}""".rstrip(),
    )


@pytest.mark.parametrize(
    ("rule", "cause"),
    [
        ("t.c.all(x, t.c.exists(y, x == y))", "up to 10,302 rows"),
        ("&&".join(["t.c.all(x,x>0)"] * 100), "up to 10,100 rows"),
        ("t.rows.filter(r, true).all(r, t.c.all(y, y > 0))", "up to 10,403 rows"),
        ("(t.c + t.c).all(x, (t.c + t.c).all(y, y > x))", "up to 41,006 rows"),
        ("count(t.rows.map(r, s + s)) > 0", "puts texts together"),
        (f"t.rows.all(r, ({' + '.join(['r.s'] * 12)}) != '')", "puts texts together"),
        ("dyn(n)", r"`dyn\(…\)` hides"),
        ("type(s) == string", r"`type\(…\)` hides"),
        ("bytes(s) == b'x'", r"`bytes\(…\)` hides"),
        ("n > 1 ? dyn(n) : n", "hides"),
    ],
)
def test_a_rule_that_costs_or_hides_too_much_is_refused(rule: str, cause: str) -> None:
    with pytest.raises(RuleError, match=cause):
        LISTS.compile(rule)


def test_what_stays_within_bounds_is_taken() -> None:
    few = Rules(LISTS.variables, {"t.rows": 99, "t.c": 99})
    for rule in ("t.c.all(x, t.c.exists(y, x == y))", "count(t.rows.map(r, r.a + r.b)) > 0", "s + s + s != ''"):
        assert few.compile(rule).holds({"t.rows": [], "t.c": [1.0] * 99, "s": "s"}) is not None
    assert few.compile("n > 1 ? dyn(n) : null", "number").work_out({"n": 2.0}) == 2.0


def test_the_bound_is_the_engines() -> None:
    """9,999 steps are done, 10,000 are not."""
    rule = Rules(LISTS.variables).compile(FLAT.partition(" && ")[0])
    assert rule.truth({"t.c": [1.0] * 9_999}) is True
    with pytest.raises(Overrun):
        rule.truth({"t.c": [1.0] * 10_000})


def test_an_overrun_is_no_answer_and_no_exception() -> None:
    rule = Rules(LISTS.variables).compile(FLAT)
    values = {"t.c": [1.0] * 1_000}
    assert (rule.holds(values), rule.work_out(values)) == (None, None)
    assert "10,000" in rule.failure(values)


@pytest.mark.parametrize(
    "further",
    [
        "  checks: [{{check: c, must: '{rule}', message: No.}}]",
        "- {{question: a, type: text, label: A, show_if: '{rule}'}}",
        "- {{question: a, type: text, label: A, required_if: '{rule}'}}",
        "- {{question: a, type: calculated, label: A, result: yes_no, calculation: '{rule}'}}",
        "- {{question: a, type: choose_one, label: A, choices: [{{value: x, label: X}}], choices_where: '{rule}'}}",
    ],
)
def test_an_overrun_is_told_to_the_sender(tmp_path: Path, further: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms.logic.engines.sizes", lambda _form: {})  # as for what cannot be known at load
    form = rows_form(tmp_path, further.format(rule=FLAT))
    answered = {} if "required_if" in further or "checks" in further else {"a": "x"}
    found = told(form.check({"t": [{"c": 1}] * 1_000, **answered}, NOW))
    assert [message for _, message in found] == [messages.TOO_MANY_ROWS]
    assert form.check({"t": [{"c": 1}]}, NOW).problems == () or "required_if" in further


def test_the_rows_of_a_table_are_what_its_definition_allows(tmp_path: Path) -> None:
    nested = "  checks: [{check: c, must: 't.c.all(x, t.c.exists(y, x == y))', message: No.}]"
    assert rows_form(tmp_path / "few", nested, "\n  max: 99").check({"t": [{"c": 1}] * 99}, NOW).problems == ()
    with pytest.raises(Exception, match=r"Set `max:` on the table"):
        rows_form(tmp_path / "many", nested)


def test_many_faults_take_no_longer_each(tmp_path: Path) -> None:
    columns = "\n".join(f"    - {{question: c{n}, type: integer, label: C}}" for n in range(20))
    form = rows_form(tmp_path, columns)
    raw = {"t": [{f"c{n}": "x" for n in range(20)}] * 1_000}
    assert seconds(lambda: form.check(raw, NOW)) < 5


def test_many_unknown_keys_are_told_of_in_part(tmp_path: Path) -> None:
    form = small(tmp_path, "\n".join(f"- {{question: q{n}, type: text, label: Q}}" for n in range(300)))
    raw = {f"k{n}": 1 for n in range(110_000)}
    assert seconds(lambda: form.check(raw, NOW)) < 3
    assert len(form.check(raw, NOW).problems) == 200


def test_faults_are_found_by_what_they_stand_in() -> None:
    faults = Faults(frozenset({"a.b", "t.0.c", "t.1", "t.2.d"}))
    assert [faults.told(one) for one in ("a", "a.b", "a.b.c", "ab", "t.1.c", "t.0")] == [
        False, True, True, False, True, False,
    ]  # fmt: skip
    assert [faults.concern(one) for one in ("a", "t", "t.0", "t.3", "x")] == [True, True, True, False, False]
    assert (faults.in_row("t.0."), faults.in_row("t.1."), faults.in_row("")) == ({"c"}, {""}, frozenset())
    faults.forgive("t.0.c")
    assert (faults.concern("t.0"), faults.in_row("t.0.")) == (False, frozenset())


CHOSEN = "\n".join(f"    - {{value: v{n}, label: V, with: {{g: g{n % 100}}}}}" for n in range(2_000))


@pytest.mark.parametrize("where", ["{g: n}", "\"choice.g == n || n == 'all'\""])
def test_what_is_offered_is_worked_out_once_for_the_same_answers(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = small(
        tmp_path,
        f"""
- {{question: n, type: text, label: N}}
- question: t
  type: table
  label: T
  questions:
    - question: c
      type: choose_one
      label: C
      choices_where: {where}
      choices:
{CHOSEN.replace("    - ", "        - ")}
""",
    )
    tried = []
    truth = type(LISTS.compile("n > 0")).truth
    monkeypatch.setattr("forms.rules.engine.Rule.truth", lambda rule, values: tried.append(1) or truth(rule, values))
    rows = [{"c": f"v{n}"} for n in (7, 107, 8)] * 10
    assert [path for path, _ in told(form.check({"n": "g7", "t": rows}, NOW))] == [f"t.{n}.c" for n in range(2, 30, 3)]
    assert len(tried) <= 2_000


def test_a_rule_is_compiled_once_for_a_form(tmp_path: Path) -> None:
    form = small(
        tmp_path, "- {question: a, type: integer, label: A}\n- {question: b, type: text, label: B, show_if: a > 1}"
    )
    engines = Engines(form.form)
    question = next(one for one in form.form.questions if one.name == "b")
    assert engines.shows(question, ("b",))[0] is engines.shows(question, ("b",))[0]
