"""Done on this computer: the browser forgets the draft, for whoever sits at it next."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.store import drafts
from app.web.applicant.blueprint import blueprint
from app.web.applicant.visit import forget, is_ours, visit
from app.web.here import here


@blueprint.post("/f/<name>/<key>/leave")
def leave(name: str, key: str) -> AnyResponse:
    """Let this browser open the draft no more: neither with its cookie nor with a copy of that."""
    of = visit(name, key)
    if not is_ours(of):
        return redirect(of.address("at"), code=303)
    with here().ledger.writing() as c:
        drafts.drop_key(c, of.secret)
    answer = redirect(url_for(".start", name=name, lang=of.language), code=303)
    forget(answer, of.form, of.draft)
    return answer
