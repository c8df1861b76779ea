"""What the co-op keeps of its makers' sales. Pure."""

from decimal import Decimal
from typing import NamedTuple


class Rates(NamedTuple):
    """Of what comes in without VAT, less refunds and parcels; and what a charge of a card costs the co-op."""

    commission_percent: Decimal = Decimal()
    card_percent: Decimal = Decimal()
    card_minor: int = 0
