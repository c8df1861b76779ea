"""Lengths of time as people type them."""

import re

from django import forms

from coop.phrases import length_words

SAID = re.compile(r"(?:(\d{1,5})\s*h)?\s*(?:(\d{1,6})\s*(?:min|m))?", re.IGNORECASE)


class LengthField(forms.IntegerField):
    """ "2 h 30 min", "90 min" or a bare number of minutes; kept in minutes."""

    widget = forms.TextInput
    minutes_each = 1
    """Of a bare number, and of what is kept."""

    default_error_messages = {"invalid": "Write a length like “2 h”, “45 min” or “1 h 30 min”."}

    def to_python(self, value):
        said = str(value).strip() if value not in self.empty_values else ""
        if not said or re.fullmatch(r"\d{1,6}", said):
            return super().to_python(said)
        found = SAID.fullmatch(said)
        minutes = (
            sum(int(figure or 0) * each for figure, each in zip(found.groups(), (60, 1), strict=True)) if found else 0
        )
        if not found or minutes % self.minutes_each:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return minutes // self.minutes_each

    def prepare_value(self, value):
        return length_words(value * self.minutes_each) if isinstance(value, int) else value


class HoursField(LengthField):
    """Whole hours: "24 h", or a bare number of them; kept in hours."""

    minutes_each = 60
    default_error_messages = {"invalid": "Write whole hours, like “24 h”."}
