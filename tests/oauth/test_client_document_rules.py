"""What a document may say: as much as somebody who registers an app, and nothing that it could not prove."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hub_oauth.client_documents import document
from hub_oauth.client_documents.document import ClientDocument
from hub_oauth.client_documents.unusable import Unusable
from tests.support.document_site import URL, claims

pytestmark = pytest.mark.yardstick("L3")


def parsed(**over: Any) -> ClientDocument:
    return document.parse(URL, json.dumps(claims(**over)).encode())


def refusal(**over: Any) -> str:
    with pytest.raises(Unusable) as caught:
        parsed(**over)
    return caught.value.reason


def test_an_honest_one() -> None:
    assert parsed(scope="profile:read", client_uri="https://tool.example/about") == ClientDocument(
        url=URL,
        name="Acme Agent",
        redirect_uris=("http://127.0.0.1/callback", "https://tool.example/callback"),
        website="https://tool.example/about",
        scopes=("profile:read",),
    )


def test_the_least_that_it_must_say() -> None:
    least = {"client_id": URL, "redirect_uris": ["https://tool.example/callback"]}
    assert document.parse(URL, json.dumps(least).encode()).kind == "spa"


@pytest.mark.parametrize("lie", [None, "https://tool.example/client", URL + "/", URL.upper(), "", 5, [URL]])
def test_it_speaks_for_its_own_address_alone(lie: Any) -> None:
    assert refusal(client_id=lie) == "client_id in the document is not the address of the document."


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"5", b"null", b"{", b"\xff{}", b"[" * 5000, b'{"a": 1e999'])
def test_what_is_no_json_object(body: bytes) -> None:
    with pytest.raises(Unusable, match="The document is not"):
        document.parse(URL, body)


@pytest.mark.parametrize("secret", ["hub_cs_x", "", None])
@pytest.mark.parametrize("name", ["client_secret", "client_secret_expires_at"])
def test_a_secret_is_none_there(name: str, secret: str | None) -> None:
    with pytest.raises(Unusable, match="client_secret"):
        document.parse(URL, json.dumps(claims() | {name: secret}).encode())


@pytest.mark.parametrize(
    "method", ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "", 5]
)
def test_it_authenticates_by_nothing(method: Any) -> None:
    assert refusal(token_endpoint_auth_method=method) == "token_endpoint_auth_method in the document is not none."


@pytest.mark.parametrize("over", [{"grant_types": ["implicit"]}, {"grant_types": []}, {"response_types": ["token"]}])
def test_it_uses_the_flow_that_there_is(over: dict[str, Any]) -> None:
    assert "in the document lacks" in refusal(**over)


@pytest.mark.parametrize("over", [{"grant_types": 5}, {"grant_types": {"authorization_code": 1}}, {"scope": []}])
def test_a_claim_of_another_type(over: dict[str, Any]) -> None:
    assert "in the document" in refusal(**over)


@pytest.mark.parametrize("uris", [None, [], "https://tool.example/callback", [5], {}, ["https://tool.example/a"] * 21])
def test_where_it_comes_back_to_is_a_list(uris: Any) -> None:
    assert refusal(redirect_uris=uris).startswith("redirect_uris in the document")


@pytest.mark.parametrize(
    "uri",
    [
        "https://other.example/callback",
        "https://tool.example.evil.example/callback",
        "https://sub.tool.example/callback",
        "https://tool.example:8443/callback",
        "http://tool.example/callback",
        "http://10.0.0.1/callback",
        "https://tool.example/callback#part",
        "https://tool.example/*",
        "com.example.tool:/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "https://tool.example/a b",
    ],
)
def test_it_comes_back_to_its_own_origin_or_this_computer(uri: str) -> None:
    assert refusal(redirect_uris=["https://tool.example/callback", uri]).startswith("'")


@pytest.mark.parametrize("name", ["Official Agent", "The Hub", "Аcme", "Acme\u202egents", "a" * 61])
def test_it_is_called_as_an_app_may_be(name: str) -> None:
    assert "name" in refusal(client_name=name)


@pytest.mark.parametrize("link", ["http://tool.example", "javascript:alert(1)", "https://x.example/" + "a" * 200, "x"])
def test_a_link_that_may_not_be_shown_is_left_out(link: str) -> None:
    found = parsed(client_uri=link, policy_uri=link, tos_uri=link)
    assert (found.website, found.privacy_url, found.terms_url) == ("", "", "")


def test_what_it_says_beside_is_ignored() -> None:
    more = {"logo_uri": "http://169.254.169.254/", "jwks_uri": "http://169.254.169.254/", "first_party": True}
    assert parsed(**more) == parsed()
