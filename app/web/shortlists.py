"""Staff look at a call's ranking: what speaks for and against it, and what was frozen; and have it frozen."""

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.shortlist_words import group_name, line_of_group, named_shift, why
from app.shortlisting.account import MOST_VARIED, account_of, wanted_of
from app.shortlisting.gathering import gather
from app.store import outbox, shortlists
from app.web.here import here
from app.web.staff import guard
from forms.definition import Form

blueprint = Blueprint("shortlists", __name__, url_prefix="/staff/calls")
blueprint.before_request(guard)

MOST_SHOWN = 500
"""Places on the page; the workbook has all."""


@blueprint.get("/<form>/shortlist")
def show(form: str) -> str:
    """The ranking as it is now."""
    known = _call(form)
    inputs = gather(here(), form)
    account, language = account_of(inputs), inputs.form.languages[0]
    with here().ledger.reading() as c:
        frozen, last = shortlists.of_form(c, form), outbox.newest(c, "shortlist", form)
    return render_template(
        "staff/shortlist.html",
        form=inputs.form,
        title=known.title.in_language(language),
        call=inputs.call,
        account=account,
        places=account.places[:MOST_SHOWN],
        wanted=wanted_of(inputs.call),
        most_varied=MOST_VARIED,
        language=language,
        why=why,
        group_name=group_name,
        line_of_group=line_of_group,
        named_shift=named_shift,
        frozen=frozen,
        last=last,
    )


@blueprint.post("/<form>/shortlist")
def freeze(form: str) -> AnyResponse:
    """Have a worker freeze it and write the workbook."""
    _call(form)
    with here().ledger.writing() as c:
        outbox.put(c, "shortlist", form, now=here().now(), payload={"who": g.staff})
    return redirect(url_for(".show", form=form), code=303)


def _call(name: str) -> Form:
    compiled = here().form_for(name)
    if compiled is None or compiled.form.call is None:
        raise NotFound
    return compiled.form
