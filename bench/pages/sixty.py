"""A form of sixty questions in six sections, and answers to all of them."""

from collections.abc import Iterator
from pathlib import Path

NAME = "sixty"
SECTIONS, IN_EACH = 6, 10
CHOICES = ", ".join(f"{{value: c{number}, label: Choice number {number}}}" for number in range(5))
TYPES = (
    ("type: text, max_length: 200", "An answer of some length & more"),
    ("type: long_text, hint: In a few sentences.", "Officers of the authority learn to assess and to record. " * 4),
    ("type: decimal", "12.5"),
    (f"type: choose_one, choices: [{CHOICES}]", "c3"),
    ("type: date", "2027-02-01"),
)
"""What is written of a question, and an answer to it."""
HEAD = """\
form: sixty
version: 1
languages: [en]
title: Bench of sixty questions
reference: "S-{number}"
sections:
"""
TAIL = """\
sheet: {workbook: Bench, tab: Bench, columns: [{path: $reference, header: Reference}]}
"""


def answers() -> dict[str, str]:
    """Question -> what is sent for it."""
    return {name: answer for number in range(SECTIONS) for name, _, answer in _questions(number)}


def write(folder: Path) -> None:
    """Put the form into a folder of forms."""
    path = folder / NAME / "form.yaml"
    path.parent.mkdir()
    path.write_text(HEAD + "".join(_lines()) + TAIL, encoding="utf-8")


def _lines() -> Iterator[str]:
    for number in range(SECTIONS):
        yield f"  - section: part_{number}\n    title: Part {number + 1}\n    questions:\n"
        for name, written, _ in _questions(number):
            yield f"      - {{question: {name}, {written}, label: Question {name}, required: yes}}\n"


def _questions(section: int) -> Iterator[tuple[str, str, str]]:
    for number in range(IN_EACH):
        written, answer = TYPES[number % len(TYPES)]
        yield f"q{section}_{number}", written, answer
