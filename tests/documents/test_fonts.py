"""The fonts of documents come with the service; which one is missing is said where it matters."""

import pytest

from app.config import read_settings
from app.doctor import examine
from connectors.documents import render_pdf
from connectors.errors import ConnectorError
from connectors.fonts import PACKAGES, fonts, lacking
from tests.documents.test_invoice_document import INVOICE


def test_every_font_is_here_and_none_is_the_machines() -> None:
    assert lacking() == {}
    families = set(fonts().families())
    assert {"Libertinus Serif", "Amiri", "Noto Sans", "Noto Sans CJK SC", "Noto Sans Ethiopic"} <= families
    assert "DejaVu Sans" not in families


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setitem(PACKAGES, "no-such-font", "Tibetan")
    with pytest.raises(ConnectorError, match="Tibetan need the package no-such-font"):
        render_pdf("invoice", INVOICE | {"note": "ཀ pay"})
    probe = next(one for one in examine(read_settings({"CHANCERY_DATA": str(tmp_path)})) if one.name == "fonts")
    assert (probe.ok, probe.said, probe.remedy) == (False, "Tibetan: no no-such-font", "pip install no-such-font")
