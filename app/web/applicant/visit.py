"""Who may open a draft: the browser that has its secret in a cookie; nobody else learns that there is one."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import NoReturn

from flask import abort, current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.drafting import SESSION, Opened, opened, was_let_in
from app.journey import asked_of
from app.store.drafts import Draft
from app.store.engine import LedgerDown
from app.web.applicant.lost import typed
from app.web.here import form_named, here
from app.web.languages import choose_language
from app.web.problems import RETRY_SECONDS
from forms.definition import Form
from forms.schema import Checked, CompiledForm

PAGE_KEY = "csrf"
"""The field of a page that shows that the page is ours and the browser's (OWASP, Cross-Site Request Forgery)."""
PAGE_KEY_HEADER = "Page-Key"
"""The header with the same, of requests that carry no form."""


FRAMES = frozenset({"iframe", "frame"})
"""What a browser says of a page that stands within another (Fetch Metadata)."""
REMEMBERED = timedelta(days=60)
"""How long a browser shows a secret, for it to be told when the hours are over in which that opens anything."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at work on a draft: the secret is theirs, the language the one they read."""

    opened: Opened
    language: str
    secret: str

    @property
    def compiled(self) -> CompiledForm:
        """The form with its logic."""
        return self.opened.compiled

    @property
    def form(self) -> Form:
        """The form."""
        return self.opened.form

    @property
    def draft(self) -> Draft:
        """The draft."""
        return self.opened.draft

    def check(self, answers: Mapping[str, object]) -> Checked:
        """What the form makes of typed answers, as far as it asks for them."""
        return self.compiled.check(asked_of(self.form.questions, answers), here().now())

    def after(self, draft: Draft) -> "Visit":
        """The same visit once something was saved: the draft is another, and the browser let in anew."""
        return replace(self, opened=replace(self.opened, draft=draft, until=here().now() + SESSION))

    def address(self, endpoint: str, **values: str) -> str:
        """The address of one of this draft's pages, in the language of the visit."""
        place = {"name": self.form.name, "key": self.draft.key, "lang": self.language}
        return url_for(f"applicant.{endpoint}", **{**place, **values})  # type: ignore[arg-type]  # parts of addresses

    @property
    def page_key(self) -> str:
        """What pages of this visit send back."""
        return page_key(self.secret)


def visit(name: str, key: str) -> Visit:
    """The visit that this request belongs to; one without the secret is told how to have a link sent (403)."""
    compiled = form_named(name)
    language = choose_language(compiled.form.languages)
    secret = request.cookies.get(cookie_name(key), "")
    try:
        found = opened(here(), compiled, key, secret)
    except LedgerDown:
        _tell_to_wait(compiled.form)
    if found is None:
        turn_away(compiled.form, key)
    return Visit(found, language, secret)


def is_ours(of: Visit) -> bool:
    """Whether what is sent comes from a page of this visit: of its form, or of its script."""
    shown = request.headers.get(PAGE_KEY_HEADER) or request.form.get(PAGE_KEY, "")
    return hmac.compare_digest(shown.encode(), of.page_key.encode())


def page_key(secret: str) -> str:
    """What stands in the pages of whoever has this secret."""
    own = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(own, f"page {secret}".encode(), sha256).hexdigest()[:32]


def cookie_name(key: str) -> str:
    """The cookie of a draft: under https one that no other host can set (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-draft-{key[:16]}" if _is_secure() else f"draft-{key[:16]}"


def secrets_of_browser() -> list[str]:
    """What this browser shows of drafts, of whatever form, the newest last (RFC 6265, 5.4)."""
    start = cookie_name("")
    return [secret for name, secret in request.cookies.items() if name.startswith(start)]


def let_in(response: AnyResponse, form: Form, draft: Draft, secret: str) -> None:
    """Give a browser the secret of a draft."""
    kept = _attributes(form) | {"max_age": int(REMEMBERED.total_seconds())}
    response.set_cookie(cookie_name(draft.key), secret, **kept)  # type: ignore[arg-type]  # named


def forget(response: AnyResponse, form: Form, draft: Draft) -> None:
    """Have a browser forget the secret of a draft."""
    response.delete_cookie(cookie_name(draft.key), **_attributes(form))  # type: ignore[arg-type]  # named


def _attributes(form: Form) -> dict[str, object]:
    """Those of the cookies of a form's drafts."""
    kept: dict[str, object] = {"path": "/", "secure": _is_secure(), "httponly": True, "samesite": "Lax"}
    if form.embed_on and _is_secure():  # a frame in another site's page; each such site has cookies of its own (CHIPS)
        kept |= {"samesite": "None", "partitioned": True}
    return kept


def _is_secure() -> bool:
    return here().settings.base_url.startswith("https://")


def turn_away(form: Form, key: str) -> NoReturn:
    """Say that this browser is not let in, any more or at all; what it sent stands on the page, to be copied."""
    is_over = was_let_in(here(), form.name, key, request.cookies.get(cookie_name(key), ""))
    is_framed = request.headers.get("Sec-Fetch-Dest") in FRAMES
    words = {"is_over": is_over, "is_framed": is_framed, "typed": typed(form, request.form)}
    page = render_template("apply/strange.html", form=form, key=key, **words)
    abort(make_response(page, 403))


def _tell_to_wait(form: Form) -> NoReturn:
    """Say that nothing can be saved for now; what was sent stands on the page, and goes out again with a reload."""
    made = make_response(render_template("apply/down.html", form=form, typed=typed(form, request.form)), 503)
    made.headers["Retry-After"] = str(RETRY_SECONDS)
    abort(made)
