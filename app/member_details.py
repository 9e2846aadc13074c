"""What staff say of a member of a committee, one by one or as rows of a table: read, with every fault said."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from unicodedata import normalize

from email_validator import EmailNotValidError, validate_email

from app.store.members import CHAIR, DONOR, MEMBER, About, Member
from forms.reading.csv_rows import Table
from forms.types import countries

WORDS = ("name", "email", "language", "state", "organisation", "role")
LONGEST = 200  # characters of a name, or of an organisation's
ROLES = (MEMBER, CHAIR, DONOR)
EVERY_LANGUAGE = ("en", "fr", "es", "ru", "zh", "ar")


Known = Mapping[str, Mapping[str, str]]
"""Casefolded name -> what is known of a member, by WORDS; it stays where nothing is said of it."""


def known_of(committee: Iterable[Member]) -> Known:
    """What is known of the members that there are."""
    return {one.name.casefold(): {word: getattr(one, word) for word in WORDS} for one in committee}


def read_about(said: Mapping[str, str], languages: Sequence[str], known: Known) -> tuple[About, list[str]]:
    """Who somebody is, and what is wrong with what is said; the form is in these languages."""
    name = _plain(said.get("name", ""))
    text = {word: _plain(one) for word, one in {**known.get(name.casefold(), {}), **said}.items()}
    text = {word: text.get(word, "") for word in WORDS}
    about = About(
        name=text["name"],
        email=_address(text["email"]),
        language=text["language"].casefold() or languages[0],
        state=(countries.code_of(text["state"], EVERY_LANGUAGE) or "") if text["state"] else "",
        organisation=text["organisation"],
        role=text["role"].casefold() or MEMBER,
    )
    return about, _faults(about, text, languages)


def _plain(said: str) -> str:
    return " ".join(normalize("NFC", said).split())


def _address(said: str) -> str:
    try:
        return validate_email(said, check_deliverability=False).normalized if said else ""
    except EmailNotValidError:
        return ""


def _faults(about: About, text: Mapping[str, str], languages: Sequence[str]) -> list[str]:
    wrong = {
        f"a name has 1 to {LONGEST} printable characters": not _is_name(about.name),
        f"an organisation has at most {LONGEST} printable characters": about.organisation
        and not _is_name(about.organisation),
        f"{text['email'][:LONGEST]!r} is no e-mail address": text["email"] and not about.email,
        f"{text['state'][:LONGEST]!r} is no State: write its name, or its code of three letters": text["state"]
        and not about.state,
        f"the call is not in {about.language[:LONGEST]!r} but in: {', '.join(languages)}": about.language
        not in languages,
        f"{about.role[:LONGEST]!r} is no role: write {', '.join(ROLES[:-1])} or {ROLES[-1]}": about.role not in ROLES,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def _is_name(said: str) -> bool:
    return 1 <= len(said) <= LONGEST and said.isprintable()


def read_table(table: Table, languages: Sequence[str], known: Known) -> tuple[list[About], list[str]]:
    """The members that a table lists, and what is wrong in which row; the first below the headings is row 2."""
    unknown = [heading for heading in table.headings if heading not in WORDS]
    if unknown or "name" not in table.headings:
        return [], [f"the columns are {', '.join(table.headings)}; there may be: {', '.join(WORDS)} (`name` must be)"]
    found: list[About] = []
    faults: list[str] = []
    for number, row in enumerate(table.rows, start=2):
        if any(row.cells.values()):
            about, wrong = read_about(row.cells, languages, known)
            found.append(about)
            faults += [f"row {number}: {fault}" for fault in wrong]
    return found, [*faults, *_twice(found)]


def _twice(found: Iterable[About]) -> list[str]:
    counted = Counter(about.name.casefold() for about in found if about.name)
    return [f"{name[:LONGEST]!r} stands {count} times" for name, count in counted.items() if count > 1]
