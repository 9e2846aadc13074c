"""YAML that knows its lines, and what of YAML a definition may not use."""

from pathlib import Path

import pytest

from forms.errors import DefinitionErrors
from forms.reading.yaml_lines import MAX_BYTES, read_yaml
from forms.tree import Value


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "form.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_value_has_the_line_of_its_word(tmp_path: Path) -> None:
    value = read_yaml(written(tmp_path, "a: 1\nb:\n  c: yes\n  d:\n    - x\n    - ~\n    - '~'\n"))
    inner = Value("2", {"c": Value("3", "yes"), "d": Value("4", [Value("5", "x"), Value("6", ""), Value("7", "~")])})
    assert value == Value("1", {"a": Value("1", "1"), "b": inner})


def test_a_byte_order_mark_is_no_part_of_the_first_word(tmp_path: Path) -> None:
    assert read_yaml(written(tmp_path, b"\xef\xbb\xbfa: 1")) == Value("1", {"a": Value("1", "1")})


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        (BOMB, 1, "anchor"),
        ("x: 1\ny: *x\n", 2, "alias"),
        ("x: 1\ny: !!python/object/apply:os.system [ls]\n", 2, "tag"),
        ("x: !text 1\n", 1, "tag"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands twice"),
        ("? [a, b]\n: 1\n", 1, "stands for a word"),
        ("a: 1\n  b: 2\n", 2, "not YAML"),
        ("a: 'open\n", 2, "not YAML"),
        ("a: This: is\n", 1, 'a text has ": " in it'),
        ("a: {label: This: is}\n", 1, 'a text has ": " in it'),
        ("a:\n\t- b\n", 2, "a tab stands here"),
        ('must: "a" in b\n', 1, "a text goes on behind its quotation mark"),
        ("a: 1\n--- \nb: 2\n", 2, "not YAML"),
        ("a: \x07\n", 1, "not YAML"),
        ("a: " + "[" * 5_000, 1, "nested more than"),
        (b"a: \xff", 1, "not UTF-8"),
        ("a: " + "x" * MAX_BYTES, 1, "more than 1,000,000 bytes"),
    ],
)
def test_what_a_definition_may_not_be(tmp_path: Path, text: str | bytes, line: int, cause: str) -> None:
    with pytest.raises(DefinitionErrors) as found:
        read_yaml(written(tmp_path, text))
    [error] = found.value.errors
    assert (error.where, error.place) == (str(line), "file")
    assert cause in error.cause
    assert error.remedy


def test_every_word_that_stands_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionErrors) as found:
        read_yaml(written(tmp_path, "a: 1\na: 2\nb:\n  c: 1\n  c: 2\n"))
    assert [error.where for error in found.value.errors] == ["2", "5"]


def test_a_file_that_is_not_there_is_a_mistake_like_others(tmp_path: Path) -> None:
    with pytest.raises(DefinitionErrors, match="cannot be read"):
        read_yaml(tmp_path / "nothing.yaml")
