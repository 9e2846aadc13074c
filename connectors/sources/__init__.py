"""Form providers by the word that a form's definition uses."""

from collections.abc import Mapping

from connectors.ports import Source
from connectors.sources.fillout import FILLOUT
from connectors.sources.formbricks import FORMBRICKS
from connectors.sources.formspree import FORMSPREE
from connectors.sources.generic import GENERIC
from connectors.sources.github import GITHUB
from connectors.sources.jotform import JOTFORM
from connectors.sources.kobotoolbox import KOBOTOOLBOX
from connectors.sources.paperform import PAPERFORM
from connectors.sources.standard_webhooks import STANDARD
from connectors.sources.stripe import STRIPE
from connectors.sources.tally import TALLY
from connectors.sources.typeform import TYPEFORM

SOURCES: Mapping[str, Source] = {
    "standard-webhooks": STANDARD,
    "typeform": TYPEFORM,
    "kobotoolbox": KOBOTOOLBOX,
    "tally": TALLY,
    "jotform": JOTFORM,
    "formbricks": FORMBRICKS,
    "fillout": FILLOUT,
    "formspree": FORMSPREE,
    "paperform": PAPERFORM,
    "generic": GENERIC,
    "github": GITHUB,
    "stripe": STRIPE,
}
