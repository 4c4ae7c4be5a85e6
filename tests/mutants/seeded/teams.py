"""Who may change who is in a team, what a repeated request does, and who learns what."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

MEMBERS: Final = "hub_teams/members.py"
STANDING: Final = "hub_teams/standing.py"
IDEMPOTENCY: Final = "hub_teams/idempotency.py"
INVITATIONS: Final = "hub_teams/invitations.py"
VIEWS: Final = "hub_teams/api/views.py"
CHANGING: Final = "tests/teams/test_changing_members.py"
KEYS: Final = "tests/teams/test_idempotency.py"
INVITED: Final = "tests/teams/test_invitations.py"
RACES: Final = "tests/flows/test_team_races.py"

MUTANTS: Final = (
    Mutant(
        "team-last-owner-goes",
        MEMBERS,
        "    if not others.exclude(pk=leaving.pk).exists():\n",
        "    if not others.exists():\n",
        "The last owner counts as the one who stays.",
        (f"{CHANGING}::TestLastOwner",),
        share=True,
    ),
    Mutant(
        "team-owner-who-is-stopped",
        MEMBERS,
        "role=Role.OWNER, user__is_active=True)",
        "role=Role.OWNER)",
        "An owner who can't sign in is enough for a team.",
        (f"{CHANGING}::TestLastOwner",),
    ),
    Mutant(
        "team-any-rank-gives",
        STANDING,
        "if not roles.may_manage(self.role) or not all(roles.may_give(self.role, role) for role in given):",
        "if not roles.may_manage(self.role):",
        "An admin makes owners, and removes them.",
        (f"{CHANGING}::TestRanks",),
        share=True,
    ),
    Mutant(
        "team-rank-of-the-other-forgotten",
        MEMBERS,
        "    standing.must_manage(found.role)\n    check(found)\n",
        "    check(found)\n",
        "An admin demotes an owner.",
        (f"{CHANGING}::TestRanks",),
    ),
    Mutant(
        "team-anybody-removes",
        MEMBERS,
        "    leaves = found is not None and found.user == standing.bearer.user\n",
        "    leaves = found is not None\n",
        "Whoever is in a team removes others.",
        (f"{CHANGING}::TestRanks",),
    ),
    Mutant(
        "team-not-chosen-is-changed",
        STANDING,
        'mine = memberships.opened(OuterRef(OuterRef("consent"))).filter(user=OuterRef("user"), team=team.pk)',
        'mine = memberships.Membership.objects.filter(user=OuterRef("user"), team=team.pk)',
        "A team that was taken back while its request waited is changed.",
        (f"{CHANGING}::TestMeanwhile",),
    ),
    Mutant(
        "team-scope-of-the-first-look",
        VIEWS,
        "        if not set(needed) <= found.bearer.scopes:\n            raise lacking(found.bearer, needed)\n",
        "",
        "A scope that was taken back while its request waited is used.",
        (f"{CHANGING}::TestMeanwhile",),
    ),
    Mutant(
        "team-reading-scope-writes",
        VIEWS,
        "    writing_scopes = (TEAMS_WRITE,)\n",
        "",
        "Whoever may read teams changes them.",
        (f"{CHANGING}::TestScope",),
        share=True,
    ),
    Mutant(
        "team-bearer-of-the-first-look",
        STANDING,
        "    return Standing(team, now, role, act)\n",
        "    return Standing(team, bearer, role, act)\n",
        "The scopes that count are those before the lock.",
        (f"{CHANGING}::TestMeanwhile",),
    ),
    Mutant(
        "team-unknown-is-told-apart",
        MEMBERS,
        'raise Problem("person_unavailable")',
        'raise Problem("person_unavailable" if memberships.is_name(username) and '
        "get_user_model().objects.filter(username=username).exists() else "
        '"role_differs")',
        "Whether somebody has an account shows in the answer.",
        (f"{CHANGING}::TestAdding",),
    ),
    Mutant(
        "team-guesses-not-counted",
        MEMBERS,
        '        throttles.hit("teams.misses", standing.bearer.client.pk, standing.bearer.user.pk)\n',
        "",
        "User names may be guessed at without limit.",
        (f"{CHANGING}::TestAdding",),
    ),
    Mutant(
        "team-writes-not-counted",
        "hub_teams/api/throttles.py",
        "return throttles.admits(LIMIT, bearer.client.pk, bearer.user.pk)",
        "return True",
        "An app changes teams without limit.",
        (f"{CHANGING}::test_sixty_writes_a_minute",),
    ),
    Mutant(
        "team-change-not-kept",
        "hub_teams/changes.py",
        "    audit.record(str(what), doer.act, user=user, client=doer.client, team=str(team.pk), **said)\n",
        "",
        "What an app does in teams is not audited.",
        (f"{CHANGING}::TestRecords",),
    ),
    Mutant(
        "team-key-of-anybody",
        IDEMPOTENCY,
        "whose = [str(bearer.user.pk), bearer.client.client_id, found[1] or found[2]]",
        "whose = [found[1] or found[2]]",
        "An Idempotency-Key of one app gives its answer to another.",
        (KEYS,),
        share=True,
    ),
    Mutant(
        "team-key-for-anything",
        IDEMPOTENCY,
        '    if bytes(stored.request or b"") != wanted.request:\n        raise Problem("idempotency_key_reused")\n',
        "",
        "Another request with the same key gets the first one's answer.",
        (KEYS,),
    ),
    Mutant(
        "team-key-keeps-nothing",
        IDEMPOTENCY,
        "return answered_before(stored := lock(wanted), wanted) or keep(stored, wanted, act())",
        "return answered_before(lock(wanted), wanted) or act()",
        "A repeated request is done again.",
        (KEYS,),
    ),
    Mutant(
        "invitation-after-its-end",
        INVITATIONS,
        "Invitation.objects.filter(accepted_at=None, expires_at__gt=Now())",
        "Invitation.objects.filter(accepted_at=None)",
        "An invitation never ends.",
        (f"{INVITED}::TestAccepting",),
    ),
    Mutant(
        "invitation-used-twice",
        INVITATIONS,
        "    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=Now())\n",
        "",
        "An invitation lets in whoever has the link.",
        (f"{INVITED}::TestAccepting",),
        share=True,
    ),
    Mutant(
        "invitation-outlives-its-right",
        INVITATIONS,
        'Subquery(inviter.values("role")[:1])).filter(STILL_GIVEN)',
        'Subquery(inviter.values("role")[:1]))',
        "Whom somebody invited who lost the role gets in.",
        (f"{INVITED}::TestAccepting",),
    ),
    Mutant(
        "lock-of-the-team",
        STANDING,
        '.select_for_update(no_key=True, of=("self",)).filter(pk=team).first()',
        ".filter(pk=team).first()",
        "Nothing makes two changes of one team wait for each other.",
        (f"{RACES}::test_two_last_owners_at_once", f"{RACES}::test_fifty_adds_of_one_person"),
        servers=True,
    ),
    Mutant(
        "team-read-before-the-lock",
        STANDING,
        "    return as_committed(bearer, locked, act)\n",
        '    role = memberships.visible_to(bearer).filter(team=team).values_list("role", flat=True).first()\n'
        "    return Standing(locked, bearer, str(role), act)\n",
        "Person and app are those of the first look, so whoever was stopped goes on.",
        (f"{RACES}::test_a_person_who_is_stopped_while_a_write_waits",),
        servers=True,
    ),
)
