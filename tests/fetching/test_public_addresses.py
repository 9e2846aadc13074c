"""Which machines may be asked: everything public, and nothing that is ours or our neighbours'."""

import pytest

from connectors.errors import Unwanted
from connectors.fetching.addresses import is_public
from connectors.fetching.urls import fetchable, is_made_up

INSIDE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1"),
    *("172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1"),
    *("198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8"),
    *("fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "3fff::1", "100::1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::10.1.2.3", "64:ff9b::a9fe:a9fe", "64:ff9b:1::8.8.8.8"),
    *("2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
    *("", "localhost", "0x7f.1", "127.1", "2130706433", "0177.0.0.1", "1.2.3.4.5", "1.2.3.4 "),
]
OUTSIDE = [
    *("8.8.8.8", "1.1.1.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "169.253.0.1", "223.255.255.254"),
    *("2606:4700:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8", "2002:808:808::1"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_public_is_found(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_public_is_found(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://files.example/a", "gopher://files.example/", "javascript:alert(1)"),
        *(
            "data:text/plain,x",
            "jar:http://files.example/!x",
            "//files.example/a",
            "/a",
            "a",
            "",
            "http://",
            "http:///a",
        ),
        *("https://ada:secret@files.example/", "https://ada@files.example/", "http://files.example\\@127.0.0.1/"),
        *("http://127.0.0.1%2f@files.example/", "http://files.example:22/", "http://files.example:6379/"),
        *("http://[::ffff:127.0.0.1]:6379/", "http://files.example:0/", "http://files.example:99999/"),
        *("http://0x7f.1/", "http://0x7f000001/", "http://2130706433/", "http://0177.0.0.1/", "http://127.1/"),
        *("http://017700000001/", "http://127.0.0.1./", "http://1.2.3.4.5/", "http://files.0x/", "http://①②⑦.⓪.⓪.①/"),
        *("http://%31%32%37.0.0.1/", "http://localhost%00.example/", "http://[fe80::1%25eth0]/", "http://[::1/"),
        *("http://a b.example/", "http://a\nb.example/", "http://a\tb.example/", "http://files.example/\r\nHost: x"),
        "https://files.example/" + "a" * 2_000,
    ],
)
def test_addresses_that_are_not_fetched(url: str) -> None:
    with pytest.raises(Unwanted) as refused:
        fetchable(url)
    assert refused.value.permanent
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://files.example/a?b=c#d",
            "http://files.example",
            "https://files.example:443/",
            "http://files.example:80",
        ),
        *("https://8.8.8.8/", "https://[2606:4700:4700::1111]/", "https://straße.example/", "https://a_b.example/"),
        *("https://0x7f.example/", "https://1.2.3.example/", "https://files.example:80/", "HTTPS://Files.Example/A"),
    ],
)
def test_addresses_that_are_fetched(url: str) -> None:
    assert fetchable(url).host


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("http://kobo.local:8000/a", {"kobo.local"}),
        ("http://kobo.local:8000/a", {"kobo.local:8000"}),
        ("http://[::1]:8000/a", {"[::1]:8000"}),
        ("http://127.0.0.1:8000/a", {"127.0.0.1"}),
    ],
)
def test_a_trusted_host_has_any_port_or_the_one_that_is_said(url: str, trusted: set[str]) -> None:
    assert fetchable(url, trusted).host
    with pytest.raises(Unwanted, match="ports 80 and 443"):
        fetchable(url.replace("8000", "8001"), {f"{one}:8000" for one in ("kobo.local", "[::1]", "127.0.0.1")})


def test_names_of_samples_are_known() -> None:
    for host in ("files.example", "example.org", "files.example.org", "a.b.example.com", "x.invalid", "example.net."):
        assert is_made_up(f"https://{host}/a.pdf")
    for host in ("example.int", "files-example.org", "myexample.org", "example.org.evil.int", "8.8.8.8", "["):
        assert not is_made_up(f"https://{host}/a.pdf")
