"""An app of the tests that gives the Hub a fetcher of theirs; no setting of the Hub's own could."""

from __future__ import annotations

import os
import socket
import ssl

from django.apps import AppConfig

from tests.support import ports


class Config(AppConfig):
    name = "tests.clients.documents_app"

    def ready(self) -> None:
        # What loads models comes late.
        from hub_oauth.client_documents import answers
        from hub_oauth.client_documents.fetch import Fetcher
        from tests.support.document_site import PUBLIC

        address = ports.LOOPBACK, int(os.environ["DOCUMENTS_PORT"])
        answers.fetcher = Fetcher(
            resolve=lambda host: [PUBLIC],
            connect=lambda _, seconds: socket.create_connection(address, timeout=seconds),
            context=ssl.create_default_context(cafile=os.environ["DOCUMENTS_CERTIFICATE"]),
        )
