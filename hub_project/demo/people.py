"""The people of the demonstration; their passwords are known to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    full_name: str
    what: str
    superuser: bool = False

    @property
    def password(self) -> str:
        return f"{self.username}-demo"

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"

    def is_this(self, user: Any) -> bool:
        """Whether the user is the one made here, and not somebody's own account of the same name."""
        return bool(user.email == self.email)


PEOPLE: Final = (
    Person("alice", "Alice Silva", "owns two teams"),
    Person("bob", "Bob Okafor", "a member of both"),
    Person("charlie", "Charlie Novak", "in no team"),
    Person("admin", "Ada Admin", "administrator", superuser=True),
)


def seed() -> dict[str, Any]:
    """Make who is missing, see that the passwords are the ones above, and return the users by name."""
    users = {person.username: find_or_make(person) for person in PEOPLE}
    ours = [person for person in PEOPLE if person.is_this(users[person.username])]
    # Each is a slow hash, and a start should be quick; hashing releases the interpreter's lock, so threads help.
    with ThreadPoolExecutor() as pool:
        hashes = list(pool.map(lambda person: password_hash(users[person.username], person.password), ours))
    for person, password in zip(ours, hashes, strict=True):
        set_hash(users[person.username], password)
    return users


def find_or_make(person: Person) -> Any:
    first, last = person.full_name.split()
    user, _ = get_user_model().objects.get_or_create(
        username=person.username,
        defaults={
            "first_name": first,
            "last_name": last,
            "email": person.email,
            "is_staff": person.superuser,
            "is_superuser": person.superuser,
        },
    )
    return user


def password_hash(user: Any, password: str) -> str:
    """The hash that the user has, where it is one of this password; else a new one."""
    kept: str = user.password
    return kept if kept and check_password(password, kept) else make_password(password)


def set_hash(user: Any, password: str) -> None:
    if user.password != password:
        user.password = password
        user.save(update_fields=["password"])


def table(users: Mapping[str, Any]) -> str:
    """User, password and what they are, in columns."""
    rows = [("User", "Password", "")]
    for person in PEOPLE:
        ours = person.is_this(users[person.username])
        rows.append((person.username, person.password if ours else "(your own)", person.what if ours else ""))
    return "\n".join(f"  {user:<10}{password:<16}{what}".rstrip() for user, password, what in rows)
