"""What only one submission of a form may have, worked out anew when a version of the form is published."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from app.present import presented
from app.store import submissions
from forms.definition import Form
from forms.logic.admission import subject_of
from forms.schema import CompiledForm


def told_apart(
    connection: Connection, compiled: CompiledForm, earlier: Callable[[str, int], Form | None]
) -> list[list[str]]:
    """Keep for each submission what `one_per` makes of its answers in this version, so that later ones are compared.

    Where several would be the same nothing is kept, and their references are returned.
    """
    present = presented(compiled, submissions.of_form(connection, compiled.form.name), earlier)
    found = {one.submission.id: subject_of(compiled.form, one.answers) for one in present}
    references: Mapping[str, list[str]] = defaultdict(list)
    for one in present:
        subject = found[one.submission.id]
        if subject is not None:
            references[subject].append(one.submission.reference)
    same = [several for several in references.values() if len(several) > 1]
    if not same:
        submissions.put_subjects(connection, compiled.form.name, found)
    return same
