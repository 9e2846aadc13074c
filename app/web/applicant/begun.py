"""What a browser has begun already: to go on with it, or to use a late link for it."""

from contextlib import suppress

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app import late_links
from app.drafting import Late, opened_by
from app.store.drafts import is_used
from app.store.engine import LedgerDown
from app.web.applicant.blueprint import blueprint
from app.web.applicant.visit import Visit, is_ours, secrets_of_browser, visit
from app.web.here import here
from forms.definition import Form
from forms.schema import CompiledForm

MOST = 20  # drafts of a browser that are looked up, the newest


def begun(compiled: CompiledForm, language: str) -> Visit | None:
    """The visit to what this browser saved last of a form and has not sent; None where there is nothing."""
    with suppress(LedgerDown):  # one can read what the form is for all the same
        found = ((secret, opened_by(here(), compiled, secret)) for secret in secrets_of_browser()[-MOST:])
        visits = [Visit(one, language, secret) for secret, one in found if one is not None]
        unsent = [one for one in visits if one.draft.sent == 0 and one.draft.changed_at > one.draft.started_at]
        return max(unsent, key=lambda one: one.draft.changed_at, default=None)
    return None


def late_followed(form: Form) -> Late | None:
    """The late link that the visitor has followed, if it was not used yet. Raises LedgerDown."""
    late = late_links.read(here().settings.secret_key, form.name, request.args.get("late", ""), here().now())
    if late is None:
        return None
    with here().ledger.reading() as c:
        return None if is_used(c, late.id) else late


@blueprint.post("/f/<name>/<key>/late")
def use_late(name: str, key: str) -> AnyResponse:
    """Use a late link for what was begun before; where it is over, or another's, the draft is as it was."""
    of = visit(name, key)
    late = late_followed(of.form)
    if late is not None and is_ours(of):
        late_links.use_for(here(), of.draft, late)
    return redirect(of.address("at", list="yes"), code=303)
