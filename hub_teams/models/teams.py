from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, db_index=False)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        # unique=True would come with a second index on PostgreSQL, for the beginnings that nobody looks for.
        constraints = [models.UniqueConstraint(name="hub_team_of_slug", fields=["slug"])]

    def __str__(self) -> str:
        return self.name
