"""What is done on a Hub beside its API: the pages of administrators, the clean-up, the end of a person's account.

``python -m benchmarks.sites.visits``, in the environment of a Hub with a crowd.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks.admin_pages import ADMIN, APPS, pages  # noqa: E402
from benchmarks.admin_rows import FULL  # noqa: E402
from hub_oauth.models import AuditEvent, ClientProfile, Consent  # noqa: E402

# The rows of benchmarks.admin_rows -> those of the crowd.
NAMES: Final = {r"client(?=\d)": "crowd-", r"person(?=\d)": "crowd", r"App\+": "Crowd+"}


def addresses() -> list[str]:
    size = replace(FULL, people=Consent.objects.count(), events=AuditEvent.objects.count())
    found = list(pages(size).values())
    for name, in_crowd in NAMES.items():
        found = [re.sub(name, in_crowd, address) for address in found]
    profile, consent = ClientProfile.objects.get(application__client_id="crowd-1"), Consent.objects.latest("pk")
    return [
        *found,
        f"{APPS}{profile.pk}/activity/",
        f"{ADMIN}/consent/{consent.pk}/change/",
        f"{APPS}{profile.pk}/change/",
    ]


def visit_all(browser: Client) -> None:
    for address in addresses():
        response = browser.get(address, follow=True)
        assert (response.status_code, response.redirect_chain) == (200, []), (address, response.redirect_chain)


def end_of_an_account() -> None:
    """Of somebody with connections and teams; then the log is asked about them."""
    person: Any = get_user_model().objects.filter(username__startswith="crowd").latest("pk")
    key = str(person.pk)
    call_command("hub_revoke", app="crowd-1", user=person.username, reason="The account ends.")
    person.delete()
    list(AuditEvent.objects.filter(user_id=key).order_by("-pk")[:10])


def main() -> None:
    admin = get_user_model().objects.create_superuser("administrator", "admin@example.org", "!")
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(admin)
    visit_all(browser)
    end_of_an_account()
    call_command("hub_cleanup")


if __name__ == "__main__":
    main()
