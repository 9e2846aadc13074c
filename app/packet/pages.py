"""The page of a proposal in plain words: who asks for what, what members say, and why it stands where it stands."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from app.domain.ranking.places import Place
from app.packet.charts import group_said
from app.packet.contents import Page, Remark
from app.packet.material import Material
from app.packet.money import said_money
from app.packet.reasons import Reasons
from app.packet.scored import NONE, Scores
from app.packet.summary import REMARK, shortened
from app.store.given_remarks import Remarks
from connectors.registers import day

RANKED_BY = {"mean": "Mean", "median": "Median", "adjusted": "Adjusted"}


def page_of(material: Material, place: Place, scores: Scores, reasons: Reasons) -> Page:
    """The page of one place."""
    form, reference = material.inputs.form, place.candidate.reference
    language = form.languages[0]
    return Page(
        rank=place.rank,
        reference=reference,
        title=place.candidate.title or reference,
        applicant=place.candidate.applicant,
        is_taken=place.is_taken,
        facts=tuple(_facts(material, place)),
        why=tuple(reasons.of(place)),
        scores=tuple(scores.of(place)),
        notes=tuple(str(note.reason.in_language(language)) for note in place.candidate.notes),
        summary=material.summaries.get(reference, ()),
        remarks=tuple(one for given in material.remarks.get(reference, ()) for one in _remarks(material, given)),
    )


def _facts(material: Material, place: Place) -> Iterator[tuple[str, str]]:
    form, call, candidate = material.inputs.form, material.inputs.call, place.candidate
    if call.has_money:
        yield "Asked for", said_money(candidate.amount, call)
        yield "Asked for up to here", said_money(place.cumulative, call)
    received = candidate.received_at.astimezone(ZoneInfo(form.zone))
    yield "Received", f"{day(received)}, {received:%H:%M}"
    for quota in call.quotas:
        if answer := candidate.groups.get(quota.name):
            yield str(quota.label.in_language(form.languages[0])), group_said(form, quota.question, answer)
    yield from material.information.get(candidate.reference, ())
    yield from _totals(place)
    yield "Spread", NONE if place.spread is None else str(place.spread)
    yield "Complete reviews", str(place.reviews)


def _totals(place: Place) -> Iterator[tuple[str, str]]:
    """Mean, median and adjusted score, of 100."""
    for word, label in RANKED_BY.items():
        figure = getattr(place, word)
        yield label, NONE if figure is None else f"{figure} of 100"


def _remarks(material: Material, given: Remarks) -> Iterator[Remark]:
    """What is said of the whole first, then of each criterion."""
    language = material.inputs.form.languages[0]
    labels = {"": "", **{one.name: str(one.label.in_language(language)) for one in material.inputs.call.criteria}}
    for name, label in labels.items():
        lines = tuple(line for line in given.said.get(name, "").splitlines() if line.strip())
        if lines:
            yield Remark(material.called(given.member), label, shortened(lines, REMARK))
