"""What a visitor is told when something went wrong: people a page, programs problem+json (RFC 9457)."""

from collections.abc import Mapping
from typing import cast

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from app.store.engine import LedgerDown

RETRY_SECONDS = 30
SOON = 60  # seconds that somebody waits with the page open
RESEND = "resend"
"""The advice for answers that came too soon after others, which nobody should have to give again."""
REFUSED = "The request was refused"
FOR_PROGRAMS = ("/hooks/", "/forms/", "/healthz", "/readyz")
TITLES = {
    400: "The request could not be read",
    401: "Not signed",
    404: "Page not found",
    405: "This page cannot be used that way",
    408: "What you sent took too long",
    413: "What you sent is too large",
    415: "Send JSON",
    422: "The request could not be used",
    429: "Too many attempts",
    500: "Sorry, there is a problem with the service",
    503: "The service is not available at the moment",
}
ADVICE: Mapping[int | str, str] = {
    400: "Go back, reload the page and try again.",
    404: "Check the address, or go to the list of forms.",
    408: "Your connection may be slow. Try again, with smaller files where there are any.",
    413: "Send smaller files, or fewer of them.",
    429: "Wait fifteen minutes and try again.",
    RESEND: "Wait a minute, then reload this page: your browser sends your answers again.",
    500: "Try again later. Nothing was saved.",
    503: "Nothing was saved. Try again in a minute.",
}


def problem(status: int, detail: str = "", **more: object) -> dict[str, object]:
    """The members of a problem (RFC 9457)."""
    return {"type": "about:blank", "title": TITLES.get(status, REFUSED), "status": status, "detail": detail, **more}


def problem_response(status: int, detail: str = "", **more: object) -> Response:
    """An application/problem+json response."""
    response = jsonify(problem(status, detail, **more))
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _told(status: int, detail: str = "", *, advice: int | str = 0) -> Response:
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(status, detail)
    advised = ADVICE.get(advice or status, "")
    page = render_template("problem.html", title=TITLES.get(status, REFUSED), advice=advised)
    return make_response(page, status)


def told_to_wait(seconds: int) -> Response:
    """For who has sent too much: when to send it again."""
    advice: int | str = RESEND if seconds <= SOON else 429
    response = _told(429, f"So much is not taken from one address. Send it again after {seconds} s.", advice=advice)
    response.headers["Retry-After"] = str(seconds)
    return response


def _refused(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if error.response is not None:  # said already
        return cast("AnyResponse", error.response)
    if status < 400:  # a redirect that routing asks for
        return error.get_response(request.environ)
    # what a router or a parser said is safe to repeat to programs, except about our own faults and secrets
    said = "" if status in {401, 500} else (error.description or "")
    response = _told(status, said)
    response.headers.extend((n, v) for n, v in error.get_headers() if n in {"Allow", "Retry-After"})
    return response


def _crashed(_error: InternalServerError) -> Response:
    return _told(500)


def _ledger_down(_error: LedgerDown) -> Response:
    response = _told(503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def register(app: Flask) -> None:
    """Map every error to what the visitor is told."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(InternalServerError, _crashed)
    app.register_error_handler(LedgerDown, _ledger_down)
