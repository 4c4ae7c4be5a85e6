"""What a consent page was drawn over: by the time it is answered, another page may have changed that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from hub_oauth.models import Consent


@dataclass(frozen=True, slots=True)
class Stood:
    """The consent that stood when the page was drawn, and its scopes; None and none where there was none."""

    consent: int | None = None
    scopes: tuple[str, ...] = ()

    @classmethod
    def of(cls, consent: Consent | None) -> Self:
        return cls(consent.pk, consent.scope_names) if consent else cls()

    def to_dict(self) -> dict[str, Any]:
        return {"consent": self.consent, "scopes": self.scopes}

    @classmethod
    def from_dict(cls, signed: Mapping[str, Any]) -> Self:
        return cls(signed.get("consent"), tuple(signed.get("scopes", ())))

    def holds(self, consent: Consent | None, *, asked: Collection[str], allowed: Collection[str]) -> bool:
        """Whether the page spoke of all that its answer reaches. asked, allowed: scopes of the page and of the answer.

        A scope allowed elsewhere meanwhile would get the end and the teams chosen here; one taken back would come back
        without having been asked for; and a consent given anew has an end and teams of its own.
        """
        had = set(consent.scope_names) if consent else set()
        grown, lost = had - {*self.scopes, *allowed}, set(self.scopes) & set(asked) - had
        is_another = consent is not None and self.consent not in (None, consent.pk)
        return not (grown or lost or is_another)


NONE: Final = Stood()
