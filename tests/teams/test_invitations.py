"""Invitations: the same answer for every address, an e-mail after COMMIT, and accepted in the browser once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from hub_oauth import outbox
from hub_teams.models import Invitation, Membership, Team
from tests.support import factories
from tests.support.flow import signed_in
from tests.support.html import form_with
from tests.support.rows import events, nothing_changes
from tests.support.teams import add, history, problem, remove, roles

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

CAROL = "carol@example.org"
PAGE = "/account/invitation"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/account/invitations/(hub_ti_[\w-]{43}))\n")


@pytest.fixture
def carol(db: None) -> User:
    carol: User = factories.UserFactory.create(username="carol", email=CAROL)
    return carol


@pytest.fixture
def mails(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """Acts, and gives the e-mails that left."""

    def sent(act: Any) -> list[EmailMultiAlternatives]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        outbox.drain()
        return list(mail.outbox)  # type: ignore[arg-type]

    return sent


@pytest.fixture
def link(mails: Any, owner: str, team: Team) -> str:
    """Where the e-mail leads."""
    (message,) = mails(lambda: add(owner, team, {"email": CAROL}))
    return path_in(message)


def path_in(message: EmailMultiAlternatives) -> str:
    found = LINK.search(str(message.body))
    assert found, message.body
    return found[1]


def open_link(browser: Client, link: str) -> Response:
    response = browser.get(link)
    assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    return browser.get(PAGE)


def accept(browser: Client, link: str) -> Response:
    page = open_link(browser, link)
    form = form_with(page.content.decode(), "csrfmiddlewaretoken")
    return browser.post(PAGE, form.fields, follow=True)


class TestInviting:
    def test_an_address_is_answered_with_202(self, owner: str, team: Team) -> None:
        response = add(owner, team, {"email": "Carol@Example.org"})
        assert response.status_code == 202
        assert response.json().keys() == {"email", "role", "expires_at"}
        assert (response.json()["email"], response.json()["role"]) == (CAROL, "member")
        assert history(team) == [("team.invited", "alice", None, "member")]
        assert CAROL not in str([event.details for event in events()])

    @pytest.mark.yardstick("K8")
    def test_whether_somebody_has_it_makes_no_difference(
        self, owner: str, team: Team, carol: User, bob: User, mails: Any
    ) -> None:
        factories.UserFactory.create(email="gone@example.org", is_active=False)
        answers: list[Any] = []
        for address in (CAROL, "nobody@example.org", "gone@example.org", bob.email):
            assert len(mails(lambda to=address: answers.append(add(owner, team, {"email": to})))) == 1
        assert {one.status_code for one in answers} == {202}
        assert len({tuple(one.json()) for one in answers}) == 1
        assert len({len(one.content) - len(one.json()["email"]) for one in answers}) == 1

    def test_again_is_200_with_the_same_and_no_e_mail(self, owner: str, team: Team, link: str, mails: Any) -> None:
        answers: list[Any] = []
        assert mails(lambda: answers.extend(add(owner, team, {"email": CAROL}) for _ in range(2))) == []
        assert [one.status_code for one in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
        assert Invitation.objects.count() == 1

    def test_the_last_role_counts(self, owner: str, team: Team, link: str, carol: User) -> None:
        assert add(owner, team, {"email": CAROL, "role": "admin"}).json()["role"] == "admin"
        accept(signed_in(carol), link)
        assert roles(team)["carol"] == "admin"

    @pytest.mark.yardstick("K3")
    def test_an_admin_invites_members_alone(self, owner: str, admin_token: str, team: Team) -> None:
        refused = add(admin_token, team, {"email": CAROL, "role": "admin"})
        assert problem(refused) == (403, "role_insufficient")
        assert not Invitation.objects.exists()
        add(owner, team, {"email": CAROL, "role": "owner"})
        assert problem(add(admin_token, team, {"email": CAROL, "role": "member"})) == (403, "role_insufficient")
        assert Invitation.objects.get().role == "owner"

    @pytest.mark.yardstick("K2")
    def test_a_plain_member_invites_nobody(self, member_token: str, team: Team, mails: Any) -> None:
        assert mails(lambda: add(member_token, team, {"email": CAROL})) == []
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("address", [None, 1, "", "carol", "c@", "c@x", "c\0@example.org", "a@b.org\nBcc: x@y.org"])
    def test_what_is_no_address(self, address: Any, owner: str, team: Team) -> None:
        assert problem(add(owner, team, {"email": address})) == (400, "field_invalid")

    def test_an_app_sends_so_many(self, owner: str, team: Team, settings: Settings, mails: Any) -> None:
        settings.HUB_OAUTH = settings.HUB_OAUTH | {"THROTTLES": {"teams.invitations": "2/d"}}
        answers: list[Any] = []
        sent = mails(lambda: answers.extend(add(owner, team, {"email": f"{n}@example.org"}) for n in range(3)))
        assert [one.status_code for one in answers] == [202, 202, 429]
        assert len(sent) == 2
        assert Invitation.objects.count() == 2

    def test_an_address_gets_so_many_and_nobody_hears_of_it(
        self, owner: str, alice: User, settings: Settings, mails: Any
    ) -> None:
        settings.HUB_OAUTH = settings.HUB_OAUTH | {"THROTTLES": {"teams.address": "1/d"}}
        teams = [factories.MembershipFactory.create(user=alice, role="owner").team for _ in range(2)]
        answers: list[Any] = []
        sent = mails(lambda: answers.extend(add(owner, one, {"email": CAROL}) for one in teams))
        assert [one.status_code for one in answers] == [202, 202]
        assert len(sent) == 1


class TestLetter:
    def test_it_says_who_invites_whom_in_text_and_html(self, owner: str, team: Team, mails: Any) -> None:
        Team.objects.update(name="Plan<b>ners")
        (message,) = mails(lambda: add(owner, team, {"email": CAROL}))
        assert message.to == [CAROL]
        assert message.subject == "Alice Silva invites you to Plan<b>ners"
        assert "Alice Silva invites you to the team Plan<b>ners." in message.body
        (html,) = message.alternatives
        assert "Plan&lt;b&gt;ners" in str(html[0])
        assert path_in(message) in str(html[0])

    def test_a_name_adds_no_header(self, owner: str, team: Team, mails: Any) -> None:
        Team.objects.update(name="Planners\r\nBcc: eve@example.org")
        (message,) = mails(lambda: add(owner, team, {"email": CAROL}))
        assert "\n" not in message.subject

    def test_a_mail_server_that_fails_changes_nothing(
        self, owner: str, team: Team, mails: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(self: object, **options: Any) -> int:
            raise OSError("no mail server")

        monkeypatch.setattr(EmailMultiAlternatives, "send", broken)
        answers: list[Any] = []
        mails(lambda: answers.append(add(owner, team, {"email": CAROL})))
        assert answers[0].status_code == 202
        assert Invitation.objects.exists()

    def test_what_is_undone_sends_none(self, owner: str, team: Team, mails: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr("hub_teams.api.members.Answer", None)
        with pytest.raises(TypeError):
            mails(lambda: add(owner, team, {"email": CAROL}))
        outbox.drain()
        assert mail.outbox == []

    def test_its_token_is_kept_as_a_digest(self, link: str) -> None:
        token = link.rpartition("/")[2]
        assert token not in str(list(Invitation.objects.values()))
        assert token not in str([event.details for event in events()])


class TestAccepting:
    def test_joins_the_team(self, link: str, team: Team, carol: User) -> None:
        response = accept(signed_in(carol), link)
        assert 'You are in <bdi dir="auto">Planners</bdi>' in response.content.decode()
        assert roles(team)["carol"] == "member"
        assert history(team)[-1] == ("team.joined", "carol", "carol", "member")
        (event,) = events("team.joined")
        assert (event.actor_label, event.user_label, event.client_id) == ("carol", "carol", "")

    def test_the_page_says_all_of_it_and_changes_nothing(self, link: str, carol: User) -> None:
        browser = signed_in(carol)
        with nothing_changes():
            page = open_link(browser, link).content.decode()
            browser.head(PAGE)
        for said in ('Join <bdi dir="auto">Planners</bdi>?', "Alice Silva", "Member", "carol", CAROL):
            assert said in page

    def test_whoever_is_not_signed_in_signs_in_first_and_the_token_stays_here(self, link: str, carol: User) -> None:
        browser = Client()
        response = browser.get(link, follow=True)
        address = response.redirect_chain[-1][0]
        assert address.endswith(f"next={PAGE}")
        browser.force_login(carol)
        assert "Planners" in browser.get(PAGE).content.decode()

    def test_a_link_that_is_none_makes_no_session(self, link: str) -> None:
        before = Session.objects.count()
        assert Client().get(link.replace(link[-8:], "AAAAAAAA")).headers["Location"] == PAGE
        assert Session.objects.count() == before

    def test_a_link_that_is_none_takes_the_place_of_one_before(self, link: str, carol: User) -> None:
        browser = signed_in(carol)
        open_link(browser, link)
        assert browser.get(link.replace(link[-8:], "AAAAAAAA"), follow=True).status_code == 404

    def test_no_session_keeps_the_token(self, link: str, carol: User) -> None:
        browser = signed_in(carol)
        open_link(browser, link)
        assert link.rpartition("/")[2] not in str(dict(browser.session))

    def test_works_once(self, link: str, team: Team, carol: User, charlie: User) -> None:
        accept(signed_in(carol), link)
        other = open_link(signed_in(charlie), link)
        assert (other.status_code, "charlie" in roles(team)) == (404, False)
        assert "can't be used" in other.content.decode() or "can&#x27;t be used" in other.content.decode()

    def test_is_too_late_after_a_week(self, link: str, team: Team, carol: User) -> None:
        browser = signed_in(carol)
        page = open_link(browser, link)
        Invitation.objects.update(expires_at=F("expires_at") - timedelta(days=7))
        fields = form_with(page.content.decode(), "csrfmiddlewaretoken").fields
        assert browser.post(PAGE, fields, follow=True).status_code == 404
        assert "carol" not in roles(team)

    def test_an_old_one_is_sent_anew(self, link: str, owner: str, team: Team, carol: User, mails: Any) -> None:
        Invitation.objects.update(expires_at=F("expires_at") - timedelta(days=7))
        (message,) = mails(lambda: add(owner, team, {"email": CAROL}))
        assert open_link(signed_in(carol), link).status_code == 404
        accept(signed_in(carol), path_in(message))
        assert "carol" in roles(team)

    def test_one_whose_sender_lost_the_right_is_sent_anew(
        self, owner: str, admin_token: str, team: Team, carol: User, mails: Any
    ) -> None:
        add(admin_token, team, {"email": CAROL})
        Membership.objects.filter(role="admin").update(role="member")
        (message,) = mails(lambda: add(owner, team, {"email": CAROL}))
        accept(signed_in(carol), path_in(message))
        assert "carol" in roles(team)

    def test_a_role_that_its_sender_could_not_give_stands_on_who_gave_it(
        self, owner: str, admin_token: str, team: Team, carol: User, mails: Any
    ) -> None:
        (message,) = mails(lambda: add(admin_token, team, {"email": CAROL}))
        assert add(owner, team, {"email": CAROL, "role": "admin"}).json()["role"] == "admin"
        accept(signed_in(carol), path_in(message))
        assert roles(team)["carol"] == "admin"

    def test_the_role_of_one_that_ran_out_binds_nobody(self, owner: str, admin_token: str, team: Team) -> None:
        add(owner, team, {"email": CAROL, "role": "owner"})
        Invitation.objects.update(expires_at=F("expires_at") - timedelta(days=8))
        assert add(admin_token, team, {"email": CAROL}).json()["role"] == "member"

    @pytest.mark.parametrize("lost", ["demoted", "gone", "stopped"])
    def test_ends_with_the_right_of_who_sent_it(
        self, lost: str, link: str, team: Team, alice: User, carol: User
    ) -> None:
        mine = Membership.objects.filter(user=alice)
        lose: dict[str, Callable[[], object]] = {
            "demoted": lambda: mine.update(role="member"),
            "gone": mine.delete,
            "stopped": lambda: User.objects.filter(pk=alice.pk).update(is_active=False),
        }
        lose[lost]()
        assert open_link(signed_in(carol), link).status_code == 404

    def test_who_is_in_the_team_keeps_the_role(self, link: str, team: Team, alice: User) -> None:
        accept(signed_in(alice), link)
        assert roles(team)["alice"] == "owner"
        assert Invitation.objects.get().accepted_at is not None

    @pytest.mark.parametrize("token", ["x", "%00", "hub_ti_" + "x" * 43, "%F0%9F%A6%8A", "a" * 10_000])
    def test_a_token_that_is_none(self, token: str, link: str, carol: User) -> None:
        browser = signed_in(carol)
        with nothing_changes():
            assert open_link(browser, f"/account/invitations/{token}").status_code == 404
            assert browser.post(PAGE).status_code == 403

    def test_a_form_from_elsewhere_joins_nobody(self, link: str, team: Team, carol: User) -> None:
        browser = signed_in(carol)
        open_link(browser, link)
        assert browser.post(PAGE).status_code == 403
        assert "carol" not in roles(team)

    def test_not_with_a_token_of_an_app(self, link: str, owner: str) -> None:
        app = Client(headers={"Authorization": f"Bearer {owner}"})
        assert app.get(link).status_code == 302
        assert app.get(PAGE).status_code == 400
        assert Client().post(PAGE, headers={"Authorization": f"Bearer {owner}"}).status_code in (400, 403)


def test_the_person_who_was_invited_may_be_removed(link: str, owner: str, team: Team, carol: User) -> None:
    accept(signed_in(carol), link)
    assert remove(owner, team, "carol").status_code == 204
    assert "carol" not in roles(team)


def test_its_address_is_kept_for_a_month_after_its_end(link: str, team: Team, carol: User) -> None:
    accept(signed_in(carol), link)
    for days, kept in ((36, 1), (2, 0)):
        Invitation.objects.update(expires_at=F("expires_at") - timedelta(days=days))
        call_command("hub_cleanup", "--json")
        assert Invitation.objects.count() == kept
    assert [what for what, *_ in history(team)] == ["team.invited", "team.joined"]
