"""Which submissions an export has, and what is said of filters that cannot be understood."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.context import Context
from app.export.asked import Asked, Mistaken
from app.export.understanding import understood
from app.export.writing import Made, make
from app.store import audit, selection
from app.store.engine import Ledger, open_ledger
from app.store.selection import Wanted
from tests.exporting.grants import ANSWERS, NOW, revise, send


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """A ledger on each database."""
    opened = open_ledger(ledger_url)
    yield opened
    opened.engine.dispose()


def exported(context: Context, path: Path, **said: Any) -> tuple[list[dict[str, Any]], Made]:
    """The lines that such an export has."""
    made = make(context, understood(context, Asked(form="grants", kind="jsonl", **said)), path, "rita")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()], made


def chosen(context: Context, path: Path, **said: Any) -> list[int]:
    return [int(line["source_id"]) for line in exported(context, path, **said)[0]]


@pytest.fixture
def varied(context: Context) -> Context:
    """0 came at midnight of the form's zone, 1 a second before; 2 is unfinished, 3 in Arabic, 4 came by Typeform."""
    midnight = datetime(2026, 5, 3, 22, tzinfo=UTC)
    send(context, 0, received_at=midnight)
    send(context, 1, received_at=midnight - timedelta(seconds=1))
    send(context, 2, {**ANSWERS, "amount": None}, is_partial=True)
    send(
        context, 3, {**ANSWERS, "state": "BEN", "amount": "100.00"}, language="ar", received_at=NOW + timedelta(days=1)
    )
    send(context, 4, {**ANSWERS, "budget": {"rows": [], "totals": {}}}, source="typeform", reference="T_%")
    return context


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"since": "2026-05-04"}, [0, 2, 3, 4]),
        ({"until": "2026-05-03"}, [1]),
        ({"since": "2026-05-04", "until": "2026-05-04"}, [0, 2, 4]),
        ({"since": "2026-05-04T00:00:01"}, [2, 3, 4]),
        ({"until": "2026-05-04T00:00"}, [1]),
        ({"since": "2026-05-03T22:00:00+00:00", "until": "2026-05-03T22:00:01Z"}, [0]),
        ({"source": "typeform"}, [4]),
        ({"state": "partial"}, [2]),
        ({"state": "complete"}, [0, 1, 3, 4]),
        ({"answered_in": "ar"}, [3]),
        ({"references": ("G-2026-0001", "g-2026-0003")}, [1, 3]),
        ({"references": ("*-000*",)}, [0, 1, 2, 3]),
        ({"references": ("*_%",)}, [4]),
        ({"where": 'state == "GHA"'}, [0, 1, 2, 4]),
        ({"where": "amount > 1000 && count(budget.rows) > 0"}, [0, 1]),
        ({"where": 'state == "BEN"', "source": "typeform"}, []),
        ({"where": 'now < date("2026-05-05") && contact.name == "Ama"', "answered_in": "ar"}, [3]),
    ],
)
def test_filters_choose(varied: Context, tmp_path: Path, said: dict[str, Any], numbers: list[int]) -> None:
    assert chosen(varied, tmp_path / "x.jsonl", **said) == numbers


def test_whom_a_rule_cannot_judge_is_counted(varied: Context, tmp_path: Path) -> None:
    lines, made = exported(varied, tmp_path / "x.jsonl", where="amount > 1000")
    assert [line["source_id"] for line in lines] == ["0", "1", "4"]
    assert str(made) == "3 submissions; 1 left out of which the rule cannot be worked out, since an answer is missing"


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({"since": "2026-13-01"}, "since", "'2026-13-01' is no day. Write a day like 2026-01-31, or a moment like"),
        ({"since": "0001-01-01T00:00:00+10:00"}, "since", "is no day"),
        ({"until": "9999-12-31"}, "until", "is no day"),
        (
            {"since": "2026-05-04", "until": "2026-05-03"},
            "until",
            "2026-05-03 is not after 2026-05-04. Exchange the two",
        ),
        ({"source": "typefrom"}, "source", "'typefrom' is none that there is. Did you mean 'typeform'?"),
        ({"state": "done"}, "state", "'done' is none that there is. There are: complete, partial."),
        ({"answered_in": "de"}, "answered_in", "'de' is none that there is."),
        ({"references": ("G-2026-0009",)}, "references", "no submission of grants has the reference 'G-2026-0009'."),
        ({"references": ("G",) * 501}, "references", "these are more than 500. Let * stand for several."),
        ({"where": 'state == "GHA" && stat'}, "where", "character 19: there is no question or function `stat`."),
        ({"where": "amount"}, "where", "it gives a number, not yes or no."),
        ({"where": "amount > 1,000"}, "where", "`1,000` is no number here."),
        ({"kind": "xls"}, "kind", "'xls' is none that there is. Did you mean 'xlsx'?"),
        ({"kind": "csv", "table": "budget"}, "table", "'budget' is none that there is. There are: submissions."),
        ({"kind": "csv", "language": "ar"}, "language", "Leave it out, or ask for all questions."),
        ({"kind": "csv", "everything": True, "language": "fr"}, "language", "There are: ar, en."),
        ({"form": "grant"}, "form", "there is no form called 'grant'. Did you mean 'grants'?"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_remedy(
    context: Context, said: dict[str, Any], field: str, told: str
) -> None:
    with pytest.raises(Mistaken) as fault:
        understood(context, Asked(**{"form": "grants", "kind": "jsonl", **said}))
    (mistake,) = fault.value.mistakes
    assert mistake.field == field
    assert told in str(mistake)


def test_all_mistakes_are_told_at_once(context: Context) -> None:
    with pytest.raises(Mistaken) as fault:
        understood(context, Asked(form="grants", since="x", source="y", where="z", references=("G-1", "G-2*")))
    assert [one.field for one in fault.value.mistakes] == ["since", "source", "references", "where"]


def test_a_rule_that_goes_through_too_much_names_the_submission(context: Context, tmp_path: Path) -> None:
    send(context, 1, {**ANSWERS, "letter": [{"name": f"{n}.pdf", "url": "https://e.org"} for n in range(120)]})
    with pytest.raises(Mistaken, match="G-2026-0001: it goes through 10,000 elements or more"):
        exported(context, tmp_path / "x", where='letter.all(a, letter.all(b, a != "" && b != ""))')
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6])
def test_every_page_is_read(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr("app.export.writing.PAGE", 3)
    for number in range(count):
        send(context, number)
    assert chosen(context, tmp_path / "x.jsonl") == list(range(count))


def test_what_arrives_meanwhile_is_not_in_it_and_each_is_of_one_version(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [send(context, number) for number in range(3)]
    monkeypatch.setattr("app.export.writing.PAGE", 1)
    pages = selection.page

    def busy(c: Any, wanted: Wanted, *, after: int, last: int, limit: int) -> Iterator[Any]:
        found = pages(c, wanted, after=after, last=last, limit=limit)
        if after == first[0].id:  # the second has been read; now all change and one more comes
            for one in first:
                revise(context, one, {**ANSWERS, "people": 99, "budget": {"rows": [], "totals": {}}})
            send(context, 3)
        return found

    monkeypatch.setattr("app.export.writing.selection.page", busy)
    lines, _ = exported(context, tmp_path / "x.jsonl")
    assert [(line["version"], line["answers"]["people"]) for line in lines] == [(1, 12), (1, 12), (2, 99)]


def test_who_exported_what_is_written_down(context: Context, tmp_path: Path) -> None:
    send(context, 1)
    exported(context, tmp_path / "x.jsonl", where="people > 1", references=("G-*",))
    with context.ledger.reading() as c:
        (line,) = audit.recent(c, act="export")
    assert (line.who, line.what) == ("rita", "grants")
    assert line.details == {"form": "grants", "kind": "jsonl", "where": "people > 1", "references": ["G-*"]}
    assert Asked.of(line.details) == Asked(form="grants", kind="jsonl", where="people > 1", references=("G-*",))


def test_counts_are_those_of_the_pages(varied: Context) -> None:
    with varied.ledger.reading() as c:
        for wanted in (
            Wanted("grants"),
            Wanted("grants", is_partial=True),
            Wanted("other"),
            Wanted("grants", source="page"),
        ):
            last = selection.last_number(c, wanted.form)
            assert selection.count(c, wanted) == len(selection.page(c, wanted, after=0, last=last, limit=100))
        assert selection.sources(c, "grants") == ["page", "typeform"]
        assert selection.last_number(c, "other") == 0
