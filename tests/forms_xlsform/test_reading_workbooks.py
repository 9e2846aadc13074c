"""What the columns and types of XLSForm become in our language."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from workbooks import write

from forms.errors import DefinitionErrors
from forms.schema import compile_form
from forms.tree import plain
from forms.xlsform.importing import Imported, import_workbook
from forms.xlsform.workbook import read

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def taken(folder: Path, survey: str, **sheets: str) -> Imported:
    """A workbook taken over."""
    found = import_workbook(write(folder / "in" / "household.xlsx", survey=survey, **sheets), folder / "household")
    compile_form(found.form)
    return found


def questions(found: Imported) -> dict[str, dict[str, Any]]:
    """The questions of the first section by name."""
    return {one["question"]: one for section in found.tree["sections"] for one in section["questions"]}


def left(found: Imported) -> list[str]:
    return [note.what for note in found.left_out]


TYPES = [
    ("text", "text"), ("integer", "integer"), ("decimal", "decimal"), ("date", "date"), ("time", "time"),
    ("dateTime", "datetime"), ("note", "note"), ("hidden", "hidden"), ("acknowledge", "consent"),
    ("geopoint", "geopoint"), ("image", "file"), ("audio", "file"), ("video", "file"), ("file", "file"),
    ("background-audio", "file"), ("barcode", "text"), ("string", "text"), ("phone number", "phone"),
    ("select_one a", "choose_one"), ("select one from a", "choose_one"), ("select_multiple a", "choose_many"),
    ("select all that apply from a", "choose_many"), ("rank a", "ranking"), ("country", "country"),
    ("yes_no", "yes_no"), ("long text", "long_text"),
]  # fmt: skip
CHOICES = """
list_name | name | label
a | x | X
a | y | Y
"""


@pytest.mark.parametrize(("theirs", "ours"), TYPES)
def test_types(theirs: str, ours: str, tmp_path: Path) -> None:
    found = taken(tmp_path, f"type | name | label\n{theirs} | q | Question", choices=CHOICES)
    assert questions(found)["q"]["type"] == ours
    assert [note for note in found.left_out if note.is_loss] == []


def test_a_form_of_kobo_gets_the_words_it_lacks(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label
        text | your_name | What is your name?
        integer | age | Age
        """,
        settings="form_title | form_id | version\nHousehold / visit | hh_1 | v2020b",
    )
    assert (found.form.name, found.form.version, found.form.languages) == ("household", 1, ("en",))
    assert found.tree["title"] == "Household / visit"
    assert found.tree["reference"] == "HH-1-{year}-{number:04d}"
    assert found.tree["sheet"] == {
        "workbook": "Household   visit",
        "tab": "Answers",
        "columns": [
            {"path": "$reference", "header": "Reference"},
            {"path": "$received", "header": "Received"},
            {"path": "your_name", "header": "What is your name?"},
            {"path": "age", "header": "Age", "format": "integer"},
        ],
    }
    assert left(found) == ["version 'v2020b'"]


def test_languages_in_all_their_spellings(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label::English (en) | label::French | label:es | label:ru | label::Swahili | hint::ar
        text | q | Name | Nom | Nombre | Имя | Jina | اسم
        """,
    )
    assert questions(found)["q"]["label"] == {"en": "Name", "fr": "Nom", "es": "Nombre", "ru": "Имя"}
    assert questions(found)["q"]["hint"] == {"ar": "اسم"}
    assert found.form.languages == ("en", "fr", "es", "ru", "ar")
    assert left(found) == ["column 'label::Swahili'"]


def test_what_stands_in_for_a_text_is_in_the_languages_of_the_form(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label::French (fr) | constraint | constraint_message::Spanish
        select_one a or_other | q | Laquelle ? | |
        integer | nombre | | . > 1 |
        integer | autre | Autre | . > 1 | No
        """,
        choices="list_name | name | label::French\na | x | Iks\na | y |",
    )
    assert found.form.languages == ("fr", "es")
    asked = questions(found)
    assert asked["q"]["other"] == {"fr": "Quel autre ?", "es": "¿Cuál otro?"}
    assert asked["q"]["choices"][1]["label"] == {"fr": "y", "es": "y"}
    assert asked["nombre"]["label"] == {"fr": "Nombre", "es": "Nombre"}
    assert asked["nombre"]["checks"][0]["message"]["fr"] == "Cette réponse ne convient pas."
    assert asked["autre"]["checks"][0]["message"] == {"es": "No"}


def test_a_text_without_a_language_is_in_the_default_one(tmp_path: Path) -> None:
    found = taken(tmp_path, "type | name | label\ntext | q | Nom", settings="default_language\nFrançais (fr)")
    assert questions(found)["q"]["label"] == {"fr": "Nom"}


def test_labels_in_another_language_alone_stand_as_english(tmp_path: Path) -> None:
    found = taken(tmp_path, "type | name | label::Kiswahili\ntext | q | Jina")
    assert questions(found)["q"]["label"] == "Jina"
    assert left(found)[0] == "language 'Kiswahili'"


def test_groups_are_sections_groups_and_tables(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label | relevant
        text | first | First |
        begin group | house | The house | ${first} != ''
        text | street | Street |
        begin_group | roof | Roof |
        text | colour | Colour | ${street} = 'a'
        end_group | | |
        begin repeat | member | Member |
        text | name | Name |
        begin group | health | Health | ${name} != ''
        integer | age | Age | ${first} = 'b'
        end group | | |
        end repeat | | |
        end group | | |
        text | last | Last | sum(${age}) > 3
        """,
    )
    assert [one["section"] for one in found.tree["sections"]] == ["questions", "house", "questions_2"]
    assert found.tree["sections"][1]["show_if"] == "first != null"
    asked = questions(found)
    assert [one["question"] for one in asked["roof"]["questions"]] == ["colour"]
    assert asked["roof"]["questions"][0]["show_if"] == 'street == "a"'
    columns = {one["question"]: one for one in asked["member"]["questions"]}
    assert list(columns) == ["name", "health_age"]
    assert columns["health_age"]["show_if"] == '(name != null) && (first == "b")'
    assert asked["last"]["show_if"] == "sum(member.health_age) > 3"
    assert left(found) == ["the name 'age'"]


def test_rules_become_ours(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label | required | relevant | constraint | constraint_message | calculation
        integer | age | Age | yes | | . >= 18 | Be of age. |
        text | guardian | Guardian | ${age} < 20 | ${age} < 21 | | |
        text | place | Place | no | | regex(., '[A-Z]+') | |
        calculate | twice | | | | | | ${age} * 2
        calculate | more | | | | | | ${twice} + 1
        calculate | who | | | | | | concat(${guardian}, 'x')
        """,
    )
    asked = questions(found)
    assert asked["age"]["required"] == "yes"
    assert asked["age"]["checks"] == [{"check": "constraint", "must": "age >= 18", "message": "Be of age."}]
    assert asked["guardian"]["required_if"] == "age < 20"
    assert asked["guardian"]["show_if"] == "age < 21"
    assert "required" not in asked["place"]
    assert asked["place"]["checks"][0]["message"] == "This answer does not fit."
    assert (asked["twice"]["calculation"], asked["twice"]["result"]) == ("age * 2", "decimal")
    assert (asked["more"]["calculation"], asked["more"]["result"]) == ("twice + 1", "decimal")
    assert asked["who"]["result"] == "text"
    checked = compile_form(found.form).check({"age": 30, "place": "AB"}, NOW)
    assert checked.answers is not None
    assert checked.answers["more"] == "61"
    assert not compile_form(found.form).check({"age": 7, "guardian": "x"}, NOW).answers


def test_a_cascade(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label | choice_filter
        select_one regions | region | Region |
        select_one offices or_other | office | Office | region-code = ${region}
        """,
        choices="""
        list_name | name | label | region-code
        regions | africa | Africa |
        regions | asia | Asia |
        offices | nairobi | Nairobi | africa
        offices | bangkok | Bangkok | asia
        """,
    )
    asked = questions(found)
    assert asked["office"]["choices_where"] == 'choice["region-code"] == region'
    assert asked["office"]["choices"][0]["with"] == {"region-code": "africa"}
    assert asked["office"]["other"] == "Which other?"
    form = compile_form(found.form)
    assert form.check({"region": "asia", "office": "bangkok"}, NOW).answers
    assert not form.check({"region": "asia", "office": "nairobi"}, NOW).answers
    assert form.check({"region": "asia", "office": "other", "office_other": "Suva"}, NOW).answers


def test_a_list_that_several_use_is_shared(tmp_path: Path) -> None:
    survey = "type | name | label\nselect_one a | q | Q\nselect_multiple a | r | R"
    found = taken(tmp_path, survey, choices=CHOICES)
    assert [one["list"] for one in found.tree["lists"]] == ["a"]
    assert {one["choices_from"] for one in questions(found).values()} == {"a"}


def test_a_list_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "household").mkdir()
    (tmp_path / "household" / "towns.csv").write_text("value,label\nb,Bern\n", encoding="utf-8")
    found = taken(tmp_path, "type | name | label\nselect_one_from_file towns.csv | q | Q")
    assert found.tree["lists"] == [{"list": "towns", "csv": "towns.csv"}]


def test_range_repeat_count_and_appearance(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label | parameters | appearance | repeat_count
        range | score | Score | start=1 end=5 step=1 | |
        range | part | Part | start=0.5;end=2.5;step=0.5 | |
        text | about | About | | multiline |
        text | mail | Mail | | email |
        image | photo | Photo | max-pixels=1000 | signature |
        begin_repeat | r | R | | | 3
        text | x | X | | |
        end_repeat | | | | |
        """,
    )
    asked = questions(found)
    assert [asked["score"][word] for word in ("type", "min", "max")] == ["integer", "1", "5"]
    assert [asked["part"][word] for word in ("type", "min", "max")] == ["decimal", "0.5", "2.5"]
    assert [asked[name]["type"] for name in ("about", "mail")] == ["long_text", "email"]
    assert "jpg" in asked["photo"]["accept"]
    assert [asked["r"][word] for word in ("min", "max")] == ["3", "3"]
    assert left(found) == [
        "step of 'part'",
        "appearance 'signature' of 'photo'",
        "parameters 'max-pixels=1000' of 'photo'",
    ]


def test_names_are_made_ours_and_expressions_follow(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label | relevant
        begin group | A | Group A |
        integer | Total-Age | Age |
        text | id | Id | ${Total-Age} > 3
        end group | | |
        begin group | B | Group B |
        text | id | Id again | ${Total-Age} > 4
        text | 1st | First | ${id} = 'x'
        end group | | |
        """,
    )
    asked = questions(found)
    assert list(asked) == ["total_age", "id_q", "b_id_q", "st"]
    assert asked["id_q"]["show_if"] == "total_age > 3"
    assert asked["st"]["show_if"] == 'b_id_q == "x"'
    assert left(found) == [
        "the name 'A'", "the name 'Total-Age'", "the name 'id'", "the name 'B'", "the name 'id'", "the name '1st'",
    ]  # fmt: skip


def test_what_has_no_counterpart_is_listed(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label | default | trigger | media::image | guidance_hint | calculation | read_only | note to self
        start | start | | | | | | | |
        deviceid | device | | | | | | | |
        audit | audit | | | | | | | |
        geotrace | way | Way | | | | | | |
        text | a | A | x | | a.png | More | | |
        note | n | Hello ${a} | | | | | | |
        calculate | once | | | | | | once(random()) | |
        integer | b | B | | ${a} | | | 1 + 1 | |
        integer | c | C | | | | | 1 + 1 | yes |
        begin repeat | r | R | | | | | | |
        text | x | X | | | | | | |
        begin repeat | s | S | | | | | | |
        text | y | Y | | | | | | |
        end repeat | | | | | | | | |
        end repeat | | | | | | | | |
        """,
        entities="list_name | label\ntrees | x",
    )
    said = left(found)
    for what in (
        "start 'start'", "deviceid 'device'", "audit 'audit'", "geotrace 'way'", "default of 'a'", "media of 'a'",
        "label of 'n'", "calculation of 'once'", "calculation of 'b'", "trigger of 'b'", "begin repeat 's'",
        "sheet 'entities'", "column 'note to self'",
    ):  # fmt: skip
        assert what in said
    asked = questions(found)
    assert asked["a"]["hint"] == "More"
    assert asked["c"]["type"] == "calculated"
    assert [one["question"] for one in asked["r"]["questions"]] == ["x"]
    assert "once" not in asked


def test_an_expression_that_does_not_fit_is_left_out_of_a_foreign_workbook(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        """
        type | name | label | relevant
        text | a | A |
        text | c | C | pulldata('x', 'y', 'z', ${a}) = 1
        text | d | D | ${nobody} = 1
        """,
    )
    assert left(found)[:2] == ["relevant of 'c'", "relevant of 'd'"]
    assert "Did you mean" in found.left_out[1].remedy or "There are" in found.left_out[1].remedy


def test_rules_that_go_in_circles_are_refused(tmp_path: Path) -> None:
    survey = "type | name | label | relevant\ntext | a | A | ${b} = 1\ntext | b | B | ${a} = 1"
    with pytest.raises(DefinitionErrors, match="circle"):
        taken(tmp_path, survey)


def test_cells_of_every_kind(tmp_path: Path) -> None:
    day, moment = datetime.fromisoformat("2027-01-31"), datetime.fromisoformat("2026-05-01 09:30")
    path = write(
        tmp_path / "made" / "form.xlsx",
        survey=[["type", "name", "label", "min", "max", "required"], ["integer", "q", 1, 2.0, 1e6, True],
                ["date", "d", "Day", day, None, False]],
        settings=[["form_id", "version", "title", "languages", "reference", "opens"],
                  ["made", 3, "T", "en", "A-{number}", moment]],
    )  # fmt: skip
    tree: Any = plain(read(path).tree)
    assert tree["version"] == "3"
    assert tree["opens"] == "2026-05-01 09:30"
    first, second = tree["sections"][0]["questions"]
    assert first == {
        "question": "q",
        "type": "integer",
        "label": {"en": "1"},
        "min": "2",
        "max": "1000000",
        "required": "yes",
    }
    assert second["min"] == "2027-01-31"
