"""The section Integrations of the Django admin: apps, consents, audit log."""

from __future__ import annotations

from django.contrib import admin

from hub_oauth.admin import audit, clients, consents
from hub_oauth.dot.admin import leave_hub_clients_out

leave_hub_clients_out(admin.site)
