"""How an order reaches its customer: collected, or sent to an address."""

from django import forms

from capsules.models import Preorder
from capsules.parcels import Address
from scheduling.pages.parcels_offered import ParcelsOffered, WayChosen

SHIP = Preorder.Delivery.SHIP.value
COLLECT = Preorder.Delivery.COLLECT.value
MISSING = {
    "ship_country": "Choose the country.",
    "ship_street": "Write the street and the number.",
    "ship_postcode": "Write the postcode.",
    "ship_city": "Write the town.",
}


def _typed(name: str, autocomplete: str, **options) -> forms.CharField:
    longest = getattr(Preorder._meta.get_field(name), "max_length", None)
    attributes = {"autocomplete": f"shipping {autocomplete}"}
    return forms.CharField(required=False, max_length=longest, widget=forms.TextInput(attributes), **options)


class DeliveryForm(forms.Form):
    """The heir has a `pickup_node` and a `name`, and calls `offer` once it knows the capsule.

    Cleaned, it is `parcel_to`, an Address or None, and `pickup_node`, None for a parcel.
    """

    delivery = forms.ChoiceField(required=False, initial=COLLECT)
    ship_country = forms.ChoiceField(
        label="Country", required=False, widget=forms.Select({"autocomplete": "shipping country"})
    )
    ship_name = _typed("ship_name", "name", label="Name on the parcel", help_text="Yours, if you leave it empty.")
    ship_street = _typed("ship_street", "street-address", label="Street and number")
    ship_postcode = _typed("ship_postcode", "postal-code", label="Postcode")
    ship_city = _typed("ship_city", "address-level2", label="Town")

    def offer(self, parcels: ParcelsOffered) -> None:
        self.parcels = parcels
        ways = [COLLECT, SHIP] if parcels else [COLLECT]
        self.fields["delivery"].choices = [(way, way) for way in ways]
        self.fields["ship_country"].choices = parcels.countries
        self.fields["ship_country"].initial = parcels.first
        self.fields["pickup_node"].required = self.data.get("delivery") != SHIP or not parcels

    @property
    def is_parcel(self) -> bool:
        return bool(self.parcels) and self["delivery"].value() == SHIP

    @property
    def country(self) -> str:
        """The country that the page counts for, whether or not a parcel is chosen."""
        chosen = self["ship_country"].value()
        return chosen if chosen in self.parcels.tables else self.parcels.first

    @property
    def way(self) -> WayChosen:
        return WayChosen(self.parcels, self.country, self.is_parcel)

    def clean(self):
        cleaned = super().clean()
        typed = {name: cleaned.pop(name, "") for name in Preorder.ADDRESS}
        cleaned["parcel_to"] = None
        if cleaned.pop("delivery", COLLECT) != SHIP:
            return cleaned
        for name, words in MISSING.items():
            if not typed[name] and name not in self.errors:
                self.add_error(name, words)
        typed["ship_name"] = typed["ship_name"] or cleaned.get("name", "")
        return cleaned | {"pickup_node": None, "parcel_to": Address(*typed.values())}
