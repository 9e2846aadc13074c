"""One visit in Chromium with an empty cache, on a slow connection and a slow processor: bytes, requests, seconds."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.intake.processes import Unavailable
from bench.pages.addresses import Way

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
LATENCY = 400  # ms before an answer begins
RATE = 400_000 // 8  # bytes a second, both ways
SLOWER = 4  # times
PATIENCE = 120_000  # ms
WATCH = """
(() => {
  const watch = () => {
    const control = document.querySelector(%(control)s);
    const seen = control && !control.disabled && control.checkVisibility({visibilityProperty: true});
    if (seen && document.readyState !== "loading" && (%(ready)s))
      setTimeout(() => console.log("%(said)s", performance.timeOrigin + performance.now()));
    else
      requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
})();
"""
"""Looks at each frame whether the first question is there; it is usable once the page has a moment for its visitor."""
SAID = "usable at"
TAKEN = "one => one.selectedOptions ? one.selectedOptions[0].label : one.value"


@dataclass(slots=True)
class Traffic:
    """What came over the line: kind of resource -> bytes, as compressed, with their headers."""

    requests: int = 0
    kinds: dict[str, str] = field(default_factory=dict)  # by request
    sizes: dict[str, float] = field(default_factory=dict)

    def add(self, kind: str, size: float) -> None:
        """An answer, if it did come over the line."""
        if size:
            self.requests += 1
            self.sizes[kind] = self.sizes.get(kind, 0) + size


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: `usable` seconds after it began, the first question took an answer."""

    traffic: Traffic
    usable: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine. Raises Unavailable."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise Unavailable(f"there is none of {', '.join(PROGRAMS)}")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def visit(browser: Browser, address: str, way: Way, answer: str) -> Visit:
    """Go there as somebody who was never there, and see that the first question takes the answer."""
    context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 800})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH % {"control": json.dumps(way.control), "ready": way.ready, "said": SAID})
    page = context.new_page()
    traffic = followed(page)
    with page.expect_console_message(lambda one: one.text.startswith(SAID)) as told:
        page.goto(address + way.start, wait_until="commit")
        began = page.evaluate("performance.timeOrigin")
        for selector in way.presses:
            page.click(selector)
    page.wait_for_load_state("networkidle")
    _fill(page, way, answer)
    context.close()
    return Visit(traffic, (float(told.value.text.removeprefix(SAID)) - began) / 1000)


def followed(page: Page) -> Traffic:
    """Slow the page down; gives what will come over the line."""
    session = page.context.new_cdp_session(page)
    traffic = Traffic()
    session.on("Network.requestWillBeSent", lambda said: _redirected(traffic, said))
    session.on("Network.responseReceived", lambda said: traffic.kinds.update({said["requestId"]: said["type"]}))
    session.on("Network.loadingFinished", lambda said: _finished(traffic, said))
    session.send("Network.enable")
    conditions = {"offline": False, "latency": LATENCY, "downloadThroughput": RATE, "uploadThroughput": RATE}
    session.send("Network.emulateNetworkConditions", conditions)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return traffic


def _redirected(traffic: Traffic, said: dict[str, Any]) -> None:
    if "redirectResponse" in said:
        traffic.add(said["type"], said["redirectResponse"]["encodedDataLength"])


def _finished(traffic: Traffic, said: dict[str, Any]) -> None:
    traffic.add(traffic.kinds.get(said["requestId"], "Other"), said["encodedDataLength"])


def _fill(page: Page, way: Way, answer: str) -> None:
    """Type it as a visitor does; a list may offer it until Enter is pressed."""
    page.locator(way.control).focus()
    page.keyboard.type(answer)
    page.keyboard.press("Enter")
    taken = page.eval_on_selector(way.control, TAKEN)
    assert taken == answer, f"{way.control} holds {taken!r}"
