"""What the form language costs: checks against Marshmallow by hand, loading, rules against the bare engine, memory."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from marshmallow import Schema, fields, validate

from forms.load import load_form
from forms.rules.engine import Rules
from forms.schema import CompiledForm, compile_form

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROUNDS, CHECKS = 7, 300
HEAD = """\
form: {name}
version: 1
languages: [en]
title: Bench
reference: "B-{{number}}"
sections:
  - section: all
    title: All
    questions:
"""
TAIL = """\
sheet:
  workbook: Bench
  tab: Bench
  columns:
    - {path: $reference, header: Reference}
"""


def thirty() -> Iterator[str]:
    """A form of thirty questions, as staff would write it."""
    choices = ", ".join(f"{{value: c{number}, label: Choice {number}}}" for number in range(5))
    for n in range(14):
        yield f"{{question: text_{n}, type: text, label: Text {n}, required: yes, max_length: 200}}"
    for n in range(8):
        yield f"{{question: number_{n}, type: decimal, label: Number {n}}}"
    for n in range(4):
        yield f"{{question: choice_{n}, type: choose_one, label: Choice {n}, choices: [{choices}]}}"
    for n in range(4):
        yield f"{{question: day_{n}, type: date, label: Day {n}}}"


def thousand() -> Iterator[str]:
    """A thousand questions; every tenth has a rule about the one before."""
    for n in range(1_000):
        rule = f", show_if: 'n{n - 1} > {n}'" if n % 10 == 1 else ""
        yield f"{{question: n{n}, type: decimal, label: Number {n}{rule}}}"


def ruled() -> Iterator[str]:
    """Twenty numbers, a rule for each."""
    for n in range(20):
        check = f"checks: [{{check: c, must: 'n{n} < 1000000 || n{n} == {n}', message: No.}}]"
        yield f"{{question: n{n}, type: decimal, label: Number {n}, {check}}}"


def written(folder: Path, name: str, questions: Iterator[str]) -> Path:
    path = folder / name / "form.yaml"
    path.parent.mkdir()
    path.write_text(HEAD.format(name=name) + "".join(f"      - {one}\n" for one in questions) + TAIL, encoding="utf-8")
    return path


def by_hand() -> Schema:
    made: dict[str, fields.Field] = {}
    for n in range(14):
        made[f"text_{n}"] = fields.String(required=True, validate=validate.Length(min=1, max=200))
    for n in range(8):
        made[f"number_{n}"] = fields.Decimal(allow_none=True)
    for n in range(4):
        made[f"choice_{n}"] = fields.String(validate=validate.OneOf([f"c{m}" for m in range(5)]))
        made[f"day_{n}"] = fields.Date()
    return Schema.from_dict(made)()


def answers() -> dict[str, object]:
    found: dict[str, object] = {f"text_{n}": f"An answer of some length, number {n}" for n in range(14)}
    found |= {f"number_{n}": f"{n * 137}.50" for n in range(8)}
    found |= {f"choice_{n}": "c3" for n in range(4)} | {f"day_{n}": "2026-11-27" for n in range(4)}
    return found


def rate(deed: Callable[[], object], times: int = CHECKS) -> float:
    start = time.perf_counter()
    for _ in range(times):
        deed()
    return times / (time.perf_counter() - start)


def compare(
    ours: Callable[[], object], theirs: Callable[[], object], times: int = CHECKS
) -> tuple[float, float, float]:
    """Both rates and the ratio: medians of rounds in turn."""
    pairs = [(rate(ours, times), rate(theirs, times)) for _ in range(ROUNDS)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(a / b for a, b in pairs)


def megabytes() -> float:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def checks(form: CompiledForm) -> None:
    hand, raw = by_hand(), answers()
    assert form.check(raw, NOW).problems == ()
    ours, theirs, ratio = compare(lambda: form.check(raw, NOW), lambda: hand.load(raw))
    print(f"check of 30 questions: {ours:,.0f}/s; by hand in Marshmallow: {theirs:,.0f}/s; ratio {ratio:.2f}")


def loading(path: Path) -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        compile_form(load_form(path))
        times.append(time.perf_counter() - start)
    print(f"1,000 questions, 100 rules: read and compiled in {min(times):.2f} s")


def rules() -> None:
    """Against the very same program, called without anything of ours around it; another program could be faster."""
    names = {f"n{number}": "number" for number in range(20)}
    rule = Rules(names).compile("n0 > 5 && n1 + n2 < 100 || n3 == 7")
    values = {name: float(place) for place, name in enumerate(names)}
    ours, theirs, ratio = compare(
        lambda: rule.holds(values), lambda: rule.program.eval(data=values).value(), times=5_000
    )
    print(f"a rule: {ours:,.0f}/s; the bare engine's program: {theirs:,.0f}/s; ratio {ratio:.2f}")


def memory(form: CompiledForm, ruled_form: CompiledForm, path: Path) -> None:
    raw = answers()
    numbers = {f"n{n}": str(n) for n in range(20)}

    def check() -> None:
        form.check(raw, NOW)
        ruled_form.check(numbers, NOW)

    rate(check, 2_000)
    before = megabytes()
    rate(check, 50_000)
    after = megabytes()
    print(f"memory over 100,000 checks: {before:.1f} MB, then {after:.1f} MB")
    rate(lambda: compile_form(load_form(path)), 50)
    before = megabytes()
    rate(lambda: compile_form(load_form(path)), 1_000)
    print(f"memory over 1,000 reloads: {before:.1f} MB, then {megabytes():.1f} MB")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small = written(Path(folder), "small", thirty())
        large = written(Path(folder), "large", thousand())
        ruled_path = written(Path(folder), "ruled", ruled())
        form = compile_form(load_form(small))
        checks(form)
        loading(large)
        rules()
        memory(form, compile_form(load_form(ruled_path)), ruled_path)


if __name__ == "__main__":
    main()
