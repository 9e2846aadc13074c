"""A page's address with a slash at its end, as people type it, leads to the page."""

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response


def _without_slash() -> Response | None:
    bare = request.path.rstrip("/")
    wanted = request.method in {"GET", "HEAD"} and request.path.endswith("/") and request.url_rule is None
    adapter = current_app.create_url_adapter(request)
    if not wanted or adapter is None:
        return None
    try:
        adapter.match(bare, method="GET")  # only to addresses of ours: `//elsewhere.example/` leads away
    except HTTPException:
        return None
    query = request.query_string.decode("ascii", "replace")
    return redirect(f"{request.script_root}{bare}{'?' if query else ''}{query}", code=308)


def register(app: Flask) -> None:
    """Look for the page without the slash before saying that there is none."""
    app.before_request(_without_slash)
