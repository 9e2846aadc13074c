"""What the server imports: settings from the environment."""

import gc
import os

from app.config import read_settings
from app.context import serving_context
from app.log import configure_log
from app.web import create_app, create_front

configure_log()
context = serving_context(read_settings(os.environ))
front = create_front(context, create_app(context))
gc.collect()
gc.freeze()  # what is here now stays: to go through all of it again held everybody up for 80 ms
