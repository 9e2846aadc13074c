"""The blueprint of applicants' pages, which the files of this room hang their addresses on."""

from flask import Blueprint

from app.web.applicant.asked_for import asked_for
from app.web.applicant.closing import closing_of
from app.web.here import here
from forms.definition import Form

blueprint = Blueprint("applicant", __name__)


@blueprint.context_processor
def _for_templates() -> dict[str, object]:
    return {"lacks": _lacks, "closing_of": closing_of, "asked_for": asked_for}


def _lacks(form: Form, language: str) -> bool:
    """Whether some of a form stands in another language."""
    return language in here().forms[form.name].lacking
