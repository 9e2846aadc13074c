"""A form as the plain tree of words, lists and texts from which reading makes the same form."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from forms.definition import (
    LANGUAGES,
    USUAL_TIES,
    Call,
    Check,
    CheckItem,
    Choice,
    ChoiceList,
    Column,
    Committee,
    Condition,
    Criterion,
    DueReport,
    Eligibility,
    Event,
    Filter,
    Form,
    Instalment,
    Letter,
    ListedAnswer,
    Mail,
    Page,
    Question,
    Quota,
    Reminder,
    Section,
    Sheet,
    Source,
    Stage,
    Terms,
    Text,
    Total,
)
from forms.reading.sheet_part import LEDGER_WORDS

Tree = dict[str, Any]
"""Word -> text, list or tree."""


def tree(form: Form) -> Tree:
    """Only the words that say more than their absence would, in the order in which people write them."""
    return _filled(
        form=form.name,
        version=str(form.version),
        languages=list(form.languages),
        title=_text(form.title),
        intro=_text(form.intro),
        reference=form.reference,
        zone="" if form.zone == "UTC" else form.zone,
        opens=_moment(form.opens, form.zone),
        closes=_moment(form.closes, form.zone),
        late="accept" if form.accepts_late else "",
        one_per=form.one_per[0] if len(form.one_per) == 1 else list(form.one_per),
        edit_until=_moment(form.edit_until, form.zone),
        keep_months=_number(form.keep_months),
        privacy=_text(form.privacy),
        declaration=_text(form.declaration),
        next_steps=_text(form.next_steps),
        embed_on=list(form.embed_on),
        pages=_each(_page, form.pages),
        lists=_each(_list, form.lists),
        checks=_each(_check, form.checks),
    ) | _filled(
        sections=_each(_section, form.sections),
        sheet=_sheet(form.sheet),
        letters=_each(_letter, form.letters),
        mails=[_mail(one, form.zone) for one in form.mails],
        call=_call(form.call) if form.call else None,
        sources=_each(_source, form.sources),
    )


def _filled(**words: object) -> Tree:
    """The words that say something; `was_` and the like stand for words that Python keeps for itself."""
    return {word.rstrip("_"): said for word, said in words.items() if said not in (None, "", [], {})}


def _each(deed: Callable[[Any], Tree], things: Iterable[object]) -> list[Tree]:
    return [deed(one) for one in things]


def _text(text: Text) -> str | Tree:
    """A text in English alone is a plain one."""
    said = {code: text.by_language[code] for code in LANGUAGES if code in text.by_language}
    return said["en"] if list(said) == ["en"] else said


def _number(number: Decimal | int | None) -> str:
    return "" if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number)


def _flag(value: object) -> str:
    return "yes" if value else ""


def _moment(moment: datetime | None, zone: str) -> str:
    """As clocks in the form's zone show it; with its offset where that would be another moment."""
    if moment is None:
        return ""
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    said = f"{wall:%Y-%m-%d %H:%M}" if wall.replace(second=0, microsecond=0) == wall else wall.isoformat(" ")
    again = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
    return said if again == moment else moment.isoformat(" ")


def _condition(condition: Condition | None) -> str | Tree:
    if condition is None:
        return ""
    if not condition.test:
        return condition.expression
    value = condition.value
    if isinstance(value, bool):
        return {"question": condition.path, condition.test: "yes" if value else "no"}
    return {"question": condition.path, condition.test: list(value) if isinstance(value, tuple) else value}


def _filter(where: Filter | None) -> str | Tree:
    return "" if where is None else where.expression or dict(where.pairs)


def _page(page: Page) -> Tree:
    return _filled(page=page.name, title=_text(page.title), sections=list(page.sections))


def _list(one: ChoiceList) -> Tree:
    if one.csv:
        return {"list": one.name, "csv": one.csv}
    if one.workbook:
        return {"list": one.name, "workbook": one.workbook, "tab": one.tab}
    return {"list": one.name, "choices": _each(_choice, one.choices)}


def _choice(choice: Choice) -> Tree:
    return _filled(value=choice.value, label=_text(choice.label), was=list(choice.was), with_=dict(choice.attributes))


def _check(check: Check) -> Tree:
    severity = "warning" if check.is_warning else ""
    must, message = _condition(check.must), _text(check.message)
    return _filled(check=check.name, must=must, message=message, severity=severity, at=check.at)


def _section(section: Section) -> Tree:
    return _filled(
        section=section.name,
        title=_text(section.title),
        intro=_text(section.intro),
        show_if=_condition(section.show_if),
        questions=_questions(section.questions),
    )


def _questions(questions: Iterable[Question]) -> list[Tree]:
    return [_question(one) for one in questions if not one.is_companion]


def _question(question: Question) -> Tree:
    return _asked(question) | _chosen(question) | _typed(question) | _held(question)


def _asked(question: Question) -> Tree:
    return _filled(
        question=question.name,
        type=question.type,
        label=_text(question.label),
        hint=_text(question.hint),
        required=_flag(question.required),
        was=list(question.was),
        show_if=_condition(question.show_if),
        required_if=_condition(question.required_if),
        checks=_each(_check, question.checks),
    )


def _chosen(question: Question) -> Tree:
    """Its list; "other" is added by the word of that name."""
    if question.type not in {"choose_one", "choose_many", "ranking", "matrix"}:
        return {}
    own = question.choices[:-1] if question.other else question.choices
    choices = {"choices_from": question.choices_from} if question.choices_from else {"choices": _each(_choice, own)}
    return choices | _filled(choices_where=_filter(question.choices_where), other=_text(question.other))


def _typed(question: Question) -> Tree:
    return _filled(
        min=question.earliest or _number(question.min),
        max=question.latest or _number(question.max),
        min_length=_number(question.min_length),
        max_length=_number(question.max_length),
        max_words=_number(question.max_words),
        pattern=question.pattern,
        confirm=_flag(question.confirm),
        currency=question.currency,
        accept=list(question.accept),
        max_megabytes="" if question.max_megabytes == 10 else str(question.max_megabytes),
        form=question.form,
        calculation=question.calculation,
        result=question.result,
        product=list(question.product),
    )


def _held(question: Question) -> Tree:
    if question.type == "matrix":
        return {"statements": [{"statement": one.name, "label": _text(one.label)} for one in question.questions]}
    return _filled(questions=_questions(question.questions), totals=_each(_total, question.totals))


def _total(total: Total) -> Tree:
    return {"total": total.name, "label": _text(total.label), "sum": total.sum}


def _sheet(sheet: Sheet) -> Tree:
    columns = _each(_column, sheet.columns)
    deleted = "" if sheet.deleted_rows == "restore" else sheet.deleted_rows
    return _filled(workbook=sheet.workbook, tab=sheet.tab, google=sheet.google, deleted_rows=deleted, columns=columns)


def _column(column: Column) -> Tree:
    return _filled(
        path=column.path,
        header=column.header,
        owner="" if column.owner == "service" else column.owner,
        format="" if column.format == _usual_format(column.path) else column.format,
        width="" if column.width == 18 else str(column.width),
        dropdown=list(column.dropdown),
    )


def _usual_format(path: str) -> str:
    return "datetime" if "datetime" in LEDGER_WORDS.get(path, ()) else "text"


def _letter(letter: Letter) -> Tree:
    texts = {"title": _text(letter.title), "body": _text(letter.body), "signed": _text(letter.signed)}
    return _filled(letter=letter.name, **texts)


def _event(event: Event, zone: str) -> Tree:
    starts, ends = (_day_or_moment(one, zone) for one in (event.starts, event.ends))
    return _filled(event=event.name, label=_text(event.label), starts=starts, ends=ends, where=_text(event.where))


def _day_or_moment(when: date, zone: str) -> str:
    return _moment(when, zone) if isinstance(when, datetime) else when.isoformat()


def _mail(mail: Mail, zone: str) -> Tree:
    return _filled(
        mail=mail.name,
        on="" if mail.on == "accepted" else mail.on,
        column=mail.column,
        is_=mail.decisions[0] if len(mail.decisions) == 1 else list(mail.decisions),
        after_days=_number(mail.after_days or None),
        when=_condition(mail.when),
        to=mail.to,
        subject=_text(mail.subject),
        body=_text(mail.body),
        form=mail.form,
        prefill=dict(mail.prefill),
        attach=list(mail.attach),
        calendar=[_event(one, zone) for one in mail.calendar],
    )


def _call(call: Call) -> Tree:
    money = {"envelope": _number(call.envelope), "currency": call.currency, "amount": call.amount}
    words: Mapping[str, object] = {
        **(money if call.has_money else {}),
        "title": call.title,
        "applicant": call.applicant,
        "rules": _each(_rule, call.rules),
        "criteria": _each(_criterion, call.criteria),
    }
    return {**words, **_ranked(call)}


def _ranked(call: Call) -> Tree:
    return _filled(
        stages=_each(_stage, call.stages),
        ties=[] if call.ties == USUAL_TIES else list(call.ties),
        ranking="" if call.ranking == "mean" else call.ranking,
        line="" if call.line == "stop" else call.line,
        places=_number(call.places),
        quotas=_each(_quota, call.quotas),
        **_committee(call.committee),
        fund=call.fund,
        cycle=_number(call.cycle),
        grant=_terms(call.grant) if call.grant else None,
    )


def _committee(committee: Committee) -> Tree:
    return {
        "reviews": _number(committee.reviews or None),
        "quorum": _number(committee.quorum or None),
        "blind": list(committee.blind),
        "summary": list(committee.summary),
        "conflicts": dict(committee.conflicts),
    }


def _rule(rule: Eligibility) -> Tree:
    severity = "note" if rule.is_note else ""
    return _filled(rule=rule.name, must=_condition(rule.must), reason=_text(rule.reason), severity=severity)


def _criterion(one: Criterion) -> Tree:
    return _filled(
        criterion=one.name,
        label=_text(one.label),
        weight="" if one.independent else _number(one.weight),
        scale="" if one.scale == 5 else str(one.scale),
        guidance=_text(one.guidance),
        required="" if one.required else "no",
        independent=_flag(one.independent),
    )


def _quota(quota: Quota) -> Tree:
    return _filled(
        quota=quota.name,
        label=_text(quota.label),
        question=quota.question,
        one_of=list(quota.one_of),
        at_least=_number(quota.at_least),
        at_most=_number(quota.at_most),
        each=_number(quota.each),
    )


def _stage(stage: Stage) -> Tree:
    starts, ends = stage.starts.isoformat(), stage.ends.isoformat()
    opens = list(stage.opens)
    return _filled(stage=stage.name, label=_text(stage.label), starts=starts, ends=ends, opens=opens)


def _terms(terms: Terms) -> Tree:
    return _filled(
        number=terms.number,
        email=terms.email,
        agreement=terms.agreement,
        instalments=_each(_instalment, terms.instalments),
        reports=_each(_report, terms.reports),
        reminders=_each(_reminder, terms.reminders),
        checklist=_each(_check_item, terms.checklist),
        sheet=terms.sheet,
        columns=_each(_listed_answer, terms.columns),
    )


def _instalment(one: Instalment) -> Tree:
    return _filled(instalment=one.name, label=_text(one.label), share=_number(one.share), after=one.after)


def _report(one: DueReport) -> Tree:
    return _filled(
        report=one.name,
        label=_text(one.label),
        form=one.form,
        reference=one.reference,
        email=one.email,
        months=_number(one.months),
        days=_number(one.days),
        on="" if one.on is None else one.on.isoformat(),
        starts=one.starts,
        declined=dict(one.declined),
        told_by=dict(one.told_by),
    )


def _reminder(one: Reminder) -> Tree:
    when = {"before": [str(day) for day in one.before], "after": [str(day) for day in one.after]}
    return _filled(reminder=one.name, subject=_text(one.subject), body=_text(one.body), **when)


def _check_item(one: CheckItem) -> Tree:
    return _filled(item=one.name, label=one.label, needs=one.needs)


def _listed_answer(one: ListedAnswer) -> Tree:
    return _filled(column=one.name, label=one.label, path=one.path, of=one.of)


def _source(source: Source) -> Tree:
    return _filled(source=source.word, mapping=dict(source.mapping), ignore=list(source.ignore), api=dict(source.api))
