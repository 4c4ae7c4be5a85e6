"""The members of a team, on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from hub_teams.models import Membership, Team
from hub_teams.roles import Role

if TYPE_CHECKING:
    Members = BaseInlineFormSet[Membership, Team, Any]
    MemberInline = admin.TabularInline[Membership, Team]
    Member = forms.ModelForm[Membership]
else:
    Members, MemberInline, Member = BaseInlineFormSet, admin.TabularInline, forms.ModelForm


# Each is several fields of a form, of which Django takes 1,000.
LISTED: Final = 200


class KnownPersonWidget(ForeignKeyRawIdWidget):
    """Django's own asks the database for each name it shows; here they were all read with the rows."""

    known: Any = None

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        if self.known is None or str(self.known.pk) != str(value):
            label, url = super().label_and_url_for_value(value)
            return str(label), url
        meta = self.known._meta
        try:
            name = f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change"
            return str(self.known), reverse(name, args=[self.known.pk])
        except NoReverseMatch:
            return str(self.known), ""


class MemberForm(Member):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "user" in self.fields:
            # Who is in the team can't become somebody else: that is one removed and another added.
            self.fields["user"].disabled = True
            self.fields["user"].widget.known = self.instance.user


class MemberFormSet(Members):
    def clean(self) -> None:
        """A team with members keeps an owner: nobody else could manage it. The team is locked by then."""
        super().clean()
        staying = [form.cleaned_data for form in self.forms if self.stays(form)]
        owners = [member["user"] for member in staying if member["role"] == Role.OWNER]
        if any(self.errors) or not staying:
            return
        if not owners:
            raise ValidationError(_("One of the members must be an owner."))
        if self.has_changed() and not any(owner.is_active for owner in owners):
            raise ValidationError(_("One of the members must be an owner whose account is active."))

    def stays(self, form: Any) -> bool:
        given = getattr(form, "cleaned_data", {})
        return "role" in given and "user" in given and not given.get("DELETE")


class MembershipInline(MemberInline):
    model = Membership
    form = MemberForm
    formset = MemberFormSet
    raw_id_fields = ("user",)
    verbose_name = _("member")
    verbose_name_plural = _("members")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows = super().get_queryset(request).select_related("user", "team").order_by("pk")
        return rows.exclude(role=Role.MEMBER) if is_large(request) else rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["widget"] = KnownPersonWidget(db_field.remote_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def is_large(request: HttpRequest) -> bool:
    """Whether the team of this page has more members than a form holds: then those with a say are listed."""
    team = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
    return team is not None and Membership.objects.filter(team=team).count() > LISTED
