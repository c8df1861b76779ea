"""A price-off code as the office types it."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError

from capsules.models import Capsule, PriceCode
from coop.models import Node
from coop.times import minute_of_day

from .fields import SUM, DayField, minor_of

PERCENT = re.compile(r"(\d{1,3})\s*%?")
KINDS = [
    ("percent", "percent off each piece"),
    ("amount", "amount off each piece"),
    ("set", "its own price for each piece"),
]


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Za-z0-9 -]{3,20}$",
        label="Code",
        max_length=20,
        help_text="As customers type it, in large or small letters: SPRING27.",
        error_messages={"invalid": "Write 3 to 20 letters and digits."},
    )
    kind = forms.ChoiceField(label="What it does", choices=KINDS)
    value = forms.CharField(label="How much", max_length=9, help_text="10 for percent, 10.00 for a sum.")
    capsule = forms.ModelChoiceField(label="For", queryset=None, required=False, empty_label="All capsules")
    uses = forms.IntegerField(
        label="Orders that may use it", required=False, min_value=1, max_value=100_000, help_text="Empty: any number."
    )
    first_day = DayField(label="From", required=False)
    last_day = DayField(label="Until", required=False, help_text="The whole of this day, on the node’s clock.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["capsule"].queryset = Capsule.objects.exclude(status=Capsule.Status.DRAFT)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") and cleaned.get("value"):
            try:
                cleaned |= _read(cleaned["kind"], cleaned.pop("value").strip())
            except ValidationError as wrong:
                self.add_error("value", wrong)
        first, last = cleaned.pop("first_day", None), cleaned.pop("last_day", None)
        if first and last and last < first:
            self.add_error("last_day", "The last day lies before the first.")
        zone = self._zone(cleaned.get("capsule"))
        cleaned["valid_from"] = minute_of_day(first, 0, zone) if first else None
        cleaned["valid_until"] = minute_of_day(last + timedelta(days=1), 0, zone) if last else None
        return cleaned

    def _zone(self, capsule):
        """Of the node that makes the capsule; of the co-op's first node where it is for all."""
        node = capsule.made_at if capsule else Node.objects.order_by("pk").first()
        return node.zone


def _read(kind: str, typed: str) -> dict[str, int]:
    if kind == PriceCode.Kind.PERCENT:
        found = PERCENT.fullmatch(typed)
        if not found or not 1 <= int(found[1]) <= 100:
            raise ValidationError("Write a percentage from 1 to 100.")
        return {"percent": int(found[1])}
    if not SUM.fullmatch(typed):
        raise ValidationError("Write the sum as in 10.00.")
    amount = minor_of(typed)
    if kind == PriceCode.Kind.AMOUNT and not amount:
        raise ValidationError("It takes nothing off.")
    return {"amount_minor": amount}
