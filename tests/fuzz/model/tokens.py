"""What the token and revocation endpoints answer."""

from __future__ import annotations

from tests.fuzz.model.grants import RETRY_UNUSED, RETRY_WINDOW, VERIFIERS, Grant
from tests.fuzz.model.parties import Client
from tests.fuzz.model.records import Records
from tests.fuzz.model.verdicts import NO_CLIENT, NO_GRANT, TOO_WIDE, Verdict


class Tokens(Records):
    def redeem(
        self, client: Client, grant: Grant, *, verifier: bool = True, redirect: bool = True, proven: bool = True
    ) -> Verdict:
        """A code presented by a client; the rest: whether it is the right one."""
        if not client.enabled or not proven:
            return NO_CLIENT
        if grant.gone or client is not grant.client or not redirect:
            return NO_GRANT
        if not verifier:
            return self.count_wrong_verifier(grant)
        return self.spend(grant) if grant.spent_at is None else self.end(grant, "replay", "token.replay_detected")

    def count_wrong_verifier(self, grant: Grant) -> Verdict:
        if grant.spent_at is None and not grant.ended:
            grant.wrong_verifiers += 1
            if grant.wrong_verifiers == VERIFIERS and grant.end("verifiers", self.now):
                self.record("grant.ended", grant.person, grant.client)
        return NO_GRANT

    def spend(self, grant: Grant) -> Verdict:
        scopes = grant.permits(grant.scopes)
        if not grant.stands(self.now) or self.now >= grant.code_expires or not scopes:
            return NO_GRANT
        grant.spent_at = self.now
        grant.issue(self.now, scopes)
        self.record("token.issued", grant.person, grant.client)
        return self.gives(grant)

    def end(self, grant: Grant, reason: str, event: str) -> Verdict:
        """Two parties hold what only one should: the grant ends."""
        if grant.end(reason, self.now):
            self.record(event, grant.person, grant.client, refused=True)
        return NO_GRANT

    def gives(self, grant: Grant) -> Verdict:
        return Verdict(scopes=grant.access_scopes, expires_in=grant.access_expires - self.now)

    def refresh(
        self,
        client: Client,
        grant: Grant,
        token: str,
        named: frozenset[str] = frozenset(),
        *,
        proven: bool = True,
    ) -> Verdict:
        """A refresh token of this grant presented by a client; named: the scopes the request names, if any."""
        if not client.enabled or not proven:
            return NO_CLIENT
        if client is not grant.client or grant.gone or grant.ended or self.now >= grant.idle:
            return NO_GRANT
        asked = named or grant.scopes
        if not asked <= grant.scopes:
            return TOO_WIDE
        if not grant.stands(self.now) or not grant.permits(asked):
            return NO_GRANT
        return self.decide(grant, token, asked)

    def decide(self, grant: Grant, token: str, asked: frozenset[str]) -> Verdict:
        """DESIGN §4, refresh rotation, rules 1 to 4."""
        assert grant.pair is not None
        if token == grant.pair.refresh:
            grant.rotate(self.now, asked, grant.permits(asked))
            return self.refreshed(grant)
        if token == grant.previous and grant.rotated_at is not None:
            since = self.now - grant.rotated_at
            if since <= RETRY_WINDOW and grant.kept is not None:
                return self.repeat(grant, asked)
            if since <= RETRY_UNUSED and not grant.access_used:
                return self.replace(grant, asked)
        return self.end(grant, "reuse", "token.reuse_detected")

    def repeat(self, grant: Grant, asked: frozenset[str]) -> Verdict:
        assert grant.kept is not None
        if asked != grant.kept[0]:
            return self.end(grant, "reuse", "token.reuse_detected")
        lifetime = grant.access_expires - (grant.rotated_at or 0)
        return Verdict(scopes=grant.access_scopes, expires_in=lifetime, repeats=grant.kept[1])

    def replace(self, grant: Grant, asked: frozenset[str]) -> Verdict:
        grant.kept = None
        grant.issue(self.now, grant.permits(asked))
        return self.refreshed(grant)

    def refreshed(self, grant: Grant) -> Verdict:
        self.record("token.refreshed", grant.person, grant.client)
        return self.gives(grant)

    def revoke(self, client: Client, grant: Grant, token: str, *, proven: bool = True) -> Verdict:
        """The newest pair and the refresh token before it mean the grant; others mean nothing (RFC 7009 §2.2)."""
        if not client.enabled or not proven:
            return NO_CLIENT
        known = token in (*(grant.pair or ()), grant.previous)
        if client is grant.client and known and grant.end("revoked", self.now):
            self.record("token.revoked", grant.person, grant.client)
        return Verdict()
