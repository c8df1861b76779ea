"""How costs are measured."""

import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter, process_time

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

OF_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def cpu_ms(calls: Iterable[Callable[[], object]], *, warm_up: int = 20) -> float:
    """The median processor time of a call in this process, system time included, once it is warm."""
    spent = []
    for call in calls:
        began = process_time()
        call()
        spent.append((process_time() - began) * 1000)
    return median(spent[warm_up:])


def queries(call: Callable[[], object]) -> int:
    """How many statements a call sends; BEGIN, COMMIT and savepoints are not counted."""
    with CaptureQueriesContext(connection) as sent:
        call()
    return sum(not query["sql"].startswith(OF_TRANSACTIONS) for query in sent)


def per_second(calls: list[Callable[[], object]], *, threads: int) -> float:
    """How many of these calls so many threads get done in a second, each on its own connection."""

    def work(mine: list[Callable[[], object]]) -> None:
        try:
            for call in mine:
                call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        began = perf_counter()
        list(pool.map(work, [calls[number::threads] for number in range(threads)]))
        return len(calls) / (perf_counter() - began)


def rss_mb(roots: Iterable[int]) -> float:
    """The resident memory of these processes and all their children. Pages that they share count each time."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    family = set(roots)
    while children := {pid for pid, parent, _ in rows if parent in family} - family:
        family |= children
    return sum(kilobytes for pid, _, kilobytes in rows if pid in family) / 1024
