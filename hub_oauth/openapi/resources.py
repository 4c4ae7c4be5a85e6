"""Operations of the resource API, as their views describe them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from hub_oauth.api import Operation
from hub_oauth.openapi import problems
from hub_oauth.openapi.shapes import Shape, answer

MEANINGS: Final = {
    200: "Done.",
    201: "It is new.",
    202: "It begins; somebody has to do the rest.",
    204: "Done; there is nothing to say.",
    304: "If-None-Match names the current one.",
}


def described(operation: Operation, scopes: Sequence[str]) -> Shape:
    """Request body and responses. scopes: what a token needs for it."""
    answers = {str(status): success(operation, status) for status in operation.answers}
    body = {} if operation.body is None else {"requestBody": request_body(operation)}
    return {**body, "responses": {**answers, **problems.responses(operation.problems, scopes)}}


def request_body(operation: Operation) -> Shape:
    examples = {name: {"value": value} for name, value in operation.examples.items()}
    return {
        "required": True,
        "content": {"application/json": {"schema": dict(operation.body or {}), "examples": examples}},
    }


def success(operation: Operation, status: int) -> Shape:
    schema = operation.answers[status]
    headers = {
        name.replace("-", "_"): said for name, said in operation.headers.items() if status != HTTPStatus.NO_CONTENT
    }
    shape = answer(MEANINGS[status], None if schema is None else dict(schema), Cache_Control="no-store", **headers)
    if schema is not None and operation.example is not None and status != HTTPStatus.ACCEPTED:
        shape["content"]["application/json"]["example"] = operation.example
    return shape
