"""How scoring is told to members: how much a criterion counts, and until when reviews are taken."""

from app.domain.stages import Window
from app.text import said_date, said_number, translate
from forms.definition import Criterion


def weight_of(criterion: Criterion, language: str) -> str:
    """How much a criterion counts, in words."""
    if criterion.independent:
        return translate("Beside the score", language)
    return said_number("Weight: %(number)s %%", criterion.weight, language)


def said_window(scoring: Window, language: str) -> str:
    """Until when reviews can be given, or from when; empty where nothing is said of it."""
    if scoring.is_open:
        day = said_date(scoring.until, language) if scoring.until else ""
        return translate("Reviews can be given until %(day)s.", language, {"day": day}) if day else ""
    if scoring.starts:
        words = {"day": said_date(scoring.starts, language)}
        return translate("Reviews can be given from %(day)s on.", language, words)
    return translate("Reviews cannot be given or changed any more.", language)
