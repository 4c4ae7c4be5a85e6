"""The documents that an app begins with."""

from __future__ import annotations

from typing import Final

from hub_oauth.selftest.checks.check import Check
from hub_oauth.selftest.trial import Failed, Trial


def discovery_is_there(trial: Trial) -> None:
    found = trial.send("authorization_server").json
    if not found:
        raise Failed("no JSON document is there")
    if found.get("issuer") != trial.url:
        raise Failed(f"it names the issuer {found.get('issuer')!r}")


def only_what_is_safe(trial: Trial) -> None:
    found = trial.send("authorization_server").json
    wanted = {"response_types_supported": ["code"], "code_challenge_methods_supported": ["S256"]}
    for name, value in wanted.items():
        if found.get(name) != value:
            raise Failed(f"{name} is {found.get(name)}")


def endpoints_stand_on_the_issuer(trial: Trial) -> None:
    found = trial.send("authorization_server").json
    ends = {name: str(value) for name, value in found.items() if name.endswith("_endpoint")}
    astray = [name for name, value in ends.items() if not value.startswith(f"{trial.url}/")]
    if astray or not ends:
        raise Failed(f"not so: {', '.join(astray) or 'there is none'}")


def resource_document_names_the_issuer(trial: Trial) -> None:
    found = trial.send("protected_resource").json
    if found.get("authorization_servers") != [trial.url]:
        raise Failed(f"authorization_servers is {found.get('authorization_servers')}")


CHECKS: Final = (
    Check("discovery", "The discovery document is there and names this issuer", discovery_is_there),
    Check("discovery.safe", "It offers codes and S256, and nothing weaker", only_what_is_safe),
    Check("discovery.endpoints", "Every endpoint stands on the issuer", endpoints_stand_on_the_issuer),
    Check("discovery.resource", "The resource document names this issuer", resource_document_names_the_issuer),
)
