"""What the headings of an export may mean: the form's labels, the mapping, and the labels seen at the provider."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forms.definition import Form, Question, Source, plain_label

BETWEEN_GROUPS = (": ", " / ", " - ", "/", " > ")


@dataclass(frozen=True, slots=True)
class Known:
    """What headings may mean: the form's questions, the source's mapping, and the labels seen at the provider."""

    wanted: Source
    questions: Mapping[str, Question]  # by path
    labels: Mapping[str, Collection[str]] = field(default_factory=dict)  # plain label -> keys at the provider
    ours: Mapping[str, Collection[str]] = field(default_factory=dict)  # plain label -> paths
    choices: Mapping[str, Collection[str]] = field(default_factory=dict)  # plain label -> paths of choose_many


def known_of(form: Form, wanted: Source, questions: Mapping[str, Question], labels: Iterable[tuple[str, str]]) -> Known:
    """What a form and the (key, label) of earlier deliveries tell."""
    choices = [
        (label, path)
        for path, question in questions.items()
        if question.type == "choose_many"
        for choice in question.choices
        for label in choice.label.by_language.values()
    ]
    seen = [(label, key) for key, label in labels if label]
    return Known(wanted, questions, _by_label(seen), _by_label(_labels(form.questions, "", ())), _by_label(choices))


def _labels(questions: Iterable[Question], before: str, groups: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for one in questions:
        path = before + one.name
        for label in one.label.by_language.values():
            yield label, path
            yield from ((f"{group}{mark}{label}", path) for group in groups for mark in BETWEEN_GROUPS)
        if one.questions:
            yield from _labels(one.questions, f"{path}.", (*groups, *one.label.by_language.values()))


def _by_label(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for label, key in pairs:
        found.setdefault(plain_label(label), set()).add(key)
    return found


@dataclass(frozen=True, slots=True)
class Inside:
    """The repeat that the rows of a table are: its path at the provider, and that of our table."""

    theirs: str = ""
    ours: str = ""


NOT_INSIDE = Inside()


def table_of(names: Iterable[str], known: Known) -> Inside | None:
    """The repeat that is known by one of the names, or by the label of our table; None where none is."""
    for name in names:
        path = known.wanted.mapping.get(name) or name
        if path in known.questions and known.questions[path].type == "table":
            return Inside(name, path)
        paths = [one for one in known.ours.get(plain_label(name), ()) if known.questions[one].type == "table"]
        if len(paths) == 1:
            return Inside(name, paths[0])
    return None
