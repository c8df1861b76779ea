"""Fields as people type them: money with a point, a price change in percent or money, a time on a node's clock."""

import re
from datetime import timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

FAR_AWAY = timedelta(days=3 * 366)
SUM = re.compile(r"\d{1,6}([.,]\d{1,2})?")
BOX = re.compile(
    r"(\d{1,3}(?:[.,]\d)?)(?:\s*[x×*]\s*)(\d{1,3}(?:[.,]\d)?)(?:\s*[x×*]\s*)(\d{1,3}(?:[.,]\d)?)(?:\s*cm)?"
)
CHANGE = re.compile(r"(?P<sign>[-−–+]?)\s*(?:(?P<percent>\d{1,3})\s*%|(?P<sum>\d{1,6}(?:[.,]\d{1,2})?))")


def minor_of(typed: str) -> int:
    """ "48.00", "48,5" → 4800, 4850."""
    return int(Decimal(typed.replace(",", ".")) * 100)


def typed_minor(minor: int) -> str:
    """4800 → "48.00"."""
    return f"{minor // 100}.{minor % 100:02}"


class MoneyField(forms.CharField):
    """A sum typed as 48.00, kept as minor units."""

    def __init__(self, **options):
        super().__init__(**{"widget": forms.TextInput({"inputmode": "decimal", "size": 8})} | options)

    def to_python(self, value):
        typed = super().to_python(value).lstrip("€£$").strip()
        if typed in self.empty_values:
            return None
        if not SUM.fullmatch(typed):
            raise ValidationError("Write the price as in 48.00.")
        return minor_of(typed)

    def prepare_value(self, value):
        return typed_minor(value) if isinstance(value, int) else value


class PriceChangeField(forms.CharField):
    """“−15 %” or “−6.00”, kept as {"percent": −15} or {"amount_minor": −600}."""

    def to_python(self, value):
        typed = super().to_python(value)
        if typed in self.empty_values:
            return None
        found = CHANGE.fullmatch(typed)
        if not found:
            raise ValidationError("Write the change as −15 % or as −6.00.")
        sign = -1 if found["sign"] in ("-", "−", "–") and found["sign"] else 1
        if found["percent"]:
            return {"percent": sign * int(found["percent"]), "amount_minor": 0}
        return {"percent": 0, "amount_minor": sign * minor_of(found["sum"])}

    def prepare_value(self, value):
        if not isinstance(value, dict):
            return value
        if value["percent"]:
            return f"{value['percent']:+} %".replace("-", "−")
        amount = value["amount_minor"]
        return ("−" if amount < 0 else "+") + typed_minor(abs(amount))


class BoxField(forms.CharField):
    """The sides of a box typed in cm as 30 × 26 × 26, kept as three in mm."""

    def to_python(self, value):
        typed = super().to_python(value)
        if typed in self.empty_values:
            return None
        found = BOX.fullmatch(typed)
        sides = [int(Decimal(side.replace(",", ".")) * 10) for side in found.groups()] if found else []
        if not sides or 0 in sides:
            raise ValidationError("Write the three sides of the box as in 30 × 26 × 26.")
        return sides

    def prepare_value(self, value):
        return " × ".join(f"{Decimal(side) / 10}" for side in value) if isinstance(value, list) else value


class HourField(forms.TimeField):
    """A time on the clock, to the minute."""

    def __init__(self, **options):
        super().__init__(**{"widget": forms.TimeInput({"type": "time"}, format="%H:%M")} | options)


class DayField(forms.DateField):
    """A day that a drop may have: not one that only a slip of the keyboard means."""

    def validate(self, value):
        super().validate(value)
        if value and abs(value - timezone.now().date()) > FAR_AWAY:
            raise ValidationError("Choose a day within three years of today.")

    def __init__(self, **options):
        super().__init__(**{"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")} | options)
