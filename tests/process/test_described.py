"""The running service against its own description: requests are made from the document, answers held to it."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from running import Web, web_alone
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = pytest.mark.process

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
BOUNDED = settings(
    max_examples=6,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SEED = 20_260_504


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The web process with the forms that ship, which takes as many posts as come."""
    folder = tmp_path_factory.mktemp("described")
    environment = {"CHANCERY_DATA": str(folder / "data"), "POSTS_PER_MINUTE": "1000000"}
    with web_alone(environment) as service:
        yield service


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_answers_are_as_described(web: Web, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    document = schemathesis.openapi.from_url(f"{web.url}/openapi.json")
    count = 0
    for result in document.get_all_operations():
        operation = result.ok()
        if mode is GenerationMode.NEGATIVE and operation.method == "get":
            continue  # nothing is sent that could be wrong

        @seeded(SEED)
        @BOUNDED
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: Case) -> None:
            case.call_and_validate(checks=CHECKS, timeout=20)

        holds()
        count += 1
    assert count > 5
