"""A form whose questions turn on one another, and a small one that refers to it, for the tests of its page."""

import re
from html.parser import HTMLParser

TURNING = """
form: turning
version: 1
languages: [en, ar]
title: {en: Turning, ar: متغير}
reference: "TU-{year}-{number:04d}"
zone: Europe/Zurich
closes: 2099-01-15 18:00
late: accept
one_per: contact.email
keep_months: 84
privacy: {en: The Secretariat sees your answers., ar: تطّلع الأمانة على إجاباتك.}
lists:
  - list: regions
    choices: [{value: africa, label: Africa}, {value: asia, label: Asia}]
  - list: offices
    choices:
      - {value: nairobi, label: Nairobi, with: {region: africa}}
      - {value: dakar, label: Dakar, with: {region: africa}}
      - {value: bangkok, label: Bangkok, with: {region: asia}}
pages: [{page: all, title: {en: Turning, ar: متغير}, sections: [about, partner_part, choosing, money]}]
sections:
  - section: about
    title: {en: About, ar: حول}
    questions:
      - {question: welcome, type: note, label: "Read this first.", hint: A hint}
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: email, type: email, label: {en: E-mail, ar: البريد الإلكتروني}, confirm: yes}
      - {question: partnered, type: yes_no, label: "Is there a partner?"}
      - {question: partner, type: text, label: Partner, show_if: {question: partnered, is: yes}, required: yes}
      - {question: partner_site, type: url, label: Their site, show_if: {question: partnered, is: yes}}
      - {question: region, type: choose_one, label: Region, choices_from: regions}
      - {question: office, type: choose_one, label: Office, choices_from: offices, choices_where: {region: region}}
      - {question: kind, type: choose_one, label: Kind, choices: [{value: a, label: A}], other: Which kind}
      - {question: agreed, type: consent, label: I agree to this.}
      - {question: campaign, type: hidden, label: Campaign}
  - section: partner_part
    title: The partnership
    show_if: {question: partnered, is: yes}
    questions:
      - {question: since, type: date, label: Since when}
  - section: choosing
    title: Choosing
    questions:
      - question: order
        type: ranking
        label: Put in order
        choices: [{value: x, label: Ex}, {value: y, label: Why}, {value: z, label: Zed}]
      - question: opinion
        type: matrix
        label: How do you find
        statements: [{statement: pace, label: the pace}, {statement: venue, label: the venue}]
        choices: [{value: good, label: Good}, {value: bad, label: Bad}]
      - {question: topics, type: choose_many, label: On, choices: [{value: law, label: Law}, {value: it, label: It}]}
      - {question: here, type: geopoint, label: Where}
      - {question: at, type: time, label: Time}
      - {question: call_at, type: datetime, label: When may we call}
      - {question: letter, type: file, label: Letter}
      - {question: grant, type: reference, label: The grant, form: turning}
  - section: money
    title: Money
    questions:
      - question: amount
        type: money
        currency: USD
        label: Amount
        checks:
          - {check: small, must: amount >= 1000.0, message: "Is it really that little?", severity: warning}
      - {question: fee, type: calculated, label: Fee, calculation: amount * 0.08, result: money, currency: USD}
      - question: budget
        type: table
        label: Budget
        max: 9
        questions:
          - {question: item, type: choose_one, label: Item, choices: [{value: seat, label: Seat}], other: Which item}
          - {question: place, type: choose_one, label: Place, choices_from: offices, choices_where: {region: region}}
          - {question: quantity, type: integer, label: Quantity}
          - {question: unit_cost, type: money, currency: USD, label: Cost of one}
          - {question: cost, type: money, currency: USD, label: Cost, product: [quantity, unit_cost]}
        totals:
          - {total: total_usd, label: Sum, sum: cost}
sheet:
  workbook: Turning
  tab: All
  columns:
    - {path: $reference, header: Reference}
"""

LATE, EARLY = "closes: 2099-01-15 18:00\nlate: accept\n", "opens: 2098-10-01 09:00\n"


class Fields(HTMLParser):
    """What a page says: its fields by name with their values, every id, every link within it, the labels' targets."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.names: set[str] = set()  # of fields that can be seen
        self.ids: list[str] = []
        self.links: list[str] = []
        self.labels: set[str] = set()
        self.fields: set[str] = set()  # ids of the fields that can be seen
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.ids += [said["id"]] if "id" in said else []
        self.links += [said["href"][1:]] if said.get("href", "").startswith("#q-") else []
        self.labels |= {said["for"]} if tag == "label" else set()
        if tag in {"input", "textarea", "select"} and "name" in said and said.get("type") != "hidden":
            self.names.add(said["name"])
            self.fields.add(said.get("id", ""))
        is_box = said.get("type") in {"radio", "checkbox"}
        if tag == "input" and "name" in said and (not is_box or "checked" in said) and said.get("type") != "file":
            self.values.setdefault(said["name"], []).append(said.get("value", ""))
        if tag == "select":
            self._select = said["name"]
        if tag == "option" and "selected" in said:
            self.values.setdefault(self._select, []).append(said["value"])

    def sent(self, **changed: object) -> dict[str, object]:
        """What the browser would send, with these answers changed (`__` for a dot)."""
        return {**self.values, **{name.replace("__", "."): value for name, value in changed.items()}}


def shown(page: str, name: str) -> bool:
    """Whether the page asks a question."""
    return name in Fields(page).names


def error_at(page: str, name: str) -> str:
    """The message beside a field; empty for none."""
    found = re.search(rf'id="e-{re.escape(name)}"><span class="unseen">[^<]*</span> ([^<]*)</p>', page)
    return found[1] if found else ""
