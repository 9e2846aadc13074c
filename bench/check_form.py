"""Checks one form against the same fields written by hand in Marshmallow: the ratio says what the language costs."""

import time
from collections.abc import Callable
from statistics import median

from marshmallow import Schema, fields, validate

from forms.definition import Choice, Column, Form, Question, Section, Sheet, Text
from forms.schema import compile_form

ROUNDS, CHECKS = 7, 300


def text(label: str) -> Text:
    return Text({"en": label})


def questions() -> tuple[Question, ...]:
    choices = tuple(Choice(f"c{number}", text(f"Choice {number}")) for number in range(5))
    texts = [Question(f"text_{n}", "text", text(f"Text {n}"), required=True, max_length=200) for n in range(14)]
    numbers = [Question(f"number_{n}", "decimal", text(f"Number {n}")) for n in range(8)]
    chosen = [Question(f"choice_{n}", "choose_one", text(f"Choice {n}"), choices=choices) for n in range(4)]
    days = [Question(f"day_{n}", "date", text(f"Day {n}")) for n in range(4)]
    return (*texts, *numbers, *chosen, *days)


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


def rate(check: Callable[[dict[str, object]], object], raw: dict[str, object]) -> float:
    start = time.perf_counter()
    for _ in range(CHECKS):
        check(raw)
    return CHECKS / (time.perf_counter() - start)


def main() -> None:
    sheet = Sheet("Bench", "Bench", (Column("$reference", "Reference"),))
    form = Form("bench", 1, text("Bench"), ("en",), "B-{number}", (Section("all", text("All"), questions()),), sheet)
    compiled, hand, raw = compile_form(form), by_hand(), answers()
    assert compiled.check(raw).problems == ()
    pairs = [(rate(compiled.check, raw), rate(hand.load, raw)) for _ in range(ROUNDS)]
    ours, theirs = median(a for a, _ in pairs), median(b for _, b in pairs)
    ratio = median(a / b for a, b in pairs)
    print(f"check of 30 questions: {ours:,.0f}/s; by hand in Marshmallow: {theirs:,.0f}/s; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
