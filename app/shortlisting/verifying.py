"""A frozen shortlist is worked out again, from its own inputs and from the ledger, and what differs is said."""

import json
import zlib
from collections.abc import Iterator

from app.context import Context
from app.shortlisting.differences import differences
from app.shortlisting.freezing import FROZEN
from app.shortlisting.gathering import gather
from app.shortlisting.inputs import digest_of, read, written
from app.shortlisting.result import result_of
from app.store import audit, shortlists
from app.store.shortlists import Frozen
from connectors.errors import ConnectorError

DAMAGED = (OSError, EOFError, zlib.error)
"""What unpacking damaged inputs raises."""


def verify(context: Context, form: str, number: int) -> list[str]:
    """What is not as it was frozen; nothing where all of it is.

    Raises ConnectorError where the call has no shortlist of this number, DefinitionErrors where this release cannot
    read the definition that held.
    """
    frozen = found(context, form, number)
    if isinstance(frozen, str):
        return [frozen]
    kept = list(_of_itself(context, frozen))
    now = written(gather(context, form, frozen.shortlist.as_of, afresh=True))
    return kept or [f"the ledger: {one}" for one in differences(frozen.inputs, now)]


def found(context: Context, form: str, number: int) -> Frozen | str:
    """The shortlist, or what is wrong with it. Raises ConnectorError for none of this call."""
    try:
        with context.ledger.reading() as connection:
            frozen = shortlists.get(connection, number)
    except DAMAGED as fault:
        return f"its inputs cannot be unpacked: {fault}"
    if frozen is None or frozen.shortlist.form != form:
        raise ConnectorError(f"{form} has no shortlist {number}; `chancery shortlist {form} --list`", permanent=True)
    return frozen


def _of_itself(context: Context, frozen: Frozen) -> Iterator[str]:
    """What does not fit together in what was kept."""
    digest = digest_of(frozen.inputs)
    if digest != frozen.shortlist.digest:
        yield f"its inputs have the digest {digest}, not the one that was frozen, {frozen.shortlist.digest}"
        return
    if digest not in _logged(context, frozen):
        yield f"the audit log has another digest of it, or none: not {digest}"
    again = json.loads(json.dumps(result_of(read(frozen.inputs).ranking())))
    if again != frozen.result:
        yield from (f"its result has another {word}" for word in again if again[word] != frozen.result.get(word))


def _logged(context: Context, frozen: Frozen) -> set[str]:
    with context.ledger.reading() as connection:
        lines = audit.about(connection, frozen.shortlist.form, (FROZEN,))
    return {one.details["digest"] for one in lines if one.details["shortlist"] == frozen.shortlist.id}
