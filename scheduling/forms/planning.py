from django import forms


class PlanAgainForm(forms.Form):
    """Makers whose bookings move and customers whose day changes read the reason."""

    reason = forms.CharField(
        max_length=160, required=False, widget=forms.TextInput(attrs={"placeholder": "A kiln is mended"})
    )

    def said(self) -> str:
        return self.cleaned_data["reason"].strip() or "The office asked for a new plan."
