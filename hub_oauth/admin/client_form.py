"""One form over DOT's application and the Hub's profile of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub_oauth import client_rules, logos, name_lock
from hub_oauth import scopes as registry
from hub_oauth.admin import client_matches
from hub_oauth.admin.choice_groups import Legend, RadioGroup
from hub_oauth.admin.client_fields import LinesField, ScopesField, kind_choices
from hub_oauth.admin.client_logo import CarriedLogoField, LogoField
from hub_oauth.admin.client_purposes import PurposesField
from hub_oauth.admin.client_tickets import client_id_of
from hub_oauth.admin.spans import in_words
from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile
from hub_oauth.people import Person
from hub_oauth.protocol import scopes as scope_lists

if TYPE_CHECKING:
    ProfileForm = forms.ModelForm[ClientProfile]
else:
    ProfileForm = forms.ModelForm

# What the rules call it -> the field that shows it.
FIELDS: Final = {"scopes": "allowed_scopes"}
OF_PROFILE: Final = (
    "owner",
    "publisher",
    "description",
    "website",
    "support_email",
    "privacy_url",
    "terms_url",
    "may_introspect",
    "scope_purposes",
    "first_party",
    *client_rules.LIFETIMES,
)


def left_out(person: Person, profile: ClientProfile | None) -> Iterator[str]:
    """Fields that the form of this app does not have, or that this person may not set. profile: None for a new app."""
    yield from () if profile is None else ("ticket",)
    yield from () if logos.are_possible() else ("new_logo", "carried_logo")
    yield from () if profile is not None and profile.logo else ("remove_logo",)
    yield from () if person.has_perm("hub_oauth.verify_client") else ("verified",)
    yield from () if person.has_perm("hub_oauth.set_first_party") else ("first_party",)


class ClientForm(ProfileForm):
    person: Person  # who fills it in; set by the page

    ticket = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Name"), widget=forms.TextInput(attrs={"class": "vTextField"}), help_text=_("As people will read it.")
    )
    kind = forms.ChoiceField(label=_("Type"), choices=kind_choices, widget=RadioGroup, initial="web")
    redirect_uris = LinesField(
        label=_("Redirect URIs"),
        help_text=_(
            "One a line, compared letter by letter. https; mobile and desktop apps may also use http://127.0.0.1 with "
            "any port, or a scheme of their own in reverse domain notation. The other types may use http://127.0.0.1 "
            "only where the Hub itself runs with DEBUG on."
        ),
    )
    origins = LinesField(
        label=_("Browser origins"),
        required=False,
        help_text=_("One a line, for single-page apps: scheme, host and port, as in https://app.example."),
    )
    allowed_scopes = ScopesField(label=_("May ask for"))
    optional_scopes = ScopesField(
        label=_("Optional"), required=False, help_text=_("People may leave these out and still connect the app.")
    )
    scope_purposes = PurposesField()
    may_introspect = forms.BooleanField(
        label=_("Resource server"),
        required=False,
        help_text=_(
            "Only for a server with an API of its own, to which other apps bring their tokens: it may ask here whether "
            "a token is good, whose it is and what it may do. An app that only connects people needs none of this."
        ),
    )
    verified = forms.BooleanField(
        label=_("Verified"), required=False, help_text=_("This site has checked who makes it. People see a badge.")
    )
    first_party = forms.BooleanField(
        label=_("Made by this site"),
        required=False,
        help_text=_("It may bear the site's name, and people see whose it is. It skips no consent page."),
    )
    new_logo = LogoField()
    carried_logo = CarriedLogoField()
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None:
            kwargs["initial"] = {**of_application(instance), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for name in left_out(self.person, instance):
            self.fields.pop(name, None)
        self.dress()
        if "support_email" in self.fields:
            # An app that was registered without one, from the command line say, can be edited all the same.
            self.fields["support_email"].required = instance is None or bool(instance.support_email)

    def dress(self) -> None:
        """What fields of the model look like here. Whoever may only look has none of them."""
        for name, field in self.fields.items():
            if isinstance(field.widget, Legend):
                field.widget.legend = field.label
            if name == "redirect_uris":
                field.widget.attrs |= client_matches.attributes(self.instance.kind)
            if name in client_rules.LIFETIMES:
                field.help_text = lifetime_help(name)
            if name == "description":
                field.widget = AdminTextareaWidget(attrs={"rows": 3, "maxlength": 500})

    def clean_ticket(self) -> str:
        """The promised client_id."""
        client_id = client_id_of(self.cleaned_data["ticket"], self.person)
        if client_id is None:
            raise ValidationError(_("This form was not made here for you. Open it again from the list of apps."))
        return client_id

    def clean_allowed_scopes(self) -> str:
        chosen: str = self.cleaned_data["allowed_scopes"]
        added = registry.in_order(set(chosen.split()) - set(self.instance.scopes_allowed))
        sensitive = [scope.name for scope in added if scope.sensitive]
        if sensitive and not self.person.has_perm("hub_oauth.grant_sensitive_scope"):
            raise ValidationError(
                _("%(scopes)s: sensitive, and you may not allow that."), params={"scopes": ", ".join(sensitive)}
            )
        return chosen

    def clean(self) -> None:
        super().clean()
        name_lock.take()  # until the page's transaction ends: what passes here passes when it is saved
        try:
            client_rules.validate(client_id=self.client_id, **self.registration, **self.more_rules)
        except ValidationError as broken:
            for name, sentences in broken.message_dict.items():
                self.refuse(FIELDS.get(name, name), sentences)

    @property
    def client_id(self) -> str:
        """The app's own, or the promised one: a form that is sent again is no imitation of its own app."""
        return str(self.instance.application.client_id if self.instance.pk else self.cleaned_data.get("ticket", ""))

    def refuse(self, field: str, sentences: list[str]) -> None:
        """A field refused by Django already has its sentence."""
        if field not in self.errors:
            self.add_error(field if field in self.fields else None, [ValidationError(each) for each in sentences])

    @property
    def registration(self) -> dict[str, Any]:
        """What the rules and ``clients.register`` take."""
        given = self.cleaned_data
        return {
            "name": given.get("name", ""),
            "kind": given.get("kind", self.instance.kind),
            "redirect_uris": given.get("redirect_uris", []),
            "origins": given.get("origins", []),
            "scopes": scope_lists.split(given.get("allowed_scopes", "")),
            "optional_scopes": scope_lists.split(given.get("optional_scopes", "")),
            "publisher": given.get("publisher", ""),
            "first_party": self.is_first_party,
        }

    @property
    def is_first_party(self) -> bool:
        """As given by whoever may say so, else as it is."""
        return bool(self.cleaned_data.get("first_party", self.instance.first_party))

    @property
    def profile(self) -> dict[str, Any]:
        """The rest, as the profile's fields are named."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in OF_PROFILE if name in self.cleaned_data}
        return {**given, "logo": self.logo, "verified_at": self.verified_at}

    @property
    def more_rules(self) -> dict[str, Any]:
        """What the rules alone take."""
        given = self.cleaned_data
        return {
            "links": {name: given.get(name, "") for name in client_rules.LINKS},
            "purposes": given.get("scope_purposes", {}),
            "lifetimes": {name: given.get(name) for name in client_rules.LIFETIMES},
        }

    @property
    def logo(self) -> bytes:
        """The new one, whichever way it came; else the one there is, unless its box is ticked."""
        given = self.cleaned_data
        new = given.get("new_logo") or given.get("carried_logo")
        return new or (b"" if given.get("remove_logo") else bytes(self.instance.logo))

    @property
    def verified_at(self) -> datetime | None:
        """When it was verified; about now, where that is what this form does."""
        before = self.instance.verified_at
        is_verified = self.cleaned_data.get("verified", before is not None)
        return (before or timezone.now()) if is_verified else None

    def write(self) -> None:
        """Put what is no field of the profile's own into it and into its application, unsaved."""
        self.instance.logo, self.instance.verified_at = self.logo, self.verified_at
        given, application = self.registration, self.instance.application
        application.name = given["name"]
        application.redirect_uris = " ".join(given["redirect_uris"])
        application.allowed_origins = " ".join(given["origins"])


def of_application(profile: ClientProfile) -> dict[str, Any]:
    application = profile.application
    return {
        "name": application.name,
        "redirect_uris": application.redirect_uris.split(),
        "origins": application.allowed_origins.split(),
        "verified": profile.verified_at is not None,
    }


def lifetime_help(name: str) -> str:
    seconds = getattr(conf, name).total_seconds()
    return _("Seconds. Blank for the site's default, %(default)s.") % {"default": in_words(int(seconds))}
