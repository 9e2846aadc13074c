"""The WSGI application as a server imports it: settings from the environment."""

import os

from app.config import read_settings
from app.context import serving_context
from app.log import configure_log
from app.web import create_app

configure_log()
app = create_app(serving_context(read_settings(os.environ)))
