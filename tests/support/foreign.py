"""A Django project of somebody else's: made by startproject, with the packages installed from the wheel."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.support import ports
from tests.support.app import READ_SCOPES, REDIRECT_URI, App
from tests.support.processes import LocalServer, ServerError
from tests.support.server import pairs
from tests.support.wheel import ROOT

PASSWORD: Final = "correct horse battery staple"
# What a host has that lets people sign in: Django's own view, and a template that it has anyway.
OWN_URLS: Final = """
from django.contrib.auth.views import LoginView
from django.urls import include

urlpatterns.append(path("accounts/login/", LoginView.as_view(template_name="admin/login.html"), name="login"))
"""
# README, steps 2 and 3.
ON_SQLITE: Final = 'DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE"}\n'
HUB_URLS: Final = 'urlpatterns += [path("", include("hub_oauth.urls")), path("", include("hub_teams.urls"))]\n'


def install(wheel: Path, target: Path) -> None:
    """The first step, without a registry: what the wheel depends on is installed already."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index"]
    run([*pip, "--target", str(target), str(wheel)], os.environ.copy(), target.parent)


class ForeignSite:
    """A bare project in a folder of its own, on SQLite. packages: where the wheel was installed."""

    def __init__(self, folder: Path, packages: Path) -> None:
        self.folder, self.packages, self.port = folder, packages, ports.free_port()
        self.names = itertools.chain(["Acme Planner"], map("Acme Planner {}".format, itertools.count(2)))
        self.env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "PYTHONPATH": os.pathsep.join([str(packages), sysconfig.get_path("purelib")]),
            "PYTHONWARNINGS": "error",
            "DJANGO_SETTINGS_MODULE": "site_of_theirs.settings",
        }
        # -S leaves out .pth files: with an editable install among them this very folder would be importable.
        self.interpreter = [sys.executable, "-S"]
        run([*self.interpreter, "-m", "django", "startproject", "site_of_theirs", "."], self.env, folder)
        self.add("site_of_theirs/urls.py", OWN_URLS)

    @property
    def url(self) -> str:
        return f"http://{ports.LOOPBACK}:{self.port}"

    def add(self, path: str, code: str) -> None:
        """Write more to the end of a file, which may be new."""
        file = self.folder / path
        file.parent.mkdir(exist_ok=True)
        with file.open("a") as end:
            end.write(code)

    def add_hub(self, *, existing: str = "", installed: Sequence[str] = ()) -> None:
        """README's steps 2 to 4. existing: what recommended_settings is given; installed: apps that it has already."""
        settings = settings_of_the_readme().replace("https://hub.example", self.url)
        settings = settings.replace("recommended_settings() ", f"recommended_settings({existing}) ")
        for app in installed:
            settings = settings.replace(f', "{app}"', "")
        self.add("site_of_theirs/settings.py", settings + ON_SQLITE)
        self.add("site_of_theirs/urls.py", HUB_URLS)
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str, stderr: bool = False) -> str:
        """Run a management command; gives what it prints, as errors too if wanted. Raises ServerError."""
        return run([*self.interpreter, "manage.py", *arguments], self.env, self.folder, stderr=stderr)

    def python(self, code: str) -> Any:
        """Run code in the project; gives what it leaves in ``answer``, as JSON has it."""
        told = f"answer = None\n{code}\nimport json; print(json.dumps(answer))"
        printed = self.manage("shell", "--no-imports", "--command", told)
        return json.loads(printed.splitlines()[-1])

    def create_app(self, *arguments: str, scopes: Sequence[str] = READ_SCOPES) -> App:
        """Register a client, confidential unless told otherwise; it is called Acme Planner, the next Acme Planner 2."""
        named = ["--name", next(self.names), "--redirect-uri", REDIRECT_URI, *pairs("--scope", scopes)]
        answer = json.loads(self.manage("hub_client", "create", *named, *arguments, "--json"))
        return App(answer["client_id"], REDIRECT_URI, answer.get("client_secret"), tuple(scopes))

    def server(self) -> LocalServer:
        """Django's own, to be entered."""
        argv = [*self.interpreter, "manage.py", "runserver", "--noreload", f"{ports.LOOPBACK}:{self.port}"]
        return LocalServer(argv, self.env, self.port, log=self.folder / "log", cwd=self.folder)


def settings_of_the_readme() -> str:
    """The second of its four steps, as it stands there."""
    text = (ROOT / "README.md").read_text()
    block = re.search(r"^2\. In the settings:\n\n +```python\n(.*?)^ +```$", text, re.DOTALL | re.MULTILINE)
    assert block, "README.md has no second step"
    return "\n" + re.sub(r"^   ", "", block[1], flags=re.MULTILINE)


def run(command: Sequence[str], env: dict[str, str], folder: Path, *, stderr: bool = False) -> str:
    done = subprocess.run(
        command, check=False, env=env, cwd=folder, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise ServerError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr if stderr else done.stdout
