from django import forms

from coop.models import ApiKey
from scheduling.models import Station, StationKind

MOST_BYTES = 256 * 1024


class ImportForm(forms.Form):
    """A calendar file; once it was read, its text comes back with the form, so that nobody has to find it again."""

    file = forms.FileField(
        label="Calendar file",
        error_messages={"required": "Choose a calendar file first."},
        help_text="Saved from your calendar, with the ending .ics, at most 256 kB.",
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
    )
    otherwise = forms.ModelChoiceField(
        label="Station for events that name none",
        queryset=Station.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Leave such events out",
        help_text="Else the station is the one named in an event’s place or title.",
    )
    with_titles = forms.BooleanField(
        label="Show the titles on the board", required=False, help_text="Otherwise others read “taken”."
    )
    text = forms.CharField(required=False, max_length=2 * MOST_BYTES, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not (self.data.get("text") or self.initial.get("text"))
        exclusive = Station.objects.in_service().filter(kind__use=StationKind.Use.EXCLUSIVE)
        self.fields["otherwise"].queryset = exclusive.select_related("node").order_by("node__name", "name")
        self.fields["otherwise"].label_from_instance = lambda station: f"{station}, {station.node}"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 256 kB. Save a shorter time of your calendar.")
        return file

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("file"):
            cleaned["text"] = decoded(cleaned["file"].read())
        return cleaned


def decoded(content: bytes) -> str:
    """UTF-8 as the format wants it, else what old programs wrote."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


class KeyForm(forms.ModelForm):
    class Meta:
        model = ApiKey
        fields = ["name"]
        widgets = {"name": forms.TextInput({"autocomplete": "off"})}
