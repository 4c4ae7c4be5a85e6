"""What an app did wrong when it said who it is."""

from __future__ import annotations

from typing import Final

from hub_project.developers.remedies.remedy import Remedy

APP: Final[dict[str, Remedy]] = {
    "client_document": Remedy(
        "client_id is an address, and no app can be made of what stands there, or the Hub asks no such address.",
        "Serve the document as the sentence says, over https and without a redirect; or have the app registered.",
    ),
    "client_unknown": Remedy(
        "There is no app with this client_id here, or an administrator turned it off.",
        "Compare the client_id with the one you got, and the address of the Hub with the one that gave it.",
    ),
    "client_missing": Remedy(
        "The request does not say which app it comes from.",
        "A public app sends client_id in the body; one with a secret may send both in the Authorization header.",
    ),
    "client_credentials_wrong": Remedy(
        "The secret is wrong or has ended, a public app sent one, or a public app asked what only one with a "
        "secret may ask.",
        "Check which secret is in use, and that an app of your type sends one. A secret is shown once; an "
        "administrator can make a new one.",
    ),
    "client_authentication_twice": Remedy(
        "The secret comes in the Authorization header and in the body.",
        "Choose one of them: client_secret_basic or client_secret_post.",
    ),
    "client_id_mismatch": Remedy(
        "Header and body name two different apps.",
        "Leave client_id out of the body where the header has it.",
    ),
}
