"""What `chancery doctor` says of the sources whose providers can be asked for what their webhooks missed."""

from collections.abc import Mapping, Sequence

from app.api_access import lacking
from app.config import Settings
from app.store.api_tokens import ApiToken
from connectors.ports import Probe
from connectors.sources.catch_up import APIS
from forms.definition import Form


def catching_up(settings: Settings, forms: Mapping[str, Form], tokens: Sequence[ApiToken]) -> Probe:
    """How many can be asked, which cannot though their form says where, and which could be."""
    known = {(one.form, one.source): one for one in tokens}
    sources = [(name, one) for name, form in forms.items() for one in form.sources if one.word in APIS]
    lacks = {
        f"{name}/{one.word}": lacking(settings, name, one, known.get((name, one.word)))
        for name, one in sources
        if one.api
    }
    wanting = {name: lack for name, lack in lacks.items() if lack}
    unsaid = [f"{name}/{one.word}" for name, one in sources if not one.api]
    said = [f"{len(lacks) - len(wanting)} sources are asked for what did not arrive"]
    said += [f"{', '.join(wanting)} cannot be"] if wanting else []
    said += [f"{', '.join(unsaid)} could be, with `api` in the form"] if unsaid else []
    return Probe("catching up", not wanting, "; ".join(said), " ".join(wanting.values()))
