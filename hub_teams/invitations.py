"""Invitations: sent to an e-mail address, accepted in the browser by whoever holds the link from that e-mail."""

from __future__ import annotations

import secrets
from functools import reduce
from operator import or_
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from hub_oauth import throttles
from hub_oauth.audit import Act
from hub_oauth.conf import conf
from hub_oauth.people import Person
from hub_oauth.protocol import tokens
from hub_teams import changes, emails
from hub_teams.changes import Doer
from hub_teams.models import Invitation, Membership, Team
from hub_teams.models.changes import What
from hub_teams.roles import MANAGES, Role
from hub_teams.standing import Standing

PREFIX: Final = "hub_ti_"
EMAIL_LIMIT: Final = 254  # RFC 5321 §4.5.3.1.3, without its brackets; and what the column holds
# Whether the role of the inviter, as it is now, may give the one of the invitation.
STILL_GIVEN: Final = reduce(or_, (Q(inviter_role=role, role__in=given) for role, given in MANAGES.items() if given))


def invite(standing: Standing, email: str, role: str | None) -> tuple[Invitation, bool]:
    """The open invitation of this address, and whether an e-mail with it goes out now; raises Problem.

    Whether somebody of this address has an account, or is in the team, is not looked at: the answer must not tell.
    The team is locked. role: None for a plain member, or for what the open invitation says.
    """
    found = acceptable().filter(team=standing.team, email=email).first()
    wanted = role or (found.role if found else Role.MEMBER)
    standing.must_manage(wanted, *([found.role] if found else []))
    if found is not None:
        return with_role(standing, found, wanted), False
    throttles.hit("teams.invitations", standing.bearer.client.pk, standing.bearer.user.pk)
    return send(standing, email, wanted), True


def with_role(standing: Standing, invitation: Invitation, role: str) -> Invitation:
    """The last word counts, and stands on the right of who said it: who sent it may not give this role."""
    if invitation.role != role:
        invitation.role, invitation.invited_by = role, standing.bearer.user
        invitation.save(update_fields=["role", "invited_by"])
        changes.record(What.INVITED, standing.team, standing.doer, invitation=invitation, role=role)
    return invitation


def send(standing: Standing, email: str, role: str) -> Invitation:
    """A new invitation in the place of one that cannot be accepted any more; the e-mail leaves after COMMIT."""
    Invitation.objects.filter(team=standing.team, email=email, accepted_at=None).delete()
    raw = PREFIX + secrets.token_urlsafe(tokens.SECRET_BYTES)
    made = Invitation.objects.create(
        team=standing.team,
        email=email,
        role=role,
        digest=tokens.digest(raw),
        invited_by=standing.bearer.user,
        expires_at=Now() + conf.invitation_lifetime,
    )
    made.refresh_from_db(fields=["expires_at"])
    changes.record(What.INVITED, standing.team, standing.doer, invitation=made, role=role)
    # Above the limit nobody is told: it would say that somebody else invites this address, too.
    if throttles.admits("teams.address", email):
        letter = emails.letter(made, standing.team, standing.bearer.user, raw)
        transaction.on_commit(lambda: emails.send(letter), robust=True)
    return made


def find(digest: bytes) -> Invitation | None:
    """The invitation of a link, by the digest of its token, if it can be accepted now; team and inviter joined."""
    return acceptable().filter(digest=digest).select_related("team", "invited_by").first()


def outdated() -> QuerySet[Invitation]:
    """Those that only keep somebody's address."""
    return Invitation.objects.filter(expires_at__lt=Now() - conf.invitation_retention)


def acceptable() -> QuerySet[Invitation]:
    """Open ones of people who could still send them: with an admin's right, what it was used for ends."""
    inviter = Membership.objects.filter(team=OuterRef("team"), user=OuterRef("invited_by"), user__is_active=True)
    open_ones = Invitation.objects.filter(accepted_at=None, expires_at__gt=Now())
    return open_ones.annotate(inviter_role=Subquery(inviter.values("role")[:1])).filter(STILL_GIVEN)


def accept(digest: bytes, person: Person, *, act: Act) -> Membership | None:
    """Join the team, in one durable transaction; None where the invitation is not good, or not any more.

    Who is in the team already keeps the role they have.
    """
    found = find(digest)
    if found is None:
        return None
    with transaction.atomic(durable=True):
        Team.objects.select_for_update(no_key=True, of=("self",)).filter(pk=found.team_id).first()
        invitation = find(digest)  # as committed behind the lock
        return None if invitation is None else join(invitation, person, act)


def join(invitation: Invitation, person: Person, act: Act) -> Membership:
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=Now())
    membership, is_new = Membership.objects.get_or_create(
        team=invitation.team, user=person, defaults={"role": invitation.role}
    )
    if is_new:
        doer = Doer(person, act)
        changes.record(What.JOINED, invitation.team, doer, member=person, invitation=invitation, role=membership.role)
    return membership
