"""Tries are counted in each worker and told to the others in steps; a worker here is a Tallies of its own."""

from __future__ import annotations

from hub_oauth.tallies import KEPT, Rate, Tallies

EXACT, COARSE = Rate(60, 60), Rate(600, 60)


def passed(workers: list[Tallies], rate: Rate, tries: int) -> int:
    """How many of so many tries are within the limit, taken in turn by the workers."""
    return sum(workers[number % len(workers)].count("key", rate) <= rate.limit for number in range(tries))


def test_a_low_limit_is_exact_over_all_workers() -> None:
    assert passed([Tallies() for _ in range(4)], EXACT, 300) == 60


def test_a_high_limit_is_exact_in_one_worker() -> None:
    assert passed([Tallies()], COARSE, 1000) == 600


def test_each_further_worker_may_let_a_step_more_pass() -> None:
    workers = [Tallies() for _ in range(4)]
    assert COARSE.limit <= passed(workers, COARSE, 2000) <= COARSE.limit + len(workers) * COARSE.step


def test_what_a_worker_counted_is_known_to_the_next() -> None:
    first, second = Tallies(), Tallies()
    passed([first], COARSE, 600)
    assert passed([second], COARSE, 100) < COARSE.step


def test_another_key_has_a_count_of_its_own() -> None:
    tallies = Tallies()
    passed([tallies], COARSE, 600)
    assert tallies.count("another", COARSE) == 1


def test_a_worker_keeps_no_more_keys_than_it_has_room_for() -> None:
    tallies = Tallies()
    for number in range(KEPT + 10):
        tallies.count(str(number), COARSE)
    assert len(tallies.of) <= KEPT
