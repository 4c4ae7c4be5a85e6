"""Apps known by a document: where the Hub asks, what it believes, and whom it sends there."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

FOLDER: Final = "hub_oauth/client_documents"
FETCH: Final = ("tests/oauth/test_client_document_fetch.py",)
RULES: Final = ("tests/oauth/test_client_document_rules.py",)
FLOW: Final = ("tests/oauth/test_client_documents.py",)

MUTANTS: Final = (
    Mutant(
        "document-any-address",
        f"{FOLDER}/address.py",
        "if not all(map(is_public, addresses)):",
        "if not any(map(is_public, addresses)):",
        "One public address lets those inside pass.",
        FETCH,
    ),
    Mutant(
        "document-mapped-address",
        f"{FOLDER}/address.py",
        "(address not in GLOBAL_UNICAST or address.scope_id)",
        "address.scope_id",
        "An IPv6 address that stands for an inner IPv4 address passes.",
        ("tests/oauth/test_client_document_addresses.py",),
    ),
    Mutant(
        "document-resolved-twice",
        f"{FOLDER}/fetch.py",
        "with self.connected(addresses, deadline) as plain",
        "with self.connected(self.resolve(host), deadline) as plain",
        "The name is resolved again for the connection, and may lead elsewhere by then.",
        FETCH,
    ),
    Mutant(
        "document-redirected",
        f"{FOLDER}/fetch.py",
        "if response.status != 200:",
        "if response.status >= 400:",
        "Another answer than 200 counts.",
        FETCH,
    ),
    Mutant(
        "document-speaks-for-others",
        f"{FOLDER}/document.py",
        'if claims.get("client_id") != url:',
        'if not str(claims.get("client_id")).startswith("https://"):',
        "A document may claim the client_id of another app.",
        RULES,
    ),
    Mutant(
        "document-any-origin",
        f"{FOLDER}/document.py",
        "if uris.is_loopback(uri) or uris.origin_of(uri) == client_urls.origin_of(url):",
        'if uris.is_loopback(uri) or uri.startswith("https://"):',
        "An app may have codes sent to a site that never heard of it.",
        RULES,
    ),
    Mutant(
        "document-asked-for-strangers",
        "hub_oauth/views/authorize.py",
        "            if not request.user.is_authenticated:\n                return sign_in_first",
        "            if not (request.user.is_authenticated or prompts):\n                return sign_in_first",
        "Whoever writes a document has the Hub ask, and send people there, without a sign-in.",
        FLOW,
    ),
    Mutant(
        "document-skips",
        "hub_oauth/consents/skip_rule.py",
        "if client_documents.is_one(client):  # nobody",
        "if client_documents.is_one(client) and consent is None:  # nobody",
        "The page is skipped for an app that nobody vouches for.",
        FLOW,
    ),
    Mutant(
        "document-turns-itself-on",
        f"{FOLDER}/registry.py",
        "    elif application.hub_profile.enabled:\n        refresh",
        "    else:\n        type(application.hub_profile).objects.update(enabled=True)\n        refresh",
        "An app that was turned off comes back by its document.",
        FLOW,
    ),
    Mutant(
        "document-takes-over",
        f"{FOLDER}/registry.py",
        'elif not hasattr(application, "hub_profile") or not is_one(application):',
        "elif False:",
        "An application of the host's becomes whatever a document says.",
        FLOW,
    ),
    Mutant(
        "document-unlimited",
        f"{FOLDER}/answers.py",
        '    throttles.hit("documents.host", client_urls.host_of(url))\n',
        "",
        "One host can be flooded through the Hub.",
        FLOW,
    ),
)
