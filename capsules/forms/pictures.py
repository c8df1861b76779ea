from django import forms
from django.core.exceptions import ValidationError

from capsules.models import Picture
from capsules.photographs import MOST_BYTES, sizes_of
from capsules.refusals import NotAPicture


class AltForm(forms.Form):
    alt = forms.CharField(
        label="What it shows",
        max_length=Picture._meta.get_field("alt").max_length,
        help_text="For people who cannot see it. As in “The carafe from the side, glaze running to the foot”.",
        error_messages={"required": "Say in a few words what the picture shows."},
    )


class PictureForm(AltForm):
    """A photograph and its words. `sizes` are the picture as pages will show it."""

    file = forms.FileField(
        label="Picture",
        help_text="A JPEG, PNG or WebP of up to 15 MB. Place and camera are taken out of it before it is kept.",
        error_messages={"required": "Choose a picture of up to 15 MB."},
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    field_order = ["file", "alt"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 15 MB. 1600 pixels wide are enough.")
        return file

    def clean(self):
        if not self.errors:  # unpacking is the dear part: only for what is right otherwise
            try:
                self.sizes = sizes_of(self.cleaned_data["file"])
            except NotAPicture as refusal:
                self.add_error("file", str(refusal))
        return self.cleaned_data
