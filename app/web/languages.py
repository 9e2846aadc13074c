"""Which language a visitor reads, and how templates speak it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Flask, g, request

from app.text import LANGUAGE_NAMES, bcp47, comma, translate
from app.web.here import here
from forms.definition import LANGUAGES
from forms.wording import direction, is_foreign


def choose_language(offered: Sequence[str] = LANGUAGES) -> str:
    """The language asked for by `?lang=`, else by the browser, else the first offered; remembered in `g`."""
    asked = request.args.get("lang", "")
    if asked not in offered:
        asked = request.accept_languages.best_match(offered) or offered[0]
    g.language = asked
    return asked


def spoken() -> str:
    """The language of the page being made."""
    return str(g.get("language") or choose_language())


def _say(message: str, **params: object) -> str:
    return translate(message, spoken(), params)


def in_language(code: str) -> str:
    """The address of this page in another language, with what else its link says."""
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.script_root}{request.path}?{urlencode([*others, ('lang', code)])}"


def _words_of_templates() -> dict[str, object]:
    language = spoken()
    return {
        "_": _say,
        "language": language,
        "direction": direction(language),
        "locale": bcp47(language),
        "comma": comma(language),
        "language_names": LANGUAGE_NAMES,
        "in_language": in_language,
        "organisation": here().settings.organisation,
    }


def teach_templates(app: Flask) -> None:
    """Give every template `_`, the language with its direction, and the organisation's name.

    A text that stands in for one in the page's language brings its own `span`. Where none can stand, as in an
    attribute or an `option`, it is made `plain`; an element that holds nothing else has its `attributes`.
    """
    app.context_processor(_words_of_templates)
    app.jinja_env.filters["plain"] = str
    app.jinja_env.tests["foreign"] = is_foreign
