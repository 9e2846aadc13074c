"""The packet job: the committee's PDF of a frozen shortlist; where none is named, one is frozen first."""

from collections.abc import Iterator
from functools import partial

from app.context import Context
from app.packet.making import make_packet
from app.review import make_shortlist
from app.store import outbox
from app.store.outbox import Item
from jobs.work import Work


def write_packets(context: Context, work: Work) -> str:
    """One packet for each shortlist that is asked for; how far it is stands with the items."""
    return "; ".join(said for number, item in _wanted(work).items() for said in _made(context, work, number, item))


def _made(context: Context, work: Work, number: int, item: Item) -> Iterator[str]:
    who = str(item.payload.get("who", "service"))
    if not number:
        _tell(context, work, "the ranking is frozen and its workbook written")
        shortlist = make_shortlist(context, work.target, who)
        yield str(shortlist)
        number = shortlist.number
    yield str(make_packet(context, work.target, number, who, partial(_tell, context, work)))


def _wanted(work: Work) -> dict[int, Item]:
    """The numbers of shortlists, each with whoever asked for it last; 0 for one that is to be frozen."""
    return {int(item.payload.get("shortlist", 0)): item for item in work.items}


def _tell(context: Context, work: Work, said: str) -> None:
    work.still_ours()
    with context.ledger.writing() as connection:
        outbox.tell(connection, [item.id for item in work.items], said)
