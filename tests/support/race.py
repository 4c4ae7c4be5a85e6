from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def parallel(count: int, act: Callable[[int], Result]) -> list[Result]:
    """Call act(0) … act(count - 1), each in a thread, all released at once; gives the results in order.

    What one of them raises is raised here, once all have ended.
    """
    barrier = threading.Barrier(count, timeout=30)

    def wait_and_act(number: int) -> Result:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(wait_and_act, range(count)))
