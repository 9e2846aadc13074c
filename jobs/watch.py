"""The watch job: Google goes on telling of a form's responses, since a watch ends after seven days."""

from app.api_access import way_to
from app.context import Context
from connectors.errors import ConnectorError
from connectors.google_watch import Watches
from connectors.sources.catch_up.api import server_of
from jobs.work import Work

SOURCE = "google-forms-watch"


def keep_watch(context: Context, work: Work) -> str:
    """Set up or renew the watch of the form that the target names. Raises ConnectorError."""
    way = way_to(context, work.target, SOURCE)
    asker = way.asker
    topic = asker.where.get("topic", "")
    if not topic:
        raise ConnectorError(f"{work.target} names no `topic` under `api` of {SOURCE}", permanent=True)
    work.still_ours()
    watches = Watches(context.fetcher, server_of(asker.api, asker.where), asker.where["form"], asker.token)
    return watches.ensured(topic, context.now())


def watched(context: Context) -> list[str]:
    """The forms of which Google is to tell."""
    return [
        name
        for name, compiled in context.forms.items()
        for one in compiled.form.sources
        if one.word == SOURCE and "topic" in one.api and context.settings.google_credentials
    ]
