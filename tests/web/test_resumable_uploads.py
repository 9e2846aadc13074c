"""Files that come in parts (tus 1.0): taken up where they broke off, held to the question, nobody else's business."""

import os
import re
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app import uploading
from app.context import Context
from app.store import drafts
from connectors.clamav import ClamAV
from connectors.files import Files
from tests.fetching.clamd import clamd, eicar
from tests.fetching.made_files import png
from tests.served import served
from tests.web.conftest import FORM, context_of
from tests.web.test_uploads import notes
from tests.web.walking import begun, carried, draft_key

URL = "/f/everything"
WIDE = FORM.replace("accept: [pdf, txt]}", "accept: [pdf, txt, png], max_megabytes: 2}").replace(
    "          - {question: item, type: text",
    "          - {question: offer, type: file, label: Offer}\n          - {question: item, type: text",
)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    made = context_of(tmp_path, WIDE)
    yield made
    made.ledger.engine.dispose()


@dataclass
class Script:
    """The script of a page: it knows where to send files, and the key of the page."""

    client: FlaskClient
    step: str

    @classmethod
    def of(cls, client: FlaskClient, language: str = "en") -> "Script":
        return cls(client, begun(client, f"{URL}?lang={language}"))

    @property
    def files(self) -> str:
        page = self.client.get(self.step).text
        return page.split('data-uploads="')[1].split('"')[0].replace("&amp;", "&")

    def ask(self, method: str, where: str, data: bytes = b"", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        key = carried(self.client.get(self.step).text)["csrf"]
        sent = {"Tus-Resumable": "1.0.0", "Page-Key": key, **named}
        return self.client.open(where, method=method, data=data, headers=sent)

    def begin(self, name: str, size: int, question: str = "letter", **headers: str) -> TestResponse:
        about = ",".join(f"{key} {encoded(value)}" for key, value in {"question": question, "filename": name}.items())
        return self.ask("POST", self.files, **{"Upload_Length": str(size), "Upload_Metadata": about, **headers})

    def add(self, where: str, offset: int, part: bytes, **headers: str) -> TestResponse:
        own = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset)}
        return self.ask("PATCH", where, part, **{**own, **headers})

    def offset(self, where: str) -> int:
        return int(self.ask("HEAD", where).headers["Upload-Offset"])

    def whole(self, name: str, data: bytes, question: str = "letter") -> TestResponse:
        where = self.begin(name, len(data), question).location
        self.add(where, 0, data)
        return self.ask("POST", where)


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.fixture
def script(context: Context) -> Script:
    return Script.of(served(context).test_client())


def listed(answer: TestResponse) -> tuple[str, str]:
    """The name and the size in a line of the page's list."""
    [(name, size)] = re.findall(r"<bdi>([^<]*)</bdi></span> <small>([^<]+)</small>", answer.text)
    return name, size


def parts(context: Context) -> list[Path]:
    return [path for path in context.settings.uploads.rglob("*") if path.is_file()]


def test_a_file_in_parts_becomes_an_answer(script: Script, context: Context) -> None:
    begin = script.begin("../../été.txt", 8)
    assert (begin.status_code, begin.headers["Tus-Resumable"]) == (201, "1.0.0")
    added = script.add(begin.location, 0, b"Dear")
    assert (added.status_code, added.headers["Upload-Offset"]) == (204, "4")
    head = script.ask("HEAD", begin.location)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("4", "8")
    assert head.headers["Cache-Control"] == "no-store"
    assert script.ask("POST", begin.location).status_code == 409  # it is not whole
    script.add(begin.location, 4, b" all")
    taken = script.ask("POST", begin.location)
    assert listed(taken) == ("été.txt", "1 kB")
    assert parts(context) == []
    page = carried(script.client.get(script.step).text)
    script.client.post(script.step, data={**page, "auto": "1", "letter.kept": notes(taken.text)})
    with context.ledger.reading() as c:
        draft = drafts.find(c, "everything", draft_key(script.step))
    assert draft is not None
    [file] = draft.answers["letter"]
    assert file["name"] == "été.txt"
    assert context.files.store.path(file["sha256"]).read_bytes() == b"Dear all"
    assert script.ask("HEAD", begin.location).status_code == 404


def fill(context: Context, free: int) -> Path:
    """Leave room for so many bytes, by a file on its way into another draft."""
    place = context.settings.uploads / ("f" * 32) / ("0" * 32)
    place.parent.mkdir(parents=True)
    place.touch()
    os.truncate(place, context.settings.max_uploads_bytes - free)  # of which the disk keeps nothing
    return place


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No further files can be taken at the moment: try again in a few hours"),
        ("ar", "لا يمكن استلام ملفات أخرى في الوقت الحالي: حاول مرة أخرى بعد بضع ساعات"),
    ],
)
def test_where_all_drafts_together_have_too_much_on_its_way_no_file_is_begun(
    context: Context, language: str, said: str
) -> None:
    script = Script.of(served(context).test_client(), language)
    other = fill(context, free=7)
    refused = script.begin("a.txt", 8)
    assert (refused.status_code, refused.text, refused.mimetype) == (507, said, "text/plain")
    assert parts(context) == [other]
    assert script.begin("a.txt", 7).status_code == 201
    uploading.remove(other)
    assert script.whole("a.txt", b"Dear all").status_code == 200


def test_one_draft_leaves_room_for_others(script: Script, context: Context) -> None:
    share = context.settings.max_uploads_bytes // uploading.SHARES
    where = [script.begin(f"{number}.txt", 8).location for number in range(2)]
    first, second = (Path(next(one for one in parts(context) if one.name in place)) for place in where)
    os.truncate(first, share - 7)  # of which the disk keeps nothing
    assert script.add(where[1], 0, b"Dear all").status_code == 507
    refused = script.begin("c.txt", 8)
    assert (refused.status_code, refused.text[:16]) == (507, "No further files")
    assert second.stat().st_size == 0
    other = Script.of(served(context).test_client())
    assert other.whole("a.txt", b"Dear all").status_code == 200
    assert script.add(where[1], 0, b"Dear al").status_code == 204
    uploading.remove(first)
    assert script.add(where[1], 7, b"l").status_code == 204


def test_one_file_by_itself_may_be_larger_than_the_share(context: Context) -> None:
    tight = replace(context.settings, max_uploads_bytes=100)
    upload = uploading.begin(tight, "0" * 32, "letter", "a.txt", 8)
    assert uploading.add(tight, upload, 0, b"Dear all") == 8
    with pytest.raises(uploading.Full):
        uploading.begin(tight, "0" * 32, "letter", "b.txt", 8)


def test_parts_of_several_files_at_once_stay_within_the_share(context: Context) -> None:
    tight = replace(context.settings, max_uploads_bytes=40_000)
    uploads = [uploading.begin(tight, "0" * 32, "letter", f"{number}.txt", 900) for number in range(8)]

    def added(upload: uploading.Upload) -> int:
        try:
            return uploading.add(tight, upload, 0, bytes(900))
        except uploading.Full:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(added, uploads)) == 1800  # of 2000


def test_what_has_begun_goes_on_once_there_is_room(script: Script, context: Context) -> None:
    where = script.begin("a.txt", 8).location
    script.add(where, 0, b"Dear")
    other = fill(context, free=3)
    assert script.add(where, 4, b" all").status_code == 507
    assert script.offset(where) == 4
    uploading.remove(other)
    script.add(where, 4, b" all")
    assert listed(script.ask("POST", where)) == ("a.txt", "1 kB")


def test_what_only_was_announced_takes_no_room_from_others(context: Context) -> None:
    settings = replace(context.settings, max_uploads_bytes=1_000)
    small = Script.of(served(replace(context, settings=settings)).test_client())
    assert [small.begin("a.txt", 600).status_code for _ in range(3)] == [201, 201, 201]


def test_of_parts_one_place_sends_so_many_a_minute(context: Context) -> None:
    settings = replace(context.settings, posts_per_minute=1)
    script = Script.of(served(replace(context, settings=settings)).test_client())
    where = script.begin("a.txt", 100).location
    answers = [script.add(where, number, b"x") for number in range(21)]
    assert [one.status_code for one in answers] == [204] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert script.offset(where) == 20


def test_what_the_service_speaks(script: Script) -> None:
    answer = script.client.options(script.files)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation"
    other = script.ask("POST", script.files, Tus_Resumable="0.2.2")
    assert (other.status_code, other.headers["Tus-Version"]) == (412, "1.0.0")


def test_a_part_must_begin_where_the_file_ends(script: Script) -> None:
    where = script.begin("a.txt", 8).location
    script.add(where, 0, b"Dear")
    for offset in (0, 3, 5, 8):
        assert script.add(where, offset, b"!").status_code == 409
    assert script.add(where, 4, b" all of you").status_code == 409  # longer than was said
    assert script.offset(where) == 4
    for lie in ("-1", "x", "4.0", "", "٤", "9" * 5000):
        assert script.add(where, 4, b" all", Upload_Offset=lie).status_code == 400
    assert script.add(where, 4, b" all", Content_Type="text/plain").status_code == 415
    assert script.offset(where) == 4


@pytest.mark.parametrize("length", ["", "-5", "1e3", "x", "9" * 5000])
def test_a_length_is_a_number(script: Script, context: Context, length: str) -> None:
    assert script.begin("a.txt", 0, Upload_Length=length).status_code == 400
    assert parts(context) == []


@pytest.mark.parametrize("said", ["filename !!!", "filename /w==", "question bGV0dGVy,filename \u00e9"])
def test_metadata_are_base64(script: Script, context: Context, said: str) -> None:
    assert script.begin("a.txt", 5, Upload_Metadata=said).status_code == 400
    assert parts(context) == []


@pytest.mark.parametrize("question", ["", "name", "nothing", "budget", "budget.0.item", "../letter"])
def test_only_questions_for_files_take_files(script: Script, context: Context, question: str) -> None:
    assert script.begin("a.txt", 5, question).status_code == 404
    assert parts(context) == []


def test_a_row_of_a_table_takes_files(script: Script) -> None:
    taken = script.whole("a.png", png(), "budget.2.offer")
    assert listed(taken)[0] == "a.png"
    assert 'name="budget.2.offer.kept"' in taken.text


def test_kind_and_size_are_told_before_anything_is_sent(script: Script, context: Context) -> None:
    kind = script.begin("a.gif", 5)
    assert kind.status_code == 422
    assert kind.text == "Letter (a.gif) must be a file of one of these kinds: pdf, txt, png"
    large = script.begin("a.txt", 2_000_001)
    assert large.status_code == 422
    assert large.text == "Letter (a.txt) must be 2 MB or smaller"
    assert parts(context) == []


def test_content_is_looked_at_when_it_is_whole(script: Script, context: Context) -> None:
    refused = script.whole("a.png", b"<script>alert(1)</script>")
    assert refused.status_code == 422
    assert refused.text == "Letter (a.png): the content of the file is not what its name says"
    assert script.whole("a.txt", b"").status_code == 422
    assert parts(context) == []
    assert not context.files.store.folder.exists()


def test_what_is_wrong_is_told_in_the_language_of_the_page(context: Context) -> None:
    script = Script.of(served(context).test_client(), "ar")
    assert "أحد هذه الأنواع" in script.begin("a.gif", 5).text


def test_the_scanner_is_asked_and_waited_for(context: Context) -> None:
    with clamd() as address:
        scanned = replace(context, files=Files(context.files.store, ClamAV(address).scan))
        script = Script.of(served(scanned).test_client())
        found = script.whole("a.txt", eicar())
        assert found.text == "Letter (a.txt): the file holds something harmful"
        where = script.begin("b.txt", 8).location
        script.add(where, 0, b"Dear all")
    later = script.ask("POST", where)
    assert (later.status_code, later.headers["Retry-After"]) == (503, "30")
    assert script.offset(where) == 8  # it is still there, for the next try


def test_files_larger_than_a_request_may_be_come_in_parts(script: Script, context: Context) -> None:
    data = b"x" * 250_000
    assert context.settings.max_body_bytes < len(data)
    page = script.client.get(script.step).text
    assert f'data-part="{context.settings.max_body_bytes}"' in page
    where = script.begin("a.txt", len(data)).location
    assert script.add(where, 0, data).status_code == 413
    for start in range(0, len(data), 100_000):
        assert script.add(where, start, data[start : start + 100_000]).status_code == 204
    assert listed(script.ask("POST", where)) == ("a.txt", "250 kB")


def test_nobody_else_adds_to_it_or_sees_it(script: Script, context: Context) -> None:
    where = script.begin("a.txt", 8).location
    other = Script.of(served(context).test_client())
    elsewhere = where.replace(draft_key(script.step), draft_key(other.step))
    for place, status in ((where, 403), (elsewhere, 404)):
        assert other.ask("HEAD", place).status_code == status
        assert other.add(place, 0, b"Mallory!").status_code == status
        assert other.ask("POST", place).status_code == status
    assert other.ask("POST", script.files, Upload_Length="8").status_code == 403
    assert script.offset(where) == 0


@pytest.mark.parametrize("key", ["", "0" * 32])
def test_a_page_of_another_site_uploads_nothing(script: Script, context: Context, key: str) -> None:
    where = script.begin("a.txt", 8).location
    assert script.begin("b.txt", 8, Page_Key=key).status_code == 403
    assert script.add(where, 0, b"Mallory!", Page_Key=key).status_code == 403
    assert script.ask("HEAD", where, Page_Key=key).status_code == 403
    assert script.offset(where) == 0


@pytest.mark.parametrize(
    "name", ["x", "..", "..%2f..%2fsecret-key", "0" * 31, "0" * 33, "%00", "A" * 32, "0" * 32 + ".about"]
)
def test_names_are_no_paths(script: Script, name: str) -> None:
    where = script.begin("a.txt", 8).location
    made_up = where.replace(where.split("/files/")[1].split("?")[0], name)
    assert script.ask("HEAD", made_up).status_code in {404, 405}
    assert script.add(made_up, 0, b"Mallory!").status_code in {404, 405}


def test_of_too_many_the_one_that_stands_still_is_given_up(script: Script, context: Context) -> None:
    first, *others = [script.begin(f"{number}.txt", 8).location for number in range(uploading.MOST)]
    for number, where in enumerate([first, *others]):
        [path] = [one for one in parts(context) if one.name == where.split("/files/")[1].split("?")[0]]
        os.utime(path, (number, number))
    assert script.begin("one more.txt", 8).status_code == 201
    assert script.ask("HEAD", first).status_code == 404
    assert all(script.ask("HEAD", where).status_code == 200 for where in others)


def test_what_was_left_lying_is_removed_after_a_day(script: Script, context: Context) -> None:
    old, new = script.begin("a.txt", 8).location, script.begin("b.txt", 8).location
    past = context.now().timestamp() - uploading.KEPT_FOR - 1
    [path] = [one for one in parts(context) if one.name == old.split("/files/")[1].split("?")[0]]
    os.utime(path, (past, past))
    assert uploading.remove_old(context.settings, context.now()) == 1
    assert script.ask("HEAD", old).status_code == 404
    assert script.ask("HEAD", new).status_code == 200
    for path in parts(context):
        os.utime(path, (past, past))
    assert uploading.remove_old(context.settings, context.now()) == 1
    assert list(context.settings.uploads.iterdir()) == []


def test_what_is_on_its_way_is_for_the_service_alone(script: Script, context: Context) -> None:
    script.begin("a.txt", 8)
    assert all(path.stat().st_mode & 0o077 == 0 for path in context.settings.uploads.iterdir())


@given(cuts=st.lists(st.integers(0, 40), max_size=6), again=st.lists(st.booleans(), min_size=8, max_size=8))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_it_is_cut_and_repeated_it_arrives_whole(
    tmp_path: Path, context: Context, cuts: list[int], again: list[bool]
) -> None:
    data = bytes(range(40))
    upload = uploading.begin(context.settings, "0" * 32, "letter", "a.txt", len(data))
    bounds = sorted({0, *cuts, len(data)})
    for (start, end), is_sent_again in zip(pairwise(bounds), again, strict=False):
        uploading.add(context.settings, upload, start, data[start:end])
        if is_sent_again and end > start:
            with pytest.raises(uploading.Misplaced):
                uploading.add(context.settings, upload, start, data[start:end])
    found: Any = uploading.find(context.settings, "0" * 32, upload.key)
    assert found.is_whole
    assert uploading.content(found) == data
