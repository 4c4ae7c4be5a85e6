"""Who tries one secret after the other, in a process of their own: what they take of it slows down nobody's clock."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from random import random
from time import monotonic, sleep
from typing import Final, TypeVar
from urllib.parse import urlencode

from tests.support import ports
from tests.support.app import TOKEN, App, refresh_params

Result = TypeVar("Result")

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
TIMEOUT: Final = 30


@dataclass(frozen=True)
class Guessers:
    """As many, each at an address of its own. port: of the server; app: whose secret they guess."""

    port: int
    app: App
    many: int

    def guess(self, per_second: float, seconds: float) -> list[list[int]]:
        """So many a second, of all together; gives the statuses that each was answered with, in order."""
        with ThreadPoolExecutor(self.many) as threads:
            guessing = [
                threads.submit(steadily, lambda number=number: self.try_one(number), per_second / self.many, seconds)
                for number in range(self.many)
            ]
        return [one.result() for one in guessing]

    def try_one(self, number: int) -> int:
        """A refusal, or AssertionError."""
        wrong = replace(self.app, secret=f"hub_cs_{secrets.token_urlsafe(32)}")
        form = urlencode(refresh_params(wrong, "hub_rt_guessed"))
        address = (f"127.0.2.{number + 1}", 0)
        with closing(http.client.HTTPConnection(ports.LOOPBACK, self.port, TIMEOUT, address)) as connection:
            connection.request("POST", TOKEN, form, FORM | wrong.headers)
            answer = connection.getresponse()
            assert answer.status in (401, 429), answer.status
            assert (answer.status == 429) == ("Retry-After" in answer.headers)
            assert b"access_token" not in answer.read()
            return answer.status


def steadily(act: Callable[[], Result], per_second: float, seconds: float) -> list[Result]:
    """What it gives, called so many times a second; a late one does not put off the next.

    At no fixed beat: else all would ask in the same moment.
    """
    began, given = monotonic(), list[Result]()
    for number in range(round(per_second * seconds)):
        sleep(max(0, began + (number + random()) / per_second - monotonic()))
        given.append(act())
    return given
