from django import forms

from coop.times import RepeatedTime, SkippedTime, from_local

from .fields import DayField, HourField


class ClosingForm(forms.Form):
    """A closing time, typed on the clock of the node where the capsule is made."""

    day = DayField(label="Closes on")
    hour = HourField(label="At")

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self):
        cleaned = super().clean()
        if "day" in cleaned and "hour" in cleaned:
            try:
                cleaned["closes_at"] = from_local(cleaned["day"], cleaned["hour"], self.zone)
            except (SkippedTime, RepeatedTime) as no_such_instant:
                self.add_error("hour", str(no_such_instant))
        return cleaned
