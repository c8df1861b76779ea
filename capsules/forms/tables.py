"""The editor's tables: rows of variants and of tiers."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from capsules.artwork import PALETTES
from capsules.models import Capsule, Variant

from .fields import BoxField, MoneyField, PriceChangeField
from .unchecked import MayBeUnchecked, TableMayBeUnchecked


class VariantForm(MayBeUnchecked, forms.Form):
    name = forms.CharField(max_length=40)
    price_minor = MoneyField(label="Price")
    sku = forms.CharField(
        label="SKU", max_length=40, required=False, help_text="Your own number for it. Left empty, it gets one."
    )
    size = forms.CharField(max_length=60, required=False)
    mass_g = forms.IntegerField(label="Mass in g", min_value=1, required=False)
    parcel_mm = BoxField(
        label="Packed, in cm", required=False, max_length=30, help_text="The box of one piece. Without, it is not sent."
    )
    packaging_g = forms.IntegerField(label="Packaging in g", min_value=0, required=False)
    palette = forms.ChoiceField(label="Colours", choices=[("", "the capsule’s"), *PALETTES], required=False)

    def clean_packaging_g(self):
        return self.cleaned_data["packaging_g"] or 0

    def clean_price_minor(self):
        if self.cleaned_data["price_minor"] == 0:
            raise ValidationError("A piece costs something.")
        return self.cleaned_data["price_minor"]


class Rows(TableMayBeUnchecked, BaseFormSet):
    """Rows of a table; an empty row is no row, and a ticked one is taken out."""

    def filled(self) -> list[dict]:
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


class VariantRows(Rows):
    capsule: Capsule

    def clean(self):
        for name, words in {"name": "Two variants have this name.", "sku": "Two variants have this SKU."}.items():
            self._refuse_twice(name, words)
        skus = [row["sku"] for row in self.filled() if row["sku"]]
        foreign = set(
            Variant.objects.filter(sku__in=skus).exclude(capsule=self.capsule.pk).values_list("sku", flat=True)
        )
        for form in self.forms:
            if form.is_valid() and form.cleaned_data.get("sku") in foreign:
                form.add_error("sku", "Another capsule has this SKU.")

    def _refuse_twice(self, name, words):
        seen = set()
        for form in self.forms:
            value = form.cleaned_data.get(name) if form.is_valid() and not form.cleaned_data.get("DELETE") else None
            if value and value in seen:
                form.add_error(name, words)
            seen.add(value)


class TierForm(MayBeUnchecked, forms.Form):
    first = forms.IntegerField(label="From piece", min_value=1, max_value=32_000)
    last = forms.IntegerField(label="To piece", min_value=1, max_value=32_000)
    change = PriceChangeField(label="Price change", max_length=12)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", "Ends before it begins.")
        if cleaned.get("change") and cleaned["change"]["percent"] <= -100:
            self.add_error("change", "Something must be left to pay.")
        return cleaned


class TierRows(Rows):
    def clean(self):
        reached = 0
        filled = [form for form in self.forms if form.is_valid() and form.cleaned_data.get("first")]
        for form in sorted(filled, key=lambda form: form.cleaned_data["first"]):
            if form.cleaned_data.get("DELETE"):
                continue
            if form.cleaned_data["first"] <= reached:
                form.add_error("first", f"Piece {form.cleaned_data['first']} has a tier already.")
            reached = max(reached, form.cleaned_data["last"])


VariantTable = formset_factory(VariantForm, VariantRows, extra=2, can_delete=True, max_num=24)
TierTable = formset_factory(TierForm, TierRows, extra=2, can_delete=True, max_num=12)
