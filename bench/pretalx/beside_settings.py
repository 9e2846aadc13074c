"""Settings of pretalx for measuring it, read by its own Python: as in production, its styles and scripts left out."""

from pretalx.settings import *  # noqa: F403 - as Django's settings are built upon others

DEBUG = False
ALLOWED_HOSTS = ["*"]
VITE_DEV_MODE = True  # scripts are named and not built: no page of it is smaller or slower for that
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
