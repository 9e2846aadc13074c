"""Takes the pictures of the shortlist and its packet that the documents show: `make pictures`."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import make_server

from app.context import Context
from app.packet.composing import packet_of, packet_pdf
from app.packet.contents import Packet
from app.packet.material import gathered
from app.shortlisting.freezing import freeze
from app.store import staff
from app.web.sign_in import HASHER
from bench.pages.ours import site
from bench.shortlist.round import FORM, fill
from tests.journeys.conftest import chromium
from tests.journeys.pictures import IMAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TO = IMAGES.parent
DOTS = 72  # to the inch, of each page of the packet
SIDE_BY_SIDE = "<body style='margin:12px;display:flex;gap:12px;background:#8a97a3'>{}</body>"
PROPOSALS = 24


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/staff"
    finally:
        server.shutdown()


def shortlist(browser: "Browser", app: Flask) -> None:
    """The page of the ranking, as staff see it first."""
    context: Context = app.extensions["chancery"]
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    page = browser.new_context(viewport={"width": 1200, "height": 1000}).new_page()
    with served(app) as address:
        page.goto(f"{address}/sign-in")
        page.fill("[name=name]", "rita")
        page.fill("[name=password]", "right")
        page.click("main button")
        page.goto(f"{address}/calls/{FORM}/shortlist")
        page.screenshot(path=TO / "shortlist.png")


def packet(browser: "Browser", context: Context, folder: Path) -> None:
    """The charts, and the page of a proposal in Arabic."""
    made = packet_of(gathered(context, FORM, freeze(context, FORM, "rita").number))
    (folder / "packet.pdf").write_bytes(packet_pdf(made))
    run = ["pdftoppm", "-r", str(DOTS), "-png", "packet.pdf", "page"]
    subprocess.run(run, cwd=folder, check=True)
    pictures = sorted(folder.glob("page-*.png"))
    chosen = [pictures[page] for page in (charts(folder), arabic(folder, made))]
    shown = folder / "both.html"
    shown.write_text(SIDE_BY_SIDE.format("".join(f"<img src={one.name}>" for one in chosen)), encoding="utf-8")
    page = browser.new_context(viewport={"width": 1230, "height": 866}).new_page()
    page.goto(shown.as_uri())
    page.screenshot(path=TO / "packet.png")


def charts(folder: Path) -> int:
    """The page of the charts, from 0."""
    return next(n for n, text in enumerate(texts(folder)) if "Scores by criterion" in text)


def arabic(folder: Path, made: Packet) -> int:
    """The page of the first proposal with an Arabic title."""
    one = next(page for page in made.pages if any("\u0600" <= letter <= "\u06ff" for letter in page.title))
    return next(n for n, text in enumerate(texts(folder)) if one.reference in text and "Why it stands here" in text)


def texts(folder: Path) -> list[str]:
    """Of each page."""
    run = subprocess.run(["pdftotext", "packet.pdf", "-"], cwd=folder, capture_output=True, check=True)
    return run.stdout.decode().split("\f")


def write() -> None:
    """Take both anew."""
    with chromium() as browser, TemporaryDirectory() as name:
        folder = Path(name)
        app = site(folder / "site")
        fill(app.extensions["chancery"], PROPOSALS)
        shortlist(browser, app)
        packet(browser, app.extensions["chancery"], folder)


if __name__ == "__main__":
    write()
