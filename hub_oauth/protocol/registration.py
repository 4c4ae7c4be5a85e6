"""Which redirect URIs and browser origins a client may register (RFC 9700 §2.1, §4.1; RFC 8252 §7)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from hub_oauth.protocol.redirect_uris import LOOPBACK_HOSTS, PORT
from hub_oauth.protocol.sentences import Sentence
from hub_oauth.protocol.sentences import gettext_noop as _

LIMIT: Final = 2000
# Reverse domain notation: a dot at least, so no javascript:, data:, file: and the like (RFC 8252 §7.1).
OWN_SCHEME: Final = re.compile(r"[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+")
HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
NUMERIC_HOST: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)|\[.*\]")
DEFAULT_PORTS: Final = {"http": "80", "https": "443"}
# A registered query must not hold what an answer will add (code pollution).
ANSWER_PARAMETERS: Final = frozenset(
    {"code", "state", "iss", "error", "error_description", "error_uri", "response", "access_token", "id_token"}
)

# What a rule says goes on after the value, as in "'http://app.example' must use https."
Rule = Callable[[str, SplitResult], str | None]
OF_VALUE: Final = _("'%(value)s' %(problem)s")
MUST_USE_HTTPS: Final = _("must use https.")


def refusal(uri: str, *, kind: str, allow_loopback_http: bool) -> str | None:
    """Why this redirect URI may not be registered for this kind of client (web, spa, native); None if it may.

    allow_loopback_http: whether http to this very machine is fine for every kind, as in development.
    """
    if problem := illegible(uri):
        return Sentence(OF_VALUE, value=printable(uri), problem=problem)
    split = urlsplit(uri)
    problem = first_problem(uri, split, WEB_RULES if split.scheme in DEFAULT_PORTS else APP_RULES)
    problem = problem or scheme_problem(split, kind, allow_loopback_http)
    return Sentence(OF_VALUE, value=uri, problem=problem) if problem else None


def illegible(uri: str) -> str | None:
    """What keeps a URI from being read the same way by everybody."""
    if not uri:
        return Sentence(_("is empty."))
    if len(uri) > LIMIT:
        return Sentence(_("is longer than %(limit)d characters."), limit=LIMIT)
    if not uri.isascii():
        return Sentence(_("must be ASCII; %(how)s."), how=how_in_ascii(uri))
    if re.search(r"[\x00-\x20\x7f\\<>\"{}|^`]", uri):
        return Sentence(_("must not hold spaces, control characters, backslashes or quotes."))
    try:
        urlsplit(uri).port  # noqa: B018  # the property reads the port, and raises
    except ValueError:
        return Sentence(_("is not a valid URI."))
    return None


def first_problem(uri: str, split: SplitResult, rules: tuple[Rule, ...]) -> str | None:
    return next((problem for rule in rules if (problem := rule(uri, split))), None)


def no_fragment(uri: str, split: SplitResult) -> str | None:
    return Sentence(_("must not have a fragment (#).")) if "#" in uri else None


def no_wildcard(uri: str, split: SplitResult) -> str | None:
    return Sentence(_("must not hold a wildcard (*); register each address.")) if "*" in uri else None


def no_user_information(uri: str, split: SplitResult) -> str | None:
    return Sentence(_("must not hold a user name (@).")) if "@" in split.netloc else None


def host_as_browsers_write_it(uri: str, split: SplitResult) -> str | None:
    host = PORT.sub("", split.netloc)
    if not uri.startswith(f"{split.scheme}://") or not HOST.fullmatch(host):
        return Sentence(_("must name its scheme and host in lower case, as in https://app.example/callback."))
    return None


def address_as_browsers_write_it(uri: str, split: SplitResult) -> str | None:
    """Browsers read 127.1, 2130706433 and 0x7f.1 as 127.0.0.1: one address, one spelling (RFC 5952 for IPv6)."""
    host = split.hostname or ""
    if not NUMERIC_HOST.fullmatch(f"[{host}]" if ":" in host else host):
        return None
    try:
        canonical = str(ipaddress.ip_address(host))
    except ValueError:
        canonical = ""
    return (
        None if host == canonical else Sentence(_("must write its address as browsers do, as in 127.0.0.1 or [::1]."))
    )


def port_only_where_needed(uri: str, split: SplitResult) -> str | None:
    written = split.netloc.rpartition("]")[2].partition(":")
    if written[1] and (written[2] != str(split.port) or written[2] in (DEFAULT_PORTS[split.scheme], "0")):
        return Sentence(_("must leave out an empty, default or oddly written port."))
    return None


def no_dot_segments(uri: str, split: SplitResult) -> str | None:
    segments = unquote(split.path).split("/")
    return Sentence(_("must not hold . or .. in its path.")) if {".", ".."} & set(segments) else None


def no_answer_parameters(uri: str, split: SplitResult) -> str | None:
    # Some servers split at ";" too.
    names = {unquote(pair.partition("=")[0]) for pair in re.split("[&;]", split.query)}
    taken = sorted(names & ANSWER_PARAMETERS)
    if not taken:
        return None
    return Sentence(_("must not have %(names)s in its query: answers use it."), names=", ".join(taken))


def scheme_of_its_own(uri: str, split: SplitResult) -> str | None:
    if not OWN_SCHEME.fullmatch(uri.partition(":")[0]):
        return Sentence(
            _("must use https, or for an app a scheme in reverse domain notation such as com.example.app:/callback.")
        )
    if not split.path.startswith("/"):
        return Sentence(_("must have a path, as in com.example.app:/callback."))
    return None


WEB_RULES: Final[tuple[Rule, ...]] = (
    no_fragment,
    no_wildcard,
    no_user_information,
    host_as_browsers_write_it,
    address_as_browsers_write_it,
    port_only_where_needed,
    no_dot_segments,
    no_answer_parameters,
)
APP_RULES: Final[tuple[Rule, ...]] = (
    scheme_of_its_own,
    no_fragment,
    no_wildcard,
    no_user_information,
    no_dot_segments,
    no_answer_parameters,
)


def scheme_problem(split: SplitResult, kind: str, allow_loopback_http: bool) -> str | None:
    loopback = split.hostname in LOOPBACK_HOSTS
    if split.scheme == "http" and not loopback:
        return Sentence(MUST_USE_HTTPS)
    if split.scheme == "http" and kind != "native" and not allow_loopback_http:
        return Sentence(_("must use https; http to the own computer is for native apps."))
    if split.scheme not in DEFAULT_PORTS and kind != "native":
        return Sentence(_("has a scheme of its own, which is for native apps; use https."))
    return None


def origin_refusal(origin: str) -> str | None:
    """Why this browser origin may not be registered; None if it may. https, or http on the own computer."""
    if problem := illegible(origin):
        return Sentence(OF_VALUE, value=printable(origin), problem=problem)
    split = urlsplit(origin)
    if split.scheme not in DEFAULT_PORTS or origin != f"{split.scheme}://{split.netloc}":
        return Sentence(
            _("'%(value)s' is not an origin: scheme, host and port only, as in https://app.example."), value=origin
        )
    rules = (
        no_wildcard,
        no_user_information,
        host_as_browsers_write_it,
        address_as_browsers_write_it,
        port_only_where_needed,
    )
    problem = first_problem(origin, split, rules)
    if problem is None and split.scheme == "http" and split.hostname not in LOOPBACK_HOSTS:
        problem = Sentence(MUST_USE_HTTPS)
    return Sentence(OF_VALUE, value=origin, problem=problem) if problem else None


def link_refusal(link: str) -> str | None:
    """Why this link may not be shown to people; None if it may. Only https: a link is clicked on our own pages."""
    if problem := illegible(link):
        return Sentence(OF_VALUE, value=printable(link), problem=problem)
    split = urlsplit(link)
    if split.scheme != "https":
        return Sentence(OF_VALUE, value=link, problem=Sentence(MUST_USE_HTTPS))
    problem = first_problem(link, split, (no_user_information, host_as_browsers_write_it, address_as_browsers_write_it))
    return Sentence(OF_VALUE, value=link, problem=problem) if problem else None


def how_in_ascii(uri: str) -> str:
    """What to write instead: the host in punycode, as far as there is one, or percent-escapes."""
    try:
        host = urlsplit(uri).hostname or ""
        written = host.encode("idna").decode()
    except (UnicodeError, ValueError):
        return Sentence(_("a domain in other letters starts with xn--"))
    if host.isascii():
        return Sentence(_("other characters are percent-encoded"))
    return Sentence(_("a domain in other letters is written %(written)s"), written=written)


def printable(uri: str) -> str:
    return ascii(uri[:100])[1:-1]
