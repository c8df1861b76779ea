from django import forms

from .fields import MoneyField


class GiveBackForm(forms.Form):
    """A part of what was paid, or all of it."""

    minor = MoneyField(label="How much goes back")
    reason = forms.CharField(
        label="Why", max_length=300, help_text="The customer reads it.", error_messages={"required": "Say why."}
    )


class SettleForm(forms.Form):
    note = forms.CharField(label="How it was settled", max_length=200)
