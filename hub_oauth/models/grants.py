from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub_oauth.dot.applications import APPLICATION_MODEL
from hub_oauth.models.consents import Consent
from hub_oauth.protocol import scopes

WRONG_VERIFIERS_ALLOWED = 5


class Grant(models.Model):
    """One authorization by one person for one client, from code to last token, in one row.

    It holds the digests of its one code, its one live access token and its one live refresh token, so that "one code,
    one pair" and "at most one live refresh token" are its shape. Every race is decided by the lock on this row, and
    ending it is one UPDATE that every endpoint sees at once. The constraints make other states unwritable.
    """

    class End(models.TextChoices):
        REVOKED = "revoked", _("Revoked by the app")
        CONSENT = "consent", _("The consent ended")
        REPLAY = "replay", _("Its code was used twice")
        REUSE = "reuse", _("A superseded refresh token was used")
        VERIFIERS = "verifiers", _("Too many wrong code verifiers")
        CAP = "cap", _("Too many authorizations for one app; the oldest went")
        PASSWORD = "password", _("The person changed the password")
        CLIENT = "client", _("The app's redirect URIs changed")

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="grants", verbose_name=_("consent"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hub_grants", verbose_name=_("person")
    )
    application = models.ForeignKey(
        APPLICATION_MODEL, on_delete=models.PROTECT, related_name="hub_grants", verbose_name=_("app")
    )
    scopes = models.TextField(_("permissions"))
    resource = models.CharField(_("resource"), max_length=2000, blank=True, help_text=_("RFC 8707; blank for any."))
    request_id = models.UUIDField(_("request"), unique=True, help_text=_("Of the consent form, so it answers once."))
    created_at = models.DateTimeField(_("created"))

    code_digest = models.BinaryField(max_length=32, unique=True)
    redirect_uri = models.CharField(_("redirect URI"), max_length=2000)
    code_challenge = models.CharField(max_length=43)
    code_expires_at = models.DateTimeField()
    wrong_verifiers = models.PositiveSmallIntegerField(default=0)
    spent_at = models.DateTimeField(_("code spent"), null=True)

    refresh_handle = models.BinaryField(max_length=32, unique=True, null=True)
    refresh_digest = models.BinaryField(max_length=32, null=True)
    previous_refresh_digest = models.BinaryField(max_length=32, null=True)
    generation = models.PositiveIntegerField(_("rotations"), default=0)
    rotated_at = models.DateTimeField(_("last rotated"), null=True)
    sealed_retry = models.BinaryField(null=True)

    access_digest = models.BinaryField(max_length=32, unique=True, null=True)
    access_scopes = models.TextField(blank=True)
    access_expires_at = models.DateTimeField(null=True)
    access_first_used_at = models.DateTimeField(null=True)

    idle_expires_at = models.DateTimeField(_("ends without use"))
    absolute_expires_at = models.DateTimeField(_("ends in any case"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    end_reason = models.CharField(_("why"), max_length=16, blank=True, choices=End.choices)

    class Meta:
        verbose_name = _("authorization")
        verbose_name_plural = _("authorizations")
        # Ended grants stay a while, so that one consent may have thousands; those that live are twenty at most.
        indexes = [models.Index(fields=["consent"], name="hub_grant_not_ended", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(
                name="hub_grant_tokens_come_with_spending",
                condition=Q(
                    spent_at=None,
                    refresh_handle=None,
                    refresh_digest=None,
                    access_digest=None,
                    access_expires_at=None,
                    access_first_used_at=None,
                    access_scopes="",
                )
                | Q(
                    spent_at__isnull=False,
                    refresh_handle__isnull=False,
                    refresh_digest__isnull=False,
                    access_digest__isnull=False,
                    access_expires_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="hub_grant_rotation_is_whole",
                condition=Q(generation=0, rotated_at=None, previous_refresh_digest=None, sealed_retry=None)
                | Q(generation__gt=0, rotated_at__isnull=False, previous_refresh_digest__isnull=False)
                & Q(spent_at__isnull=False),
            ),
            # RFC 9700 §4.8.2: without a challenge there would be nothing to hold a verifier against.
            models.CheckConstraint(name="hub_grant_has_a_challenge", condition=~Q(code_challenge="")),
            models.CheckConstraint(
                name="hub_grant_ended_for_a_reason",
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="hub_grant_wrong_verifiers_burn",
                condition=Q(wrong_verifiers__lt=WRONG_VERIFIERS_ALLOWED)
                | Q(wrong_verifiers=WRONG_VERIFIERS_ALLOWED, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hub_grant_idle_within_absolute",
                condition=Q(idle_expires_at__lte=models.F("absolute_expires_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.application_id} #{self.pk}"

    @property
    def scope_names(self) -> tuple[str, ...]:
        return scopes.split(self.scopes)


LIVE = Q(ended_at=None, idle_expires_at__gt=Now())
