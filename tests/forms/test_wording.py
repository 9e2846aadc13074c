"""Texts in another language than was asked for read as any other, and as HTML tell which it is."""

from copy import deepcopy
from decimal import Decimal

import pytest

from forms.definition import Text
from forms.wording import Foreign, filled, joined

TOWN = Text({"fr": "Ville & <pays>"})


@pytest.mark.parametrize(("asked", "attributes"), [("es", ' lang="fr"'), ("ar", ' lang="fr" dir="ltr"')])
def test_a_text_that_stands_in_tells_its_language(asked: str, attributes: str) -> None:
    said = TOWN.in_language(asked)
    assert isinstance(said, Foreign)
    assert said == "Ville & <pays>"
    assert said.attributes == attributes
    assert said.html == f"<span{attributes}>Ville &amp; &lt;pays&gt;</span>"


def test_a_text_in_the_language_is_a_string() -> None:
    assert type(TOWN.in_language("fr")) is type(Text().in_language("fr")) is str


def test_what_is_made_of_texts_keeps_the_marks() -> None:
    town = TOWN.in_language("es")
    both = joined("; ", ["<Ciudad>", town])
    told = filled("%(label)s > %(max)s", {"label": both, "max": 3})
    assert told == "<Ciudad>; Ville & <pays> > 3"
    assert isinstance(told, Foreign)
    assert told.html == '&lt;Ciudad&gt;; <span lang="fr">Ville &amp; &lt;pays&gt;</span> &gt; 3'
    assert told.attributes == ""
    assert type(joined("; ", ["a", "b"])) is type(filled("%(label)s", {"label": "a"})) is str


def test_a_number_is_written_as_the_text_says_beside_one_that_stands_in() -> None:
    town = TOWN.in_language("es")
    told = filled(
        "%(n)03d, %(share).1f%%, %(label)s: %(rest)s", {"n": 3, "share": Decimal("2.5"), "label": town, "rest": ["<b>"]}
    )
    assert told == "003, 2.5%, Ville & <pays>: ['<b>']"
    assert isinstance(told, Foreign)
    assert told.html == '003, 2.5%, <span lang="fr">Ville &amp; &lt;pays&gt;</span>: [&#x27;&lt;b&gt;&#x27;]'


def test_a_copy_is_the_same() -> None:
    town = TOWN.in_language("es")
    copied = deepcopy({"label": town})["label"]
    assert isinstance(copied, Foreign)
    assert (copied, copied.html) == (town, town.html)
