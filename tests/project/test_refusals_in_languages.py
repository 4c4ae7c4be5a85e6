"""What a form for apps refuses is said in the administrator's language; what goes to apps stays English."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from hub_oauth import secrets
from hub_oauth.audit import SYSTEM
from hub_oauth.client_documents.document import redirect_uris_of
from hub_oauth.client_documents.unusable import Unusable
from hub_oauth.languages import told
from hub_oauth.protocol.sentences import Sentence
from tests.support import factories, pseudo
from tests.support.admin import administrator, errors_of, page_of, register, send
from tests.support.app import App
from tests.support.registry import application_of

# Each breaks as many rules as one form can.
REFUSED: list[dict[str, Any]] = [
    {"name": "Acme Planner", "publisher": "Hub", "optional_scopes": ["teams:write"], "website": "http://acme.example"},
    {"name": "Acm\u0435\u200b", "kind": "native", "first_party": "on", "access_token_lifetime": "5"},
    {"name": "Hub" + "x" * 61, "origins": "https://app.example", "scope_purposes-teams-read": "x" * 141},
    {"kind": "spa", "origins": "https://app.example/cb", "refresh_idle_lifetime": "31536000"},
]
ADDRESSES: Final = (
    "http://app.example/cb",
    "https://app.example/cb",
    "https://app.example/cb",
    "https://app.example/cb#f",
    "https://app.example/../cb",
    "https://app.example/cb?code=1",
    "https://b\u00fccher.example/cb",
    "com.example.app:/cb",
    "javascript:alert(1)",
    "https://127.1/cb",
)


@pytest.fixture
def browser(alice: User, web_app: App, monkeypatch: pytest.MonkeyPatch) -> Client:
    """An administrator's, in the pseudo-language."""
    found = administrator(alice)
    pseudo.speak(monkeypatch)
    return found


@pytest.mark.parametrize("over", REFUSED, ids=str)
def test_no_refusal_of_the_form_is_left_in_english(browser: Client, over: dict[str, Any]) -> None:
    found = errors_of(register(browser, **{"name": "Other"} | over))
    assert found.keys() >= {name.partition("-")[0] for name in over} - {"kind"}
    for sentence in chain(*found.values()):
        assert re.fullmatch("⟦.*⟧", sentence)


def test_nor_is_one_of_an_address(browser: Client) -> None:
    found = errors_of(register(browser, name="Other", redirect_uris="\n".join(ADDRESSES)))["redirect_uris"]
    assert len(found) == len(ADDRESSES) - 1
    for sentence in found:
        assert re.fullmatch(r"⟦Line \d+: ⟦'.*' (⟦.*⟧|is given twice.)⟧⟧", sentence)


def test_nor_are_those_of_other_pages(browser: Client, web_app: App) -> None:
    (problem,) = send(browser, page_of(web_app, "secrets"), "after", overlap="169").context["problems"]
    assert problem == "⟦169 hours is not an overlap; 0 to 168 are.⟧"
    assert browser.get(page_of(web_app, "delete")).context["refused"] == "⟦Turn it off first.⟧"
    with pytest.raises(ValidationError, match="⟦A public app can't keep a secret"):
        secrets.create(application_of(factories.native_app()), act=SYSTEM)


def test_a_sentence_inside_a_sentence_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = Sentence("must use %(what)s.", what="https")
    sentence = Sentence("Line %(line)d: %(problem)s", line=2, problem=inner)
    assert sentence == "Line 2: must use https."
    pseudo.speak(monkeypatch)
    with override("en"):
        assert told(sentence) == "⟦Line 2: ⟦must use https.⟧⟧"
        assert told("100 % as it is") == "100 % as it is"


def test_what_an_app_is_told_stays_english(monkeypatch: pytest.MonkeyPatch) -> None:
    pseudo.speak(monkeypatch)
    with override("en"), pytest.raises(Unusable, match=r"^'http://a\.example/cb' must use https\.$"):
        redirect_uris_of({"redirect_uris": ["http://a.example/cb"]}, "https://a.example/app.json")
