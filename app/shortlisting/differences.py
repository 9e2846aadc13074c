"""What is another one in two inputs of a ranking, in words: which proposal, which review, and what of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Rows = Mapping[str, Mapping[str, Any]]


def differences(before: bytes, after: bytes) -> Iterator[str]:
    """A sentence for each difference between two written inputs."""
    was, now = json.loads(before), json.loads(after)
    if was["definition"] != now["definition"]:
        yield "the definition of the call is another one"
    yield from _of_rows(_proposals(was), _proposals(now))
    yield from _of_rows(_reviews(was), _reviews(now))
    gone = set(was["withdrawn"]).symmetric_difference(now["withdrawn"])
    yield from (f"{one} {'was' if one in was['withdrawn'] else 'was not'} withdrawn" for one in sorted(gone))


def _proposals(inputs: Mapping[str, Any]) -> Rows:
    return {f"proposal {one['reference']}": one for one in inputs["candidates"]}


def _reviews(inputs: Mapping[str, Any]) -> Rows:
    return {f"the review of {one['reference']} by {one['member']}": one["scores"] for one in inputs["reviews"]}


def _of_rows(before: Rows, after: Rows) -> Iterator[str]:
    for name in sorted({*before, *after}):
        if name not in after:
            yield f"{name} is not there any more"
        elif name not in before:
            yield f"{name} was not there"
        elif changed := _changed(before[name], after[name]):
            yield f"{name}: {'; '.join(changed)}"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    words = sorted({*before, *after})
    return [
        f"{word} was {_said(before.get(word))}, is {_said(after.get(word))}"
        for word in words
        if before.get(word) != after.get(word)
    ]


def _said(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
