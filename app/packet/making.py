"""A packet is made of a frozen shortlist, kept beside its workbook, and its hash noted."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.context import Context
from app.packet.composing import packet_of, packet_pdf
from app.packet.material import gathered
from app.shortlist_files import place_of
from app.store import audit
from connectors.workbooks import write_atomically

Tell = Callable[[str], None]
"""Is told what is being done, before each step."""


@dataclass(frozen=True, slots=True)
class Made:
    """A packet and where it stands."""

    path: Path
    proposals: int

    def __str__(self) -> str:
        return f"a packet of {self.proposals} proposals; {self.path.name}"


def make_packet(context: Context, form: str, number: int, who: str, tell: Tell) -> Made:
    """The packet of a shortlist that was frozen under this number; made again it is the same file.

    Raises ConnectorError where the call has none, DefinitionErrors where this release cannot read its definition.
    """
    tell("the ranking, its answers and remarks are gathered")
    packet = packet_of(gathered(context, form, number))
    tell(f"{len(packet.pages)} proposals are set in type")
    pdf = packet_pdf(packet)
    digest = sha256(pdf).hexdigest()
    path = place_of(context.settings, f"packet-{form}-{number}_{digest[:8]}.pdf")
    tell("the file is written")
    write_atomically(path, pdf)
    details = {"file": path.name, "sha256": digest, "shortlist": number, "digest": packet.digest}
    with context.ledger.writing() as connection:
        audit.record(connection, who=who, act="packet made", what=form, now=context.now(), details=details)
    return Made(path, len(packet.pages))
