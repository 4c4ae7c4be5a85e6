"""JSON bodies of the Teams API: each thing that is wrong with one is a 4xx with a sentence, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from hub_teams.models import Team
from tests.support.rows import nothing_changes
from tests.support.teams import member, members_of, problem, send

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("J7")]

NO_JSON: dict[str, bytes] = {
    "spaces": b"   ",
    "cut off": b'{"username": "charlie"',
    "a list": b'["username"]',
    "a string": b'"charlie"',
    "null": b"null",
    "twice": b'{"username": "charlie", "username": "bob"}',
    "twice below": b'{"username": {"a": 1, "a": 1}}',
    "NaN": b'{"username": NaN}',
    "Infinity": b'{"role": -Infinity}',
    "not UTF-8": b'{"username": "charli\xff"}',
    "UTF-16": '{"username": "charlie"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"username": "charlie"}',
    "half a surrogate pair": b'{"username": "\\ud800"}',
    "after it more": b'{"username": "charlie"}{}',
    "a comment": b'{"username": "charlie" /* */}',
    "a huge number": b'{"username": ' + b"1" * 10000 + b"}",
    "a form": b"username=charlie",
}
DEEP = {
    "objects": b'{"username":' * 5000 + b"1" + b"}" * 5000,
    "lists": b'{"username":' + b"[" * 30000 + b"]" * 30000 + b"}",
}
TYPES = (
    *("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx"),
    *("application/json; charset=utf-16", "application/merge-patch+json", "", "application/*", "é"),
)
NO_TEXT: tuple[Any, ...] = (None, 1, True, [], {}, ["charlie"], "", "a" * 255, "a\0")


@pytest.fixture(params=["POST", "PATCH"])
def write(request: pytest.FixtureRequest, owner: str, team: Team, charlie: User) -> Any:
    """Sends a body to add a member, or to change one."""
    path = {"POST": members_of(team), "PATCH": member(team, "bob")}[request.param]
    return lambda body, **headers: send(request.param, path, owner, body, **headers)


@pytest.fixture(autouse=True)
def refused(owner: str, team: Team) -> Any:
    send("GET", members_of(team), owner)  # the first use of a token is marked
    with nothing_changes():
        yield


@pytest.mark.parametrize("raw", list(NO_JSON.values()), ids=list(NO_JSON))
def test_what_is_no_json_object(raw: bytes, write: Any) -> None:
    assert problem(write(raw)) == (400, "malformed_json")


@pytest.mark.parametrize("raw", list(DEEP.values()), ids=list(DEEP))
def test_what_is_nested_too_deep(raw: bytes, write: Any) -> None:
    """How deep a parser goes depends on the Python; what it can read is still no field's value."""
    assert problem(write(raw)) in ((400, "malformed_json"), (400, "field_invalid"), (400, "unknown_field"))


@pytest.mark.yardstick("J3")
@pytest.mark.parametrize("content_type", TYPES)
def test_another_content_type(content_type: str, write: Any) -> None:
    response = write(b'{"role": "admin"}', Content_Type=content_type)
    assert problem(response) == (415, "unsupported_media_type")


@pytest.mark.yardstick("J6")
def test_a_body_that_is_too_large(write: Any, settings: Settings) -> None:
    assert problem(write(b'{"role": "' + b"x" * 10**6 + b'"}')) == (413, "invalid_request")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert problem(write({"role": "a role of many letters"})) == (413, "invalid_request")


@pytest.mark.parametrize(
    "role", [None, 1, True, [], {}, "", "Owner", "owner ", "root", "o" * 10**4, "a\0", "é", ["owner"]]
)
def test_a_role_that_is_none(role: Any, owner: str, team: Team) -> None:
    added = send("POST", members_of(team), owner, {"username": "charlie", "role": role})
    changed = send("PATCH", member(team, "bob"), owner, {"role": role})
    assert problem(added) == problem(changed) == (400, "field_invalid")


@pytest.mark.parametrize("name", NO_TEXT)
def test_a_user_name_that_is_none(name: Any, owner: str, team: Team) -> None:
    response = send("POST", members_of(team), owner, {"username": name})
    assert problem(response) == (400, "field_invalid")


LONG = "@" + "d" * 60 + ".example"
NO_EMAIL: tuple[Any, ...] = (*NO_TEXT, "carol", "carol@example.org ", "c@example.org\nBcc: d@example.org")
NO_EMAIL += ("c" * (255 - len(LONG)) + LONG, "c" * (320 - len(LONG)) + LONG)


@pytest.mark.parametrize("email", NO_EMAIL)
def test_an_address_that_is_none(email: Any, owner: str, team: Team) -> None:
    response = send("POST", members_of(team), owner, {"email": email})
    assert problem(response) == (400, "field_invalid")


@pytest.mark.parametrize("body", [{}, {"role": "member"}, {"username": "charlie", "email": "c@example.org"}])
def test_not_one_person(body: Any, owner: str, team: Team) -> None:
    assert problem(send("POST", members_of(team), owner, body)) == (400, "field_missing")


def test_no_role_to_change_to(owner: str, team: Team) -> None:
    assert problem(send("PATCH", member(team, "bob"), owner, {})) == (400, "field_missing")


def test_a_long_name_of_a_field_is_cut(write: Any) -> None:
    response = write({"\x1b[31m" + "x" * 10_000: 1})
    assert problem(response) == (400, "unknown_field")
    assert len(response.content) < 600
    assert "\\u001b" not in response.content.decode()
