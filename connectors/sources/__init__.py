"""Form providers by the word that a form's definition uses."""

from collections.abc import Mapping

from connectors.ports import Source
from connectors.sources.kobotoolbox import KoboToolbox
from connectors.sources.standard_webhooks import StandardWebhooks
from connectors.sources.typeform import Typeform

SOURCES: Mapping[str, Source] = {
    "typeform": Typeform(),
    "kobotoolbox": KoboToolbox(),
    "standard-webhooks": StandardWebhooks(),
}
