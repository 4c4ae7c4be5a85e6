"""The step between a form that would let an app do more, or less, and the change: who is hit, in numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hub_oauth import client_changes, clients
from hub_oauth.admin import in_use, reasons, recent_sign_in, redirect_matches
from hub_oauth.admin.client_form import ClientForm
from hub_oauth.admin.client_logo import carried as carried_logo
from hub_oauth.admin.client_pages import ClientPages
from hub_oauth.admin.in_use import InUse
from hub_oauth.admin.scope_names import label_of, named
from hub_oauth.client_changes import Changes
from hub_oauth.models import ClientProfile

CONFIRMED: Final = "hub_confirmed"
SCOPES: Final = ("allowed_scopes", "optional_scopes")
LABELS: Final = {
    "redirect_uris": _("Redirect URIs"),
    "origins": _("Browser origins"),
    "allowed_scopes": _("May ask for"),
    "optional_scopes": _("Optional"),
    "may_introspect": _("Resource server"),
    "verified": _("Verified"),
    "first_party": _("Made by this site"),
}


class ClientConfirmation(ClientPages):
    def before_changing(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """A page that asks, where this form would change something dangerous; None where it may be saved, or fails."""
        profile: ClientProfile | None = self.get_object(request, object_id)
        if request.method != "POST" or profile is None or not self.has_change_permission(request, profile):
            return None
        form_class = cast("type[ClientForm]", self.get_form(request, profile, change=True))
        form = form_class(request.POST, request.FILES, instance=profile)
        changes = dangerous(form) if form.is_valid() else {}
        if not changes:
            return None
        affected = in_use.of_app(profile)
        if affected and request.POST.get(CONFIRMED) != mark_of(changes):
            return self.confirmation_page(request, form, changes, affected)
        return recent_sign_in.ask(self, request)

    def confirmation_page(
        self, request: HttpRequest, form: ClientForm, changes: Changes, affected: InUse
    ) -> HttpResponse:
        profile: ClientProfile = form.instance
        context = {
            "title": gettext("Change %(app)s?") % {"app": profile},
            "in_use": affected,
            "effects": list(effects(changes, affected)),
            "changes": [shown(name, *values) for name, values in changes.items()],
            "matches": matches(changes, profile.kind),
            "carried": [*carried(request), *logo_of(form), (CONFIRMED, mark_of(changes))],
            "reason": reasons.given(request),
        }
        return self.page(request, "hub_oauth/admin/confirm_change.html", profile, context)


def dangerous(form: ClientForm) -> Changes:
    """Of what this form changes, all that lets more through than before, or less."""
    form.write()
    before = ClientProfile.objects.select_related("application").get(pk=form.instance.pk)
    changes = client_changes.between(before, form.instance, form.instance.application)
    return {name: values for name, values in changes.items() if name in client_changes.DANGEROUS}


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was filled in, but for the page's own fields, which it has anew."""
    return [(name, value) for name, value in recent_sign_in.carried(request) if name not in (CONFIRMED, reasons.FIELD)]


def mark_of(changes: Changes) -> str:
    """What was confirmed: where the app changed meanwhile, it is something else, and asked again."""
    return hashlib.sha256(repr(sorted(changes.items())).encode()).hexdigest()[:32]


def logo_of(form: ClientForm) -> list[tuple[str, str]]:
    new = form.cleaned_data.get("new_logo")
    return [("carried_logo", carried_logo(new))] if new else []


def shown(name: str, before: Any, after: Any) -> dict[str, Any]:
    """One change; of lists, what goes and what comes."""
    if isinstance(before, list):
        gone, come = [value for value in before if value not in after], [one for one in after if one not in before]
        words = label_of if name in SCOPES else no_label
        told = {key: [(words(value), value) for value in values] for key, values in (("gone", gone), ("come", come))}
        return {"label": LABELS[name], **told, "order": not (gone or come)}
    return {"label": LABELS[name], "gone": [], "come": [("", gettext("Yes") if after else gettext("No"))]}


def no_label(value: str) -> str:
    return ""


def matches(changes: Changes, kind: str) -> list[tuple[str, str]]:
    """Each redirect URI from now on, and what it will match."""
    _before, after = changes.get("redirect_uris", ([], []))
    return [(uri, redirect_matches.sentence(uri, kind)) for uri in after]


def effects(changes: Changes, affected: InUse) -> Iterator[str]:
    """What each change does to the people who have connected the app."""
    gone, come = moved(changes, "allowed_scopes")
    if gone:
        yield ngettext(
            "%(people)d person: the app loses %(what)s with its next request.",
            "%(people)d people: the app loses %(what)s with its next request.",
            affected.people,
        ) % {"people": affected.people, "what": ", ".join(map(named, gone))}
    if come:
        yield asked_again(
            affected.people, gettext("when the app asks for %(what)s") % {"what": ", ".join(map(named, come))}
        )
    if "redirect_uris" in changes:
        yield gettext("Codes that wait to be redeemed end now; sessions go on. The owner is told by e-mail.")
    if other_origins(changes):
        yield asked_again(affected.people, gettext("because it sends them to other hosts"))


def asked_again(people: int, why: str) -> str:
    sentence = ngettext(
        "%(people)d person will be asked again %(why)s.", "%(people)d people will be asked again %(why)s.", people
    )
    return sentence % {"people": people, "why": why}


def moved(changes: Changes, name: str) -> tuple[list[str], list[str]]:
    before, after = changes.get(name, ([], []))
    return [each for each in before if each not in after], [each for each in after if each not in before]


def other_origins(changes: Changes) -> bool:
    before, after = changes.get("redirect_uris", ([], []))
    return clients.origins_of(before) != clients.origins_of(after)
