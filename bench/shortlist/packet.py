"""The committee's packet of a frozen shortlist: from the ledger to the bytes of the PDF, each page of it counted."""

import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from app.context import Context
from app.packet.composing import packet_of, packet_pdf
from app.packet.material import gathered
from app.shortlisting.freezing import freeze
from bench.shortlist.arithmetic import Say
from bench.shortlist.round import FORM, context_in, fill

HEADS = ("proposals", "pages", "gathered s", "composed s", "set in type s", "pages/s", "first s", "MB")
A_PAGE = re.compile(rb"/Type\s*/Page\b")


def measured(sizes: Sequence[int], rounds: int, say: Say) -> list[dict[str, object]]:
    """A row a size: medians by the clock; the first round, in which fonts are read, stands apart."""
    return [_one(size, rounds, say) for size in sizes]


def _one(size: int, rounds: int, say: Say) -> dict[str, object]:
    say(f"{size} proposals: a round is made")
    with tempfile.TemporaryDirectory() as folder:
        context = context_in(Path(folder))
        fill(context, size)
        number = freeze(context, FORM, "bench").number
        say("measured")
        first, *turns = [_turn(context, number) for _ in range(rounds + 1)]
        context.ledger.engine.dispose()
    steps = [median(turn[0][place] for turn in turns) for place in range(3)]
    pdf = first[1]
    assert all(turn[1] == pdf for turn in turns), "another file"
    pages = len(A_PAGE.findall(pdf))
    names = ("gathered s", "composed s", "set in type s")
    return {
        "proposals": size,
        "pages": pages,
        **{name: round(step, 3) for name, step in zip(names, steps, strict=True)},
        "pages/s": round(pages / sum(steps), 1),
        "first s": round(sum(first[0]), 2),
        "MB": round(len(pdf) / 1e6, 2),
    }


def _turn(context: Context, number: int) -> tuple[tuple[float, float, float], bytes]:
    moments = [time.perf_counter()]
    material = gathered(context, FORM, number)
    moments.append(time.perf_counter())
    packet = packet_of(material)
    moments.append(time.perf_counter())
    pdf = packet_pdf(packet)
    moments.append(time.perf_counter())
    assert not packet.warning
    one, two, three = (later - before for before, later in zip(moments, moments[1:], strict=False))
    return (one, two, three), pdf
