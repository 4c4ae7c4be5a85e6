"""Where the site is, what it is called, and the addresses it tells to people and to apps."""

from __future__ import annotations

from urllib.parse import urlsplit

from hub_oauth.conf.written import Written


class Site(Written):
    @property
    def issuer(self) -> str:
        """The issuer identifier (RFC 8414 §2): an origin, without a slash at the end, never taken from a request."""
        return str(self["ISSUER"])

    @property
    def issuer_is_loopback_http(self) -> bool:
        parts = urlsplit(self.issuer)
        return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")

    @property
    def site_name(self) -> str:
        return str(self["SITE_NAME"])

    @property
    def help_url(self) -> str:
        """Where people get help: https or mailto; empty for no link."""
        return str(self["HELP_URL"])

    @property
    def report_url(self) -> str:
        """Where people report an app; ``{client_id}`` in it becomes the app's. Empty for no link."""
        return str(self["REPORT_URL"])

    @property
    def password_change_url(self) -> str:
        """Where people change their password: a path, or the name of a URL. Empty: the usual names are tried."""
        return str(self["PASSWORD_CHANGE_URL"])

    @property
    def documentation_url(self) -> str:
        """Where developers read about this site's API (RFC 8414 §2, service_documentation); empty for nowhere."""
        return self.address("DOCUMENTATION_URL")

    @property
    def policy_url(self) -> str:
        """What apps may do with the data they get (op_policy_uri); empty for nothing written."""
        return str(self["POLICY_URL"])

    @property
    def terms_url(self) -> str:
        """The terms for apps (op_tos_uri); empty for none."""
        return str(self["TERMS_URL"])

    @property
    def error_docs_url(self) -> str:
        """The page that explains every cause of ``hub_oauth.errors`` at an anchor of its name; empty for none."""
        return self.address("ERROR_DOCS_URL")

    @property
    def playground_url(self) -> str:
        """Where an administrator tries the flow by hand; empty for no such page."""
        return self.address("PLAYGROUND_URL")

    def address(self, key: str) -> str:
        """In full: a path is one of this site."""
        value = str(self[key])
        return self.issuer + value if value.startswith("/") else value
