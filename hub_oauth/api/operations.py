from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """What the OpenAPI document says of one method of a ResourceView.

    id: unique in the document; summary: one line; answers: status -> JSON Schema, None where there is no body;
    body: JSON Schema of what is sent; examples: name -> such a body; parameters: beside those of the view; problems:
    codes of ``hub_oauth.problems`` beside what every resource may answer; headers: of the answers; example: of one.
    """

    id: str
    summary: str
    answers: Mapping[int, Schema | None]
    body: Schema | None = None
    examples: Mapping[str, Any] = field(default_factory=dict)
    example: Any = None
    parameters: tuple[Schema, ...] = ()
    problems: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
