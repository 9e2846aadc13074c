"""Form providers by the word that a form's definition uses."""

from collections.abc import Mapping

from connectors.ports import Source
from connectors.sources.cognito_forms import COGNITO_FORMS
from connectors.sources.fillout import FILLOUT
from connectors.sources.formbricks import FORMBRICKS
from connectors.sources.formspree import FORMSPREE
from connectors.sources.generic import GENERIC
from connectors.sources.github import GITHUB
from connectors.sources.google_forms import GOOGLE_FORMS
from connectors.sources.google_forms_watch import GOOGLE_FORMS_WATCH
from connectors.sources.gravity_forms import GRAVITY_FORMS
from connectors.sources.jotform import JOTFORM
from connectors.sources.kobotoolbox import KOBOTOOLBOX
from connectors.sources.limesurvey import LIMESURVEY
from connectors.sources.microsoft_forms import MICROSOFT_FORMS
from connectors.sources.netlify import NETLIFY
from connectors.sources.odk_central import ODK_CENTRAL
from connectors.sources.paperform import PAPERFORM
from connectors.sources.standard_webhooks import STANDARD
from connectors.sources.stripe import STRIPE
from connectors.sources.surveymonkey import SURVEYMONKEY
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
    "google-forms": GOOGLE_FORMS,
    "google-forms-watch": GOOGLE_FORMS_WATCH,
    "microsoft-forms": MICROSOFT_FORMS,
    "surveymonkey": SURVEYMONKEY,
    "limesurvey": LIMESURVEY,
    "cognito-forms": COGNITO_FORMS,
    "gravity-forms": GRAVITY_FORMS,
    "netlify": NETLIFY,
    "odk-central": ODK_CENTRAL,
}
