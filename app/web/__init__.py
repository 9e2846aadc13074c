"""HTTP: one file a kind of visitor; `create_app` puts the site together, `create_front` everything that is served."""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]  # ships no types
from werkzeug.middleware.proxy_fix import ProxyFix

from app.context import Context
from app.entrances import Entrances
from app.intake import Door
from app.store.group_commit import GroupCommit
from app.web import (
    accessibility,
    api,
    applicant,
    arrivals,
    calls,
    committee,
    components,
    exports,
    grants,
    health,
    held,
    lasting,
    notices,
    oidc,
    oidc_pages,
    openapi,
    pages,
    problems,
    protection,
    rates,
    sheet_pages,
    shortlists,
    slashes,
    sources,
    staff,
    submissions,
    theme,
)
from app.web.front import Front
from app.web.hooks import Hooks
from app.web.languages import teach_templates
from app.web.pages import Pages
from app.web.parsing import PageRequest
from app.web.tabular import grid_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LARGEST_FIELDS = 2_000_000
"""Bytes that all the text fields of one form may take together in memory (files are counted apart)."""
MOST_PARTS = 4_500
"""Fields and files in one multipart body: the largest table (200 rows by twenty columns) and the rest."""

WITHOUT_CSRF = (api.blueprint, applicant.blueprint, committee.blueprint, health.blueprint, notices.blueprint)
"""Visitors whose authority no forged request can borrow: they have none, or their pages show a key of their own."""


def create_app(context: Context) -> Flask:
    """The whole site over one context; does not migrate the ledger."""
    app = Flask(__name__)
    app.request_class = PageRequest
    settings = context.settings
    if settings.trusted_proxies:
        near = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near)  # type: ignore[method-assign]  # as Flask says to
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=min(LARGEST_FIELDS, settings.max_body_bytes),
        MAX_FORM_PARTS=MOST_PARTS,
        SESSION_COOKIE_NAME="chancery",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        # our own Referrer-Policy withholds the Referer that the strict check would ask for
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["chancery"] = context
    pages.register(app)
    csrf = CSRFProtect(app)
    for blueprint in WITHOUT_CSRF:
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
    app.register_blueprint(openapi.blueprint)
    app.register_blueprint(staff.blueprint)
    app.register_blueprint(submissions.blueprint)
    app.register_blueprint(arrivals.blueprint)
    app.register_blueprint(sources.blueprint)
    app.register_blueprint(exports.blueprint)
    app.register_blueprint(sheet_pages.blueprint)
    app.register_blueprint(held.blueprint)
    app.register_blueprint(calls.blueprint)
    app.register_blueprint(shortlists.blueprint)
    app.register_blueprint(grants.blueprint)
    app.register_blueprint(components.blueprint)
    app.register_blueprint(accessibility.blueprint)
    app.register_blueprint(oidc_pages.blueprint)
    oidc.register(app, settings)
    teach_templates(app)
    app.add_template_global(grid_of)
    theme.register(app, settings)
    lasting.register(app)
    rates.register(app, settings)
    problems.register(app)
    slashes.register(app)
    protection.register(app)
    return app


def create_front(context: Context, site: "WSGIApplication") -> Front:
    """The site with the webhooks beside it, as the server calls them."""
    settings = context.settings
    door = Door(context, Entrances(context.forms, context.ledger), rates.capped(GroupCommit(context.ledger).keep))
    return Front(Hooks(door), Pages(site), most=settings.max_body_bytes, proxies=settings.trusted_proxies)
