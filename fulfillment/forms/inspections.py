from django import forms

from fulfillment.models import Inspection


class InspectionForm(forms.Form):
    """What a look at a piece brought."""

    result = forms.ChoiceField(choices=Inspection.Result.choices)
    reason = forms.CharField(max_length=160, required=False)
