"""Every row of the yardstick: attacks and abuses (A to L), faults (R) and promises (P), each with what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ADMIN: Final = "needs the administration in its final form"
OUTAGE: Final = "needs the answers to a database that fails for a while"
SOAK: Final = "is measured over a long time, together with speed"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule. later: what it waits for; empty where it must hold now."""

    id: str
    title: str
    later: str = ""


REDIRECT_URIS: Final = (
    Row("A1", "a path that is longer, shorter or in another case"),
    Row("A2", "a query that was added, reordered or left empty"),
    Row("A3", "a fragment, even an empty one"),
    Row("A4", "a user name before the host, a backslash in it"),
    Row("A5", "dot segments, escapes and path parameters"),
    Row("A6", "scheme or host in capitals, a final dot, the default port"),
    Row("A8", "hosts that look alike in other letters"),
    Row("A9", "hosts that hold the registered one, or match it as a pattern"),
    Row("A12", "another port where there is no loopback"),
    Row("A13", "http in place of https"),
    Row("A14", "schemes that run or read something, references, nothing"),
    Row("A15", "a wildcard, registered or switched on"),
    Row("A16", "schemes of apps: exact, and with a dot"),
    Row("A17", "no redirect URI"),
    Row("A18", "redirect URI or client given twice"),
    Row("A19", "the redirect URI of another client"),
    Row("A20", "an error as an open redirector"),
    Row("A21", "prompt=none to an address that is not registered"),
    Row("A22", "parameters of an answer in the registered query"),
    Row("A23", "a state that breaks headers or markup, or is not UTF-8"),
    Row("A24", "another response mode"),
)
PKCE: Final = (
    Row("B1", "no challenge"),
    Row("B2", "an empty challenge"),
    Row("B3", "the method plain"),
    Row("B4", "no method"),
    Row("B6", "a challenge of another length or alphabet"),
    Row("B7", "no verifier"),
    Row("B8", "a verifier of another length or alphabet"),
    Row("B9", "wrong verifiers, and how many of them"),
    Row("B10", "a verifier for a code without a challenge"),
    Row("B11", "challenge or method given twice"),
    Row("B12", "a challenge used again, and how it is compared"),
)
CODES: Final = (
    Row("C1", "a valid second redemption ends everything"),
    Row("C2", "an invalid second redemption ends nothing"),
    Row("C3", "another client with the right verifier"),
    Row("C4", "a code at and after its last second"),
    Row("C5", "fifty redemptions at once"),
    Row("C6", "another redirect URI than before"),
    Row("C7", "no redirect URI at the token endpoint"),
    Row("C10", "the client turned off before redemption"),
    Row("C11", "the person stopped before redemption"),
    Row("C12", "the consent withdrawn before redemption"),
    Row("C13", "guessing codes"),
    Row("C14", "codes in referrers, histories and logs"),
)
ISSUERS: Final = (
    Row("D1", "the issuer on every answer to a client"),
    Row("D3", "no state in, none out"),
    Row("D5", "hosts and schemes that a request claims"),
)
CONSENT: Final = (
    Row("E1", "the form sent from elsewhere"),
    Row("E2", "asking with GET or HEAD does nothing"),
    Row("E3", "pages in frames"),
    Row("E4", "a scope that was not shown"),
    Row("E5", "parameters beside the signed request, and second answers"),
    Row("E8", "a client that tries to skip the page"),
    Row("E9", "flags that would skip the page"),
    Row("E11", "a session fixed before sign-in"),
    Row("E12", "somebody else's account in one's browser"),
    Row("E13", "where sign-in leads to"),
    Row("E14", "the redirect after consent repeats no POST"),
    Row("E15", "pages and redirects in caches"),
    Row("E16", "apps that look like others"),
    Row("E17", "a click meant for something else"),
    Row("E18", "a policy that stops the way to the client"),
)
SCOPES: Final = (
    Row("F1", "scopes that are unknown or not the client's"),
    Row("F2", "no scope is never every scope"),
    Row("F5", "a refresh that asks for more"),
    Row("F6", "a refresh that asks for less, then for nothing"),
    Row("F7", "a scope that the person unticked"),
    Row("F8", "a scope taken from the client later"),
    Row("F9", "scope at redemption"),
)
CLIENTS: Final = (
    Row("G1", "two ways to authenticate at once"),
    Row("G3", "a secret in the URL"),
    Row("G4", "a confidential client without its secret"),
    Row("G5", "a public client with a secret"),
    Row("G6", "a confidential client as if it were public"),
    Row("G8", "the challenge after Basic"),
    Row("G9", "guessing secrets"),
    Row("G10", "the price of checking a secret"),
    Row("G11", "unknown client and wrong secret take as long"),
    Row("G12", "two secrets at once, for a while"),
    Row("G13", "a client turned off or deleted"),
    Row("G14", "other grant types"),
)
REFRESH: Final = (
    Row("H1", "a token that was replaced comes again"),
    Row("H2", "ending outlives the answer that refuses"),
    Row("H3", "fifty refreshes at once"),
    Row("H5", "a token after revocation, by whomever"),
    Row("H6", "a token of a person stopped or deleted"),
    Row("H7", "a token after a changed password"),
    Row("H8", "idle and absolute ends"),
    Row("H9", "a replaced token after a restart"),
    Row("H11", "the clock of the server set back"),
)
BEARER: Final = (
    Row("I1", "a token in the URL"),
    Row("I2", "a token in the body"),
    Row("I5", "no token"),
    Row("I6", "unknown, expired and revoked look the same"),
    Row("I7", "a scope that is missing"),
    Row("I9", "a token of a client turned off"),
    Row("I10", "a token of a person stopped"),
    Row("I11", "a token of no person"),
    Row("I12", "a token for another resource"),
    Row("I13", "a session in place of a token"),
    Row("I15", "introspection by others, and of anything"),
    Row("I16", "revocation by others, and of anything"),
)
HTTP: Final = (
    Row("J1", "parameters given twice"),
    Row("J3", "bodies that are no form"),
    Row("J4", "other methods"),
    Row("J6", "bodies, values and counts that are too large"),
    Row("J7", "bytes that are no text, in every parameter"),
    Row("J8", "unknown parameters"),
    Row("J9", "answers are never stored and set no cookie"),
    Row("J10", "pages on other origins"),
    Row("J11", "requests without TLS"),
    Row("J12", "headers that only a proxy may set"),
    Row("J13", "slow and idle connections"),
)
TEAM_CHANGES: Final = (
    Row("K1", "changes by a stranger"),
    Row("K2", "changes by a plain member"),
    Row("K3", "an admin above the own rank"),
    Row("K4", "fields that nobody may send"),
    Row("K5", "the last owner"),
    Row("K6", "the same member fifty times"),
    Row("K7", "the scope without the role"),
    Row("K8", "finding out who has an account"),
    Row("K10", "a person stopped in the middle"),
    Row("K12", "ten thousand members"),
)
OPERATION: Final = (
    Row("L1", "markup in the texts of an app"),
    Row("L2", "links and pictures of an app"),
    Row("L3", "addresses that the server would fetch"),
    Row("L4", "formulas in exported tables"),
    Row("L5", "secrets in the administration"),
    Row("L6", "a stolen database"),
    Row("L7", "secrets in logs"),
    Row("L9", "line breaks in logs"),
    Row("L10", "grants, codes and requests without end"),
    Row("L11", "tables that only grow"),
    Row("L12", "administrators against each other"),
    Row("L13", "guessing an administrator's password, and secrets without it"),
    Row("L14", "removing somebody else's app"),
    Row("L15", "removing an app removes all of it"),
    Row("L16", "discovery that promises too much, or too long"),
    Row("L17", "known holes in dependencies"),
)
FAULTS: Final = (
    Row("R1", "two hundred codes, each redeemed fifty times at once"),
    Row("R2", "two hundred tokens, each refreshed fifty times at once"),
    Row("R3", "thief and owner"),
    Row("R4", "answers that get lost"),
    Row("R5", "workers killed in the middle"),
    Row("R6", "PostgreSQL restarts"),
    Row("R7", "PostgreSQL stands still"),
    Row("R8", "another PostgreSQL takes over"),
    Row("R9", "a million dead rows cleaned up while serving"),
    Row("R10", "migrations while serving"),
    Row("R11", "a full disk"),
    Row("R12", "the clock of the server is wrong"),
    Row("R13", "no connection is left"),
    Row("R14", "writers side by side on SQLite"),
    Row("R15", "memory", SOAK),
    Row("R16", "slow senders and readers"),
    Row("R17", "secrets guessed without pause"),
    Row("R18", "reload and stop while serving"),
    Row("R19", "everything at once on the same rows"),
    Row("R20", "half an hour of everything", SOAK),
)
PROMISES: Final = (
    Row("P1", "revoking, stopping and turning off count within a second, on every worker"),
    Row("P2", "the audit log only grows, and is whole"),
    Row("P3", "secrets are never logged or kept"),
    Row("P4", "a restored backup revives nothing that was revoked", OUTAGE),
    Row("P5", "without its database or its audit log the Hub issues nothing"),
    Row("P6", "limits are published"),
)
ROWS: Final = (
    *(*REDIRECT_URIS, *PKCE, *CODES, *ISSUERS, *CONSENT, *SCOPES),
    *(*CLIENTS, *REFRESH, *BEARER, *HTTP, *TEAM_CHANGES, *OPERATION, *FAULTS),
    *PROMISES,
)
