"""`python -m tests.emulators.google.replay FOLDER`: recorded calls to Google made again here, and the answers compared.

FOLDER holds cassettes of vcrpy as JSON (gspread's test-suite has some; none is part of this project). Each is replayed
against an emulator of its own. What Google chose freely (ids, moments, addresses of people) is matched by where it
stands, and not compared.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .emulator import PRIVATE, Emulator

CHOSEN_IDS = {"id", "spreadsheetId", "sheetId", "namedRangeId", "protectedRangeId", "filterViewId", "metadataId"}
CHOSEN_IDS |= {"bandedRangeId", "tableId"}
FILE = re.compile(r"/(?:spreadsheets|files)/([\w-]{30,})")
NOT_COMPARED = {
    *("createdTime", "modifiedTime", "createdDate", "modifiedDate", "modifiedByMeDate", "lastViewedByMeDate"),
    *("etag", "emailAddress", "displayName", "ownerNames", "lastModifyingUserName", "permissionId", "thumbnailLink"),
    *("embedLink", "fileSize", "quotaBytesUsed", "version"),
}
MOST_SHOWN = 300  # letters of a value


@dataclass
class Tally:
    """How many answers were equal, the differences of the others, and how many speak of files older than the record."""

    equal: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    left_out: int = 0


@dataclass
class Replay:
    """One cassette against a fresh emulator; `ids` are ours for those that were recorded."""

    name: str
    tally: Tally
    emulator: Emulator = field(default_factory=Emulator)
    ids: dict[str, str] = field(default_factory=dict)

    def play(self, interactions: list[dict[str, Any]]) -> None:
        for number, one in enumerate(interactions):
            asked, wanted = one["request"], one["response"]
            if self._is_older(asked["uri"]):
                self.tally.left_out += 1
                continue
            status, body = self._ask(asked)
            recorded = self._without_older(_parsed(wanted["body"].get("string", "")))
            self._learn(recorded, body)
            found = sorted(_differences(self._ours(recorded), body, ""))
            if status != wanted["status"]["code"]:
                found.insert(0, f"status {status}, recorded {wanted['status']['code']}")
            self._note(number, asked, found)

    def _is_older(self, address: str) -> bool:
        """Whether a call is about a file that was there before the record began: nobody knows what is in it."""
        found = FILE.search(address)
        return found is not None and found[1] not in self.ids and found[1] != PRIVATE

    def _without_older(self, recorded: Any) -> Any:
        """A list of files without those."""
        if not isinstance(recorded, dict) or "files" not in recorded:
            return recorded
        return {**recorded, "files": [one for one in recorded["files"] if one["id"] in self.ids]}

    def _ask(self, asked: dict[str, Any]) -> tuple[int, Any]:
        """Make a call with our ids in place of the recorded ones."""
        parts = urlsplit(self._with_ours(asked["uri"]))
        headers = {name.title(): values[0] for name, values in asked["headers"].items()}
        body = self._with_ours(asked["body"] or "").encode()
        answer = self.emulator.handle(asked["method"], f"{parts.path}?{parts.query}", headers, body)
        return answer.status, _parsed(answer.content.decode())

    def _with_ours(self, text: str) -> str:
        for theirs, ours in self.ids.items():
            text = re.sub(rf"(?<![\w-]){re.escape(theirs)}(?![\w-])", ours, text)
        return text

    def _ours(self, recorded: Any) -> Any:
        return _parsed(self._with_ours(json.dumps(recorded))) if not isinstance(recorded, str) else recorded

    def _learn(self, recorded: Any, body: Any) -> None:
        """Remember which of our ids stands for which that was recorded."""
        for name, theirs, ours in _pairs(recorded, body, ""):
            if name in CHOSEN_IDS and theirs not in (0, ours) and len(str(theirs)) > 4:
                self.ids[str(theirs)] = str(ours)

    def _note(self, number: int, asked: dict[str, Any], found: list[str]) -> None:
        kind = _kind(asked)
        self.tally.compared[kind] += 1
        self.tally.equal[kind] += not found
        if found:
            self.tally.differences.append(f"{self.name} {number} {asked['method']} {asked['uri']}\n    {found[0]}")


def _kind(asked: dict[str, Any]) -> str:
    """The call without its ids and ranges."""
    path = re.sub(r"/(spreadsheets|files)/[^/:]+", r"/\1/{id}", urlsplit(asked["uri"]).path)
    path = re.sub(r"/values/.*?(:append|:clear)?$", r"/values/{range}\1", path)
    return f"{asked['method']} {path}"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _pairs(theirs: Any, ours: Any, name: str) -> Iterator[tuple[str, Any, Any]]:
    """Values that stand at the same place of two answers."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in theirs.keys() & ours.keys():
            yield from _pairs(theirs[key], ours[key], key)
    elif isinstance(theirs, list) and isinstance(ours, list):
        for one, other in zip(theirs, ours, strict=False):
            yield from _pairs(one, other, name)
    elif isinstance(theirs, str | int) and isinstance(ours, str | int):
        yield name, theirs, ours


def _differences(recorded: Any, ours: Any, path: str) -> Iterator[str]:
    """What is not equal in value, by the path to it."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        for key in recorded.keys() | ours.keys():
            if key not in NOT_COMPARED and (key in recorded) != (key in ours):
                side = "we have none" if key in recorded else "recorded has none"
                yield f"{path}.{key}: {side}: {str(recorded.get(key, ours.get(key)))[:MOST_SHOWN]}"
            elif key not in NOT_COMPARED:
                yield from _differences(recorded[key], ours[key], f"{path}.{key}")
    elif isinstance(recorded, list) and isinstance(ours, list):
        if len(recorded) != len(ours):
            yield f"{path}: {len(ours)} of them, recorded {len(recorded)}"
        for number, (one, other) in enumerate(zip(recorded, ours, strict=False)):
            yield from _differences(one, other, f"{path}[{number}]")
    elif "@" in str(recorded) and "@" in str(ours):
        return  # addresses of people
    elif recorded != ours or isinstance(recorded, bool) != isinstance(ours, bool):
        yield f"{path}: {str(ours)[:MOST_SHOWN]!r}, recorded {str(recorded)[:MOST_SHOWN]!r}"


def replay(folder: Path) -> Tally:
    """Every cassette of a folder."""
    tally = Tally()
    for path in sorted(folder.glob("*.json")):
        Replay(path.stem, tally).play(json.loads(path.read_text())["interactions"])
    return tally


def main() -> None:
    """Print how many answers are equal, by method, and the first differences."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.google.replay", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--differences", type=int, default=20, help="how many to print")
    given = parser.parse_args()
    tally = replay(given.folder)
    for kind, count in sorted(tally.compared.items()):
        print(f"{tally.equal[kind]:5} of {count:5}  {kind}")
    print(f"{tally.equal.total()} of {tally.compared.total()} answers are equal in value")
    print(f"{tally.left_out} are about files that were there before, and were left out")
    for one in tally.differences[: given.differences]:
        print(one)


if __name__ == "__main__":
    main()
