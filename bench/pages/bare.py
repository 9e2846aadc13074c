"""A page in bare Flask and Jinja that comes out byte for byte as another: its own template, its texts given to it.

Every text and every attribute's value of the page is put in and escaped by Jinja. Nothing is looked up, checked or
worked out, and no header is added: what a page of that size costs at least, written by hand.
"""

import html
import re

from flask import Flask, render_template
from jinja2 import DictLoader

VALUE = re.compile(r'(?<=>)[^<>]*[^<>\s][^<>]*(?=<)|(?<==")[^"<>]+(?=")')


def bare(page: str) -> Flask:
    """The application that answers `/` so."""
    texts = [html.unescape(text) for text in VALUE.findall(page)]
    places = iter(range(len(texts)))
    template = VALUE.sub(lambda _: f"{{{{ texts[{next(places)}] }}}}", page)
    app = Flask(__name__)
    app.jinja_options = {"keep_trailing_newline": True, "loader": DictLoader({"page.html": template})}

    @app.get("/")
    def shown() -> str:
        return render_template("page.html", texts=texts)

    return app
