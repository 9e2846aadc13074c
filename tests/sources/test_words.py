"""The words of a definition are those of the sources: the floors keep the two tables apart, so they are compared."""

from connectors.sources import SOURCES
from connectors.sources.mapping import IDENTITY
from forms.reading.source_part import ABOUT_SUBMISSION, SOURCE_WORDS


def test_a_definition_can_name_every_source_and_no_other() -> None:
    assert list(SOURCE_WORDS) == list(SOURCES)


def test_a_mapping_can_say_every_part_of_the_identity() -> None:
    assert list(ABOUT_SUBMISSION) == list(IDENTITY)
