"""Ordering in one line, for tests that are about something else."""

from contextlib import contextmanager
from itertools import count
from uuid import uuid4

from capsules.actions.preordering import preorder

numbers = count(1)


def order(capsule, quantity=1, **fields):
    """A preorder of a customer nobody has seen before, unless `fields` say more."""
    defaults = {
        "variant": fields.pop("variant", None) or capsule.variants.first(),
        "quantity": quantity,
        "name": "Nora",
        "email": f"customer{next(numbers)}@example.org",
        "pickup_node": capsule.made_at,
        "idempotency_key": uuid4(),
    }
    return preorder(capsule, **defaults | fields)


def positions(preorder):
    return list(preorder.claims.live().values_list("position", flat=True))


@contextmanager
def heard(*signals):
    """Collect what the signals say inside the block, as (signal, row)."""
    said = []
    receivers = []
    for signal in signals:

        def receiver(sender, _signal=signal, **kwargs):
            kwargs.pop("signal")
            said.append((_signal, next(iter(kwargs.values()))))

        receivers.append((signal, receiver))
        signal.connect(receiver)
    try:
        yield said
    finally:
        for signal, receiver in receivers:
            signal.disconnect(receiver)
