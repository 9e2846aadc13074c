"""HTTP: one file a kind of visitor; `create_app` puts them together."""

from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]  # ships no types
from werkzeug.middleware.proxy_fix import ProxyFix

from app.context import Context
from app.intake import Door
from app.live_secrets import LiveSecrets
from app.store.group_commit import GroupCommit
from app.web import api, applicant, health, openapi, problems, protection, rates, slashes, staff, submissions, turnstile
from app.web.hooks import Hooks
from app.web.languages import teach_templates
from app.web.parsing import PageRequest
from app.web.turnstile import Desks, Turnstile

LARGEST_FIELDS = 2_000_000
"""Bytes that all the text fields of one form may take together in memory (files are counted apart)."""
MOST_PARTS = 4_500
"""Fields and files in one multipart body: the largest table (200 rows by twenty columns) and the rest."""

WITHOUT_CSRF = (api.blueprint, applicant.blueprint, health.blueprint)
"""Visitors without a session, who have no authority that a forged request could borrow."""


def create_app(context: Context) -> Flask:
    """The whole site over one context; does not migrate the ledger."""
    app = Flask(__name__)
    app.request_class = PageRequest
    settings = context.settings
    door = Door(context, LiveSecrets(context.ledger), rates.capped(GroupCommit(context.ledger).keep))
    hooks = Hooks(Desks(app.wsgi_app), door)
    app.wsgi_app = Turnstile(hooks, settings.max_body_bytes)  # type: ignore[method-assign]  # as Flask says to
    if settings.trusted_proxies:
        near = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near)  # type: ignore[method-assign]
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
    turnstile.register(app)
    csrf = CSRFProtect(app)
    for blueprint in WITHOUT_CSRF:
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
    app.register_blueprint(openapi.blueprint)
    app.register_blueprint(staff.blueprint)
    app.register_blueprint(submissions.blueprint)
    teach_templates(app)
    rates.register(app, settings)
    problems.register(app)
    slashes.register(app)
    protection.register(app)
    return app
