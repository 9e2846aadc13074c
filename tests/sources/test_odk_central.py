"""ODK Central: rows of the OData feed, and central-webhook's events with the submission's XML."""

from datetime import UTC, datetime

import pytest
from deliveries import hostile, is_read_or_refused, placed, proves
from hypothesis import given
from hypothesis import strategies as st
from sent import SECRET, answers, entry, read
from shared_samples import shared

from connectors.errors import Unreadable

WORD = "odk-central"
ROW = {
    "__id": "uuid:first",
    "start": "2026-05-04T08:00:00.000-05:00",
    "name": "Ana",
    "threats": "pollution mining",
    "place": {"type": "Point", "coordinates": [-73.85, 12.5, 41.6], "properties": {"accuracy": 20}},
    "site": {
        "city": "Suva",
        "visit": {"day": "2026-05-04"},
        "people@odata.navigationLink": "Submissions('uuid%3Afirst')/site/people",
        "people": [{"who": "Bo", "__id": "1f", "__Submissions-id": "uuid:first", "what": {"role": "x"}}],
    },
    "photo": "1.jpg",
    "meta": {"instanceID": "uuid:second", "deprecatedID": "uuid:first"},
    "__system": {"submissionDate": "2026-05-04T09:00:00Z", "updatedAt": "2026-05-04T10:00:00Z", "submitterName": "Bo"},
}
XML = """<?xml version='1.0' encoding='UTF-8'?>
<data id="survey" version="1" xmlns:orx="http://openrosa.org/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
  <start>2026-05-04T08:00:00.000Z</start>
  <name>Ana &amp; Bo</name>
  <empty/>
  <site><city>Suva</city><visit><day>2026-05-04</day></visit></site>
  <people><who>Bo</who></people>
  <people><who>Cy</who><tool><kind>a</kind></tool><tool><kind>b</kind></tool></people>
  <single><cost>5</cost></single>
  <photo>1.jpg</photo>
  <orx:meta><orx:instanceID>uuid:second</orx:instanceID><orx:deprecatedID>uuid:first</orx:deprecatedID></orx:meta>
</data>"""
EVENT = {"type": "submission.create", "id": "uuid:first", "data": {"xml": XML}}


@pytest.mark.parametrize("body", [ROW, {"value": [ROW], "@odata.context": "x"}, EVENT | {"data": ROW}])
def test_a_row(body: object) -> None:
    received = read(WORD, body)
    assert (received.submission_id, received.delivery_id, received.replaces) == ("first", "second", "first")
    assert received.submitted_at == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert answers(received) == {
        "name": "Ana",
        "threats": "pollution mining",
        "place": "12.5 -73.85 41.6",
        "site/city": "Suva",
        "site/visit/day": "2026-05-04",
        "site/people": ROW["site"]["people"],
        "photo": "1.jpg",
    }
    assert entry(received, "__system/submitterName").is_system
    found = placed(
        WORD,
        body,
        {
            "site/people": "team",
            "site/people/who": "team.name",
            "site/people/what/role": "team.role",
            "site/city": "city",
        },
        ignore=("threats", "place", "photo", "name", "site/visit"),
    )
    assert found.answers == {"team": [{"name": "Bo", "role": "x"}], "city": "Suva"}
    assert found.unmapped == ()


def test_a_path_like_ours_needs_no_mapping() -> None:
    assert placed(WORD, ROW, {}, "site.city", "name").answers == {"name": "Ana", "site": {"city": "Suva"}}


def test_several_rows_or_none() -> None:
    with pytest.raises(Unreadable, match="2 submissions"):
        read(WORD, {"value": [ROW, ROW]})
    with pytest.raises(Unreadable, match="neither an __id"):
        read(WORD, {"value": []})
    with pytest.raises(Unreadable, match="3 submissions"):
        read(WORD, shared("odk_central/odata_submissions.json").read_bytes())


@pytest.mark.parametrize("body", [EVENT, XML.encode(), EVENT | {"data": XML}])
def test_xml(body: object) -> None:
    received = read(WORD, body)
    assert (received.submission_id, received.version, received.replaces) == ("first", "second", "first")
    assert answers(received)["name"] == "Ana & Bo"
    assert answers(received)["empty"] is None
    assert entry(received, "meta/instanceID").is_system
    mapping = {
        "name": "name",
        "site/city": "city",
        "site/visit/day": "day",
        "people": "team",
        "people/who": "team.who",
        "people/tool": "team.tools",
        "people/tool/kind": "team.tools.kind",
    }
    assert placed(WORD, body, mapping).answers == {
        "name": "Ana & Bo",
        "city": "Suva",
        "day": "2026-05-04",
        "team": [{"who": "Bo"}, {"who": "Cy", "tools": [{"kind": "a"}, {"kind": "b"}]}],
    }


def test_one_row_is_a_table_or_a_group_as_the_mapping_has_it() -> None:
    assert placed(WORD, EVENT, {"single": "costs", "single/cost": "costs.cost"}).answers == {"costs": [{"cost": "5"}]}
    assert placed(WORD, EVENT, {"single/cost": "cost"}).answers == {"cost": "5"}
    assert placed(WORD, EVENT, {}, "single.cost").answers == {"single": {"cost": "5"}}
    assert "single" in placed(WORD, EVENT, {"name": "name"}).unmapped


def test_the_documented_event() -> None:
    received = read(WORD, shared("_reconstructed/odk_submission_create_full_xml.json").read_bytes())
    assert answers(received) == {"name": "Ana", "age": "30"}
    with pytest.raises(Unreadable, match="not XML"):
        read(WORD, shared("odk_central/submission.create.json").read_bytes())


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"type": "entity.update.version", "data": {"tree": "x"}}, "entity"),
        ({"type": "submission.update", "data": {"reviewState": "approved"}}, "review"),
        ({"type": "user.create", "data": {}}, "no submission"),
    ],
)
def test_events_without_answers(event: dict[str, object], reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(WORD, event | {"id": "uuid:x"})


BOMB = "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><d><x>&b;</x></d>"
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d><x>&a;</x></d>'


@pytest.mark.parametrize(
    "xml",
    [
        BOMB,
        OUTSIDE,
        "<d>",
        "<",
        "<d/>",
        "<?xml version='1.0' encoding='no-such'?><d/>",
        "<a>" * 90 + "</a>" * 90,
        "<d>\0</d>",
    ],
)
def test_hostile_xml(xml: str) -> None:
    with pytest.raises(Unreadable):
        read(WORD, EVENT | {"data": {"xml": xml}})
    with pytest.raises(Unreadable):
        read(WORD, xml.encode())


def test_proof() -> None:
    assert proves(WORD, EVENT, {"x-api-key": SECRET})
    assert proves(WORD, EVENT, {}, in_address=SECRET)
    assert not proves(WORD, EVENT, {"x-api-key": SECRET.upper()})


@given(hostile("value", "__id", "meta", "__system", "type", "data", "xml", "id", "coordinates") | st.just(b"<\xff>"))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
