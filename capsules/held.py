"""What is held of an edition, and what it costs: the questions that every buyer of a storm asks.

They are written as SQL because composing them by the ORM costs more than the database takes to answer.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

GLANCE = """
SELECT (SELECT count(*) FROM capsules_claim WHERE capsule_id = %(capsule)s AND cancelled_at IS NULL),
       (SELECT id FROM capsules_preorder WHERE capsule_id = %(capsule)s AND idempotency_key = %(key)s),
       (SELECT min(held_until) FROM capsules_preorder WHERE capsule_id = %(capsule)s AND status = 'held'),
       statement_timestamp()
"""

HELD = """
SELECT claim.position, preorder.id, coalesce(preorder.email, ''), preorder.idempotency_key,
       CASE WHEN preorder.status = 'held' THEN preorder.held_until END
FROM capsules_claim claim LEFT JOIN capsules_preorder preorder ON preorder.id = claim.preorder_id
WHERE claim.capsule_id = %s AND claim.cancelled_at IS NULL
"""

TIERS = "SELECT first, last, percent, amount_minor FROM capsules_tier WHERE capsule_id = %s"


class Glance(NamedTuple):
    """How an edition stands at one instant, `now`: positions taken, what this form made, and when a hold ends first."""

    taken: int
    sent: int | None
    back_at: datetime | None
    now: datetime

    @property
    def may_come_back(self) -> bool:
        """Whether what is held is over: then only the lock tells who has it."""
        return self.back_at is not None and self.back_at <= self.now


class Held(NamedTuple):
    """A position that is taken, and by which order; by none where it is held for an invitation.

    `until` says how long it is only held while its customer pays.
    """

    position: int
    preorder: int | None
    email: str
    idempotency_key: UUID | None
    until: datetime | None


class PriceTier(NamedTuple):
    """A tier as the arithmetic of prices wants it."""

    first: int
    last: int
    percent: int
    amount_minor: int


def glance(capsule, idempotency_key: UUID) -> Glance:
    with connection.cursor() as cursor:
        cursor.execute(GLANCE, {"capsule": capsule.pk, "key": idempotency_key})
        return Glance(*cursor.fetchone())


def held_positions(capsule) -> list[Held]:
    """Every position that is taken. The caller holds the capsule's row, or reads what is already past."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [capsule.pk])
        return [Held(*row) for row in cursor]


def price_tiers(capsule) -> list[PriceTier]:
    with connection.cursor() as cursor:
        cursor.execute(TIERS, [capsule.pk])
        return [PriceTier(*row) for row in cursor]
