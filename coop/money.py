"""Money is an integer of minor units and a currency. Nothing here knows a float."""

from decimal import ROUND_HALF_UP, Decimal

SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


def format_minor(minor: int, currency: str = "EUR") -> str:
    """4800, "EUR" → "€48.00"."""
    sign = "−" if minor < 0 else ""
    whole, cents = divmod(abs(minor), 100)
    return f"{sign}{SIGNS.get(currency, currency + ' ')}{whole:,}.{cents:02}"


def decimal_minor(minor: int) -> str:
    """4800 → "48.00", as machines read it."""
    return f"{minor // 100}.{minor % 100:02}"


def format_percent(percent: Decimal) -> str:
    """Decimal("12.50") → "12.5 %"."""
    return f"{percent.normalize():f} %"


def percent_of(minor: int, percent: Decimal | int) -> int:
    """That many percent of a sum, rounded half up to the minor unit."""
    share = Decimal(minor) * Decimal(percent) / 100
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def vat_within(gross_minor: int, percent: Decimal | int) -> int:
    """The VAT that a price including it contains."""
    share = Decimal(gross_minor) * Decimal(percent) / (100 + Decimal(percent))
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))
