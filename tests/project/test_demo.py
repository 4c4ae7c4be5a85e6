"""``hub_demo`` and what ``make demo`` runs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from secrets import token_urlsafe

import pytest
import requests
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from pytest_django import Settings

from hub_oauth import clients, secrets
from hub_project.management.commands import hub_demo
from hub_teams.models import Membership, Team
from tests.support import ports
from tests.support.html import form_with
from tests.support.processes import LocalServer, ended
from tests.support.server import ROOT


@pytest.fixture
def developing(settings: Settings) -> None:
    settings.DEBUG = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # The real one is slow on purpose.


def seed(folder: Path) -> str:
    output = StringIO()
    call_command(hub_demo.Command(), folder=folder, stdout=output)
    return output.getvalue()


def kept(folder: Path, name: str = "acme.json") -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / name).read_text())
    return found


def counts() -> dict[str, int]:
    rows = {"users": get_user_model().objects, "teams": Team.objects, "memberships": Membership.objects}
    return {name: manager.count() for name, manager in rows.items()} | {"apps": clients.with_profiles().count()}


@pytest.mark.django_db
@pytest.mark.usefixtures("developing")
class TestSeeding:
    def test_the_printed_passwords_sign_in(self, tmp_path: Path) -> None:
        rows = [line.split() for line in seed(tmp_path).splitlines()[1:]]
        people = {username: authenticate(username=username, password=password) for username, password, *_ in rows}
        assert {name: user and user.is_superuser for name, user in people.items()} == {
            "alice": False,
            "bob": False,
            "charlie": False,
            "admin": True,
        }

    def test_alice_owns_bob_is_a_member_charlie_is_in_no_team(self, tmp_path: Path) -> None:
        seed(tmp_path)
        assert set(Membership.objects.values_list("team__slug", "user__username", "role")) == {
            ("design", "alice", "owner"),
            ("design", "bob", "member"),
            ("support", "alice", "owner"),
            ("support", "bob", "member"),
        }

    def test_a_second_time_makes_nothing(self, tmp_path: Path) -> None:
        first = seed(tmp_path), counts(), kept(tmp_path), kept(tmp_path, "board.json")
        assert (seed(tmp_path), counts(), kept(tmp_path), kept(tmp_path, "board.json")) == first

    def test_a_changed_password_is_set_back_to_the_printed_one(self, tmp_path: Path) -> None:
        seed(tmp_path)
        alice = get_user_model().objects.get(username="alice")
        alice.set_password("something else")
        alice.save()
        seed(tmp_path)
        assert authenticate(username="alice", password="alice-demo") == alice

    def test_somebody_elses_account_of_the_same_name_keeps_its_password(self, tmp_path: Path) -> None:
        admin = get_user_model().objects.create_user("admin", "me@example.org", "my own")
        assert "admin-demo" not in seed(tmp_path)
        assert authenticate(username="admin", password="my own") == admin

    def test_the_secret_is_kept_for_its_owner_alone(self, tmp_path: Path) -> None:
        seed(tmp_path / "new")
        assert (tmp_path / "new" / "acme.json").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "new" / ".gitignore").read_text() == "*\n"

    def test_the_secret_authenticates_the_app(self, tmp_path: Path) -> None:
        seed(tmp_path)
        application = clients.find(kept(tmp_path)["client_id"])
        assert application is not None
        assert secrets.verify(application, kept(tmp_path)["client_secret"])

    def test_a_lost_secret_is_replaced_and_the_old_one_is_dead(self, tmp_path: Path) -> None:
        seed(tmp_path)
        old = kept(tmp_path)
        (tmp_path / "acme.json").unlink()
        seed(tmp_path)
        new = kept(tmp_path)
        application = clients.find(old["client_id"])
        assert application is not None
        assert new["client_id"] == old["client_id"]
        assert [secrets.verify(application, each["client_secret"]) for each in (old, new)] == [False, True]


@pytest.mark.django_db
def test_without_debug_it_refuses_and_makes_nothing(tmp_path: Path) -> None:
    before = counts()
    with pytest.raises(CommandError, match="only while DEBUG is on"):
        seed(tmp_path)
    assert counts() == before
    assert list(tmp_path.iterdir()) == []


class Demo:
    """``examples/demo.py`` on free ports, with a database and a folder of its own."""

    argv = (sys.executable, str(ROOT / "examples" / "demo.py"))

    def __init__(self, folder: Path, **environ: str) -> None:
        names = ("HUB_PORT", "SAMPLE_PORT", "PAGE_PORT")
        self.ports = {name: ports.free_port() for name in names}
        self.env = {
            "PATH": os.defpath,
            "HOME": str(folder),
            "DEBUG": "on",
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "DEMO_FOLDER": str(folder / "kept"),
            **{name: str(port) for name, port in self.ports.items()},
            **environ,
        }
        self.server = LocalServer(
            self.argv,
            self.env,
            self.ports["HUB_PORT"],
            log=folder / "log",
            cwd=folder,
            ready=self.greets,
            seconds=90,  # The first start makes a database, which takes its time on a busy machine.
        )

    def greets(self) -> bool:
        return "Ctrl-C" in self.server.log.read_text()

    def get(self, name: str, path: str = "/") -> requests.Response:
        return requests.get(f"http://{ports.LOOPBACK}:{self.ports[name]}{path}", timeout=10)

    def refuses(self) -> subprocess.CompletedProcess[str]:
        """Run it where it must end at once by itself."""
        return subprocess.run(self.argv, env=self.env, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """One for the module: what the first start makes, the next ones find."""
    return Demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(made: Demo) -> Iterator[Demo]:
    made.server.log.write_text("")
    with made.server:
        yield made


def test_it_serves_the_hub_and_both_apps_until_ctrl_c(demo: Demo) -> None:
    process = demo.server.process
    assert process is not None
    assert [demo.get(name).status_code for name in demo.ports] == [200, 200, 200]
    assert "Acme Planner" in demo.get("SAMPLE_PORT").text
    assert demo.get("PAGE_PORT", "/config.json").json()["issuer"].endswith(str(demo.ports["HUB_PORT"]))
    process.send_signal(signal.SIGINT)
    assert ended(process, 10)
    assert process.returncode == 0, demo.server.tail()
    assert [name for name, port in demo.ports.items() if ports.answers(port)] == []
    assert "Traceback" not in demo.server.tail()


def test_emails_are_written_where_it_says(demo: Demo) -> None:
    browser, address = requests.Session(), f"http://{ports.LOOPBACK}:{demo.ports['HUB_PORT']}/accounts/password/reset/"
    form = form_with(browser.get(address, timeout=10).text, "email").fields
    assert "/password/reset/done/" in browser.post(address, {**form, "email": "alice@example.org"}, timeout=10).url
    (line,) = [line for line in demo.server.log.read_text().splitlines() if line.startswith("E-mails")]
    (mail,) = Path(line.split()[1]).iterdir()
    assert f"http://{ports.LOOPBACK}:{demo.ports['HUB_PORT']}/accounts/password/reset/key/" in mail.read_text()


def test_a_port_in_use_is_named_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as somebody:
        port = somebody.getsockname()[1]
        refusal = Demo(tmp_path, SAMPLE_PORT=str(port)).refuses()
    assert refusal.returncode == 1
    assert refusal.stderr == f"Port {port} is in use; stop what uses it, or set SAMPLE_PORT to another one.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("secret_key", "named"),
    [(token_urlsafe(48), "DEBUG is on"), ("", "SECRET_KEY is missing")],
    ids=["without debug", "without a setting"],
)
def test_where_it_may_not_run_it_says_why_and_makes_nothing(tmp_path: Path, secret_key: str, named: str) -> None:
    others = {"ALLOWED_HOSTS": "a", "CACHE_URL": "locmemcache://", "EMAIL_URL": "smtp://a"}
    production = {"DEBUG": "off", "SECRET_KEY": secret_key, **others}
    refusal = Demo(tmp_path, **production).refuses()
    assert refusal.returncode == 1
    assert named in refusal.stderr
    assert refusal.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_app_that_dies_stops_the_rest_and_its_last_words_are_told(demo: Demo) -> None:
    process = demo.server.process
    assert process is not None
    os.kill(child_of(process.pid, "app.py"), signal.SIGKILL)
    assert ended(process, 10)
    assert process.returncode == 1
    assert "Acme Planner stopped: " in demo.server.tail()
    assert [name for name, port in demo.ports.items() if ports.answers(port)] == []


def child_of(parent: int, program: str) -> int:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return next(int(child) for child in children if program in Path(f"/proc/{child}/cmdline").read_text())
