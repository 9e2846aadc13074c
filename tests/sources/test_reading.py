"""What each provider sends becomes answers by our paths."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from shared_samples import shared

from connectors.errors import Unreadable
from connectors.ports import HookRequest, Received
from connectors.sources import SOURCES
from connectors.sources.mapping import Mapped, mapped


def read(
    word: str,
    body: object,
    mapping: dict[str, str] | None = None,
    ignore: tuple[str, ...] = (),
    paths: tuple[str, ...] = (),
    **headers: str,
) -> Mapped:
    """What is read, placed by a mapping whose paths are the form's, beside further `paths`."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    lowered = {name.replace("_", "-"): value for name, value in headers.items()}
    mapping = mapping or {}
    return mapped(SOURCES[word].read(HookRequest(raw, lowered)), mapping, ignore, {*mapping.values(), *paths})


def about(found: Mapped) -> Received:
    """What a delivery is, without its entries."""
    return replace(found.received, entries=())


def typeform(*answers: dict[str, object], **response: object) -> dict[str, object]:
    form_response = {
        "token": "tok",
        "submitted_at": "2026-05-04T10:00:00Z",
        "answers": list(answers),
        **response,
    }
    return {"event_id": "evt", "event_type": "form_response", "form_response": form_response}


def answer(ref: str, kind: str, value: object) -> dict[str, object]:
    return {"type": kind, kind: value, "field": {"id": f"id_{ref}", "ref": ref, "type": kind}}


TYPEFORM_VALUES = [
    ("text", "Nouméa", "Nouméa"),
    ("email", "a@example.org", "a@example.org"),
    ("phone_number", "+41791234567", "+41791234567"),
    ("url", "https://example.org", "https://example.org"),
    ("number", 5, 5),
    ("boolean", False, False),
    ("date", "2005-10-15", "2005-10-15"),
    ("choice", {"label": "London", "ref": "r", "id": "i"}, "London"),
    ("choice", {"other": "Paris"}, "Paris"),
    ("choices", {"labels": ["London", "Sydney"], "other": "Paris"}, ["London", "Sydney", "Paris"]),
    ("choices", {"other": "Paris"}, ["Paris"]),
    ("payment", {"amount": "1.00", "last4": "1234"}, {"amount": "1.00", "last4": "1234"}),
    (
        "file_url",
        "https://api.typeform.com/responses/files/f00/my%20budget.pdf",
        [{"name": "my budget.pdf", "url": "https://api.typeform.com/responses/files/f00/my%20budget.pdf"}],
    ),
]


@pytest.mark.parametrize(("kind", "value", "expected"), TYPEFORM_VALUES)
def test_typeform_values(kind: str, value: object, expected: object) -> None:
    event = typeform(answer("q", kind, value))
    assert read("typeform", event, {"q": "contact.it"}).answers == {"contact": {"it": expected}}
    assert read("typeform", event, {"id_q": "it"}).answers == {"it": expected}


def test_typeform_identity_language_and_unmapped() -> None:
    event = typeform(
        answer("a", "text", "x"),
        answer("b", "text", "y"),
        answer("c", "payment", {"amount": 1}),
        hidden={"lang": "fr", "utm": "z"},
    )
    found = read("typeform", event, {"a": "name"}, ("id_b",))
    assert about(found) == Received(
        delivery_id="evt",
        submission_id="tok",
        submitted_at=datetime(2026, 5, 4, 10, 0, tzinfo=UTC),
        language="fr",
    )
    assert (found.answers, found.unmapped) == ({"name": "x"}, ("c", "hidden.utm"))
    assert read("typeform", event, {"hidden.utm": "campaign"}, ("a", "b", "c")).answers == {"campaign": "z"}


def test_typeform_partial_answers() -> None:
    event = {
        **typeform(answer("a", "text", "x"), landed_at="2026-05-04T09:00:00Z"),
        "event_type": "form_response_partial",
    }
    found = read("typeform", event, {"a": "name"})
    assert (found.answers, found.received.is_partial) == ({"name": "x"}, True)
    assert not read("typeform", typeform()).received.is_partial


def test_an_answer_that_cannot_be_read_matters_only_where_it_is_wanted() -> None:
    event = typeform(answer("a", "text", "x"), answer("b", "hologram", {}))
    found = read("typeform", event, {"a": "name"})
    assert (found.answers, found.unmapped) == ({"name": "x"}, ("b",))


def test_typeform_numbers_keep_their_digits() -> None:
    body = json.dumps(typeform(answer("q", "number", 1))).replace('"number": 1', '"number": 0.10').encode()
    assert read("typeform", body, {"q": "n"}).answers == {"n": Decimal("0.10")}


UNREADABLE = [
    ("typeform", [], "The body is not a JSON object"),
    ("typeform", {"event_type": "form_response_partial"}, "form_response is not a JSON object"),
    (
        "typeform",
        {"event_type": "form_created"},
        "no form response (event_type form_response or form_response_partial)",
    ),
    ("typeform", {"event_type": "form_response"}, "form_response is not a JSON object"),
    ("typeform", typeform({"type": "text", "text": "x"}), "answers[0].field is not"),
    ("typeform", typeform({"type": "text", "text": "x", "field": {}}), "answers[0] names no field"),
    ("typeform", typeform(answer("q", "hologram", {})), "'hologram'"),
    ("typeform", typeform({"type": "text", "field": {"id": "q"}}), "'text'"),
    ("typeform", typeform(answer("q", "text", ["x"])), "more than one value"),
    ("typeform", typeform(answer("q", "choice", "London")), "answers[0] is not a JSON object"),
    ("typeform", typeform(answer("q", "choices", {"labels": "London"})), "answers[0] is not a JSON list"),
    ("typeform", typeform(answer("q", "file_url", None)), "names no file"),
    ("typeform", typeform(answer("q", "file_url", "http://[x")), "broken address"),
    ("typeform", typeform(answer("q", "text", "x"), answer("q", "text", "y")), "Two answers meet at it"),
    ("typeform", typeform(hidden=[1]), "hidden is not"),
    ("kobotoolbox", "text", "The body is not a JSON object"),
    ("kobotoolbox", {"q": "x", "r": "y"}, "Two answers meet at it"),
    ("kobotoolbox", {"q": "x", "deep": "y"}, "Two answers meet at it.deep"),
    ("standard-webhooks", {"type": "x"}, "data is not a JSON object"),
    ("standard-webhooks", {"data": {"answers": []}}, "data.answers is not a JSON object"),
]


@pytest.mark.parametrize(("word", "body", "reason"), UNREADABLE)
def test_unreadable_with_the_reason(word: str, body: object, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(word, body, {"q": "it", "r": "it", "deep": "it.deep"})
    assert reason in str(caught.value)


@pytest.mark.parametrize("word", list(SOURCES))
@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a": NaN}', b'{"a":1,"a":2}', b'{"a":"\\ud800"}', b"\xff", b"9" * 5000]
)
def test_hostile_json_is_unreadable(word: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(word, body)


def test_only_the_branch_taken_counts() -> None:
    mapping = {"a/name": "name", "b/name": "name"}
    assert read("kobotoolbox", {"a/name": "", "b/name": "x"}, mapping).answers == {"name": "x"}
    assert read("kobotoolbox", {"a/name": "x", "b/name": None}, mapping).answers == {"name": "x"}


KOBO = {
    "_id": 17,
    "_uuid": "u-1",
    "meta/instanceID": "uuid:u-1",
    "meta/deprecatedID": "uuid:u-0",
    "formhub/uuid": "f",
    "__version__": "v",
    "start": "2026-05-04T09:00:00.000+02:00",
    "_submission_time": "2026-05-04T10:00:00",
    "who/state": "FJI",
    "help": "legal training",
    "plan/budget": [
        {"plan/budget/item": "Desk", "plan/budget/cost": "10.50", "plan/budget/note": "n"},
        {"plan/budget/item": "Chair"},
    ],
    "photo": "my map.png",
    "extra": "e",
    "old/group/q": "o",
    "_attachments": [
        {
            "filename": "u/attachments/my_map.png",
            "download_url": "https://kobo.example/1",
            "question_xpath": "photo",
        },
        7,
    ],
    "_geolocation": [None, None],
}
KOBO_MAPPING = {
    "who/state": "state",
    "help": "help",
    "plan/budget": "budget",
    "plan/budget/item": "budget.item",
    "plan/budget/cost": "budget.unit_cost",
    "photo": "map",
}


def test_kobotoolbox() -> None:
    found = read("kobotoolbox", KOBO, KOBO_MAPPING, ("old/group",))
    assert about(found) == Received(
        delivery_id="u-1",
        submission_id="17",
        version="u-1",
        replaces="u-0",
        submitted_at=datetime(2026, 5, 4, 10, 0, tzinfo=UTC),
    )
    assert found.answers == {
        "state": "FJI",
        "help": "legal training",
        "budget": [{"item": "Desk", "unit_cost": "10.50"}, {"item": "Chair"}],
        "map": [{"name": "my map.png", "url": "https://kobo.example/1"}],
    }
    assert found.unmapped == ("plan/budget/note", "extra")


def test_kobotoolbox_needs_no_mapping_where_its_names_are_ours() -> None:
    body = {"_id": 1, "state": "FJI", "budget": [{"budget/item": "Desk"}], "end": "e", "contact/email": "a@example.org"}
    found = read("kobotoolbox", body, paths=("state", "budget", "budget.item", "contact.email", "end"))
    assert found.answers == {
        "state": "FJI",
        "budget": [{"item": "Desk"}],
        "contact": {"email": "a@example.org"},
    }
    assert found.unmapped == ()
    assert read("kobotoolbox", body, paths=("state",)).unmapped == ("budget", "contact/email")


def test_kobotoolbox_falls_back_to_the_instance_id() -> None:
    assert read("kobotoolbox", {"meta/instanceID": "uuid:u-1"}).received.delivery_id == "u-1"
    assert about(read("kobotoolbox", {})) == Received()


def test_a_system_key_may_be_mapped() -> None:
    assert read("kobotoolbox", {"start": "s", "end": "e"}, {"start": "began"}).answers == {"began": "s"}


def test_a_repeat_whose_own_key_is_not_mapped_is_named() -> None:
    mapping = {"plan/budget/item": "budget.item"}
    assert read("kobotoolbox", {"plan/budget": [{"plan/budget/item": "x"}]}, mapping).unmapped == ("plan/budget",)


def test_standard_webhooks_with_an_envelope() -> None:
    data = {
        "id": 9,
        "answers": {"state": "FJI"},
        "language": "fr",
        "submitted_at": "2026-05-04T12:00:00+02:00",
        "x": 1,
    }
    event = {"type": "t", "timestamp": "2026-05-04T11:11:11Z", "data": data}
    found = read("standard-webhooks", event, webhook_id="msg_1")
    moment = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    assert about(found) == Received("msg_1", "9", submitted_at=moment, language="fr", is_ours=True)
    assert found.answers == {"state": "FJI"}


def test_standard_webhooks_whose_data_are_the_answers() -> None:
    event = {"timestamp": "2026-05-04T11:11:11Z", "data": {"state": "FJI"}}
    found = read("standard-webhooks", event, webhook_id="msg_1")
    moment = datetime(2026, 5, 4, 11, 11, 11, tzinfo=UTC)
    assert about(found) == Received("msg_1", "msg_1", submitted_at=moment, is_ours=True)
    assert found.answers == {"state": "FJI"}


@pytest.mark.parametrize("time", [None, 5, "soon", "9999-12-31T23:59:59-23:00", ["2026"]])
def test_a_time_that_cannot_be_read_is_no_time(time: object) -> None:
    assert read("kobotoolbox", {"_submission_time": time}).received.submitted_at is None


def test_recorded_typeform() -> None:
    raw = shared("typeform/official_docs_2018.json").read_bytes()
    event = json.loads(raw)["form_response"]
    mapping = {field["id"]: f"q{n}" for n, field in enumerate(event["definition"]["fields"])}
    found = read("typeform", raw, mapping)
    assert found.received.delivery_id == "LtWXD3crgy"
    assert found.received.submission_id == "a3a12ec67a1365927098a606107fac15"
    assert found.received.submitted_at == datetime(2018, 1, 18, 18, 17, 2, tzinfo=UTC)
    assert found.unmapped == ()
    assert len(found.answers) == 12
    assert found.answers["q4"] == ["London", "Sydney"]
    assert found.answers["q6"] is True


def test_recorded_kobotoolbox_with_an_attachment() -> None:
    raw = shared("kobotoolbox/tree_photo_us_central_time.json").read_bytes()
    found = read("kobotoolbox", raw, {"Take_a_photo_of_this_tree": "photo", "I_like_this_tree_because": "why"})
    assert found.received.submission_id == "125283733"
    assert found.answers["why"] == "beauty wildlife_habitat"
    address = "https://kf.kobotoolbox.org/api/v2/assets/aRa7Wd9K3XcDs6NBQkyG8m/data/125283733/attachments/46632148/"
    assert found.answers["photo"] == [{"name": "1637241249813.jpg", "url": address}]
    assert set(found.unmapped) == {
        "Record_your_current_location",
        "Estimate_height_of_your_tree_in_meters",
    }


def test_recorded_kobotoolbox_repeats() -> None:
    raw = shared("kobotoolbox/synthetic_repeat_groups.json").read_bytes()
    mapping = {
        "household_members": "members",
        "household_members/group_fixture_member_1/group_fixture_member_1_name": "members.name",
        "household_members/group_fixture_member_1/group_fixture_member_1_age": "members.age",
    }
    found = read("kobotoolbox", raw, mapping, ("village_name", "interviewer_name", "summary_counts"))
    assert found.answers == {"members": [{"name": "Person One", "age": "25"}, {"name": "Person Two", "age": "30"}]}
    assert found.unmapped == ()
