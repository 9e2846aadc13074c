"""A ranking in words, and as the committee's workbook: why each is taken or not, quotas, places alone."""

import dataclasses
from decimal import Decimal
from pathlib import Path

from calls import CRITERIA, call, candidate, ranking, reviews, simply
from openpyxl import load_workbook

from app.domain.ranking.places import Ranking
from app.shortlist_page import shortlist_page
from app.shortlist_words import LINES, RANKED_BY, TIES, WHY, tie_rule, why
from app.shortlisting.account import Account
from connectors.shortlist_book import write_shortlist
from forms.definition import LINES as LINE_WORDS
from forms.definition import RANKINGS, Criterion, Form, Quota, Sheet, Text
from forms.definition import TIES as TIE_WORDS

ISLANDS = Quota("islands", Text({"en": "Small islands"}), "region", ("x",), at_least=1, at_most=1)
FORM = Form("small", 1, Text({"en": "Grants"}), ("en",), "S-{number}", (), Sheet("Small", "2026", ()))


def sentences(found: Ranking) -> list[str]:
    return [why(found.call, place, "en") for place in found.places]


def workbook(found: Ranking, path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each sheet below its title."""
    account = Account(found, found.places, 0, (), (), (), (), ())
    write_shortlist(shortlist_page(FORM, account, "the ledger", "0"), path)
    return {sheet.title: list(sheet.iter_rows(min_row=4, values_only=True)) for sheet in load_workbook(path)}


def test_every_word_has_its_sentence() -> None:
    assert set(TIES) == set(TIE_WORDS)
    assert set(RANKED_BY) == set(RANKINGS)
    assert set(LINES) == set(LINE_WORDS)
    assert set(WHY) == {"taken", "reserved", "quota", "places", "exceeds", "below", "unscored"}


def test_the_line_and_what_stands_beside_it_is_told() -> None:
    found = simply(call(100_000), {"A": 5, "B": 4, "C": 3}, {"A": 60_000, "B": 50_000, "C": 10})
    assert sentences(found) == [
        "score 100.00; with it 60,000.00 of 100,000.00 USD are used",
        "score 80.00; with it the envelope is exceeded by 10,000.00 USD",
        "score 60.00; below the budget line",
    ]
    assert sentences(ranking(call(), [candidate("A")], [])) == ["not yet scored on every criterion"]


def test_quotas_and_places_are_told() -> None:
    of = call(places=2, quotas=(ISLANDS,))
    found = simply(of, {"A": 5, "B": 4, "C": 3, "D": 2}, B="x", C="x")
    assert sentences(found) == [
        "score 100.00; with it 20.00 of 100.00 USD are used",
        "score 80.00; number 1 of those that the quota 'Small islands' keeps; with it 10.00 of 100.00 USD are used",
        "score 60.00; all 2 places are taken",
        "score 40.00; all 2 places are taken",
    ]
    assert sentences(simply(dataclasses.replace(of, places=3), {"A": 5, "B": 4, "C": 3}, B="x", C="x"))[2] == (
        "score 60.00; the quota 'Small islands' has its 1 already"
    )


def test_the_tie_rule_is_said_in_the_order_of_the_call() -> None:
    criteria = (dataclasses.replace(CRITERIA[0], label=Text({"en": "Relevance"})), CRITERIA[1])
    assert tie_rule(call(criteria=criteria), "en") == (
        "Equal scores (to the two decimals shown) are ordered by the better mean on the heaviest criterion (of equally "
        "heavy ones, the one that the call names first), then by the smaller amount requested, then by the earlier "
        "receipt, then by the reference. The heaviest criterion here is Relevance."
    )
    assert tie_rule(call(ties=("median", "reference")), "en") == (
        "Equal scores (to the two decimals shown) are ordered by the better median, then by the reference."
    )


def test_the_workbook_shows_every_score_and_draws_the_line_where_it_falls(tmp_path: Path) -> None:
    beside = Criterion("gender", Text({"en": "Gender"}), Decimal(0), 3, independent=True)
    of = call(20, (*CRITERIA, beside), line="skip", ranking="adjusted", quotas=(ISLANDS,))
    given = [
        row
        for one, mark in (("A", 5), ("B", 4), ("C", 3))
        for row in reviews(one, relevance=(mark, mark - 1), value=(mark, mark - 1), gender=(1, 2))
    ]
    found = ranking(of, [candidate("A", 10), candidate("B", 50), candidate("C", 10, islands="x")], given)
    sheets = workbook(found, tmp_path / "s.xlsx")
    heads, *rows = sheets["Shortlist"][:4]
    shown = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["Decision proposed"] for row in shown] == [
        "within the envelope",
        "below the line",
        "within the envelope",
    ]
    assert [(row["Score"], row["Mean"], row["Median"], row["Spread"]) for row in shown] == [
        (90, 90, 90, 10), (70, 70, 70, 10), (50, 50, 50, 10),
    ]  # fmt: skip
    assert "Adjusted" not in heads
    assert shown[0]["Gender (beside the score)"] == 1.5
    sheet = load_workbook(tmp_path / "s.xlsx")["Shortlist"]
    assert [row for row in range(5, 8) if sheet.cell(row, 1).border.bottom.style == "thick"] == [7]
    fills = [sheet.cell(row, 1).fill.fgColor.rgb for row in (5, 6, 7)]
    assert fills[0] == fills[2] != fills[1]
    method = sheets["Method"][1:]
    assert ("Quota", "Small islands: at least 1, at most 1") in method
    assert ("Budget line", LINES["skip"]) in method
    assert any("least squares" in str(how) for _, how in method)


def test_a_call_of_places_alone_shows_no_money(tmp_path: Path) -> None:
    of = dataclasses.replace(call(0, places=1), amount="", currency="")
    found = simply(of, {"A": 5, "B": 4}, {"A": 0, "B": 0})
    sheets = workbook(found, tmp_path / "s.xlsx")
    heads, *rows = sheets["Shortlist"][:3]
    assert not {"Cumulative", "Envelope", "Requested ()"} & set(heads)
    assert [row[-1] for row in rows] == ["score 100.00; taken by rank", "score 80.00; all 1 places are taken"]
    assert dict(sheets["Method"][1:])["Within the places"] == 1
    assert len(load_workbook(tmp_path / "s.xlsx")["Shortlist"]._charts) == 1
