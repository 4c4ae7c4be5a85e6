"""Tickets in the form for a new app: the client_id that it will have, so that sent twice it registers once."""

from __future__ import annotations

from typing import Final

from django.core import signing

from hub_oauth.dot.applications import new_client_id
from hub_oauth.people import Person

SALT: Final = "hub_oauth.admin.client_form"


def new_ticket(person: Person) -> str:
    """The client_id that this person's next app will have, signed: sent twice, the form makes one app."""
    return signing.dumps([new_client_id(), str(person.pk)], salt=SALT)


def client_id_of(ticket: str, person: Person) -> str | None:
    """The client_id of a ticket that was made here for this person."""
    try:
        client_id, holder = signing.loads(ticket, salt=SALT)
    except signing.BadSignature:
        return None
    return str(client_id) if holder == str(person.pk) else None
