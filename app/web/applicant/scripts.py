"""Which scripts a page of questions is worth: nothing is fetched that finds nothing to do."""

from collections.abc import Iterable

from app.web.field import Field, every_field

OF_WIDGETS = {"file": "uploading", "select": "choosing"}
"""Widget -> the script that makes more of it."""


def scripts_for(sections: Iterable[Iterable[Field]]) -> list[str]:
    """The scripts by their names; the first one hears first that a page is sent."""
    each = [one for fields in sections for one in every_field(fields)]
    widgets = {one.widget for one in each}
    found = [script for widget, script in OF_WIDGETS.items() if widget in widgets]
    return [*found, "saving", *(["counting"] if any(one.limits for one in each) else [])]
