"""What this app does on its own news: it rings the worker."""

from django.db import transaction
from django.dispatch import receiver

from .signals import errands_wanted
from .tasks import sweep_payments


@receiver(errands_wanted)
def ring_the_worker(workers=1, **kwargs):
    for _ in range(workers):
        # Robust: with the broker away the rows stand all the same, and the sweep finds them.
        transaction.on_commit(sweep_payments.delay, robust=True)
