"""Credentials that are good, and some that nearly are, so that generated requests get behind the door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from schemathesis import Case

from hub_oauth.conf import conf
from hub_teams.models import Team
from tests.support import factories, flow, teams
from tests.support.app import App, Tokens, authorize_params

HOSTILE: Final = ("\0", "hub_at_", "é" * 40, "a" * 4096, "' OR 1=1 --", "%00", "../etc", "a\r\nX: y", "{{7*7}}")
PARTS: Final = ("profile:read", "teams:read")
MEMBERS: Final = ("alice", "bob", "dana")


@dataclass(frozen=True)
class Live:
    """What the apps hold that alice connected, and the browser in which she is signed in.

    app: connected, with a code of its own; fresh: an app she never answered; superseded: the refresh token before
    tokens; narrow: access tokens with one scope each; session: of her browser; writer: an access token that may change
    teams; team: the id of hers.
    """

    app: App
    fresh: App
    code: str
    tokens: Tokens
    superseded: str
    narrow: tuple[str, ...]
    session: str
    writer: str
    team: str

    def season(self, case: Case[Any]) -> None:
        """Put what is live into a case; what, its own content decides, so a failure comes again."""
        dice = Random(repr((case.method, dict(case.path_parameters), dict(case.headers), case.query, case.body)))
        # The generator hands out its examples themselves, many times: what is changed here must be this case's own.
        for part in ("path_parameters", "headers", "query", "cookies", "body"):
            setattr(case, part, deepcopy(getattr(case, part)))
        # A host that is not ours is refused before anything of the Hub runs, on the site's page and not as described.
        case.headers.pop("Host", None)
        if case.path.startswith("/api/oauth/authorize"):
            mix(case.query, authorize_params(dice.choice([self.app, self.fresh])), dice)
            case.cookies[settings.SESSION_COOKIE_NAME] = self.session
            case.headers.pop("Authorization", None)
        elif case.path.startswith("/api/teams"):
            self.in_a_team(case, dice)
        elif isinstance(case.body, dict):
            mix(case.body, self.form(dice), dice)
            self.prove(case, case.body, dice)
        elif case.path.startswith("/api/") and dice.random() < 0.9:
            case.headers["Authorization"] = self.authorization(dice)
        if "path" in case.path_parameters and dice.random() < 0.5:
            case.path_parameters["path"] = "reports"

    def form(self, dice: Random) -> dict[str, str]:
        """A token request that would be answered with 200, or a request about a token."""
        access, refresh = self.tokens["access_token"], self.tokens["refresh_token"]
        return {
            "code": dice.choice([self.code, self.code, access]),
            "code_verifier": self.app.pkce.verifier,
            "redirect_uri": self.app.redirect_uri,
            "refresh_token": dice.choice([refresh, refresh, refresh, self.superseded]),
            "token": dice.choice([access, refresh, self.superseded, self.code]),
            "scope": dice.choice(self.app.scopes),
            "resource": conf.issuer,
        }

    def prove(self, case: Case[Any], body: dict[str, Any], dice: Random) -> None:
        """Mostly say who the client is, by header or body."""
        way = dice.choice(["header", "header", "body", "body", "public", "as generated"])
        if way == "as generated":
            return
        body.pop("client_secret", None)
        body["client_id"] = self.app.client_id
        case.headers.pop("Authorization", None)
        if way == "header":
            case.headers["Authorization"] = self.app.headers["Authorization"]
        elif way == "body":
            body["client_secret"] = self.app.secret

    def in_a_team(self, case: Case[Any], dice: Random) -> None:
        """Mostly her team, people who exist, and a token that may do it."""
        token = dice.choice([self.writer] * 8 + [*self.narrow, "unknown"])
        case.headers["Authorization"] = f"Bearer {token}"
        mix(case.path_parameters, {"id": self.team, "username": dice.choice(MEMBERS)}, dice, only=case.path)
        # With a slash it is another address, which is not described: it is the site's.
        case.path_parameters.update({name: "x" for name, value in case.path_parameters.items() if "/" in str(value)})
        if isinstance(case.body, dict) and dice.random() < 0.8:
            name: dict[str, Any] = {"username": dice.choice([*MEMBERS, "charlie"])} if case.method == "POST" else {}
            case.body = name | {"role": dice.choice(["admin", "member"])}
        if dice.random() < 0.8:
            for conditional in ("If-Match", "Idempotency-Key"):
                case.headers.pop(conditional, None)

    def authorization(self, dice: Random) -> str:
        good, refresh = self.tokens["access_token"], self.tokens["refresh_token"]
        token = dice.choice([good, good, good, good, *self.narrow, refresh, "unknown", "a b"])
        return dice.choice(["Bearer ", "Bearer ", "Bearer ", "Bearer ", "bearer  ", "Basic "]) + token


def mix(generated: dict[str, Any], good: dict[str, str], dice: Random, only: str = "") -> None:
    """Half of the time all that is good takes the place of what was generated, else some of it, and something evil.

    only: an address with the names of its own parameters in braces; no others are put in.
    """
    whole = dice.random() < 0.5
    for name, value in good.items():
        if only and f"{{{name}}}" not in only:
            continue
        if whole or dice.random() < 0.7:
            generated[name] = value
        elif dice.random() < 0.2:
            generated[name] = dice.choice(HOSTILE)


def connected_by(alice: User) -> Live:
    app, fresh = factories.web_app(), factories.web_app("Acme Newcomer")
    narrow = tuple(flow.connect(alice, factories.spa_app(f"Only {scope}"), scope)["access_token"] for scope in PARTS)
    first = flow.connect(alice, app)
    tokens = flow.refreshed(app, first)
    session = flow.signed_in(alice).cookies[settings.SESSION_COOKIE_NAME].value
    team = team_of(alice)
    writer = teams.token_for(alice, teams.writer())
    return Live(
        app, fresh, flow.code_for(alice, app), tokens, first["refresh_token"], narrow, session, writer, str(team.pk)
    )


def team_of(alice: User) -> Team:
    """She owns it, with a member and an admin."""
    team: Team = factories.TeamFactory.create()
    factories.MembershipFactory.create(team=team, user=alice, role="owner")
    for name, role in zip(MEMBERS[1:], ("member", "admin"), strict=True):
        factories.MembershipFactory.create(team=team, user__username=name, role=role)
    factories.UserFactory.create(username="charlie")
    return team


@contextmanager
def undone() -> Iterator[None]:
    """Everything that the block does is taken back, so that each case meets the same rows.

    A request closes its connection as it ends, and the test's transaction with it; Django's own client prevents that.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    block = transaction.atomic()
    # Else the Hub's own transactions, which must be outermost, would refuse to begin here.
    block._from_testcase = True  # type: ignore[attr-defined]
    try:
        with block:
            yield
            transaction.set_rollback(True)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
