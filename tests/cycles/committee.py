"""Fifteen members who read what is theirs: by their pages, and two of them in Excel."""

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from tests.cycles.proposals import LANGUAGES
from tests.cycles.world import Member, World, said

CRITERIA = ("relevance", "quality", "value", "sustainability", "capacity")
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


def all_score(members: list[Member]) -> int:
    """Several at once."""
    with ThreadPoolExecutor(6) as pool:
        return sum(pool.map(score_all, members))
