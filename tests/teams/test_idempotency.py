"""``Idempotency-Key``: a request that comes again is answered again, and not done again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import F

from hub_teams import idempotency
from hub_teams.models import StoredAnswer, Team
from tests.support.teams import add, change_role, history, problem, remove, roles, token_for, writer

pytestmark = pytest.mark.django_db

CHARLIE = {"username": "charlie"}


def age(hours: int) -> None:
    StoredAnswer.objects.update(created_at=F("created_at") - timedelta(hours=hours))


def test_the_same_request_gets_the_same_answer_and_is_not_done_again(owner: str, team: Team, charlie: User) -> None:
    first = add(owner, team, CHARLIE, Idempotency_Key='"one"')
    remove(owner, team, "charlie")
    again = add(owner, team, CHARLIE, Idempotency_Key='"one"')
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "charlie" not in roles(team)


def test_every_kind_of_write_takes_one(owner: str, team: Team) -> None:
    for _ in range(2):
        assert change_role(owner, team, "bob", "admin", Idempotency_Key="change").json()["role"] == "admin"
        change_role(owner, team, "bob", "member")
    for _ in range(2):
        assert remove(owner, team, "bob", Idempotency_Key="remove").status_code == 204
        add(owner, team, {"username": "bob"})
    assert roles(team) == {"alice": "owner", "bob": "member"}


def test_an_answer_repeats_also_for_who_has_left(member_token: str, team: Team) -> None:
    assert [remove(member_token, team, "bob", Idempotency_Key="k").status_code for _ in range(2)] == [204, 204]


def test_with_quotes_and_without_it_is_one_key(owner: str, team: Team, charlie: User) -> None:
    add(owner, team, CHARLIE, Idempotency_Key='"one"')
    remove(owner, team, "charlie")
    assert add(owner, team, CHARLIE, Idempotency_Key="one").status_code == 201
    assert "charlie" not in roles(team)


def test_another_request_with_the_same_key_is_refused(owner: str, team: Team, charlie: User) -> None:
    add(owner, team, CHARLIE, Idempotency_Key="one")
    for response in (
        add(owner, team, CHARLIE | {"role": "admin"}, Idempotency_Key="one"),
        change_role(owner, team, "charlie", "admin", Idempotency_Key="one"),
        remove(owner, team, "charlie", Idempotency_Key="one"),
    ):
        assert problem(response) == (422, "idempotency_key_reused")
    assert roles(team)["charlie"] == "member"


def test_the_order_of_fields_makes_no_other_request(owner: str, team: Team, charlie: User) -> None:
    for raw in ({"username": "charlie", "role": "admin"}, {"role": "admin", "username": "charlie"}):
        assert add(owner, team, raw, Idempotency_Key="one").status_code == 201


def test_a_key_counts_for_one_person_and_one_app(
    owner: str, admin_token: str, alice: User, team: Team, charlie: User
) -> None:
    add(owner, team, CHARLIE, Idempotency_Key="one")
    assert add(admin_token, team, CHARLIE, Idempotency_Key="one").status_code == 200
    assert add(token_for(alice, writer("Another")), team, CHARLIE, Idempotency_Key="one").status_code == 200


def test_a_refusal_is_not_kept(owner: str, team: Team) -> None:
    assert problem(add(owner, team, {"username": "erin"}, Idempotency_Key="one"))[0] == 422
    User.objects.create_user("erin")
    assert add(owner, team, {"username": "erin"}, Idempotency_Key="one").status_code == 201


def test_while_the_first_is_at_work_the_second_is_told_so(
    owner: str, team: Team, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StoredAnswer.objects, "select_for_update", lambda **options: StoredAnswer.objects.none())
    assert problem(add(owner, team, CHARLIE, Idempotency_Key="one")) == (409, "idempotency_key_in_use")
    assert "charlie" not in roles(team)


@pytest.mark.parametrize("key", ["", '""', '"', 'a"b', "a\\b", "é", "x" * 201, '"a", "b"', "a\0", "a\tb"])
def test_a_key_that_is_none(key: str, owner: str, team: Team, charlie: User) -> None:
    response = add(owner, team, CHARLIE, Idempotency_Key=key)
    assert problem(response) == (400, "idempotency_key_invalid")
    assert "charlie" not in roles(team)


def test_it_is_kept_for_a_day_as_a_digest(owner: str, team: Team, charlie: User) -> None:
    add(owner, team, CHARLIE, Idempotency_Key="a-key-of-mine")
    assert "a-key-of-mine" not in str(StoredAnswer.objects.values())
    age(hours=23)
    call_command("hub_cleanup", "--json")
    assert StoredAnswer.objects.count() == 1
    age(hours=2)
    assert add(owner, team, CHARLIE, Idempotency_Key="a-key-of-mine").status_code == 200
    age(hours=25)
    call_command("hub_cleanup", "--json")
    assert not StoredAnswer.objects.exists()


def test_answer_and_change_stand_or_fall_together(
    owner: str, team: Team, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(idempotency, "keep", broken)
    with pytest.raises(RuntimeError, match="no room"):
        add(owner, team, CHARLIE, Idempotency_Key="one")
    assert "charlie" not in roles(team)
    assert history(team) == []
