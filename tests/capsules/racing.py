"""Real threads on real connections, all let go at the same instant."""

from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Barrier

from django.db import connections

from coop.refusals import Refusal


def race(calls, *, threads: int | None = None) -> list:
    """Call them all at once, on as many threads as calls or on fewer. Each answer, or the refusal raised, in order."""
    calls = list(calls)
    waiting, answers = SimpleQueue(), [None] * len(calls)
    for number, call in enumerate(calls):
        waiting.put((number, call))
    width = threads or len(calls)
    start = Barrier(width)

    def work():
        start.wait()
        try:
            while True:
                number, call = waiting.get_nowait()
                try:
                    answers[number] = call()
                except Refusal as refused:
                    answers[number] = refused
        except Empty:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(width) as pool:
        for done in [pool.submit(work) for _ in range(width)]:
            done.result()
    return answers
