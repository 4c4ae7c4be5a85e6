from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hub_oauth import forms, slots
from hub_oauth.models import Consent
from hub_oauth.slots import Part
from hub_oauth.views.account.personal import consent_or_404, personal
from hub_oauth.views.acts import act_of, person_of


@personal("POST")
def change_choices(request: HttpRequest, client_id: str) -> HttpResponse:
    """Change what other apps asked with this consent, such as which teams it opens; at once."""
    consent = consent_or_404(request, client_id)
    fields = {name: choice for part in choices_of(consent) for name, choice in part.fields.items()}
    if not fields:
        raise Http404
    chosen = {name: forms.chosen(request, name, choice) for name, choice in fields.items()}
    slots.change(consent, chosen, act=act_of(request, person_of(request)))
    words = {"app": consent.application.name}
    messages.success(request, _("Saved. %(app)s gets what you chose.") % words, fail_silently=True)
    return redirect("hub_oauth:connected_app", client_id)


def choices_of(consent: Consent) -> list[Part]:
    """What can be chosen now, with what was chosen before."""
    return slots.offers(consent.user, consent.application, consent.scope_names, consent)
