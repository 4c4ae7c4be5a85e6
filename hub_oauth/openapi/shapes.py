"""The words of OpenAPI that every description uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

Shape = dict[str, Any]

JSON: Final = "application/json"


def whole(pattern: str) -> str:
    """A pattern of the code, which matches in full, as JSON Schema takes it, which searches."""
    return f"^(?:{pattern})$"


def text(description: str = "", **more: Any) -> Shape:
    return {"type": "string", **({"description": description} if description else {}), **more}


def array(items: Shape, description: str = "") -> Shape:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def record(properties: Mapping[str, Shape], *, optional: Iterable[str] = (), **more: Any) -> Shape:
    """An object that has these properties, all of them but the optional ones."""
    required = [name for name in properties if name not in set(optional)]
    return {"type": "object", "properties": dict(properties), "required": required, **more}


def reference(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def content(media_type: str, schema: Shape, examples: Mapping[str, Any] | None = None) -> Shape:
    """examples: by name; those of a schema that says its own need none here."""
    named = {name: {"value": value} for name, value in (examples or {}).items()}
    return {media_type: {"schema": schema, **({"examples": named} if named else {})}}


def answer(
    description: str,
    schema: Shape | None = None,
    media_type: str = JSON,
    examples: Mapping[str, Any] | None = None,
    /,
    **headers: str,
) -> Shape:
    """A response; headers: name, with ``_`` for ``-``, and what it says."""
    body = {} if schema is None else {"content": content(media_type, schema, examples)}
    named = {name.replace("_", "-"): {"schema": text(), "description": said} for name, said in headers.items()}
    return {"description": description, **({"headers": named} if named else {}), **body}


def query(name: str, schema: Shape, *, required: bool = False, example: str | None = None) -> Shape:
    """A parameter of the URL; its description stands beside its schema, where readers look for it."""
    inner = {key: value for key, value in schema.items() if key != "description"}
    said = schema.get("description", "")
    shown = {} if example is None else {"example": example}
    return {"name": name, "in": "query", "required": required, "description": said, "schema": inner, **shown}
