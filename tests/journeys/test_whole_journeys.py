"""Whole ways through shipped forms against the running service: filled in by hand, found in workbook and mail."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from itertools import combinations, product
from typing import TYPE_CHECKING

import openpyxl
import pytest

from forms.types.answers import at
from tests.forms_definitions.test_definitions import FOLDER, answers_of, read
from tests.journeys.applicant import Applicant, text_of
from tests.process.running import Letterbox, Running, letterbox, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.process]

VTF, SPONSORSHIP, SURVEY = FORMS = ("vtf-proposal", "sponsorship-application", "points-of-contact-survey")
LANGUAGES = ("en", "fr", "ar")
DESK, PHONE = 1280, 360
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Way:
    """How which form is filled in with which sample, and what the workbook then says under some headings."""

    form: str
    language: str
    width: int
    has_script: bool
    is_resumed: bool
    sample: str
    cells: Mapping[str, object]

    @property
    def how(self) -> tuple[object, ...]:
        return astuple(self)[:5]


WAYS = [
    Way(VTF, "en", DESK, True, True, "01-ghana", {"State": "Ghana", "Requested (USD)": 57080, "Months": 18}),
    Way(VTF, "fr", PHONE, False, True, "02-senegal", {"State": "Senegal", "Requested (USD)": 50850, "Months": 12}),
    Way(VTF, "ar", PHONE, True, False, "04-lebanon", {"State": "Lebanon", "Budget total (USD)": 60500}),
    Way(SPONSORSHIP, "en", PHONE, True, False, "01-malawi", {"Surname": "Kachingwe", "Airport": "Lilongwe (LLW)"}),
    Way(SPONSORSHIP, "fr", DESK, False, True, "02-cameroon", {"Surname": "Ngo Bassong", "Airport": "Yaoundé (NSI)"}),
    Way(SPONSORSHIP, "ar", DESK, False, False, "07-lebanon", {"Surname": "Khoury", "Airport": "بيروت (BEY)"}),
    Way(SURVEY, "en", PHONE, False, False, "01-barbados", {"State": "Barbados"}),
    Way(SURVEY, "fr", DESK, True, False, "02-madagascar", {"State": "Madagascar", "Requests a year": 2}),
    Way(SURVEY, "ar", PHONE, True, True, "04-lebanon", {"State": "Lebanon"}),
]


def test_every_two_of_the_ways_meet() -> None:
    choices = (FORMS, LANGUAGES, (DESK, PHONE), (True, False), (True, False))
    wanted = {
        ((one, x), (other, y))
        for one, other in combinations(range(len(choices)), 2)
        for x, y in product(choices[one], choices[other])
    }
    assert {pair for way in WAYS for pair in combinations(enumerate(way.how), 2)} == wanted


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[Letterbox, str]]:
    with letterbox() as kept:
        yield kept


@pytest.fixture(scope="module")
def service(letters: tuple[Letterbox, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """All its processes, with an SMTP server beside them."""
    folder = tmp_path_factory.mktemp("journeys")
    settings = {"CHANCERY_DATA": str(folder), "SMTP_URL": letters[1], "POSTS_PER_MINUTE": "100000"}
    with running(settings) as started:
        yield started


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(map(str, way.how)))
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
def applicant(way: Way, service: Running, letters: tuple[Letterbox, str], browser: "Browser") -> Applicant:
    compiled = service.context.forms[way.form]
    sample = read(FOLDER / way.form / "samples" / f"{way.sample}.json")
    answers = compiled.check(answers_of(compiled, sample), NOW).answers
    assert answers is not None
    address = str(at(answers, compiled.form.mails[0].to))
    return Applicant(service, letters[0], browser, compiled, way.language, way.width, way.has_script, answers, address)


def test_what_is_filled_in_is_found_in_the_workbook_and_in_the_mail(way: Way, applicant: Applicant) -> None:
    with applicant.device() as first, applicant.device() as second:
        applicant.begin(first)
        last = first
        if way.is_resumed:
            applicant.answer(first)
            first.press("Continue")
            applicant.answer(first)
            applicant.come_back(second, applicant.save(first))
            last = second
        applicant.answer_all(last)
        reference = applicant.send(last)
        copy = last.page.get_by_role("link", name=last.say("Download a copy of your answers (PDF)"))
        downloaded = last.page.request.get(str(copy.get_attribute("href"))).body()

        mail = applicant.mails(1 + way.is_resumed)[-1]
        said, [enclosed] = text_of(mail), list(mail.iter_attachments())
        assert reference in mail["Subject"]
        assert applicant.compiled.form.title.in_language(way.language) in said
        assert downloaded[:5] == enclosed.get_content()[:5] == b"%PDF-"
        own = re.search(rf"\S+/f/{way.form}/[0-9a-f]+/\?lang={way.language}", said)
        assert own, said
        last.page.goto(own[0])
        assert reference in last.page.get_by_role("main").inner_text()

    row = row_of(applicant, reference)
    assert {header: row[header] for header in way.cells} == way.cells
    assert (row["E-mail"], row["Language"], row["Received through"]) == (applicant.address, way.language, "page")


def row_of(applicant: Applicant, reference: str) -> dict[str, object]:
    """What the workbook says of a submission, by heading, once all is shown."""
    applicant.service.await_done(60)
    sheet = applicant.compiled.form.sheet
    path = applicant.service.context.settings.workbooks / f"{sheet.workbook}.xlsx"
    headers, *rows = openpyxl.load_workbook(path)[sheet.tab].iter_rows(values_only=True)
    [found] = [
        dict(zip(map(str, headers), row, strict=True)) for row in rows if row[headers.index("Reference")] == reference
    ]
    return found
