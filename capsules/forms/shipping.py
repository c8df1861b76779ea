"""A zone of the rate table, as the co-op types it."""

import re
from decimal import Decimal
from itertools import pairwise

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from capsules.countries import countries
from capsules.models import ShippingZone
from capsules.shipping import Rate
from coop.error_words import said_errors
from coop.money import SIGNS, format_minor
from coop.phrases import mass_words

from .fields import MoneyField

SPARE_ROWS, LEAST_ROWS, MOST_RATES = 2, 4, 24


class CountriesField(forms.CharField):
    """“NL, Belgium, DE”, kept as two letters each."""

    def to_python(self, value):
        typed = [part.strip() for part in re.split(r"[,;\n]", super().to_python(value))]
        by_name = {name.casefold(): code for code, name in countries().items()}
        found, unknown = [], []
        for word in filter(None, typed):
            code = word.upper() if word.upper() in countries() else by_name.get(word.casefold())
            (found if code else unknown).append(code or word)
        if unknown:
            raise ValidationError(f"No country is called {', '.join(unknown)}. Write two letters each, as in NL, BE.")
        return list(dict.fromkeys(found))

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value


class ZoneForm(forms.ModelForm):
    countries = CountriesField(
        help_text="Two letters each, as in NL, BE, DE. A country lies in one zone.", widget=forms.Textarea({"rows": 2})
    )
    currency = forms.ChoiceField(choices=[(code, code) for code in SIGNS], initial="EUR")

    class Meta:
        model = ShippingZone
        fields = ["name", "countries", "currency"]
        error_messages = {"name": {"unique": "Another zone has this name."}}


class RateForm(forms.Form):
    up_to_kg = forms.DecimalField(label="Up to, in kg", min_value=0, max_value=1000, decimal_places=3, localize=False)
    price_minor = MoneyField(label="Price")

    def clean_up_to_kg(self):
        if not self.cleaned_data["up_to_kg"]:
            raise ValidationError("A parcel weighs something.")
        return self.cleaned_data["up_to_kg"]

    @property
    def rate(self) -> Rate:
        return Rate(int(self.cleaned_data["up_to_kg"] * 1000), self.cleaned_data["price_minor"])


class RateRows(BaseFormSet):
    """An empty row is no row, also where it held a rate before."""

    def _construct_form(self, i, **options):
        form = super()._construct_form(i, **options)
        form.empty_permitted = True
        return form

    @property
    def filled(self) -> list[RateForm]:
        """The rows that say a rate, the lightest first."""
        forms = [form for form in self.forms if form.is_valid() and form.cleaned_data]
        return sorted(forms, key=lambda form: form.rate.up_to_g)

    @property
    def rates(self) -> list[Rate]:
        return [form.rate for form in self.filled]

    def clean(self):
        filled = self.filled
        if not filled and not any(form.errors for form in self.forms):
            raise ValidationError("Write at least one rate: without, no parcel goes there.")
        rates = [form.rate for form in filled]
        for (lighter, heavier), form in zip(pairwise(rates), filled[1:], strict=True):
            mass, price = mass_words(lighter.up_to_g), format_minor(lighter.price_minor)
            if lighter.up_to_g == heavier.up_to_g:
                form.add_error("up_to_kg", f"There is a rate up to {mass} already.")
            elif lighter.price_minor > heavier.price_minor:
                form.add_error("price_minor", f"Up to {mass} costs {price}: a heavier parcel costs no less.")


class ZoneEditor:
    """One page's two forms as one: the zone, and its rates."""

    def __init__(self, data=None, *, zone: ShippingZone):
        codes = [country.code for country in zone.countries.all()] if zone.pk else []
        typed = [_typed(rate) for rate in zone.rates.all()] if zone.pk else []
        self.zone = zone
        self.form = ZoneForm(data, instance=zone, initial={"countries": codes})
        extra = max(SPARE_ROWS, LEAST_ROWS - len(typed))
        self.rates = formset_factory(RateForm, RateRows, extra=extra, max_num=MOST_RATES)(
            data, prefix="rates", initial=None if data else typed
        )

    def is_valid(self) -> bool:
        # Both are asked, so that one look shows all errors of the page.
        valid = [self.form.is_valid(), self.rates.is_valid()]
        return all(valid)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Each error as (id of its field, words), from the top of the page down."""
        listed = [
            (field.id_for_label, f"{field.label}: {words}") for field in self.form for words in said_errors(field)
        ]
        if not self.rates.is_bound:
            return listed
        for number, row in enumerate(self.rates.forms, 1):
            listed += [
                (field.id_for_label, f"Rate {number}, {field.label}: {words}")
                for field in row
                for words in said_errors(field)
            ]
        first = self.rates.forms[0]["up_to_kg"].id_for_label
        return listed + [(first, str(words)) for words in self.rates.non_form_errors()]


def _typed(rate) -> dict:
    return {"up_to_kg": Decimal(rate.up_to_g) / 1000, "price_minor": rate.price_minor}
