"""A packet put together from its material, and set in type."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from zoneinfo import ZoneInfo

from app.domain.ranking.places import Place
from app.packet.annexes import annexes_of
from app.packet.charts import bar_charts, money_chart
from app.packet.contents import Packet, Row
from app.packet.material import MOST_PAGES, Material
from app.packet.money import said_money
from app.packet.pages import page_of
from app.packet.reasons import reasons_of
from app.packet.scored import NONE, scores_of
from app.shortlist_words import why
from app.shortlisting.freezing import source_of
from app.text import said_moment
from connectors.documents import Standard, render_pdf
from connectors.errors import ConnectorError

STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")
AUDIENCE = "For staff: it tells of every proposal, whoever has a conflict with it."
BOXES = "Some letters cannot be printed here and stand as boxes. The dossiers have them as they were written."


def packet_of(material: Material) -> Packet:
    """The whole packet."""
    inputs, account, shortlist = material.inputs, material.account, material.shortlist
    form, call, scores = inputs.form, inputs.call, scores_of(inputs, account)
    reasons = reasons_of(account, form.languages[0])
    return Packet(
        organisation=material.organisation,
        title=str(form.title.in_language(form.languages[0])),
        audience=AUDIENCE,
        facts=tuple(_facts(material)),
        digest=shortlist.digest,
        issued_on=shortlist.as_of.astimezone(ZoneInfo(form.zone)).date().isoformat(),
        has_money=call.has_money,
        line=account.ranking.line,
        line_said="Budget line" if call.has_money else "Line",
        ranking=tuple(_row(material, place) for place in account.places),
        money=money_chart(account),
        charts=tuple(bar_charts(form, account)),
        pages=tuple(page_of(material, place, scores, reasons) for place in account.places[:MOST_PAGES]),
        annexes=tuple(annexes_of(form, account, source_of(shortlist.id, shortlist.as_of), shortlist.digest)),
    )


def _facts(material: Material) -> Iterator[tuple[str, str]]:
    account, shortlist, call = material.account, material.shortlist, material.inputs.call
    zone = material.inputs.form.zone
    yield "As of", said_moment(shortlist.as_of, zone, "en")
    yield "Frozen", f"shortlist {shortlist.id}, {said_moment(shortlist.made_at, zone, 'en')}, by {shortlist.made_by}"
    yield "Eligible", str(len(account.places))
    yield "Taken", str(len(account.ranking.taken_places))
    yield "Not eligible", str(len(account.ranking.ineligible))
    if account.withdrawn:
        yield "Withdrawn", str(account.withdrawn)
    if call.has_money:
        yield "Used", f"{said_money(account.used, call)} of {said_money(call.envelope, call)}"
    if call.places is not None:
        yield "Places", str(call.places)


def _row(material: Material, place: Place) -> Row:
    call, candidate = material.inputs.call, place.candidate
    figures = [NONE if one is None else str(one) for one in (place.score, place.median, place.spread)]
    return Row(
        rank=place.rank,
        reference=candidate.reference,
        title=candidate.title,
        applicant=candidate.applicant,
        asked=f"{candidate.amount:,.2f}" if call.has_money else "",
        cumulative=f"{place.cumulative:,.2f}" if call.has_money else "",
        score=figures[0],
        median=figures[1],
        spread=figures[2],
        reviews=place.reviews,
        is_taken=place.is_taken,
        why=why(call, place, material.inputs.form.languages[0]),
        has_page=place.rank <= MOST_PAGES,
    )


def packet_pdf(packet: Packet) -> bytes:
    """The packet as PDF, the same bytes for the same packet. Raises ConnectorError.

    A letter that no font has keeps nobody from it: it is a box, and the first page says so.
    """
    try:
        return render_pdf("packet", asdict(packet), standards=STANDARDS)
    except ConnectorError:
        return render_pdf("packet", asdict(replace(packet, warning=BOXES)), standards=())
