"""A call with a committee, at a time that tests move: proposals, members, and their browsers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.context import Context
from app.member_links import link_made
from app.store import conflicts, members, submissions
from app.store.conflicts import Found
from app.store.engine import Ledger
from app.store.members import About, Member
from app.store.submissions import Submission
from tests.journeys.six_languages import Clock
from tests.served import served
from tests.web.conftest import context_of

CALL = "small-grants"
NOW = datetime(2027, 2, 3, 9, 0, tzinfo=UTC)
BEFORE, AFTER = datetime(2027, 1, 20, tzinfo=UTC), datetime(2027, 2, 20, tzinfo=UTC)
DEFINITION = """
form: small-grants
version: 1
languages: [en, fr, es, ru, zh, ar]
title: {en: Small grants 2027, fr: Petites subventions 2027, es: Pequeñas subvenciones 2027, ru: Малые гранты 2027, zh: 2027年小额赠款, ar: منح صغيرة 2027}
reference: "SG-{number:04d}"
sections:
  - section: who
    title: {en: Who you are, fr: Qui vous êtes, es: Quiénes son, ru: Кто вы, zh: 您是谁, ar: من أنتم}
    questions:
      - {question: organisation, type: text, label: {en: Organisation, fr: Organisme, es: Organización, ru: Организация, zh: 组织, ar: المنظمة}}
      - {question: state, type: country, label: {en: State, fr: État, es: Estado, ru: Государство, zh: 国家, ar: الدولة}}
      - question: contact
        type: group
        label: {en: Contact, fr: Contact, es: Contacto, ru: Контакт, zh: 联系人, ar: جهة الاتصال}
        questions:
          - {question: person, type: text, label: {en: Name, fr: Nom, es: Nombre, ru: Имя, zh: 姓名, ar: الاسم}}
          - {question: email, type: email, label: {en: E-mail, fr: Courriel, es: Correo, ru: Почта, zh: 电邮, ar: البريد}}
          - {question: passport, type: file, label: {en: Passport, fr: Passeport, es: Pasaporte, ru: Паспорт, zh: 护照, ar: جواز السفر}, accept: [txt]}
  - section: what
    title: {en: What you want to do, fr: Votre projet, es: Su proyecto, ru: Ваш проект, zh: 您的项目, ar: مشروعكم}
    questions:
      - {question: title, type: text, label: {en: Title, fr: Titre, es: Título, ru: Название, zh: 标题, ar: العنوان}}
      - {question: summary, type: calculated, result: text, calculation: "organisation == null ? '' : organisation", label: {en: Summary, fr: Résumé, es: Resumen, ru: Резюме, zh: 摘要, ar: ملخص}}
      - {question: plan, type: long_text, label: {en: Plan, fr: Plan, es: Plan, ru: План, zh: 计划, ar: الخطة}}
      - {question: asked, type: money, currency: USD, label: {en: Amount asked for, fr: Montant demandé, es: Importe solicitado, ru: Запрошенная сумма, zh: 申请金额, ar: المبلغ المطلوب}}
      - question: costs
        type: table
        label: {en: Costs, fr: Coûts, es: Costes, ru: Расходы, zh: 费用, ar: التكاليف}
        questions:
          - {question: item, type: text, label: {en: Item, fr: Poste, es: Partida, ru: Статья, zh: 项目, ar: البند}}
          - {question: payee, type: text, label: {en: Payee, fr: Bénéficiaire, es: Beneficiario, ru: Получатель, zh: 收款人, ar: المستفيد}}
          - {question: price, type: money, currency: USD, label: {en: Price, fr: Prix, es: Precio, ru: Цена, zh: 价格, ar: السعر}}
        totals:
          - {total: all, label: {en: Total, fr: Total, es: Total, ru: Итого, zh: 合计, ar: المجموع}, sum: price}
      - {question: annex, type: file, label: {en: Annex, fr: Annexe, es: Anexo, ru: Приложение, zh: 附件, ar: ملحق}, accept: [txt]}
sheet:
  workbook: Small grants
  tab: All
  columns:
    - {path: $reference, header: Reference}
call:
  envelope: 100000
  currency: USD
  amount: asked
  title: title
  applicant: organisation
  rules: []
  criteria:
    - criterion: quality
      label: {en: Quality of the plan, fr: Qualité du plan, es: Calidad del plan, ru: Качество плана, zh: 计划质量, ar: جودة الخطة}
      weight: 60
      scale: 5
      guidance: {en: "Is it clear who does what, and when? 5: nothing is missing. 3: some of it is open. 0: there is no plan.", fr: "Qui fait quoi, et quand ? 5 : rien ne manque. 0 : il n’y a pas de plan.", es: "¿Quién hace qué y cuándo? 5: no falta nada. 0: no hay plan.", ru: "Ясно ли, кто что делает и когда? 5: всё есть. 0: плана нет.", zh: "谁在何时做什么？5：应有尽有。0：没有计划。", ar: "من يفعل ماذا ومتى؟ 5: لا ينقص شيء. 0: لا توجد خطة."}
    - criterion: worth
      label: {en: Worth its price, fr: Rapport qualité-prix, es: Relación calidad-precio, ru: Стоит своих денег, zh: 物有所值, ar: القيمة مقابل المال}
      weight: 40
      scale: 100
  stages:
    - {stage: review, label: Review, starts: 2027-02-01, ends: 2027-02-14, opens: [scoring]}
    - {stage: meeting, label: Meeting, starts: 2027-02-03, ends: 2027-02-28, opens: [ranking]}
"""  # noqa: E501 - one line a question
BLIND = "  blind: [organisation, state, contact, costs.totals.all, title]\n"
FEW = "  reviews: 1\n"
DONORS = """    - {stage: donors, label: Donors, starts: 2027-02-03, ends: 2027-02-05, opens: [commenting]}
"""
"""A stage more: it stands before whatever else is added."""


@dataclass
class Committee:
    """The call, and those who read it."""

    context: Context
    clock: Clock
    app: Flask
    members: dict[str, Member] = field(default_factory=dict)

    def join(self, name: str, **about: Any) -> Member:
        """Make somebody a member."""
        known = {"email": f"{name.lower()}@committee.example", **about}
        with self.context.ledger.writing() as c:
            self.members[name] = members.put(c, CALL, About(name, **known), now=self.clock.now)
        return self.members[name]

    def link(self, name: str) -> str:
        """The path of a link for a member."""
        with self.context.ledger.writing() as c:
            return f"/committee/enter/{link_made(c, self.members[name], self.clock.now)}"

    def browser(self, name: str) -> "Browser":
        """A browser that has followed such a link."""
        client = self.app.test_client()
        answer = client.post(self.link(name))
        assert answer.status_code == 303, answer.text
        return Browser(client)

    def propose(self, number: int, **answers: Any) -> Submission:
        """A proposal, with its words and files all of its own."""
        word = f"zebra{number}"
        files = {
            name: [self.context.files.take(f"{word}-{name}.txt", f"{word} {name}".encode())]
            for name in ("passport", "annex")
        }
        contact = {"person": f"Person {word}", "email": f"{word}@applicant.example", "passport": files["passport"]}
        row = {"item": f"Item {word}", "payee": f"Payee {word}", "price": "10.00"}
        said = {
            "organisation": f"Organisation {word}",
            "state": "SEN",
            "contact": contact,
            "title": f"Title {word}",
            "summary": f"Organisation {word}",
            "plan": f"Plan {word}\nin two lines",
            "asked": "1000.00",
            "costs": {"rows": [row], "totals": {"all": "10.00"}},
            "annex": files["annex"],
        }
        about = {"form": CALL, "form_version": 1, "source": "page", "source_id": word, "reference": f"SG-{number:04d}"}
        with self.context.ledger.writing() as c:
            kept = submissions.insert(
                c,
                **about,
                answers={**said, **answers},
                language="en",
                submitted_at=self.clock.now,
                received_at=self.clock.now,
            )  # type: ignore[arg-type]  # by name
        assert kept is not None
        return kept

    def close(self, proposal: Submission, name: str) -> None:
        """Find a conflict."""
        with self.context.ledger.writing() as c:
            conflicts.add(
                c, [Found(proposal.id, self.members[name].id, "state", "SEN")], who="service", now=self.clock.now
            )


@dataclass
class Browser:
    """Of a member, who uses what stands on the pages."""

    client: FlaskClient

    def see(self, path: str = "", status: int = 200) -> str:
        """A page of the committee."""
        answer = self.client.get(f"/committee/{CALL}{path}")
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer.text

    def send(self, page: str, path: str, **typed: str) -> TestResponse:
        """The form of a page, with what was typed into it."""
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
        return self.client.post(
            f"/committee/{CALL}{path}", data={**dict(hidden), **{n.replace("_", "."): v for n, v in typed.items()}}
        )

    def open(self, proposal: Submission) -> str:
        """The page of a proposal, with no conflict declared."""
        asked = self.see(f"/{proposal.key}/conflict")
        assert self.send(asked, f"/{proposal.key}/conflict", conflict="none").status_code == 303
        return self.see(f"/{proposal.key}")

    def give(
        self, proposal: Submission, quality: str = "4", worth: str = "50", act: str = "give", **remarks: str
    ) -> TestResponse:
        """A review."""
        page = self.open(proposal)
        return self.send(page, f"/{proposal.key}", act=act, score_quality=quality, score_worth=worth, **remarks)


@contextmanager
def a_committee(folder: Path, further: str = "", ledger: Ledger | None = None) -> Iterator[Committee]:
    """With no members yet, and no proposals; over its own ledger where none is given that is migrated already."""
    clock = Clock(NOW)
    made = context_of(folder, DEFINITION + further)
    settings = replace(made.settings, posts_per_minute=100_000)
    context = replace(made, now=clock, settings=settings, ledger=ledger or made.ledger)
    yield Committee(context, clock, served(context))
    made.ledger.engine.dispose()


def told(page: str) -> str:
    """The text of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
