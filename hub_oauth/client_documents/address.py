"""Where the Hub may connect to: public addresses and nothing else, whatever a name resolves to."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from hub_oauth.client_documents.unusable import Unusable

# Global unicast is all that is given out (RFC 4291 §2.4). What lies outside of it is special, or stands for an IPv4
# address: mapped (::ffff:0:0/96), translated (64:ff9b::/96, 64:ff9b:1::/48).
GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
SPECIAL: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments (RFC 6890), a few of which Python takes for global
            "2001::/23",  # IETF protocol assignments, Teredo among them, which stands for an IPv4 address
            "2002::/16",  # 6to4, as well
            "3fff::/20",  # documentation (RFC 9637), which older Pythons take for global
            "192.88.99.0/24",  # 6to4 relays
        ),
    )
)


def refuse_special(addresses: Sequence[str]) -> Sequence[str]:
    """The same addresses; Unusable unless there is one and every one is public: one inside is one too many."""
    if not addresses:
        raise Unusable("The host of the document has no address.")
    if not all(map(is_public, addresses)):
        raise Unusable("The host of the document has an address that is not public.")
    return addresses


def is_public(written: str) -> bool:
    """Whether an address, as a resolver writes it, belongs to somebody on the Internet."""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and (address not in GLOBAL_UNICAST or address.scope_id):
        return False
    special = address.is_multicast or address.is_reserved or any(address in network for network in SPECIAL)
    return address.is_global and not special
