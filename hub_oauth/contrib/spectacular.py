"""How drf-spectacular describes a ResourceView: ``REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"]``."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema

from hub_oauth.api import Operation, ResourceView
from hub_oauth.openapi import resources, security
from hub_oauth.openapi.shapes import Shape


class ResourceSchema(AutoSchema):
    """A host's other views are described as drf-spectacular does."""

    def get_operation(self, *args: Any) -> Shape | None:
        operation: Shape | None = super().get_operation(*args)
        if operation is None or not isinstance(self.view, ResourceView):
            return operation
        described = self.described(self.view)
        parameters = [*self.view.parameters, *described.parameters]
        answers = resources.described(described, self.view.scopes_for(self.method))
        return operation | answers | ({"parameters": parameters} if parameters else {})

    def described(self, view: ResourceView) -> Operation:
        """What the view says of this method; where it says nothing, its answer to a GET."""
        return view.operations.get(self.method) or Operation("", "", {200: view.answer})

    def _resolve_path_parameters(self, variables: Any) -> Any:
        if isinstance(self.view, ResourceView):
            return []
        return super()._resolve_path_parameters(variables)  # type: ignore[no-untyped-call]

    def get_operation_id(self) -> str:
        if not isinstance(self.view, ResourceView):
            return str(super().get_operation_id())
        if said := self.described(self.view).id:
            return said
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self.view).__name__.removesuffix("View")).lower()

    def get_summary(self) -> str | None:
        """The docstring of a view without the address that it begins with, which stands above it here."""
        if not isinstance(self.view, ResourceView):
            summary: str | None = super().get_summary()
            return summary
        if own := self.described(self.view).summary:
            return own
        said = (type(self.view).__doc__ or "").partition("``: ")[2].removesuffix(".")
        return said[:1].upper() + said[1:]

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        return "" if isinstance(self.view, ResourceView) else str(super().get_description())

    def get_response_serializers(self) -> Any:
        return (
            {200: dict(self.view.answer)} if isinstance(self.view, ResourceView) else super().get_response_serializers()
        )

    def get_request_serializer(self) -> Any:
        return None if isinstance(self.view, ResourceView) else super().get_request_serializer()

    def get_auth(self) -> list[Shape]:
        if isinstance(self.view, ResourceView):
            return security.by_token(self.view.scopes_for(self.method))
        found: list[Shape] = super().get_auth()
        return found

    def get_tags(self) -> list[str]:
        return ["API"] if isinstance(self.view, ResourceView) else list(super().get_tags())
