from django import forms

from capsules.forms.fields import MoneyField
from coop.terms import Rates
from scheduling.months import Month

MONTHS_AHEAD = 4


class ClosingForm(forms.Form):
    """What only a person knows of a month: which materials the co-op supplied."""

    seen_minor = forms.IntegerField(widget=forms.HiddenInput)
    materials_minor = MoneyField(label="Materials that the co-op supplied", required=False)
    materials_for = forms.CharField(
        label="Which", max_length=160, required=False, help_text="As in “20 kg of river stoneware”. The maker reads it."
    )

    def clean(self):
        typed = super().clean()
        if typed.get("materials_minor") and not typed.get("materials_for"):
            self.add_error("materials_for", "Say which materials.")
        return typed

    @property
    def materials(self) -> dict:
        minor = self.cleaned_data["materials_minor"] or 0
        return {"materials_minor": minor, "materials_for": self.cleaned_data["materials_for"] if minor else ""}


def percent(label: str, hint: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, help_text=hint, min_value=0, max_value=50, decimal_places=2, max_digits=4)


class TermsForm(forms.Form):
    """Terms for this month or one to come."""

    begins = forms.ChoiceField(label="From")
    commission_percent = percent("Commission, %", "Of what came in, less refunds and parcels, without VAT.")
    card_percent = percent("Of a payment by card, %", "What the provider keeps of it.")
    card_minor = MoneyField(label="And for each payment by card", help_text="As in 0.25.")

    def __init__(self, *args, now: Month, **options):
        super().__init__(*args, **options)
        self.months = {str(month): month for month in _months_from(now)}
        self.fields["begins"].choices = [(word, f"{month.first:%B %Y}") for word, month in self.months.items()]

    @property
    def month(self) -> Month:
        return self.months[self.cleaned_data["begins"]]

    @property
    def rates(self) -> Rates:
        return Rates(*(self.cleaned_data[name] for name in Rates._fields))


def _months_from(month: Month):
    for _ in range(MONTHS_AHEAD):
        yield month
        month = month.next
