from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub_oauth.dot.applications import APPLICATION_MODEL
from hub_oauth.protocol import scopes

if TYPE_CHECKING:
    from collections.abc import Mapping


class ClientProfile(models.Model):
    """What the Hub adds to an application of DOT's; an application without one is unknown to the Hub."""

    class Kind(models.TextChoices):
        WEB = "web", _("Web server app")
        SPA = "spa", _("Single-page app")
        NATIVE = "native", _("Mobile or desktop app")

    class KnownBy(models.TextChoices):
        REGISTRATION = "registration", _("Registered here")
        DOCUMENT = "document", _("Its own document")

    application = models.OneToOneField(
        APPLICATION_MODEL, on_delete=models.CASCADE, related_name="hub_profile", verbose_name=_("app")
    )
    kind = models.CharField(_("type"), max_length=8, choices=Kind.choices, default=Kind.WEB)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Who answers for this app. Deleting the person leaves the app."),
    )

    known_by = models.CharField(
        _("known by"),
        max_length=12,
        choices=KnownBy.choices,
        default=KnownBy.REGISTRATION,
        editable=False,
        help_text=_("Registered by somebody, or described by itself at the address that is its client ID."),
    )
    claimed_name = models.CharField(
        _("calls itself"), max_length=60, blank=True, editable=False, help_text=_("In its own document; unchecked.")
    )

    enabled = models.BooleanField(
        _("enabled"), default=True, help_text=_("Turning an app off stops its tokens at once; turning it on restores.")
    )
    disabled_reason = models.CharField(_("why it is turned off"), max_length=200, blank=True)
    disabled_reason_is_shown = models.BooleanField(
        _("people are told why"), default=False, help_text=_("On their page of the app, and in the e-mail about it.")
    )

    allowed_scopes = models.TextField(
        _("permissions"), blank=True, help_text=_("What the app may ask for: scope names separated by spaces.")
    )
    optional_scopes = models.TextField(
        _("optional permissions"), blank=True, help_text=_("Those of them that people may leave out.")
    )
    scope_purposes = models.JSONField(
        _("purposes"), default=dict, blank=True, help_text=_("Scope name to the developer's reason, 140 characters.")
    )
    may_introspect = models.BooleanField(
        _("resource server"), default=False, help_text=_("May ask the Hub about tokens of every app (RFC 7662).")
    )

    description = models.CharField(_("description"), max_length=500, blank=True)
    logo = models.BinaryField(_("logo"), blank=True, default=bytes, help_text=_("PNG as re-encoded here."))
    website = models.URLField(_("website"), blank=True)
    support_email = models.EmailField(_("support e-mail"), blank=True)
    privacy_url = models.URLField(_("privacy policy"), blank=True)
    terms_url = models.URLField(_("terms of service"), blank=True)
    publisher = models.CharField(_("publisher"), max_length=60, blank=True, help_text=_("Who makes the app."))

    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )
    first_party = models.BooleanField(_("made by this site"), default=False)
    first_party_at = models.DateTimeField(_("marked as the site's own at"), null=True, blank=True)
    first_party_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("marked as the site's own by"),
    )
    identity_changed_at = models.DateTimeField(
        _("identity changed at"),
        db_default=Now(),
        editable=False,
        help_text=_("Name, publisher or redirect hosts; people are asked again after it."),
    )

    access_token_lifetime = models.PositiveIntegerField(
        _("access token lifetime"), null=True, blank=True, help_text=_("Seconds; blank for the site's default.")
    )
    refresh_idle_lifetime = models.PositiveIntegerField(
        _("lifetime without use"), null=True, blank=True, help_text=_("Seconds; blank for the site's default.")
    )
    refresh_absolute_lifetime = models.PositiveIntegerField(
        _("lifetime in all"), null=True, blank=True, help_text=_("Seconds; blank for the site's default.")
    )
    retry_identical = models.BooleanField(
        _("repeat a lost answer"), default=True, help_text=_("The same refresh within seconds gets the same tokens.")
    )
    retry_unused = models.BooleanField(
        _("replace unused tokens"),
        default=True,
        help_text=_("A refresh token whose successors were never used may be used again within a day."),
    )

    class Meta:
        verbose_name = _("app")
        verbose_name_plural = _("apps")
        permissions = [
            ("manage_client_secret", "Can create and revoke app secrets"),
            ("verify_client", "Can verify apps"),
            ("set_first_party", "Can mark apps as made by this site"),
            ("disable_client", "Can turn apps on and off"),
            ("grant_sensitive_scope", "Can allow apps to ask for sensitive scopes"),
        ]
        constraints = [
            # A native app can't keep a secret and its redirects can be taken over (RFC 8252 §8.6), so nothing may
            # ever be skipped for it.
            models.CheckConstraint(
                name="hub_first_party_is_not_native", condition=Q(first_party=False) | ~Q(kind="native")
            ),
            # Whoever owns the domain can change all of it tomorrow, so nobody can vouch for it.
            models.CheckConstraint(
                name="hub_document_is_not_vouched_for",
                condition=Q(known_by="registration")
                | Q(verified_at=None, first_party=False, kind__in=["spa", "native"]),
                violation_error_message=_(
                    "An app known only by its own document can't be verified, nor be this site's."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def is_confidential(self) -> bool:
        """Whether the app keeps a secret (RFC 6749 §2.1)."""
        return self.kind == self.Kind.WEB

    @property
    def scopes_allowed(self) -> tuple[str, ...]:
        return scopes.split(self.allowed_scopes)

    @property
    def scopes_optional(self) -> tuple[str, ...]:
        return scopes.split(self.optional_scopes)

    @property
    def purposes(self) -> Mapping[str, str]:
        return dict(self.scope_purposes)
