"""The answers of a proposal that a packet tells, long ones shortened: the dossier has the whole."""

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any

from app.packet.contents import Said
from app.said_answers import Answer, Pen, answers_of
from app.shortlisting.definition import call_of
from forms.definition import Form
from forms.types.answers import at, find_question

LONGEST = 900
"""Letters of an answer; one of East Asian width counts twice."""
REMARK = 1_500
NOT_ALL = "…"


def said_of(form: Form, answers: Mapping[str, Any]) -> tuple[Said, ...]:
    """The answers that the call names, in its order and the form's first language; what is not answered is left out."""
    pen = Pen(form.languages[0], frozenset())
    told = (_told(form, path, answers, pen) for path in summary_paths(form))
    return tuple(one for one in told if one is not None)


def summary_paths(form: Form) -> tuple[str, ...]:
    """Those that the call names; otherwise the questions with long answers."""
    named = call_of(form).committee.summary
    return named or tuple(one.name for one in form.questions if one.type == "long_text")


def _told(form: Form, path: str, answers: Mapping[str, Any], pen: Pen) -> Said | None:
    before, _, name = path.rpartition(".")
    question = find_question(form, path)
    if question is None:
        value = at(answers, path)
        return None if value is None else Said(name, (str(value),))
    around = at(answers, before) if before else answers
    made = answers_of((question,), around or {}, pen, f"{before}." if before else "")
    lines = tuple(line for one in made for line in lines_of(one))
    return Said(str(pen.label(question)), shortened(lines, LONGEST)) if lines else None


def lines_of(answer: Answer) -> Iterator[str]:
    """An answer as lines of text; of a table its totals."""
    yield from answer.lines
    yield from (file.name for file in answer.files)
    yield from (f"{one.label}: {'; '.join(lines_of(one))}" for one in answer.members if any(lines_of(one)))
    if answer.table is not None:
        yield from (f"{one.label}: {one.said}" for one in answer.table.totals)


def shortened(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    """The lines as far as there is room for `most` letters, the last of them ended at a word."""
    kept: list[str] = []
    for line in lines:
        short = _cut(line, most)
        kept.append(short)
        most -= _breadth(line)
        if short != line or most <= 0:
            break
    whole = len(kept) == len(lines) and kept == list(lines)
    return tuple(kept) if whole or kept[-1].endswith(NOT_ALL) else (*kept[:-1], f"{kept[-1]} {NOT_ALL}")


def _cut(line: str, most: int) -> str:
    breadths = list(accumulate(map(_breadth, line)))
    if not breadths or breadths[-1] <= most:
        return line
    end = sum(one < most for one in breadths)
    space = line.rfind(" ", max(end - 30, 0), end)
    return f"{line[: space if space > 0 else end].rstrip()} {NOT_ALL}"


def _breadth(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
