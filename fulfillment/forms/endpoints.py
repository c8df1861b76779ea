from django import forms
from django.conf import settings

from fulfillment.addresses import NotAllowed, target_of


class EndpointForm(forms.Form):
    """Where a node's system or a maker's shop takes messages. The address is looked up now, and at every message."""

    url = forms.URLField(
        label="Address", max_length=200, assume_scheme="https", help_text="It answers 2xx once it has stored a message."
    )

    def clean_url(self):
        url = self.cleaned_data["url"]
        try:
            target_of(url, allow_private=settings.ALLOW_PRIVATE_ENDPOINTS)
        except NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        except OSError as error:
            raise forms.ValidationError("This name leads nowhere. Is it spelt right?") from error
        return url
