"""People are told by e-mail what happens to their account, and nothing waits for that e-mail or fails with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from smtplib import SMTPRecipientsRefused
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from hub_oauth import outbox, withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.browsers import family
from hub_oauth.conf import conf
from hub_oauth.models import Consent
from hub_oauth.notifications import Notice
from hub_teams.scopes import TEAMS_WRITE
from tests.support import factories
from tests.support.app import READ_SCOPES, App, authorize_params
from tests.support.flow import ask, code_for, connect, consent, redeem, refresh, refreshed, signed_in
from tests.support.mail import mailer
from tests.support.refusals import assert_nothing_issued
from tests.support.registry import change, disable, enable

pytestmark = pytest.mark.django_db

ALL_SCOPES = (*READ_SCOPES, TEAMS_WRITE)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

Committed = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """A block at whose end everything is committed, and every e-mail out."""

    class Block(AbstractContextManager[None]):
        def __enter__(self) -> None:
            self.inner = django_capture_on_commit_callbacks(execute=True)
            self.inner.__enter__()

        def __exit__(self, *error: object) -> None:
            self.inner.__exit__(*error)
            outbox.drain()

    return Block


@pytest.fixture
def writing_app(db: None) -> App:
    return factories.web_app(scopes=ALL_SCOPES)


def sent() -> list[EmailMultiAlternatives]:
    return [message for message in mail.outbox if isinstance(message, EmailMultiAlternatives)]


def the_email() -> EmailMultiAlternatives:
    [message] = sent()
    return message


def html_of(message: EmailMultiAlternatives) -> str:
    (content, kind), *others = message.alternatives
    assert (kind, others) == ("text/html", [])
    return str(content)


def notify(settings: Settings, **values: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, **values}


def test_a_new_app(alice: User, web_app: App, committed: Committed) -> None:
    with committed():
        connect(alice, web_app)
    message = the_email()
    assert message.to == ["alice@example.org"]
    assert message.subject == "Acme Planner can now use your Hub account"
    for body in (str(message.body), html_of(message)):
        assert "See your profile" in body
        assert "See your teams" in body
        assert "Hub has not checked this app." in body
        assert f"{conf.issuer}/account/apps/{web_app.client_id}/not-me" in body
        assert "Then change your password." in body
        assert "alice" in body


def test_a_sensitive_permission_more(alice: User, writing_app: App, committed: Committed) -> None:
    connect(alice, writing_app, READ_SCOPES[0])
    with committed():
        connect(alice, writing_app)
    message = the_email()
    assert "Change who is in your teams" in str(message.body)
    assert "See your profile" not in str(message.body)


def test_a_permission_more_that_is_not_sensitive(alice: User, web_app: App, committed: Committed) -> None:
    connect(alice, web_app, READ_SCOPES[0])
    with committed():
        connect(alice, web_app)
    assert sent() == []


def test_what_was_allowed_before_is_no_news(alice: User, web_app: App, committed: Committed) -> None:
    tokens = connect(alice, web_app)
    with committed():
        consent(signed_in(alice), authorize_params(web_app, prompt="consent"))
        assert ask(signed_in(alice), authorize_params(web_app)).status_code == 303
        refreshed(web_app, tokens)
    assert sent() == []


def test_the_sites_own_app_is_no_news(alice: User, committed: Committed) -> None:
    with committed():
        connect(alice, factories.web_app(first_party=True))
    assert sent() == []


# What the site wants to tell, what is allowed -> whether it is told
WANTED = {
    ("never", " ".join(ALL_SCOPES)): False,
    ("sensitive", " ".join(READ_SCOPES)): False,
    ("sensitive", " ".join(ALL_SCOPES)): True,
    ("new", READ_SCOPES[0]): True,
}


@pytest.mark.parametrize("case", WANTED, ids=" ".join)
def test_the_site_says_what_is_news(
    case: tuple[str, str], alice: User, writing_app: App, committed: Committed, settings: Settings
) -> None:
    wanted, scopes = case
    notify(settings, NOTIFY_ON_GRANT=wanted)
    with committed():
        connect(alice, writing_app, scopes)
    assert bool(sent()) is WANTED[case]


def test_cancelling_tells_nobody(alice: User, web_app: App, committed: Committed) -> None:
    with committed():
        consent(signed_in(alice), authorize_params(web_app), "deny")
    assert sent() == []
    assert_nothing_issued()


def test_an_administrator_removed_it(alice: User, web_app: App, committed: Committed) -> None:
    connect(alice, web_app)
    with committed():
        withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.ADMINISTRATOR, act=SYSTEM)
    assert the_email().subject == "An administrator removed Acme Planner from your Hub account"


def test_what_the_person_removed_is_no_news(alice: User, web_app: App, committed: Committed) -> None:
    connect(alice, web_app)
    with committed():
        withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    assert sent() == []


def test_an_app_that_was_turned_off(alice: User, bob: User, charlie: User, web_app: App, committed: Committed) -> None:
    for person in (alice, bob, charlie):
        connect(person, web_app)
    withdrawals.withdraw(Consent.objects.get(user=bob), reason=Consent.Reason.REMOVED, act=SYSTEM)
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    with committed():
        disable(web_app)
        disable(web_app)
        enable(web_app)
    assert the_email().to == ["alice@example.org"]
    assert the_email().subject == "Acme Planner was turned off at Hub"


def test_a_refresh_token_that_came_twice(alice: User, web_app: App, committed: Committed) -> None:
    first = connect(alice, web_app)
    refreshed(web_app, refreshed(web_app, first))
    with committed():
        assert refresh(web_app, first["refresh_token"]).status_code == 400
    assert the_email().subject == "We disconnected Acme Planner from your Hub account"
    assert "because something unusual happened" in str(the_email().body)
    assert first["refresh_token"] not in str(the_email().message())


def test_a_code_that_came_twice(alice: User, web_app: App, committed: Committed) -> None:
    code = code_for(alice, web_app)
    redeem(web_app, code)
    with committed():
        assert redeem(web_app, code).status_code == 400
    assert the_email().subject.startswith("We disconnected")


def test_nothing_is_read_anew_for_it(
    alice: User, web_app: App, django_capture_on_commit_callbacks: Any, django_assert_num_queries: Any
) -> None:
    """The token request has read few columns of the app; one more would be a statement, after everything was done."""
    code = code_for(alice, web_app)
    redeem(web_app, code)
    with django_capture_on_commit_callbacks() as afterwards:
        assert redeem(web_app, code).status_code == 400
    with django_assert_num_queries(0):
        for callback in afterwards:
            callback()
        outbox.drain()
    assert the_email().subject.startswith("We disconnected")


def test_a_person_without_an_address_gets_none(alice: User, web_app: App, committed: Committed) -> None:
    User.objects.update(email="")
    alice.refresh_from_db()
    with committed():
        connect(alice, web_app)
    assert sent() == []


def test_nothing_is_told_of_what_was_not_committed(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    outbox.drain()
    assert sent() == []


def test_links_are_of_the_issuer_whatever_the_host_header_says(alice: User, web_app: App, committed: Committed) -> None:
    browser = signed_in(alice)
    browser.defaults["HTTP_HOST"] = "localhost"
    with committed():
        consent(browser, authorize_params(web_app))
    links = re.findall(r"https?://[^\s\"<]+", f"{the_email().body} {html_of(the_email())}")
    assert links
    assert {link.split("/account/")[0] for link in links} == {conf.issuer}


def test_the_browser_in_one_word(alice: User, web_app: App, committed: Committed) -> None:
    browser = signed_in(alice)
    browser.defaults["HTTP_USER_AGENT"] = FIREFOX
    with committed():
        consent(browser, authorize_params(web_app))
    assert "Browser: Firefox\n" in str(the_email().body)
    assert "Gecko" not in str(the_email().message())


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "Chrome"),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile Safari/604.1", "Chrome"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile Safari/604.1", "Firefox"),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 OPR/120.0", ""),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_known_by_its_family_or_not_at_all(agent: str, name: str) -> None:
    assert family(agent) == name


def german(user: User) -> str:
    return "de"


def in_tokyo(user: User) -> ZoneInfo:
    return ZoneInfo("Asia/Tokyo")


def test_the_language_is_the_persons(alice: User, web_app: App, committed: Committed, settings: Settings) -> None:
    notify(settings, LANGUAGE_OF=german)
    with committed():
        connect(alice, web_app)
    assert '<html lang="de"' in html_of(the_email())
    with translation.override("de"):
        assert f"{timezone.now():%d}. " in str(the_email().body) or f"{timezone.now().day}. " in str(the_email().body)


def test_the_language_is_that_of_the_page(alice: User, web_app: App, committed: Committed) -> None:
    with translation.override("ar"), committed():
        connect(alice, web_app)
    assert '<html lang="ar" dir="rtl">' in " ".join(html_of(the_email()).split())


def test_the_language_is_the_sites_where_somebody_else_acts(alice: User, web_app: App, committed: Committed) -> None:
    connect(alice, web_app)
    with translation.override("ar"), committed():
        disable(web_app)
    assert '<html lang="en" dir="ltr">' in " ".join(html_of(the_email()).split())


def test_the_time_is_where_the_person_is(alice: User, web_app: App, committed: Committed, settings: Settings) -> None:
    notify(settings, TIME_ZONE_OF=in_tokyo)
    with committed():
        connect(alice, web_app)
    assert "(JST)" in str(the_email().body)


@pytest.mark.yardstick("L1", "L9")
def test_the_name_of_an_app_is_text_and_one_line(alice: User, committed: Committed) -> None:
    app = factories.web_app(name="<b>Acme</b>")
    change(app, publisher="<i>Ltd</i>")
    with committed():
        connect(alice, app)
    message = the_email()
    assert "<b>Acme</b> can now use" in message.subject
    assert "<b>" not in html_of(message)
    assert "<i>" not in html_of(message)
    assert "&lt;i&gt;Ltd&lt;/i&gt;" in html_of(message)
    assert "Made by <i>Ltd</i>." in str(message.body)


@pytest.mark.yardstick("L9")
def test_a_name_written_past_the_rules_adds_no_header(alice: User, web_app: App, committed: Committed) -> None:
    from hub_oauth.dot.applications import application_model

    application_model().objects.update(name="Acme\nBcc: thief@evil.example")
    with committed():
        connect(alice, web_app)
    assert the_email().subject == "Acme Bcc: thief@evil.example can now use your Hub account"
    assert the_email().recipients() == ["alice@example.org"]


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing, and says to whom."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"secret reason")})


class Hanging(BaseEmailBackend):
    """A mail server that answers when it likes."""

    reached, released = Event(), Event()

    def send_messages(self, messages: Any) -> int:
        self.reached.set()
        assert self.released.wait(20)
        return len(messages)


@pytest.fixture
def hanging() -> Iterator[type[Hanging]]:
    with override_settings(**mailer(f"{__name__}.Hanging")):
        yield Hanging
        Hanging.released.set()
        outbox.drain()


def test_a_mail_server_that_refuses_breaks_nothing(
    alice: User, web_app: App, committed: Committed, caplog: pytest.LogCaptureFixture
) -> None:
    before = outbox.counts["failed"]
    with override_settings(**mailer(f"{__name__}.Refusing")), committed():
        tokens = connect(alice, web_app)
    assert tokens["access_token"]
    assert outbox.counts["failed"] == before + 1
    assert "An e-mail could not be sent (connected): SMTPRecipientsRefused." in caplog.text
    assert "alice@" not in caplog.text
    assert "secret reason" not in caplog.text


def test_a_mail_server_that_hangs_holds_up_nothing(
    alice: User, web_app: App, hanging: type[Hanging], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        connect(alice, web_app)
    assert hanging.reached.wait(20)
    assert not hanging.released.is_set()


def test_what_waits_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "WAITING_AT_MOST", 0)
    before = outbox.counts["dropped"]
    outbox.put(lambda: None, "test")
    assert outbox.counts["dropped"] == before + 1


heard: list[Notice] = []


def hear(notice: Notice) -> None:
    heard.append(notice)


def fail(notice: Notice) -> None:
    raise RuntimeError(notice.user.email)


def test_a_host_may_tell_people_in_its_own_way(
    alice: User, web_app: App, committed: Committed, settings: Settings
) -> None:
    notify(settings, NOTIFY=f"{__name__}.hear")
    heard.clear()
    with committed():
        connect(alice, web_app)
    [notice] = heard
    assert (notice.kind, notice.user, notice.client.name) == ("connected", alice, "Acme Planner")
    assert sent() == []


def test_a_host_whose_own_way_fails_breaks_nothing(
    alice: User, web_app: App, committed: Committed, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    notify(settings, NOTIFY=fail)
    with committed():
        assert connect(alice, web_app)
    assert "(connected): RuntimeError." in caplog.text
    assert "alice@" not in caplog.text


def test_a_host_may_tell_people_nothing(alice: User, web_app: App, committed: Committed, settings: Settings) -> None:
    notify(settings, NOTIFY=None)
    with committed():
        connect(alice, web_app)
    assert sent() == []
