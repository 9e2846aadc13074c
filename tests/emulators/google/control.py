"""How tests and benches steer an emulator that runs by itself: `/emulator/…`, JSON in and out."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .calls import Answer
from .drive.files import File
from .faults import KINDS, Fault, parsed
from .staff import ACTS, TabStaff

if TYPE_CHECKING:
    from .emulator import Emulator

Body = dict[str, Any]


def _state(emulator: "Emulator", _given: Body) -> Any:
    return {
        "address": emulator.address,
        "now": emulator.clock.now(),
        "speed": emulator.clock.speed,
        "quotas": {"on": emulator.quotas.on, "user": emulator.quotas.per_user, "project": emulator.quotas.per_project},
        "faults": {kind: len(emulator.faults.waiting[kind]) for kind in KINDS},
        "rates": emulator.faults.rates,
        "late": len(emulator.late),
        "calls": len(emulator.calls),
        "files": {key: file.name for key, file in emulator.files.items()},
    }


def _calls(emulator: "Emulator", _given: Body) -> Any:
    return [call._asdict() for call in emulator.calls]


def _forget_calls(emulator: "Emulator", _given: Body) -> Any:
    emulator.calls.clear()


def _add_faults(emulator: "Emulator", given: Body) -> Any:
    """`{"on": "write", "word": "503 after", "times": 1, "seconds": 120}`; seconds are of a late one."""
    parsed(given["word"])
    fault = Fault(given["word"], **({"seconds": given["seconds"]} if "seconds" in given else {}))
    emulator.faults.waiting[given.get("on", "write")] += [fault] * given.get("times", 1)


def _forget_faults(emulator: "Emulator", _given: Body) -> Any:
    for queue in emulator.faults.waiting.values():
        queue.clear()
    emulator.faults.rates.clear()
    emulator.late.clear()


def _set_rates(emulator: "Emulator", given: Body) -> Any:
    """`{"write": {"429": 0.05, "dropped after": 0.06}, "seed": 1}`: the share of calls that go wrong by chance."""
    emulator.faults.chance.seed(given.pop("seed", 1))
    for words in given.values():
        for word in words:
            parsed(word)
    emulator.faults.rates = given


def _set_quotas(emulator: "Emulator", given: Body) -> Any:
    """`{"on": true, "user": 60, "project": 300}`, each of reads and of writes a minute."""
    quotas = emulator.quotas
    quotas.on = given.get("on", quotas.on)
    quotas.per_user = given.get("user", quotas.per_user)
    quotas.per_project = given.get("project", quotas.per_project)


def _set_clock(emulator: "Emulator", given: Body) -> Any:
    """`{"advance": 60, "speed": 10}`: seconds to leap, and how many pass in one."""
    if "speed" in given:
        emulator.clock.run_at(given["speed"])
    emulator.advance(given.get("advance", 0))


def _make_book(emulator: "Emulator", given: Body) -> Any:
    """`{"key": "…"}`: a spreadsheet of that key, shared with every account."""
    return {"key": emulator.book(given["key"]).key}


def _share(emulator: "Emulator", given: Body) -> Any:
    """`{"key": "…", "shared": false}` takes every permission but the owner's from a file; or gives it to all."""
    file: File = emulator.files[given["key"]]
    file.shared = given.get("shared", True)
    if not file.shared:
        file.permissions = {number: one for number, one in file.permissions.items() if one["role"] == "owner"}


def _set_storage(emulator: "Emulator", given: Body) -> Any:
    """`{"full": true}`: service accounts cannot make files of their own."""
    emulator.storage_full = given.get("full", True)


def _staff(emulator: "Emulator", given: Body) -> Any:
    """`{"key": "…", "tab": "…", "act": "insert_column", "with": {"at": 0}, "after_reads": 1}`.

    With `after_reads` it is done just after so many more reads were answered.
    """
    person = TabStaff(emulator, given["key"], given["tab"])
    act, said = ACTS[given["act"]], given.get("with", {})
    if "after_reads" not in given:
        return act(person, **said)
    emulator.between += [lambda: None] * (given["after_reads"] - 1 - len(emulator.between))
    emulator.between.append(lambda: act(person, **said))
    return None


CONTROLS: dict[tuple[str, str], Callable[["Emulator", Body], Any]] = {
    ("GET", "/emulator"): _state,
    ("GET", "/emulator/calls"): _calls,
    ("DELETE", "/emulator/calls"): _forget_calls,
    ("POST", "/emulator/faults"): _add_faults,
    ("DELETE", "/emulator/faults"): _forget_faults,
    ("POST", "/emulator/fault-rates"): _set_rates,
    ("POST", "/emulator/quotas"): _set_quotas,
    ("POST", "/emulator/clock"): _set_clock,
    ("POST", "/emulator/books"): _make_book,
    ("POST", "/emulator/sharing"): _share,
    ("POST", "/emulator/storage"): _set_storage,
    ("POST", "/emulator/staff"): _staff,
}


def controlled(emulator: "Emulator", verb: str, path: str, raw: bytes) -> Answer:
    """What a control call is answered: what it gives, or in which way it is wrong."""
    control = CONTROLS.get((verb, path))
    if control is None:
        known = ", ".join(f"{one} {way}" for one, way in CONTROLS)
        return Answer.json({"error": f"no such control: {verb} {path}; there are {known}"}, 404)
    try:
        return Answer.json(control(emulator, json.loads(raw or b"{}")) or {})
    except (KeyError, TypeError, ValueError) as fault:
        return Answer.json({"error": f"{type(fault).__name__}: {fault}"}, 400)
