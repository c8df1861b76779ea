from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory

from capsules.costing.materials import UnreadableMaterial, read_materials
from capsules.figures import saved_figures
from capsules.models import Capsule
from capsules.sheets import FIELDS, MOST_ZONES, Sheet, SheetZone, first_sheet_at, sheet_of

from .drafting import errors_of
from .fields import MoneyField
from .tables import Rows
from .unchecked import MayBeUnchecked, as_typed


def percent(label: str, hint: str, most: int = 100, least: int = 0):
    return forms.IntegerField(label=label, help_text=hint, min_value=least, max_value=most, required=least > 0)


def money(label: str, hint: str):
    return MoneyField(label=label, help_text=hint, required=False)


class CostForm(MayBeUnchecked, forms.Form):
    """A cost sheet as a maker types it. What is left empty counts as nothing."""

    materials = forms.CharField(
        label="In one piece",
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="One material a line with what it costs, as in Clay, 1.8 kg: 2.16.",
    )
    waste_percent = percent("Wasted, %", "Of what you buy: trimmings, a bucket that dried.", 90)
    scrap_percent = percent("Scrapped, %", "Of the pieces you make. The good ones pay for them.", 90)
    fill_percent = percent("Kiln filled, %", "The empty shelves are paid for too.", least=1)
    own_hour_minor = money("Your hour", "What an hour of your own work shall earn; empty leaves it out.")
    hand_minutes = forms.IntegerField(
        label="By hand, minutes",
        help_text="On each piece, away from the stations.",
        min_value=0,
        max_value=6000,
        required=False,
    )
    once_minor = money("Once for the drop", "Photographs, a mould, samples.")
    packaging_minor = money("Packaging", "For each piece that is sold.")
    fee_percent = forms.DecimalField(
        label="Payment fee, %",
        help_text="Of all that is paid.",
        min_value=0,
        max_value=50,
        decimal_places=2,
        required=False,
    )
    fee_minor = money("And for each order", "")
    returns_percent = percent("Sent back, %", "Of what is sold: paid back, and made for nothing.")
    pairs_percent = percent("Two at once", "Of 100 orders, so many take two pieces.")
    collected_share = forms.IntegerField(
        label="Collect at a node",
        help_text="So many orders, beside those of the zones.",
        min_value=0,
        max_value=1000,
        required=False,
    )
    free_from_minor = money("Ships free from", "From this sum on you pay the parcel. Empty: customers pay theirs.")

    def clean_materials(self):
        try:
            return read_materials(self.cleaned_data["materials"])
        except UnreadableMaterial as unreadable:
            raise ValidationError(str(unreadable)) from unreadable

    def clean(self):
        cleaned = super().clean()
        for name in cleaned:
            if cleaned[name] is None and name != "free_from_minor":
                cleaned[name] = 0
        return cleaned


class ZoneForm(MayBeUnchecked, forms.Form):
    name = forms.CharField(label="Where", max_length=60)
    share = forms.IntegerField(label="Orders", min_value=0, max_value=1000)
    parcel_minor = MoneyField(label="A parcel")


class ZoneRows(Rows):
    def clean(self):
        seen = set()
        for form in self.forms:
            kept = form.is_valid() and not form.cleaned_data.get("DELETE")
            name = form.cleaned_data.get("name") if kept else None
            if name and name in seen:
                form.add_error("name", "Two zones have this name.")
            seen.add(name)


ZoneTable = formset_factory(ZoneForm, ZoneRows, extra=1, can_delete=True, max_num=MOST_ZONES)


class CostEditor:
    """One page's two forms as one: the sheet and its zones."""

    def __init__(self, data=None, *, capsule: Capsule, unchecked=False):
        self.sheet = sheet_of(capsule) or first_sheet_at(capsule.made_at, saved_figures(capsule))
        self.form = CostForm(data, initial=self.sheet.typed)
        self.zones = ZoneTable(data, prefix="zones", initial=[zone._asdict() for zone in self.sheet.zones])
        if unchecked:
            as_typed(self.form, self.zones)

    @property
    def parts(self) -> list:
        return [self.form, self.zones]

    def is_valid(self) -> bool:
        valid = [part.is_valid() for part in self.parts]
        return all(valid)

    @property
    def errors(self) -> list[tuple[str, str]]:
        listed = errors_of(self.form, "")
        for number, row in enumerate(self.zones.forms if self.zones.is_bound else [], 1):
            listed += [] if row in self.zones.deleted_forms else errors_of(row, f"Zone {number}, ")
        return listed

    @property
    def said(self) -> Sheet:
        """What is typed so far; a field that is wrong counts as it is saved."""
        self.is_valid()
        cleaned = self.form.cleaned_data
        fields = {name: cleaned.get(name, self.sheet.fields[name]) for name in FIELDS}
        zones = tuple(SheetZone(**row) for row in self.zones.filled())
        return Sheet(fields, tuple(cleaned.get("materials", self.sheet.materials)), zones)
