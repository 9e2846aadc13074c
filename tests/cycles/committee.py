"""Fifteen members who read what is theirs: by their pages, and two of them in Excel."""

import csv
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import httpx

from forms.types.answers import WORDS
from tests.calls.a_workbook import Book, opened
from tests.cycles.proposals import LANGUAGES
from tests.cycles.world import Member, World, said, text

CRITERIA = ("relevance", "quality", "value", "sustainability", "capacity")
REFERENCE = re.compile(r"VTF-\d{4}-\d{4}")
OF_A_STATE, OF_A_DOMAIN, DECLARES = "Member 1", "Member 2", "Member 3"
"""Who has conflicts: with all of a State, with one address's ministry, and one they say so of."""
IN_EXCEL = ("Member 14", "Member 15")


def address(name: str) -> str:
    """Where a member's mail goes; one works for the ministry that sent proposal 7."""
    domain = "ministry7.example" if name == OF_A_DOMAIN else "committee.example"
    return f"{name.replace(' ', '.').lower()}@{domain}"


def convene(world: World, call: str, folder: Path, count: int = 15) -> list[str]:
    """They are members, by a table; returns their names."""
    names = [f"Member {number}" for number in range(1, count + 1)]
    path = folder / "committee.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "email", "language", "state", "role"])
        for number, name in enumerate(names):
            state, role = ("Kenya" if name == OF_A_STATE else ""), ("chair" if number == count - 1 else "member")
            rows.writerow([name, address(name), LANGUAGES[number % len(LANGUAGES)], state, role])
    assert f"{count} added" in world.command("committee", "add", call, "--table", str(path))
    return names


def enter(world: World, call: str, name: str) -> Member:
    """Come in by the link that was mailed."""
    member = Member(name, world.visitor(), call)
    member.enter(world.await_mail(address(name), lambda mail: "/committee/enter/" in said(mail)))
    return member


def score_all(member: Member) -> int:
    """Give a review of everything that is theirs, as their own taste has it; returns how many."""
    taste, queue = Random(member.name), member.queue()
    for key in queue:
        member.give(key, {one: taste.randint(1, 5) for one in CRITERIA}, f"Said by {member.name}")
    return len(queue)


def score_in_excel(member: Member, language: str) -> int:
    """The same in a workbook: out in one file with the proposals, filled in, one score wrong at first, and back in."""
    answer = member.client.get(f"/committee/{member.call}/workbook.zip")
    with ZipFile(BytesIO(answer.content)) as parcel:
        book = opened(parcel.read("scores.xlsx"))
    taste, no = Random(member.name), WORDS[language][1]
    keys = member.queue()
    cells = (str(cell) for row in book.table.iter_rows(values_only=True) for cell in row)
    references = [cell for cell in cells if REFERENCE.fullmatch(cell)]
    assert len(references) == len(keys)
    for reference in references:
        book.put(reference, conflict=no, **{f"score_{one}": taste.randint(1, 5) for one in CRITERIA})
    right = book.read(references[0], "score.value")
    book.put(references[0], score_value=6)
    told = hand_in(member, book)
    assert (told.status_code, book.place(references[0], "score.value") in text(told.text)) == (422, True)
    assert hand_in(member, book.put(references[0], score_value=right)).status_code == 200
    return len(references)


def hand_in(member: Member, book: Book) -> httpx.Response:
    """Send the workbook on the member's page."""
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf)" value="([^"]*)"', member.see("/workbook")))
    files = {"workbook": ("scores.xlsx", book.data())}
    return member.client.post(f"/committee/{member.call}/workbook", data=hidden, files=files)


def all_score(members: list[Member]) -> int:
    """Several at once, two of them in Excel."""
    others = [one for one in members if one.name not in IN_EXCEL]
    in_excel = [(one, LANGUAGES[place % len(LANGUAGES)]) for place, one in enumerate(members) if one not in others]
    with ThreadPoolExecutor(6) as pool:
        return sum(pool.map(score_all, others)) + sum(score_in_excel(*one) for one in in_excel)
