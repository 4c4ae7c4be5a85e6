from __future__ import annotations

import pytest

from hub_oauth.protocol.hosts import in_letters, may_deceive

pytestmark = pytest.mark.yardstick("E16")


@pytest.mark.parametrize(
    ("host", "read"),
    [
        ("app.example", ""),
        ("xn--bcher-kva.example", "bücher.example"),
        ("api.xn--bcher-kva.example", "api.bücher.example"),
        ("xn--.example", ""),
        ("xn--\u00e9.example", ""),
        ("127.0.0.1", ""),
        ("", ""),
    ],
)
def test_what_a_host_says_in_its_own_letters(host: str, read: str) -> None:
    assert in_letters(host) == read


@pytest.mark.parametrize("read", ["\u0430pple.example", "go\u03bfgle.example", "a.b\u04cf.example"])
def test_alphabets_mixed_in_one_label_may_deceive(read: str) -> None:
    assert may_deceive(read)


@pytest.mark.parametrize(
    "read", ["bücher.example", "пример.example", "東京タワー.example", "abc東京.example", "1-2.example"]
)
def test_one_alphabet_a_label_does_not(read: str) -> None:
    assert not may_deceive(read)


@pytest.mark.parametrize("read", ["\u0430\u0440\u0440\u04cf\u0435.com", "www.\u0445-1.example", "\u03bf\u03c5.example"])
def test_a_label_that_passes_for_latin_does_too(read: str) -> None:
    assert may_deceive(read)


@pytest.mark.parametrize("read", ["москва.example", "αθήνα.example", "\u043e\u0441\u0430.рф"])
def test_ordinary_words_of_other_alphabets_do_not(read: str) -> None:
    assert not may_deceive(read)
