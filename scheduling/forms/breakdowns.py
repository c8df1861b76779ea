from datetime import timedelta

from django import forms
from django.utils import timezone

from scheduling.models import Station

from .booking import LocalTimes


class OutForm(LocalTimes):
    """A station that is out of order from now until a time of its node's clock."""

    station = forms.ModelChoiceField(queryset=Station.objects.none(), to_field_name="slug", empty_label=None)
    last_day = forms.DateField(label="Out until", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    end = forms.TimeField(label="At", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    reason = forms.CharField(label="What is wrong", max_length=60, help_text="Makers and customers read it.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = Station.objects.in_service().filter(node=self.node).select_related("kind")
        self.fields["last_day"].initial = self.day + timedelta(days=1)
        self.fields["end"].initial = "18:00"

    def clean(self):
        cleaned = super().clean()
        if {"last_day", "end"} <= cleaned.keys():
            cleaned["until"] = self.moment("end", cleaned["last_day"], cleaned["end"])
            if cleaned["until"] and cleaned["until"] <= timezone.now():
                self.add_error("last_day", "That time is over. Choose a later one.")
        return cleaned
