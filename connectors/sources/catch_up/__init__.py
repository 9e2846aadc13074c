"""Providers' APIs, by the word of their source: asked for what their webhooks missed."""

from collections.abc import Mapping

from connectors.sources.catch_up.api import Api
from connectors.sources.catch_up.fillout import FILLOUT
from connectors.sources.catch_up.formbricks import FORMBRICKS
from connectors.sources.catch_up.google_forms import GOOGLE_FORMS
from connectors.sources.catch_up.gravity_forms import GRAVITY_FORMS
from connectors.sources.catch_up.jotform import JOTFORM
from connectors.sources.catch_up.kobotoolbox import KOBOTOOLBOX
from connectors.sources.catch_up.limesurvey import LIMESURVEY
from connectors.sources.catch_up.netlify import NETLIFY
from connectors.sources.catch_up.odk_central import ODK_CENTRAL
from connectors.sources.catch_up.paperform import PAPERFORM
from connectors.sources.catch_up.surveymonkey import SURVEYMONKEY
from connectors.sources.catch_up.tally import TALLY
from connectors.sources.catch_up.typeform import TYPEFORM

APIS: Mapping[str, Api] = {
    "typeform": TYPEFORM,
    "kobotoolbox": KOBOTOOLBOX,
    "odk-central": ODK_CENTRAL,
    "google-forms-watch": GOOGLE_FORMS,
    "surveymonkey": SURVEYMONKEY,
    "jotform": JOTFORM,
    "formbricks": FORMBRICKS,
    "fillout": FILLOUT,
    "gravity-forms": GRAVITY_FORMS,
    "limesurvey": LIMESURVEY,
    "netlify": NETLIFY,
    "tally": TALLY,
    "paperform": PAPERFORM,
}
