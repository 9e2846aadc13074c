"""The call of a definition file: money, places, rules and criteria, checked against the form's questions."""

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import is_currency

from forms.definition import LINES, RANKINGS, TIES, USUAL_TIES, Call, Condition, Criterion, Eligibility, Question, Stage
from forms.near import near
from forms.reading.committee_part import COMMITTEE_WORDS, read_committee
from forms.reading.condition_part import read_condition
from forms.reading.grant_part import GRANT_CALL_WORDS, read_grant
from forms.reading.quota_part import MOST_PLACES, path_of, read_quotas
from forms.reading.reader import Reader, titled
from forms.tree import Value
from forms.types.table import QUESTION_TYPES

MONEY = ("envelope", "currency", "amount")
NEEDED = ("title", "applicant", "rules", "criteria")
CALL_WORDS = (
    *MONEY,
    *NEEDED,
    "stages",
    "ties",
    "ranking",
    "line",
    "places",
    "quotas",
    *COMMITTEE_WORDS,
    *GRANT_CALL_WORDS,
)
RULE_NEEDED = ("rule", "must", "reason")
RULE_WORDS = (*RULE_NEEDED, "severity")
CRITERION_NEEDED = ("criterion", "label")
CRITERION_WORDS = (*CRITERION_NEEDED, "weight", "scale", "guidance", "required", "independent")
STAGE_NEEDED = ("stage", "label", "starts", "ends")
STAGE_WORDS = (*STAGE_NEEDED, "opens")
ACTS = ("screening", "scoring", "ranking", "deciding", "commenting")
"""What a stage can open. To members, `ranking` is that they see it; `commenting` is for donors."""
SEVERITIES = ("bar", "note")
MOST_SCALE = 1_000


def read_call(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Call:
    """The call; `answers` are the form's questions and totals by path."""
    parts = reader.mapping(value, "call", CALL_WORDS, _needed(value))
    rule_items = reader.items(parts.get("rules"), "call")
    rules = tuple(_rule(reader, one) for one in rule_items)
    reader.once(rule_items, (rule.name for rule in rules), "call, rules")
    call = Call(
        envelope=_positive(reader, parts.get("envelope"), "call, envelope"),
        currency=reader.filled(parts.get("currency"), "call", "currency"),
        amount=path_of(reader, parts, "amount", "call", answers),
        title=path_of(reader, parts, "title", "call", answers),
        applicant=path_of(reader, parts, "applicant", "call", answers),
        rules=rules,
        criteria=_criteria(reader, parts.get("criteria")),
        stages=_stages(reader, parts.get("stages")),
        ties=_ties(reader, parts.get("ties")),
        ranking=reader.one_of(parts.get("ranking"), "call, ranking", RANKINGS, "mean"),
        line=reader.one_of(parts.get("line"), "call, line", LINES, "stop"),
        places=reader.integer(parts.get("places"), "call, places", 1, MOST_PLACES),
        quotas=read_quotas(reader, parts.get("quotas"), answers),
        committee=read_committee(reader, parts, answers),
        **read_grant(reader, parts, answers),
    )
    _check_money(reader, parts, call, answers)
    return call


def _needed(value: Value) -> tuple[str, ...]:
    """Money is needed whole, or not at all where so many places are given."""
    said = value.content if isinstance(value.content, dict) else {}
    return NEEDED if "places" in said and not said.keys() & MONEY else (*MONEY, *NEEDED)


def _ties(reader: Reader, value: Value | None) -> tuple[str, ...]:
    """The reference comes last, said or not: no two are equal in it."""
    if value is None:
        return USUAL_TIES
    items = reader.items(value, "call, ties")
    words = [reader.one_of(one, "call, ties", TIES) for one in items]
    reader.once(items, words, "call, ties")
    if "reference" in words[:-1]:
        cause = "nothing behind 'reference' counts, for no two are equal in it."
        reader.wrong(items[words.index("reference")], "call, ties", cause, "Put it last, or leave it out.")
    return (*(word for word in words if word != "reference"), "reference")


def _rule(reader: Reader, value: Value) -> Eligibility:
    place = titled(value, "rule")
    parts = reader.mapping(value, place, RULE_WORDS, RULE_NEEDED)
    return Eligibility(
        name=reader.name(parts.get("rule"), place),
        must=read_condition(reader, parts.get("must"), place) or Condition(expression="true"),
        reason=reader.text(parts.get("reason"), place, "reason"),
        is_note=reader.one_of(parts.get("severity"), place, SEVERITIES, "bar") == "note",
    )


def _stages(reader: Reader, value: Value | None) -> tuple[Stage, ...]:
    items = reader.items(value, "call, stages")
    stages = tuple(_stage(reader, one) for one in items)
    reader.once(items, (stage.name for stage in stages), "call, stages")
    return stages


def _stage(reader: Reader, value: Value) -> Stage:
    place = titled(value, "stage")
    parts = reader.mapping(value, place, STAGE_WORDS, STAGE_NEEDED)
    starts, ends = (reader.day(parts.get(word), place) for word in ("starts", "ends"))
    if {"starts", "ends"} <= parts.keys() and starts > ends:
        reader.wrong(parts["ends"], place, f"ends ({ends}) before it starts ({starts}).", "Exchange them.")
    return Stage(
        name=reader.name(parts.get("stage"), place),
        label=reader.text(parts.get("label"), place, "label"),
        starts=starts,
        ends=ends,
        opens=tuple(reader.one_of(one, place, ACTS, ACTS[0]) for one in reader.items(parts.get("opens"), place)),
    )


def _check_money(reader: Reader, parts: dict[str, Value], call: Call, answers: Mapping[str, Question]) -> None:
    if call.currency and not is_currency(call.currency):
        remedy = "Use a code of ISO 4217, like USD."
        reader.wrong(parts["currency"], "call", f"{call.currency!r} is no currency.", remedy)
    amount = answers.get(call.amount) if call.amount else None
    if amount is not None and not QUESTION_TYPES[amount.type].is_number:
        numbers = [path for path, one in answers.items() if QUESTION_TYPES[one.type].is_number]
        reader.wrong(parts["amount"], "call", f"{call.amount!r} is no number.", near(call.amount, numbers))
    if amount is not None and amount.currency not in {"", call.currency}:
        cause = f"{call.amount!r} is in {amount.currency}, the call in {call.currency}."
        reader.wrong(parts["amount"], "call", cause, "Use one currency.")


def _positive(reader: Reader, value: Value | None, place: str) -> Decimal:
    number = reader.number(value, place)
    if value is not None and number is not None and number <= 0:
        reader.wrong(value, place, f"{number} is not above 0.", "Write a number above 0.")
    return number or Decimal(0)


def _criteria(reader: Reader, value: Value | None) -> tuple[Criterion, ...]:
    items = reader.items(value, "call, criteria")
    criteria = tuple(_criterion(reader, one) for one in items)
    reader.once(items, (criterion.name for criterion in criteria), "call, criteria")
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    if value is not None and total != 100:
        reader.wrong(value, "call, criteria", f"the weights sum to {total}.", "Make them sum to 100.")
    return criteria


def _criterion(reader: Reader, value: Value) -> Criterion:
    place = titled(value, "criterion")
    parts = reader.mapping(value, place, CRITERION_WORDS, CRITERION_NEEDED)
    independent = reader.flag(parts.get("independent"), place)
    if independent and "weight" in parts:
        reader.wrong(parts["weight"], place, "is independent, and beside the score.", "Take its weight out.")
    if not independent and "weight" not in parts:
        reader.lacks(value, place, "weight", "'weight' is missing.", "Add a line `weight: …`.")
    return Criterion(
        name=reader.name(parts.get("criterion"), place),
        label=reader.text(parts.get("label"), place, "label"),
        weight=_positive(reader, parts.get("weight"), place),
        scale=reader.integer(parts.get("scale"), place, 1, MOST_SCALE) or 5,
        guidance=reader.text(parts.get("guidance"), place),
        required="required" not in parts or reader.flag(parts["required"], place),
        independent=independent,
    )
