"""What a customer asks for, and how they came to ask."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .models import Preorder, PriceCode, Referral, Variant, Waiting
from .parcels import Way


@dataclass(frozen=True)
class Door:
    """How somebody came to order: with a code that they typed, by whose links, by an invitation of the waiting list."""

    code: str = ""
    first_via: Referral | None = None
    last_via: Referral | None = None
    waiting: Waiting | None = None

    def columns(self, code: PriceCode | None) -> dict[str, Any]:
        """What the order keeps of it; `code` is the one that was used."""
        return {"price_code": code, "first_via": self.first_via, "last_via": self.last_via}


FRONT_DOOR = Door()


@dataclass(frozen=True)
class Asked:
    """One order before it is one. `agreed_minor` is the sum that the customer saw; none where nobody looked."""

    variant: Variant
    quantity: int
    name: str
    email: str
    way: Way
    idempotency_key: UUID
    agreed_minor: int | None = None
    pay_by: str = Preorder.PayBy.DESK
    door: Door = FRONT_DOOR

    def columns(self, code: PriceCode | None) -> dict[str, Any]:
        """Those of the order that say it, but for what it costs."""
        return {
            "variant": self.variant,
            "quantity": self.quantity,
            "name": self.name,
            "email": self.email,
            "idempotency_key": self.idempotency_key,
            **self.way.columns,
            **self.door.columns(code),
        }
