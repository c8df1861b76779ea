from django import forms


class FindOrderForm(forms.Form):
    email = forms.EmailField(
        label="Email",
        help_text="The address with which you ordered.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": "Write the address with which you ordered."},
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=300,
        help_text="It helps the maker. Only the co-op and the maker read it.",
        widget=forms.Textarea({"rows": 2}),
    )


class MoveForm(forms.Form):
    """Another node to collect at."""

    node = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args, capsule, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = capsule.pickup_nodes.all()


class SendingForm(forms.Form):
    """What the carrier's receipt says of a parcel."""

    carrier = forms.CharField(max_length=40, strip=True, required=False)
    tracking_number = forms.CharField(max_length=60, strip=True, required=False)
