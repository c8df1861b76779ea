"""Who preorders in the demo."""

from itertools import cycle
from uuid import NAMESPACE_URL, uuid5

from capsules.actions.preordering import preorder

from .senders import door

FIRST = [
    "Ilse",
    "Bo",
    "Tomke",
    "Mika",
    "Jorun",
    "Saar",
    "Wout",
    "Lotte",
    "Femke",
    "Teun",
    "Maud",
    "Daan",
    "Evi",
    "Koen",
    "Puck",
    "Sven",
    "Rosa",
    "Gijs",
    "Nina",
    "Luuk",
]
LAST = [
    "Aalders",
    "Brink",
    "Coster",
    "Duin",
    "Elshout",
    "Fokker",
    "Gaal",
    "Hoekstra",
    "Ibes",
    "Jonker",
    "Kamp",
    "Lind",
]
QUANTITIES = [1, 1, 2, 1, 1, 1, 2, 1]


def person(number: int) -> tuple[str, str]:
    first, last = FIRST[number % len(FIRST)], LAST[(number * 7) % len(LAST)]
    return f"{first} {last}", f"{first}.{last}{number}@example.org".lower()


def customer(capsule, number: int) -> tuple[str, str]:
    """One in four has ordered from other drops before."""
    return person(number if number % 4 == 0 else number + 60 * capsule.pk)


def buy(capsule, pieces: int) -> None:
    """Place orders until so many pieces are claimed, over variants and pickup nodes in turn."""
    variants, nodes = (
        cycle(capsule.variants.all()),
        cycle([*capsule.pickup_nodes.all()] * 2),
    )
    quantities = cycle(QUANTITIES)
    number = 0
    while pieces:
        quantity = min(next(quantities), pieces, capsule.per_customer)
        name, email = customer(capsule, number)
        preorder(
            capsule,
            variant=next(variants),
            quantity=quantity,
            name=name,
            email=email,
            pickup_node=next(nodes),
            idempotency_key=uuid5(NAMESPACE_URL, f"{capsule.slug}/{number}"),
            door=door(capsule, number),
        )
        pieces -= quantity
        number += 1
