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
        help_text="It helps the maker, and only the co-op reads it.",
        widget=forms.Textarea({"rows": 2}),
    )
