"""The annexes of a packet: the method, and the further sheets of the workbook, as tables."""

from collections.abc import Iterator, Sequence

from app.packet.contents import Annex, Column
from app.shortlist_page import shortlist_page
from app.shortlisting.account import Account
from connectors.ports import CellValue
from connectors.registers import Heading
from connectors.shortlist_book import METHOD, OUT, OUT_SAID
from forms.definition import Form

DRAWN = frozenset({"Criteria"})
"""What a chart of the packet has the figures of."""


def annexes_of(form: Form, account: Account, source: str, digest: str) -> Iterator[Annex]:
    """Method, quotas, sensitivity, severity of members, gaps and disagreement, and who is not eligible."""
    page = shortlist_page(form, account, source, digest)
    yield _annex("Method", "How the ranking was made.", METHOD, page.method)
    for one in page.more:
        if one.title not in DRAWN and one.rows:
            yield _annex(one.title, one.subtitle, one.headings, one.rows)
    if page.ineligible:
        yield _annex("Not eligible", OUT_SAID, OUT, page.ineligible)


def _annex(title: str, about: str, headings: Sequence[Heading], rows: Sequence[Sequence[CellValue]]) -> Annex:
    columns = tuple(Column(one.title, one.format != "text", one.width) for one in headings)
    return Annex(title, about, columns, tuple(tuple(map(_said, row)) for row in rows))


def _said(value: CellValue) -> str:
    return "–" if value is None or value == "" else str(value)
