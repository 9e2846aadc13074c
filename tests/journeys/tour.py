"""Every page and state of an applicant's journey, one after the other, in one language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from app import late_links
from app.draft_links import link_made
from app.store import clarifications
from app.store.clarifications import Asked
from tests.journeys.filling import file_called
from tests.journeys.six_languages import END, FORM, MONEY, PERSON, TRAVEL, Clock
from tests.journeys.visitor import Visitor


def tour(visitor: Visitor) -> Iterator[str]:
    """The name of each state while the page shows it."""
    visitor.site.clock.now = Clock.now
    for part in (before, person, travel, money, end, later, people, check, sent, looked_at_first, strange, closed):
        yield from part(visitor)


def before(visitor: Visitor) -> Iterator[str]:
    """The list of forms, and the start page."""
    visitor.see("/")
    yield "list of forms"
    visitor.see("/nothing")
    yield "page not found"
    visitor.see("/accessibility")
    yield "accessibility statement"
    visitor.see(f"/f/{FORM}")
    yield "start page"
    visitor.hand.press("Start now")
    visitor.see_draft("?list=yes")
    yield "list of parts, none begun"


def person(visitor: Visitor) -> Iterator[str]:
    """Text, address, country, choice, group."""
    hand = visitor.hand
    visitor.see_draft("q/person")
    yield "questions on the person"
    visitor.page.get_by_role("combobox").press("ArrowDown")
    yield "questions on the person, a list that is searched"
    visitor.page.get_by_role("combobox").press("Escape")
    visitor.page.locator("dialog").evaluate("dialog => dialog.showModal()")
    yield "questions on the person, about to close"
    visitor.page.locator("dialog").get_by_role("button").click()
    hand.press("Continue")
    yield "questions on the person, nothing answered"
    visitor.field("full_name").fill("Amina " * 20)
    visitor.field("email").fill("amina")
    visitor.field("contact.phone").fill("889")
    hand.press("Continue")
    yield "questions on the person, wrong answers"
    hand.fill(visitor.asked("person"), PERSON)
    hand.press("Continue")


def travel(visitor: Visitor) -> Iterator[str]:
    """Day, long text, several choices, order, matrix, and a question that comes of an answer."""
    hand = visitor.hand
    yield "questions on the journey"
    visitor.field("order.price").fill("7")
    hand.press("Continue")
    yield "questions on the journey, wrong answers"
    visitor.field("order.price").fill("")
    hand.fill(visitor.asked("travel"), TRAVEL)
    hand.press("Continue")
    yield "further questions"
    hand.fill(visitor.asked("travel"), {"hotel_name": "Auberge"})
    hand.press("Continue")


def money(visitor: Visitor) -> Iterator[str]:
    """Amounts, tables as tables and as cards, totals, warnings."""
    hand = visitor.hand
    yield "questions on the money"
    visitor.field("asked").fill("a lot")
    visitor.field("costs.0.item").fill("Dakar – Genève")
    visitor.field("costs.0.quantity").fill("two")
    hand.press("Continue")
    yield "questions on the money, wrong answers"
    hand.fill(visitor.asked("money"), MONEY)
    hand.press("Add another row")
    yield "questions on the money, another row"
    hand.press("Continue")
    yield "questions on the money, something to look at once more"
    hand.press("Continue")


def end(visitor: Visitor) -> Iterator[str]:
    """Files, declaration; two windows, and a page that is not ours."""
    hand = visitor.hand
    yield "questions on files"
    hand.page.locator("[type=file]").set_input_files([file_called("letter.xlsx")])
    hand.press("Continue")
    yield "questions on files, a refused one"
    visitor.see_draft("?list=yes")
    yield "list of parts, some done"
    visitor.see_draft("check")
    yield "answers to check, some missing"
    hand.press("Send")
    yield "answers to check, sent too early"
    visitor.see_draft("q/end")
    hand.fill(visitor.asked("end"), END)
    hand.press("Continue")
    visitor.see_draft("q/end")
    yield "questions on files, one uploaded"
    yield from two_windows(visitor)


def two_windows(visitor: Visitor) -> Iterator[str]:
    """A page that was changed elsewhere, and one that is out of date."""
    visitor.see_draft("q/person")
    other = replace(visitor, hand=replace(visitor.hand, page=visitor.device.new_page()))
    other.page.goto(visitor.page.url)
    other.field("full_name").fill("Amina Fatou Diallo")
    other.hand.press("Continue")
    other.page.close()
    visitor.field("full_name").fill("A. Diallo")
    visitor.hand.press("Continue")
    yield "changed in another window"
    visitor.field("csrf").evaluate("field => field.value = 'another'")
    visitor.hand.press("Continue")
    yield "page out of date"
    visitor.see_draft("q/person")


def later(visitor: Visitor) -> Iterator[str]:
    """Save and come back."""
    hand = visitor.hand
    hand.press("Save and come back later")
    yield "save and come back"
    visitor.field("email").fill("amina")
    hand.press("Send me the link")
    yield "save and come back, wrong address"
    visitor.field("email").fill("amina.diallo@example.org")
    hand.press("Send me the link")
    yield "saved"
    draft, context = visitor.draft, visitor.site.context
    with context.ledger.writing() as c:
        secret = link_made(context, c, draft, "amina.diallo@example.org")
    visitor.page.goto(f"{visitor.site.url}/back/{secret}")
    yield "link of a mail"
    hand.press("Go on with your answers")
    place = visitor.page.url
    visitor.page.goto(f"{visitor.site.url}/back/{secret}")
    yield "link of a mail, used"
    hand.press("Send me a new link")
    yield "new link on its way"
    visitor.page.goto(place)


def people(visitor: Visitor) -> Iterator[str]:
    """Several people on one application."""
    visitor.see_draft("people")
    yield "people"
    visitor.field("email").fill("moussa")
    visitor.hand.press("Send a link")
    yield "people, wrong address"
    visitor.field("email").fill("moussa.ndiaye@example.org")
    visitor.hand.press("Send a link")
    yield "people, one invited"


def check(visitor: Visitor) -> Iterator[str]:
    """Check your answers."""
    visitor.see_draft("?list=yes")
    yield "list of parts, all done"
    visitor.see_draft("check")
    yield "answers to check, something to look at once more"
    visitor.see_draft("q/money?then=check")
    visitor.field("asked").fill("4200")
    visitor.hand.press("Continue")
    yield "answers to check"


def sent(visitor: Visitor) -> Iterator[str]:
    """What comes after sending."""
    hand = visitor.hand
    hand.press("Send")
    yield "confirmation"
    visitor.see_draft()
    yield "status"
    visitor.see_draft("sent")
    yield "what was sent"
    visitor.see_draft("q/person?then=check")
    visitor.field("full_name").fill("Amina D. Diallo")
    hand.press("Continue")
    yield "answers to check, changes after sending"
    hand.press("Send your changes")
    yield "confirmation of changes"
    visitor.see_draft("q/person?then=check")
    visitor.field("full_name").fill("Amina Diallo")
    hand.press("Continue")
    visitor.see_draft()
    yield "status, changes not sent"
    yield from missing(visitor)
    visitor.see_draft("withdraw")
    yield "withdraw"
    hand.press("Withdraw")
    yield "status, withdrawn"


def missing(visitor: Visitor) -> Iterator[str]:
    """Staff ask for something with what was sent."""
    draft, now = visitor.draft, visitor.site.clock.now
    assert draft.submission_id
    until, message = now + timedelta(days=9), "Please say who speaks for you."
    with visitor.site.context.ledger.writing() as c:
        clarifications.put(c, Asked(draft.submission_id, now, "rita", until, message, ["full_name", "email"], "a@b.cd"))
    visitor.see_draft()
    yield "status, something is missing"
    visitor.see_draft("q/person?then=check")
    yield "questions on the person, something is missing"


def looked_at_first(visitor: Visitor) -> Iterator[str]:
    """What was sent faster than people write."""
    visitor.see(f"/f/{FORM}")
    visitor.hand.press("Start now")
    for section, answers in ("person", PERSON), ("travel", TRAVEL), ("money", MONEY), ("end", END):
        visitor.see_draft(f"q/{section}")
        visitor.hand.fill(visitor.asked(section), answers | {"needs": [], "asked": "4200"})
        visitor.hand.press("Continue")
    visitor.see_draft("check")
    place = visitor.page.url
    visitor.page.goto(place.replace(visitor.site.url, visitor.site.full))
    visitor.hand.press("Send")
    yield "answers to check, could not be sent"
    visitor.page.goto(place)
    visitor.hand.press("Send")
    yield "received, to be looked at first"
    visitor.see_draft()
    yield "status, to be looked at first"


def strange(visitor: Visitor) -> Iterator[str]:
    """A browser that is not let in, and a service that is away."""
    visitor.see_draft("q/person")
    visitor.page.goto(visitor.page.url.replace(visitor.site.url, visitor.site.away))
    yield "service not available"
    visitor.page.goto(visitor.page.url.replace(visitor.site.away, visitor.site.full))
    visitor.hand.press("Continue")
    yield "answers that could not be saved"
    visitor.see_draft("q/person")
    visitor.site.clock.now += timedelta(hours=13)
    visitor.hand.press("Continue")
    yield "not let in any more, with what was typed"
    visitor.site.clock.now -= timedelta(hours=13)
    visitor.see_draft("q/person")
    visitor.device.clear_cookies()
    visitor.hand.press("Continue")
    yield "not let in, with what was typed"


def closed(visitor: Visitor) -> Iterator[str]:
    """A form around its closing: what was begun, a late link to it."""
    site, closes = visitor.site, visitor.site.form.form.closes
    assert closes
    site.clock.now = closes - timedelta(hours=1)
    visitor.see(f"/f/{FORM}")
    visitor.hand.press("Start now")
    site.clock.now += timedelta(minutes=5)
    visitor.hand.fill(visitor.asked("person"), PERSON)
    visitor.hand.press("Continue")
    place = visitor.page.url
    visitor.see(f"/f/{FORM}")
    yield "start page, something begun"
    site.clock.now += timedelta(hours=1)
    visitor.page.goto(place)
    for path, state in ("q/person", "questions"), ("?list=yes", "list of parts"), ("check", "answers to check"):
        visitor.see_draft(path)
        yield f"{state}, after the closing"
    visitor.see(f"/f/{FORM}")
    yield "form closed"
    late = late_links.made(site.context.settings.secret_key, FORM, site.clock.now + timedelta(days=3))
    visitor.see(f"/f/{FORM}?late={late}")
    yield "start page by a late link, something begun"
    visitor.device.clear_cookies()
    visitor.see(f"/f/{FORM}?late={late}")
    yield "start page by a late link"
