"""Many at once, each on a thread and a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def at_once(number, work):
    """Call `work(0)`, `work(1)`, … each on its own thread and connection; their answers or refusals in order."""
    together = Barrier(number, timeout=60)

    def one(which):
        together.wait()
        try:
            return work(which)
        except Exception as refusal:  # whatever it is, the test compares it
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))
