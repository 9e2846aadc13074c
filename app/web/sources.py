"""Staff look at what the sources ask: where each question goes, and what has changed at the provider."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.source_page import sources_seen
from app.store import audit, source_questions
from app.web.here import here
from app.web.staff import guard

blueprint = Blueprint("sources", __name__, url_prefix="/staff/sources")
blueprint.before_request(guard)


@blueprint.get("")
def show() -> str:
    """Every source that has delivered, of one form or of all."""
    chosen = request.args.get("form", "")
    with here().ledger.reading() as c:
        forms = source_questions.forms(c)
        known = {name: source_questions.of_form(c, name) for name in forms if chosen in {"", name}}
    seen = [one for name, questions in known.items() for one in sources_seen(here().forms.get(name), questions)]
    return render_template("staff/sources.html", sources=seen, forms=forms, chosen=chosen)


@blueprint.post("/seen")
def mark_seen() -> AnyResponse:
    """Take a change as seen, so that it is counted no more."""
    form, source, key = (request.form.get(name, "") for name in ("form", "source", "key"))
    now = here().now()
    with here().ledger.writing() as c:
        if not source_questions.mark_seen(c, form, source, key):
            raise NotFound
        audit.record(c, who=g.staff, act="source.seen", what=f"{form}/{source}", now=now, details={"key": key})
    return redirect(url_for(".show", form=request.form.get("chosen") or None), code=303)
