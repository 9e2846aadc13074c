"""enketo-core as its README puts it together: the form transformed on the server, the formhub theme, one bundle.

The transformation needs an XSLT processor, which is the browser's own: the package's other one has to be compiled.
"""

import html
import json
import shutil
import subprocess
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser

from bench.intake.npm import installed
from bench.intake.processes import Unavailable, done
from bench.pages.addresses import Way
from bench.pages.candidate import Candidate, files
from bench.pages.form import FIRST, english, shown
from bench.pages.xform import xform

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

VERSION = "9.0.1"
PACKAGES = (f"enketo-core@{VERSION}", "enketo-transformer@4.2.0", "esbuild@0.28.2", "sass@1.108.2")
OVERRIDES = {
    "leaflet-draw": "1.0.4",  # its own fork comes from outside npm; the form has no maps
    "openrosa-xpath-evaluator": "3.1.0",
}
SOURCES = Path(__file__).with_name("enketo_js")
HTML = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="formhub.css">
<link rel="stylesheet" media="print" href="formhub-print.css">
<script>var model = {model};</script>
<script src="{script}" defer></script>
</head>
<body><div class="main"><article class="paper">
<header class="form-header clearfix"><span class="form-language-selector hide"></span></header>
{form}
<section class="form-footer">
<a href="#" class="previous-page disabled">Back</a>
<a href="#" class="btn btn-primary next-page disabled">Next</a>
<button id="submit-form" class="btn btn-primary" type="button">Submit</button>
</section>
</article></div></body>
</html>
"""


def _site(peers: Path, script: str, folder: Path, browser: Browser) -> "WSGIApplication":
    packages = peers / f"enketo-core-{VERSION}"
    installed(packages, PACKAGES, OVERRIDES)
    _build(packages, folder)
    (folder / "index.html").write_text(page(browser, folder, script), encoding="utf-8")
    return files(folder)


def _build(packages: Path, folder: Path) -> None:
    for source in SOURCES.iterdir():
        shutil.copy(source, packages)
    try:
        done(["node", "build.mjs", str(folder)], folder=packages)
    except subprocess.CalledProcessError as fault:
        raise Unavailable(f"it cannot be built: {fault.stderr.strip()[:300]}") from fault


def page(browser: Browser, folder: Path, script: str) -> str:
    """The form's page, with the form and its model in it, as the README has it."""
    form = shown()
    made = transformed(browser, folder / "transformer.js", xform(form))
    model = json.dumps(made["model"], ensure_ascii=False).replace("</", "<\\/")
    return HTML.format(title=html.escape(english(form.title)), model=model, script=script, form=made["form"])


def transformed(browser: Browser, script: Path, source: str) -> dict[str, str]:
    """The form's HTML and its model."""
    sheet = browser.new_page()
    if sheet.evaluate("typeof XSLTProcessor") == "undefined":
        raise Unavailable("this Chromium has no XSLT any more, which enketo-transformer needs")
    sheet.add_script_tag(path=script)
    made: dict[str, str] = sheet.evaluate("xform => transform({xform, theme: 'formhub'})", source)
    sheet.close()
    return made


def enketo(peers: Path) -> list[Candidate]:
    """As it comes, and with no other widgets than this form has. An answer given before it has begun would be lost."""
    way = Way("/index.html", f"[data-contains-ref-target$='/{FIRST}'] input.autocomplete", ready="globalThis.begun")
    named = {"": "all.js", ", few widgets": "few.js"}
    return [Candidate(f"enketo-core {VERSION}{how}", way, partial(_site, peers, file)) for how, file in named.items()]
