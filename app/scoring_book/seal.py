"""The seal of a scoring workbook: whose it is, of which call, and how each review stood when it went out."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from app.once import canonical
from app.reviewing import fingerprint
from app.store.reviews import DRAFT, Review
from forms.definition import Criterion


@dataclass(frozen=True, slots=True)
class Seal:
    """What is signed; nobody can say it who does not know the service's secret."""

    member: int
    call: str
    version: int  # of the definition
    terms: str  # what was to be scored, as a digest
    rows: Mapping[str, str]  # the fingerprint of each review, by the key of its proposal


def sealed(secret_key: str, seal: Seal) -> str:
    """The seal as it stands in a workbook."""
    return str(_signer(secret_key).dumps(asdict(seal)))


def opened(secret_key: str, said: str) -> Seal | None:
    """What a seal says; None for one that is not ours, or not whole."""
    try:
        return Seal(**_signer(secret_key).loads(said))
    except BadData:
        return None


def terms_of(criteria: Iterable[Criterion]) -> str:
    """What tells whether a score still means what it meant: the criteria, their scales and what is obligatory."""
    said = {one.name: [one.scale, one.required, str(one.weight), one.independent] for one in criteria}
    return sha256(canonical(said)).hexdigest()[:16]


def stood(review: Review | None) -> str:
    """How a review stands; one that is only begun says nothing yet, as none at all."""
    return fingerprint(review or Review(0, 0, DRAFT))


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="scoring-workbook")
