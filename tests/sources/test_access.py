"""A provider's token is shown to the provider's own machines, and to nobody that an answer names."""

import pytest

from connectors.sources.access import headers_for

OWN = frozenset({"kobo.local:8000"})


@pytest.mark.parametrize(
    ("source", "url", "said"),
    [
        ("typeform", "https://api.typeform.com/responses/files/a/b.pdf", "Bearer t0ken"),
        ("typeform", "https://api.eu.typeform.com/responses/files/a/b.pdf", "Bearer t0ken"),
        ("typeform", "https://API.Typeform.com:443/x", "Bearer t0ken"),
        ("kobotoolbox", "https://kf.kobotoolbox.org/api/v2/assets/a/data/1/attachments/2/", "Token t0ken"),
        ("kobotoolbox", "https://eu.kobotoolbox.org/api/v2/assets/a/data/1/attachments/2/", "Token t0ken"),
        ("kobotoolbox", "http://kobo.local:8000/api/v2/assets/a/data/1/attachments/2/", "Token t0ken"),
    ],
)
def test_the_provider_is_shown_its_token(source: str, url: str, said: str) -> None:
    assert headers_for(source, url, "t0ken", OWN) == {"authorization": said}
    assert headers_for(source, url, "", OWN) == {}


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("typeform", "http://api.typeform.com/a"),
        ("typeform", "https://api.typeform.com:8443/a"),
        ("typeform", "https://api.typeform.com.evil.int/a"),
        ("typeform", "https://evil.int/api.typeform.com"),
        ("typeform", "https://api.typeform.com@evil.int/a"),
        ("typeform", "https://kf.kobotoolbox.org/a"),
        ("typeform", "http://kobo.local:8000/a"),
        ("typeform", "https://[/a"),
        ("kobotoolbox", "https://api.typeform.com/a"),
        ("kobotoolbox", "http://kobo.local:8001/a"),
        ("kobotoolbox", "http://kf.kobotoolbox.org/a"),
        ("standard-webhooks", "https://api.typeform.com/a"),
        ("api", "http://kobo.local:8000/a"),
    ],
)
def test_nobody_else_is(source: str, url: str) -> None:
    assert headers_for(source, url, "t0ken", OWN) == {}
