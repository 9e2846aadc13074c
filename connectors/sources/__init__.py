"""Form providers by the word that a form's definition uses."""

from collections.abc import Mapping

from connectors.ports import Source
from connectors.sources.kobotoolbox import KOBOTOOLBOX
from connectors.sources.standard_webhooks import STANDARD
from connectors.sources.typeform import TYPEFORM

SOURCES: Mapping[str, Source] = {
    "standard-webhooks": STANDARD,
    "typeform": TYPEFORM,
    "kobotoolbox": KOBOTOOLBOX,
}
