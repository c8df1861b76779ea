import uuid

from django import forms

from capsules.models import Preorder
from capsules.paying import takes_cards
from scheduling.pages.parcels_offered import ParcelsOffered

from .delivery import DeliveryForm


class PreorderForm(DeliveryForm):
    """What a customer chooses of a capsule. Which sums they saw comes along, one for each choice (`seen_minor`).

    `kept` is the claim that holds a piece for somebody who was invited from the waiting list.
    """

    variant = forms.ModelChoiceField(queryset=None, empty_label=None, error_messages={"required": "Choose one."})
    quantity = forms.TypedChoiceField(label="How many", coerce=int)
    pickup_node = forms.ModelChoiceField(
        label="Where you collect", queryset=None, empty_label=None, error_messages={"required": "Choose a node."}
    )
    name = forms.CharField(
        max_length=Preorder._meta.get_field("name").max_length,
        error_messages={"required": "Write the name under which you collect."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        error_messages={"required": "Write your mail address: the order’s link is sent there."},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    pay_by = forms.ChoiceField(label="How you pay", required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, capsule, kept=None, **kwargs):
        super().__init__(*args, **kwargs)
        most = 1 if kept else capsule.per_customer
        being_made = kept and kept.waiting.variant_id
        variants = capsule.variants.all()
        self.fields["variant"].queryset = variants.filter(pk=being_made) if being_made else variants
        self.fields["pickup_node"].queryset = capsule.pickup_nodes.all()
        self.fields["quantity"].choices = [(count, str(count)) for count in range(1, most + 1)]
        self.fields["quantity"].error_messages["invalid_choice"] = f"Choose 1 to {most}." if most > 1 else "Choose 1."
        self.fields["pay_by"].choices = Preorder.PayBy.choices if takes_cards() else Preorder.PayBy.choices[:1]
        self.fields["pay_by"].initial = Preorder.PayBy.DESK
        self.fields["pickup_node"].initial = capsule.made_at_id
        self.offer(ParcelsOffered(capsule))
        self.fields["idempotency_key"].initial = uuid.uuid4

    def clean_pay_by(self):
        """A form that offers no choice pays at the desk."""
        return self.cleaned_data["pay_by"] or Preorder.PayBy.DESK

    @property
    def seen_minor(self) -> int:
        """The sum that the page showed for this choice; nothing costs the 0 of a sum that it did not show."""
        chosen = self.cleaned_data
        way = f"_{chosen['parcel_to'].country}" if chosen["parcel_to"] else ""
        shown = self.data.get(f"seen_{chosen['variant'].pk}_{chosen['quantity']}{way}", "")
        return int(shown) if shown.isdecimal() else 0
