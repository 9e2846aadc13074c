"""A form that has a bit of everything, written out for tests of the form language."""

from datetime import UTC, datetime
from pathlib import Path

from forms.load import load_form
from forms.schema import CompiledForm, compile_form

GRANT = """\
form: grant
version: 2
languages: [en, fr]
title: {en: Grant, fr: Subvention}
intro: Ask for money.
zone: Europe/Zurich
opens: 2026-10-01 09:00
closes: 2027-01-15 18:00
late: accept
one_per: [state, title]
edit_until: 2027-01-20 18:00
keep_months: 84
privacy: {en: The Secretariat sees your answers., fr: Le Secrétariat voit vos réponses.}
pages:
  - {page: who, title: Who, sections: [applicant]}
  - {page: what, title: What, sections: [project, abroad, further]}
lists:
  - list: regions
    choices: [{value: africa, label: Africa}, {value: asia, label: Asia}]
  - {list: offices, csv: offices.csv}
reference: "GR-{year}-{number:04d}"
sections:
  - section: applicant
    title: Applicant
    questions:
      - {question: state, type: country, label: {en: State, fr: État}, required: yes}
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: name, type: text, label: Name, max_length: 40}
          - {question: email, type: email, label: E-mail, required: yes}
          - {question: phone, type: phone, label: Phone}
      - {question: site, type: url, label: Web site}
  - section: project
    title: Project
    questions:
      - {question: title, type: text, label: Title, hint: Short, required: yes}
      - {question: about, type: long_text, label: About, max_length: 500}
      - {question: months, type: integer, label: Months, min: 1, max: 24}
      - {question: share, type: decimal, label: Share}
      - {question: asked, type: money, label: Amount, currency: USD, min: 0}
      - {question: starts, type: date, label: Start}
      - {question: agreed, type: yes_no, label: Agreed}
      - question: size
        type: choose_one
        label: Size
        choices:
          - {value: s, label: Small}
          - {value: l, label: {en: Large, fr: Grand}}
      - question: help
        type: choose_many
        label: Help
        choices:
          - {value: law, label: Law}
          - {value: "yes", label: Anything}
      - {question: letter, type: file, label: Letter, accept: [pdf, .TXT], max_megabytes: 2}
      - question: budget
        type: table
        label: Budget
        min: 2
        max: 4
        questions:
          - {question: item, type: text, label: Item, required: yes}
          - {question: quantity, type: decimal, label: Quantity}
          - {question: cost, type: money, label: Cost, currency: USD}
          - {question: line, type: money, label: Line, currency: USD, product: [quantity, cost]}
        totals:
          - {total: all, label: Total, sum: line}
  - section: abroad
    title: Abroad
    intro: Only where the region is Asia.
    show_if: {question: region, is: asia}
    questions:
      - {question: visa, type: yes_no, label: Visa, required: yes}
      - {question: visa_days, type: integer, label: Days, min: 1, required_if: {question: visa, is: yes}}
  - section: further
    title: Further
    questions:
      - {question: region, type: choose_one, label: Region, choices_from: regions}
      - {question: office, type: choose_one, label: Office, choices_from: offices, choices_where: {region: region}}
      - question: topics
        type: choose_many
        label: Topics
        choices:
          - {value: law, label: Law, with: {for: s}}
          - {value: locks, label: Locks, with: {for: l}}
          - {value: marking, label: Marking, with: {for: l}}
        choices_where: choice.for == size
        other: {en: Which other topic?, fr: Quel autre sujet ?}
        min: 1
        max: 2
      - question: order
        type: ranking
        label: Order
        choices: [{value: a, label: First}, {value: b, label: Second}, {value: c, label: Third}]
        max: 2
      - question: opinion
        type: matrix
        label: Opinion
        statements: [{statement: pace, label: the pace}, {statement: venue, label: the venue}]
        choices: [{value: good, label: Good}, {value: bad, label: Bad}]
      - {question: consented, type: consent, label: I consent}
      - {question: at, type: time, label: Time}
      - {question: call_at, type: datetime, label: Call}
      - {question: here, type: geopoint, label: Place}
      - {question: grant, type: reference, label: Grant, form: grant}
      - {question: campaign, type: hidden, label: Campaign, max_length: 20}
      - {question: thanks, type: note, label: Thank you., show_if: title != null}
      - {question: second, type: email, label: Second e-mail, confirm: yes}
      - {question: ends, type: date, label: End, min: today, max: 2099-12-31}
      - {question: code, type: text, label: Code, pattern: "[A-Z]{2}-[0-9]+", was: [kode]}
      - {question: summary, type: long_text, label: Summary, min_length: 5, max_words: 10}
      - {question: partnered, type: yes_no, label: Partner}
      - question: partner
        type: group
        label: The partner
        show_if: {question: partnered, is: yes}
        questions:
          - {question: name, type: text, label: Name, required: yes}
          - question: kind
            type: choose_one
            label: Kind
            choices: [{value: ngo, label: NGO}, {value: state, label: State}]
            other: What else?
      - question: fee
        type: calculated
        label: Fee
        calculation: round(asked * 0.08, 2)
        result: money
        currency: USD
      - {question: last_day, type: calculated, label: Last day, calculation: "add_days(starts, 30)", result: date}
      - question: trips
        type: table
        label: Trips
        max: 3
        questions:
          - {question: from, type: date, label: From}
          - question: to
            type: date
            label: To
            checks: [{check: order, must: to >= from, message: It ends before it starts.}]
          - {question: nights, type: calculated, label: Nights, calculation: "days(from, to)", result: integer}
          - {question: hotel, type: text, label: Hotel, show_if: nights > 0, required_if: nights > 1}
          - {question: rate, type: money, label: Rate, currency: USD, show_if: {question: hotel, filled: yes}}
        totals:
          - {total: nights_all, label: Nights in all, sum: nights}
checks:
  - {check: trips_paid, must: sum(trips.rate) <= asked, message: The trips cost more than is asked for., at: asked}
  - {check: long, must: {question: months, max: 18}, message: That is long., severity: warning, at: months}
sheet:
  workbook: Grants
  tab: 2026 call
  deleted_rows: keep out
  columns:
    - {path: $reference, header: Reference, width: 16}
    - {path: state, header: State}
    - {path: budget.totals.all, header: Budget, format: money}
    - {path: $received, header: Received, format: datetime}
    - {path: title, header: Title, owner: both}
    - {header: Remarks, owner: staff}
    - {header: Decision, owner: staff, dropdown: [yes, no], width: 12}
letters:
  - letter: award
    title: {en: "Your grant ((reference))", fr: Votre subvention}
    body: |
      Dear ((contact.name)),

      You have ((amount)).
    signed: The Secretary
mails:
  - mail: acknowledgement
    to: contact.email
    subject: Your proposal ((reference))
    body: {en: "Thank you: ((form_title))", fr: "Merci"}
  - mail: report
    'on': changed
    after_days: 30
    when: {question: agreed, is: yes}
    to: contact.email
    subject: Your report
    body: "Go to ((link))"
    form: grant
    prefill: {grant: $reference, title: title}
  - mail: promise
    'on': decided
    column: Decision
    is: yes
    to: contact.email
    subject: Your grant
    body: You have it.
  - mail: award
    'on': released
    is: approve
    to: contact.email
    subject: The letter
    body: Here it is.
    attach: [award]
    calendar:
      - {event: briefing, label: Briefing, starts: 2027-05-10 09:00, ends: 2027-05-10 12:30, where: Geneva}
      - {event: week, label: Week, starts: 2027-05-10, ends: 2027-05-14}
call:
  envelope: 400000
  currency: USD
  amount: asked
  title: title
  applicant: state
  rules:
    - {rule: ceiling, must: {question: asked, max: 100000}, reason: Too much is asked for.}
    - {rule: agreement, must: {question: agreed, is: yes}, reason: The conditions are not agreed to.}
    - {rule: region, must: {question: state, one_of: [FJI, TON]}, reason: Not in the region.}
    - {rule: sums, must: {question: asked, equals: budget.totals.all}, reason: The sums differ.}
    - {rule: letter, must: {question: letter, filled: yes}, reason: The letter is missing.}
    - {rule: described, must: length(title) > 10, reason: The title is short., severity: note}
  criteria:
    - {criterion: relevance, label: Relevance, weight: 60, scale: 5}
    - {criterion: value, label: Value for money, weight: 40}
    - {criterion: gender, label: Gender equality, scale: 3, independent: yes, required: no}
  stages:
    - {stage: review, label: Review, starts: 2027-01-16, ends: 2027-03-31}
  ties: [median, received]
  ranking: adjusted
  line: skip
  places: 20
  quotas:
    - {quota: asian, label: From Asia, question: region, one_of: [asia], at_least: 2, at_most: 9}
    - {quota: one_a_state, label: One for each State, question: state, each: 1}
  fund: locks
  cycle: 2027
  grant:
    number: "L-{year}-{number:03d}"
    email: contact.email
    agreement: award
    instalments:
      - {instalment: first, label: First part, share: 60.5}
      - {instalment: last, label: Last part, share: 39.5, after: final}
    reports:
      - {report: accepted, label: Acceptance, form: grant, reference: grant, email: contact.email,
         days: 30, starts: starts, declined: {size: l}}
      - {report: final, label: Final report, form: grant, reference: grant, email: contact.email,
         months: 12, told_by: {size: s}}
    reminders:
      - {reminder: early, before: [30, 7], subject: "Due on ((due_on))", body: "((report)): ((link))"}
      - {reminder: late, after: [1], subject: Overdue, body: Please send it now.}
    checklist:
      - {item: sent, label: Letter sent, needs: award}
    sheet: All locks
    columns:
      - {column: where, label: Where, path: state}
      - {column: spent, label: Spent, path: asked, of: final}
sources:
  - source: standard-webhooks
  - source: typeform
    mapping: {ref-state: state, ref-mail: contact.email}
    ignore: [ref-note]
  - {source: kobotoolbox, mapping: {plan/budget: budget, plan/budget/cost: budget.cost}}
"""

ANSWERS: dict[str, object] = {
    "state": "FJI",
    "contact": {"name": "Ana", "email": "ana@example.org", "phone": "+41 22 123 45 67"},
    "site": "https://example.org/a?b=c",
    "title": "Stockpiles",
    "about": "First\r\nsecond",
    "months": "12",
    "share": "0.50",
    "asked": "12 500.5",
    "starts": {"day": "7", "month": "3", "year": "2027"},
    "agreed": "on",
    "size": "l",
    "help": ["yes", "law"],
    "letter": {"name": "C:\\papers\\letter.PDF", "size": 9, "sha256": "a" * 64},
    "budget": [
        {"item": "Locks", "quantity": "3", "cost": "19.99"},
        {"item": "", "quantity": "", "cost": None},
        {"item": "Doors", "quantity": 0.5, "cost": 100},
    ],
    "region": "africa",
    "office": "nairobi",
    "topics": ["other", "locks"],
    "topics_other": "Ships",
    "order": "b a",
    "opinion": {"pace": "good", "venue": ""},
    "consented": "on",
    "at": "14:30:15",
    "call_at": "2027-03-07T12:00:00Z",
    "here": "46.2044 6.1432 375.0 4.0",
    "grant": "GR-2026-0001",
    "campaign": "spring",
    "second": {"value": "bob@example.org", "again": "bob@example.org "},
    "ends": "2027-05-01",
    "code": "AB-12",
    "summary": "In plain words.",
    "partnered": "yes",
    "partner": {"name": "ISACS", "kind": "other", "kind_other": "A museum"},
    "fee": "1",
    "trips": [
        {"from": "2027-03-07", "to": "2027-03-09", "hotel": "Inn", "rate": "80"},
        {"from": "2027-04-01", "to": "2027-04-01", "nights": 9},
    ],
}
"""Answers as a page or a provider would send them."""

OFFICES = "value;label::en;label::fr;region\nnairobi;Nairobi;Nairobi;africa\nbangkok;Bangkok;;asia\n"

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
"""Half past midnight of the next day in the form's zone."""


def write_form(folder: Path, text: str = GRANT, name: str = "grant") -> Path:
    """A definition in its folder, with the list that it reads."""
    path = folder / name / "form.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    (path.parent / "offices.csv").write_text(OFFICES, encoding="utf-8")
    return path


def minimal(
    questions: str = "{question: title, type: text, label: Title}", further: str = "", name: str = "small"
) -> str:
    """The smallest sound form, with these questions (flow or indented by six) and whatever comes `further`."""
    asked = questions if questions.startswith("      - ") else f"      - {questions}"
    return f"""\
form: {name}
version: 1
languages: [en]
title: Small
reference: "SMALL-{{number}}"
sections:
  - section: all
    title: All
    questions:
{asked}
sheet:
  workbook: Small
  tab: Small
  columns:
    - {{path: $reference, header: Reference}}
{further}"""


def compiled(folder: Path, text: str = GRANT) -> CompiledForm:
    """The form of `text`, ready to check answers."""
    return compile_form(load_form(write_form(folder, text)))
