"""Files are uploaded in parts while one goes on; they survive a broken line, a reload and a change of mind."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.context import Context
from tests.fetching.made_files import png
from tests.scripts.conftest import Kept
from tests.scripts.starting import begin, expect, status
from tests.web.test_in_chromium import pytestmark

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

__all__ = ["pytestmark"]

LONG = b"Dear all. " * 25_000  # in three parts, for a request has 100,000 bytes here
FILE = re.compile(r"/files/[0-9a-f]{32}")


def named(name: str, data: bytes = b"Dear all") -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose(page: "Page", *files: Any) -> None:
    page.locator("input[type=file]").set_input_files(list(files))


def offsets(page: "Page") -> Iterator[int]:
    """Where the parts begin that are sent from now on."""
    found: list[int] = []

    def note(request: "Request") -> None:
        if request.method == "PATCH":
            found.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return found  # type: ignore[return-value]  # it grows


def names(page: "Page") -> list[str]:
    return [one.strip() for one in page.locator(".files bdi").all_inner_texts()]


@pytest.mark.parametrize(("language", "size"), [("en", "250 kB"), ("ar", "250 كيلوبايت")])
def test_files_are_uploaded_one_after_another_and_saved(
    page: "Page", kept: Kept, context: Context, language: str, size: str
) -> None:
    begin(page, language)
    begins = offsets(page)
    choose(page, named("رسالة.txt", LONG), named("b.png", png()))
    expect(page.locator(".files small").first).to_have_text(size)
    expect(page.locator(".files progress")).to_have_count(0)
    expect(status(page).locator("time")).to_be_visible()
    assert begins == [0, 100_000, 200_000, 0]
    assert [one["name"] for one in kept()["letter"]] == ["رسالة.txt", "b.png"]
    assert context.files.store.path(kept()["letter"][0]["sha256"]).read_bytes() == LONG
    page.reload()
    assert names(page) == ["رسالة.txt", "b.png"]


def test_how_far_it_is_can_be_seen(page: "Page") -> None:
    begin(page)
    held = holding(page)
    choose(page, named("a.txt", LONG))
    bar = page.get_by_role("progressbar", name="a.txt")
    for part in (0, 40, 80):
        wait_for(page, held)
        expect(bar).to_have_js_property("value", part)
        held.pop().continue_()
    wait_for(page, held)
    expect(bar).to_have_js_property("value", 100)
    page.unroute_all()  # which lets go of what is held
    expect(bar).to_have_count(0)


def holding(page: "Page") -> list["Route"]:
    """What is asked of files on their way from now on: it waits until it is let go."""
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    page.route(FILE, hold)
    return held


def wait_for(page: "Page", held: list["Route"]) -> None:
    while not held:
        page.wait_for_timeout(50)


def test_that_there_is_no_room_is_told_at_the_field(page: "Page", context: Context) -> None:
    begin(page)
    place = context.settings.uploads / ("f" * 32) / ("0" * 32)
    place.parent.mkdir(parents=True)
    place.touch()
    os.truncate(place, context.settings.max_uploads_bytes)
    choose(page, named("a.txt"))
    said = "Error: No further files can be taken at the moment: try again in a few hours"
    expect(page.locator("[id='e-letter']")).to_have_text(said)
    expect(page.locator(".files progress")).to_have_count(0)
    place.unlink()
    choose(page, named("a.txt"))
    expect(page.locator(".files small")).to_have_text("1 kB")


def test_further_files_are_added(page: "Page", kept: Kept) -> None:
    begin(page)
    choose(page, named("a.txt"))
    expect(page.locator(".files progress")).to_have_count(0)
    choose(page, named("b.txt", b"B"))
    expect(page.locator(".files progress")).to_have_count(0)
    expect(status(page)).to_contain_text("Saved")
    page.wait_for_timeout(3_000)
    assert [one["name"] for one in kept()["letter"]] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Error: Letter (a.gif) must be a file of one of these kinds: txt, png"),
        ("ar", "خطأ: الخطاب (a.gif): يجب أن يكون الملف من أحد هذه الأنواع: txt, png"),
    ],
)
def test_what_is_refused_is_told_at_the_field(page: "Page", language: str, said: str) -> None:
    begin(page, language)
    choose(page, named("a.gif"), named("b.txt"))
    field = page.locator("input[type=file]")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[id='e-letter']")).to_have_text(said)
    expect(field).to_have_accessible_description(re.compile(re.escape("(a.gif)")))
    expect(page.locator(".files progress")).to_have_count(0)
    expect(field).to_have_css("border-top-width", "2px")
    assert names(page) == ["b.txt"]
    choose(page, named("c.txt"))
    expect(page.locator("[id='e-letter']")).to_be_hidden()
    expect(field).to_have_attribute("aria-invalid", "false")
    expect(field).not_to_have_css("border-top-width", "2px")


@pytest.mark.parametrize(
    ("language", "uploaded", "refused"),
    [("en", "a.txt: uploaded", "Letter (b.gif) must be"), ("ar", "a.txt: تم تحميل الملف", "الخطاب (b.gif): يجب أن")],
)
def test_what_became_of_a_file_is_read_out(page: "Page", language: str, uploaded: str, refused: str) -> None:
    begin(page, language)
    voice = page.locator("#uploads")
    expect(voice).to_have_role("status")
    expect(voice).to_have_text("")
    choose(page, named("a.txt"))
    expect(voice).to_have_text(uploaded)
    expect(voice.locator("bdi")).to_have_text("a.txt")
    choose(page, named("b.gif"))
    expect(voice).to_contain_text(refused)
    expect(page.locator(".error[aria-live]")).to_have_count(0)  # or it is read out twice
    choose(page, named("a.txt"))
    expect(voice).to_have_text(uploaded)


def test_where_no_file_is_asked_for_nothing_is_to_be_read_out(page: "Page") -> None:
    begin(page)
    page.goto(page.url.replace("/q/first", "/q/second"))
    expect(page.get_by_label("Rest")).to_be_visible()
    expect(page.locator("#uploads")).to_have_count(0)


def test_every_refused_file_is_told(page: "Page", context: Context) -> None:
    begin(page)
    choose(page, named("x.png", b"no picture"), named("y.txt", b"x" * 1_000_001), named("z.txt", b""))
    message = page.locator("[id='e-letter']")
    for said in ("x.png): the content of the file", "y.txt) must be 1 MB or smaller", "z.txt): the file is empty"):
        expect(message).to_contain_text(said)
    expect(page.locator(".files")).to_be_hidden()
    assert not context.files.store.folder.exists()


def test_a_broken_line_costs_one_part(page: "Page") -> None:
    begin(page)
    begins = offsets(page)
    count = iter(range(100))
    page.route(FILE, lambda route: route.abort() if next(count) == 1 else route.continue_())
    choose(page, named("a.txt", LONG))
    expect(page.locator(".files small")).to_have_text("250 kB", timeout=10_000)
    assert begins == [0, 100_000, 100_000, 200_000]


def test_after_a_reload_the_same_file_goes_on(page: "Page", tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(LONG)
    begin(page)
    begins = offsets(page)
    held: list[Route] = []
    page.route(FILE, lambda route: held.append(route) if len(begins) == 2 else route.continue_())
    page.locator("input[type=file]").set_input_files(tmp_path / "a.txt")
    wait_for(page, held)
    page.on("dialog", lambda dialog: dialog.accept())  # whether the page may be left
    page.reload()
    page.unroute_all()
    page.locator("input[type=file]").set_input_files(tmp_path / "a.txt")
    expect(page.locator(".files small")).to_have_text("250 kB")
    assert begins == [0, 100_000, 100_000, 200_000]


def test_going_on_waits_for_files(page: "Page", kept: Kept) -> None:
    begin(page)
    held = holding(page)
    page.get_by_role("combobox", name="State").fill("Kenya")
    page.get_by_role("combobox", name="State").press("Enter")
    choose(page, named("a.txt"))
    wait_for(page, held)
    page.get_by_role("button", name="Continue").last.click()
    expect(status(page)).to_have_text("Files are still being uploaded. The page goes on as soon as they are here.")
    page.unroute_all()
    page.wait_for_url(re.compile("/q/second"))
    assert [one["name"] for one in kept()["letter"]] == ["a.txt"]


def test_a_file_is_removed(page: "Page", kept: Kept) -> None:
    begin(page)
    choose(page, named("a.txt"), named("b.txt", b"B"))
    expect(page.locator(".files progress")).to_have_count(0)
    page.get_by_role("button", name="Remove a.txt").click()
    assert names(page) == ["b.txt"]
    expect(page.locator("input[type=file]")).to_be_focused()
    expect(status(page)).to_contain_text("Saved")
    assert [one["name"] for one in kept()["letter"]] == ["b.txt"]
    page.reload()
    page.get_by_role("button", name="Remove b.txt").click()
    expect(page.locator(".files")).to_be_hidden()


def test_a_file_on_its_way_is_given_up(page: "Page", kept: Kept) -> None:
    begin(page)
    held = holding(page)
    choose(page, named("a.txt", LONG), named("b.txt", b"B"))
    wait_for(page, held)
    page.unroute_all()
    page.get_by_role("button", name="Remove a.txt").click()
    expect(page.locator(".files progress")).to_have_count(0)
    expect(page.locator(".files small")).to_have_text("1 kB")
    expect(status(page)).to_contain_text("Saved")
    assert [one["name"] for one in kept()["letter"]] == ["b.txt"]


def test_without_scripts_files_are_added_listed_and_removed(page: "Page", address: str) -> None:
    begin(page)
    plain = page.context.browser.new_context(base_url=address, java_script_enabled=False)  # type: ignore[union-attr]
    other = plain.new_page()
    begin(other)
    expect(other.get_by_label("Letter")).to_have_accessible_description(
        "Kinds of files: TXT, PNG. Each may have up to 1 MB."
    )
    for name in ("a.txt", "b.txt"):
        choose(other, named(name, name.encode()))
        other.get_by_role("button", name="Continue").last.click()
    assert names(other) == ["a.txt", "b.txt"]
    other.get_by_role("button", name="Remove a.txt").click()
    assert names(other) == ["b.txt"]
    plain.close()
