"""Whatever rules a form has: what is asked and worked out is what a naive second opinion says, and stays so."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from grant_form import NOW, minimal, write_form
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference_rules import NOTHING, Tree, trees

from forms.load import load_form
from forms.logic.scopes import value_of
from forms.rules.engine import Rules
from forms.schema import compile_form

KINDS = {"n1": "number", "n2": "number", "t1": "text", "yes": "truth", "d1": "day", "m1": "texts", "ns": "numbers"}
ANSWERED: dict[str, st.SearchStrategy[Any]] = {
    "number": st.none() | st.sampled_from([0.0, 0.5, -2.0, 3.0, 1e9, 1234.56]),
    "text": st.none() | st.sampled_from(["a", "b", "law", "né"]),
    "truth": st.none() | st.booleans(),
    "day": st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    "texts": st.lists(st.sampled_from(["a", "b", "law"]), unique=True).map(sorted),
    "numbers": st.lists(st.sampled_from([0.1, 0.2, 3.0, -1.0])),
}
TYPES = {"number": "decimal", "text": "text", "truth": "yes_no", "day": "date", "texts": "choose_many"}
CALCULATED = ("number", "text", "truth", "day")
MANY = settings(max_examples=60, suppress_health_check=list(HealthCheck))
RULES = Rules(KINDS)


def plain(value: Any) -> Any:
    """What the engine gives, as the second opinion says it."""
    return value.date() if hasattr(value, "date") else value


@given(data=st.data(), gives=st.sampled_from(CALCULATED))
@MANY
def test_an_expression_is_worked_out_as_the_second_opinion_says(data: st.DataObject, gives: str) -> None:
    tree = data.draw(trees(KINDS, gives, 3))
    answers = {name: data.draw(ANSWERED[kind]) for name, kind in KINDS.items()}
    rule = RULES.compile(tree.render(), gives)
    assert rule.mentions == tree.names()
    values = {n: v if k == "numbers" else value_of(k, str(v) if k == "day" and v else v)
              for (n, k), v in zip(KINDS.items(), answers.values(), strict=True)}  # fmt: skip
    expected = tree.work_out(answers)
    found = plain(rule.work_out(values))
    if isinstance(expected, float) and expected != expected:
        assert found != found
    else:
        assert found == (None if expected is NOTHING else expected), tree.render()
    assert rule.holds(values) is (expected if isinstance(expected, bool) else None)


@dataclass(frozen=True)
class Asked:
    """One question of a made-up form."""

    path: str
    kind: str
    show: Tree | None = None
    work: Tree | None = None


@dataclass(frozen=True)
class MadeUp:
    """A made-up form: its questions in an order in which each rule names only those before, and its table's columns."""

    questions: tuple[Asked, ...]
    group_show: Tree | None
    columns: tuple[Asked, ...]
    checks: tuple[Tree, ...]


@st.composite
def made_up(draw: st.DrawFn) -> MadeUp:
    kinds: dict[str, str] = {}
    found = []

    def rule(gives: str, known: dict[str, str]) -> Tree | None:
        return draw(st.none() | trees(known, gives, 2))

    def ask(path: str, known: dict[str, str]) -> Asked:
        kind = draw(st.sampled_from(list(TYPES)))
        work = rule(kind, known) if kind in CALCULATED and draw(st.booleans()) else None
        return Asked(path, kind, rule("truth", known), work)

    for number in range(draw(st.integers(1, 5))):
        found.append(ask(f"q{number}", kinds))
        kinds[f"q{number}"] = found[-1].kind
    group_show = rule("truth", kinds)
    for number in range(draw(st.integers(1, 3))):
        found.append(ask(f"g.p{number}", kinds))
        kinds[f"g.p{number}"] = found[-1].kind
    columns, row_kinds = [], dict(kinds)
    for name in ("n", "k", "c", "d"):
        columns.append(ask(name, row_kinds))
        row_kinds[name] = columns[-1].kind
    for column in columns:
        if column.kind == "number":
            kinds[f"t.{column.path}"] = "numbers"
    for number in range(draw(st.integers(0, 3))):
        found.append(ask(f"z{number}", kinds))
        kinds[f"z{number}"] = found[-1].kind
    checks = tuple(draw(st.lists(trees(kinds, "truth", 2), max_size=2)))
    return MadeUp(tuple(found), group_show, tuple(columns), checks)


def written(asked: Asked) -> dict[str, Any]:
    """The question as a definition has it."""
    found: dict[str, Any] = {"question": asked.path.rpartition(".")[2], "type": TYPES[asked.kind], "label": "L"}
    if asked.work is not None:
        found |= {"type": "calculated", "calculation": asked.work.render(), "result": TYPES[asked.kind]}
    elif asked.kind == "texts":
        found["choices"] = [{"value": value, "label": value} for value in ("a", "b", "law")]
    if asked.show is not None:
        found["show_if"] = asked.show.render()
    return found


def definition(form: MadeUp, places: list[int]) -> str:
    """The form's definition, its questions in any order."""
    top = [written(one) for one in form.questions if "." not in one.path]
    group: dict[str, Any] = {"question": "g", "type": "group", "label": "G"}
    group["questions"] = [written(one) for one in form.questions if "." in one.path]
    if form.group_show is not None:
        group["show_if"] = form.group_show.render()
    table = {"question": "t", "type": "table", "label": "T", "questions": [written(one) for one in form.columns]}
    entries = [*top, group, table]
    shuffled = [entries[place % len(entries)] for place in places if place < len(entries)]
    entries = shuffled + [one for one in entries if one not in shuffled]
    found = yaml.safe_load(minimal())
    found["sections"][0]["questions"] = [one for place, one in enumerate(entries) if one not in entries[:place]]
    found["checks"] = [
        {"check": f"check_{number}", "must": one.render(), "message": "No.", "at": "g", "severity": "warning"}
        for number, one in enumerate(form.checks)
    ]
    return yaml.safe_dump(found, sort_keys=False, width=10_000, allow_unicode=True)


def kept(asked: Asked, value: Any) -> Any:
    """A worked-out value as it is kept, and seen by other rules."""
    if value is NOTHING or value is None or value == "":
        return None
    if isinstance(value, float) and not isinstance(value, bool):
        if value != value or abs(value) == float("inf") or abs(value) >= 10**15:
            return None
        return float(Decimal(f"{value:.15g}").quantize(Decimal("1e-10")))
    return value


def is_too_large(asked: Asked, value: Any) -> bool:
    return isinstance(value, float) and 10**15 <= abs(value) < float("inf")


@dataclass
class Opinion:
    """What the second opinion makes of raw answers."""

    answers: dict[str, Any]
    rows: list[dict[str, Any]]
    too_large: set[str]


def settle(asked: Asked, raw: Any, seen: dict[str, Any], path: str, too_large: set[str]) -> Any:
    nothing: Any = [] if asked.kind == "texts" else None
    if asked.show is not None and asked.show.work_out(seen) is not True:
        return nothing
    if asked.work is None:
        return raw
    value = asked.work.work_out(seen)
    if is_too_large(asked, value):
        too_large.add(path)
    return kept(asked, value)


def second_opinion(form: MadeUp, raw: dict[str, Any], raw_rows: list[dict[str, Any]]) -> Opinion:
    """Everything worked out again and again until nothing changes."""
    columns = form.columns
    seen = {one.path: ([] if one.kind == "texts" else None) for one in form.questions}
    seen |= {f"t.{one.path}": [] for one in columns}
    while True:
        too_large: set[str] = set()
        group_shown = form.group_show is None or form.group_show.work_out(seen) is True
        fresh: dict[str, Any] = {}
        for one in form.questions:
            if "." in one.path and not group_shown:
                fresh[one.path] = [] if one.kind == "texts" else None
            else:
                given_ = raw[one.path] if one.work is None else None
                fresh[one.path] = settle(one, given_, seen, one.path, too_large)
        rows = []
        for number, row in enumerate(raw_rows):
            here = {**seen, **{one.path: ([] if one.kind == "texts" else None) for one in columns}}
            for one in columns:
                here[one.path] = settle(one, row[one.path], here, f"t.{number}.{one.path}", too_large)
            if any(here[one.path] not in (None, []) for one in columns if one.work is None):
                rows.append({one.path: here[one.path] for one in columns})
        for one in columns:
            fresh[f"t.{one.path}"] = [row[one.path] for row in rows if row[one.path] is not None]
        if fresh == seen:
            return Opinion(seen, rows, too_large)
        seen = fresh


def sent(asked: Asked, value: Any) -> Any:
    """A value as a page sends it."""
    return str(value) if asked.kind in {"number", "day"} and value is not None else value


def seen_value(asked: Asked, answer: Any) -> Any:
    """A canonical answer as the second opinion has it."""
    if answer is None:
        return None
    return {"number": float, "day": date.fromisoformat}.get(asked.kind, lambda same: same)(answer)


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield write_form(Path(folder), name="small")


@given(data=st.data(), form=made_up(), places=st.permutations(range(10)))
@MANY
def test_a_form_is_judged_as_the_second_opinion_says(
    path: Path, data: st.DataObject, form: MadeUp, places: list[int]
) -> None:
    path.write_text(definition(form, places), encoding="utf-8")
    compiled = compile_form(load_form(path))
    raw = {one.path: data.draw(ANSWERED[one.kind]) for one in form.questions}
    rows = data.draw(
        st.lists(st.fixed_dictionaries({one.path: ANSWERED[one.kind] for one in form.columns}), max_size=3)
    )
    rows = [row for row in rows if any(row[one.path] not in (None, []) for one in form.columns if one.work is None)]
    given_: dict[str, Any] = {one.path: sent(one, raw[one.path]) for one in form.questions if "." not in one.path}
    given_["g"] = {one.path[2:]: sent(one, raw[one.path]) for one in form.questions if "." in one.path}
    given_["t"] = [{one.path: sent(one, row[one.path]) for one in form.columns} for row in rows]

    opinion = second_opinion(form, raw, rows)
    checked = compiled.check(given_, NOW)
    assert {one.path for one in checked.problems} == opinion.too_large
    if opinion.too_large:
        return
    assert checked.answers is not None
    for one in form.questions:
        holder = checked.answers["g"] if "." in one.path else checked.answers
        found = seen_value(one, holder[one.path.rpartition(".")[2]])
        assert found == opinion.answers[one.path], one
    kept_rows = [{one.path: seen_value(one, row[one.path]) for one in form.columns}
                 for row in checked.answers["t"]["rows"]]  # fmt: skip
    assert kept_rows == opinion.rows
    failed = [f"check_{n}" for n, one in enumerate(form.checks) if one.work_out(opinion.answers) is False]
    assert [one.message for one in checked.warnings] == failed
    again = compiled.check(checked.answers, NOW)
    assert (again.answers, again.left_out) == (checked.answers, ())
