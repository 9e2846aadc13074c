"""The WSGI application as a server imports it: settings from the environment."""

import os

from app.config import read_settings
from app.context import serving_context
from app.web import create_app

app = create_app(serving_context(read_settings(os.environ)))
