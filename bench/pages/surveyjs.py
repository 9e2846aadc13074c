"""SurveyJS as its page for HTML, CSS and JavaScript puts it together: two minified scripts, one style sheet.

One bundle of both scripts is no smaller. The style sheet is the one without fonts: the other has them from a third
party.
"""

import html
import json
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser

from bench.intake.npm import installed
from bench.pages.addresses import Way
from bench.pages.candidate import Candidate, files
from bench.pages.form import FIRST, english, shown
from bench.pages.surveyjs_form import survey

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

VERSION = "2.5.38"
PACKAGES = (f"survey-core@{VERSION}", f"survey-js-ui@{VERSION}")
STYLE, CORE, PAGE = "survey-core.fontless.min.css", "survey.core.min.js", "survey-js-ui.min.js"
HTML = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
<script src="{core}" defer></script>
<script src="{page}" defer></script>
<script type="module">new Survey.Model({survey}).render(document.getElementById("form"));</script>
</head>
<body><div id="form"></div></body>
</html>
"""


def _site(peers: Path, folder: Path, _browser: Browser) -> "WSGIApplication":
    packages = peers / f"survey-js-ui-{VERSION}"
    installed(packages, PACKAGES)
    for name in (f"survey-core/{STYLE}", f"survey-core/{CORE}", f"survey-js-ui/{PAGE}"):
        shutil.copy(packages / "node_modules" / name, folder)
    (folder / "index.html").write_text(page(), encoding="utf-8")
    return files(folder)


def page() -> str:
    """The form's page, with its definition in it, which saves a request."""
    form = shown()
    definition = json.dumps(survey(form), ensure_ascii=False).replace("</", "<\\/")
    title = html.escape(english(form.title))
    return HTML.format(title=title, style=STYLE, core=CORE, page=PAGE, survey=definition)


def surveyjs(peers: Path) -> Candidate:
    """Its first question is there once the scripts have drawn the page."""
    way = Way("/index.html", f"[data-name='{FIRST}'] input")
    return Candidate(f"survey-js-ui {VERSION}", way, partial(_site, peers))
