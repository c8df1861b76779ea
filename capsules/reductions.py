"""What a code takes off the price of one piece. Pure; whole minor units throughout."""

from dataclasses import dataclass

from coop.money import percent_of


@dataclass(frozen=True)
class PercentOff:
    percent: int

    def off(self, price_minor: int) -> int:
        return percent_of(price_minor, self.percent)


@dataclass(frozen=True)
class AmountOff:
    """As much, or the whole price where it is less."""

    amount_minor: int

    def off(self, price_minor: int) -> int:
        return min(self.amount_minor, price_minor)


@dataclass(frozen=True)
class SetPrice:
    """A price of its own; a piece that costs less already keeps its price."""

    amount_minor: int

    def off(self, price_minor: int) -> int:
        return max(price_minor - self.amount_minor, 0)
