"""Labels become values where they name exactly one choice; the check reports everything else."""

import pytest

from app.adapt import adapt
from forms.definition import Choice, Form, Question, Section, Sheet, Text

LABEL = Text({"en": "Label"})
CHOICES = (
    Choice("legal", Text({"en": "Legal advice", "fr": "Conseil juridique"})),
    Choice("training", Text({"en": "Training", "fr": "Formation"})),
    Choice("other", Text({"en": "Legal", "fr": "Formation"})),
)
MANY = Question("many", "choose_many", LABEL, choices=CHOICES)
ONE = Question("one", "choose_one", LABEL, choices=CHOICES)
FORM = Form(
    name="f",
    version=1,
    title=LABEL,
    languages=("en", "fr"),
    reference="F-{number}",
    sections=(
        Section(
            "s",
            LABEL,
            (
                MANY,
                ONE,
                Question("group", "group", LABEL, questions=(ONE,)),
                Question("table", "table", LABEL, questions=(MANY,)),
                Question("text", "text", LABEL),
                Question("url", "url", LABEL),
            ),
        ),
    ),
    sheet=Sheet("w", "t", ()),
)
FILE = [{"name": "a.pdf", "url": "https://example.org/a.pdf"}]

CASES = [
    ({"one": "legal"}, {"one": "legal"}),
    ({"one": "LEGAL  advice"}, {"one": "legal"}),
    ({"one": "Conseil juridique"}, {"one": "legal"}),
    ({"one": "Formation"}, {"one": "Formation"}),  # the label of two choices: not for us to guess
    ({"one": "nothing"}, {"one": "nothing"}),
    ({"one": True}, {"one": True}),
    ({"many": "legal training"}, {"many": ["legal", "training"]}),
    ({"many": "Legal advice"}, {"many": ["legal"]}),
    ({"many": ""}, {"many": []}),
    ({"many": ["Conseil juridique", "Training", 7]}, {"many": ["legal", "training", 7]}),
    ({"many": None}, {"many": None}),
    ({"many": "what ever"}, {"many": ["what", "ever"]}),
    ({"group": {"one": "Legal advice", "x": 1}}, {"group": {"one": "legal", "x": 1}}),
    ({"group": "x"}, {"group": "x"}),
    ({"table": [{"many": "legal other"}, "x"]}, {"table": [{"many": ["legal", "other"]}, "x"]}),
    ({"table": {"rows": [{"many": "legal"}]}}, {"table": [{"many": ["legal"]}]}),
    ({"table": 5}, {"table": 5}),
    ({"text": FILE, "url": FILE}, {"text": "a.pdf", "url": "https://example.org/a.pdf"}),
    ({"text": FILE * 2}, {"text": FILE * 2}),
    ({"unknown": "x"}, {"unknown": "x"}),
]


@pytest.mark.parametrize(("said", "adapted"), CASES)
def test_adapted(said: dict[str, object], adapted: dict[str, object]) -> None:
    assert adapt(FORM, said) == adapted
