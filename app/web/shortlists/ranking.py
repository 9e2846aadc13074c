"""Staff look at a call's ranking: what speaks for and against it, and what was frozen; and have it frozen."""

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.shortlist_files import names_of
from app.shortlist_words import group_name, line_of_group, named_shift, why
from app.shortlisting.account import MOST_VARIED, account_of, wanted_of
from app.shortlisting.gathering import gather
from app.store import outbox, shortlists
from app.web.here import here
from app.web.shortlists.visit import blueprint, call_form

KINDS = ("shortlist", "packet")
"""The work that staff ask for here."""
MOST_SHOWN = 500
"""Places on the page; the workbook has all."""


@blueprint.get("/<form>/shortlist")
def show(form: str) -> str:
    """The ranking as it is now."""
    known = call_form(form)
    inputs = gather(here(), form)
    account, language = account_of(inputs), inputs.form.languages[0]
    with here().ledger.reading() as c:
        frozen, files = shortlists.of_form(c, form), names_of(c, form)
        lasts = [outbox.newest(c, kind, form) for kind in KINDS]
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
        files=files,
        lasts=[one for one in lasts if one],
    )


@blueprint.post("/<form>/shortlist")
def freeze(form: str) -> AnyResponse:
    """Have a worker freeze it and write the workbook."""
    call_form(form)
    with here().ledger.writing() as c:
        outbox.put(c, "shortlist", form, now=here().now(), payload={"who": g.staff})
    return redirect(url_for(".show", form=form), code=303)
