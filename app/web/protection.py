"""The security headers of every response."""

from collections.abc import Mapping

from flask import Flask, Response, request

from app.web.here import here
from app.web.lasting import kept_for

APPLICANT = "applicant"
"""The blueprint whose pages may be shown in frames."""
NOBODY = "frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
        f"style-src 'self'; img-src 'self'; form-action 'self'; {NOBODY}; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _framing() -> Mapping[str, str]:
    """Who may show the page in a frame: nobody, or the sites that the form names (CSP 3, frame-ancestors)."""
    compiled = here().forms.get((request.view_args or {}).get("name", "")) if request.blueprint == APPLICANT else None
    origins = " ".join(compiled.form.embed_on) if compiled else ""
    if not origins:
        return {"X-Frame-Options": "DENY"}
    return {"Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(NOBODY, f"frame-ancestors {origins}")}


def _protect(response: Response) -> Response:
    for name, value in {**HEADERS, **_framing()}.items():
        response.headers.setdefault(name, value)
    response.headers["Cache-Control"] = kept_for(response)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def register(app: Flask) -> None:
    """Add the headers to every response, error pages too."""
    app.after_request(_protect)
