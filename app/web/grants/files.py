"""The files of grants: a letter of one, the yearly report and the list of a fund, made when they are asked for."""

from collections.abc import Callable

from flask import request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.grants.letters import grant_letter
from app.grants.sheet import listed
from app.grants.tables import KINDS, Tables
from app.grants.yearly import yearly
from app.web.calls.visit import done_or_told
from app.web.grants.one import page
from app.web.grants.visit import NUMBER, blueprint, fund_here, grant_here
from app.web.here import here
from connectors.errors import ConnectorError

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get(f"/{NUMBER}/letters/<name>.pdf")
def letter(grant: int, name: str) -> AnyResponse:
    """A letter, in the language of the proposal or in the one that is asked for."""
    with here().ledger.reading() as c:
        form, _, _ = grant_here(c, grant)
    if name not in {one.name for one in form.letters}:
        raise NotFound

    def made() -> AnyResponse:
        return _file("pdf", *grant_letter(here(), grant, name, request.args.get("language", "")), shown=True)

    return done_or_told(made, lambda fault: page(grant, fault))


@blueprint.get("/of/<fund>/report-<int(min=1900, max=9999):year>.<kind>")
def report(fund: str, year: int, kind: str) -> AnyResponse:
    """The report on a year."""
    return _tables(fund, kind, f"{fund}-report-{year}", lambda: yearly(here(), fund, year))


@blueprint.get("/of/<fund>/list.<kind>")
def table(fund: str, kind: str) -> AnyResponse:
    """The list of all grants that the calls of the fund define."""
    return _tables(fund, kind, f"{fund}-list", lambda: listed(here(), fund))


def _tables(fund: str, kind: str, name: str, made: Callable[[], Tables]) -> AnyResponse:
    with here().ledger.reading() as c:
        fund_here(c, fund)
    if kind not in KINDS:
        raise NotFound
    try:
        content = KINDS[kind](made(), here().settings.organisation)
    except ConnectorError as fault:
        raise NotFound from fault
    return _file(kind, f"{name}.{kind}", content)


def _file(kind: str, name: str, content: bytes, *, shown: bool = False) -> AnyResponse:
    answer = AnyResponse(content, mimetype=MEDIA_TYPES[kind])
    answer.headers.set("Content-Disposition", "inline" if shown else "attachment", filename=name)
    return answer
