"""The rules of booking as admins write them, for a kind or for one station."""

from django import forms

from coop.hours import UnreadableHours, read_hours, write_hours
from coop.models.nodes import Weekday

from .lengths import HoursField, LengthField

LABELS = {
    "staffed_only": "Only while somebody is there",
    "per_day": "Bookings of a maker in a day, at most",
    "future_minutes": "Time that a maker holds ahead, at most",
    "prime_minutes_a_week": "Prime hours that a maker holds in a week, at most",
    "cancel_hours": "Given back free until so long before",
    "late_cancel": "Giving back later",
    "late_percent": "Part of the price that giving back late costs, in %",
    "check_in": "Given back where nobody checks in",
    "early_minutes": "Check-in opens so long before the start",
    "late_minutes": "Missed when nobody came for so long",
}
HINTS = {
    "staffed_only": "Where it need not be, a booking may lie at night and on closed days.",
    "per_day": "Counted over the kind's stations at the node, or over this station alone. Missed ones count. "
    "Of kilns it counts the firings that a maker opens; joining one is always possible.",
    "future_minutes": "With “8 h”, whoever holds 8 h books more once some of it is over or cancelled.",
    "prime_minutes_a_week": "Like “4 h”. Each node's page says which hours are prime.",
    "cancel_hours": "With “2 h”, a booking from 14:00 is given back free until 12:00; left empty, until it ends. "
    "A change holds for new bookings: those made before keep what was said.",
    "late_percent": "With 50, a booking of €12.00 that is given back late, or missed, costs €6.00. "
    "All of it unless said otherwise. A change holds for new bookings.",
    "early_minutes": "With “10 min”, which is usual, one checks in for 14:00 from 13:50 on.",
    "late_minutes": "With “15 min”, which is usual, a booking from 14:00 is given back at 14:15.",
}

LENGTHS = {
    "future_minutes": LengthField,
    "prime_minutes_a_week": LengthField,
    "cancel_hours": HoursField,
    "early_minutes": LengthField,
    "late_minutes": LengthField,
}
"""The rules that are typed as lengths of time."""


OF_THE_HOUSE = {"staffed_only": "yes, as usual", "check_in": "no, as usual", "late_cancel": "is refused, as usual"}
OF_THE_KIND = dict.fromkeys(OF_THE_HOUSE, "as the kind says")


class RuleFields:
    """Labels the rules of a model form: left open, one of a station is its kind's, and one of a kind the house's."""

    @property
    def parts(self):
        """What it is, and the rules of booking it: the fields that are shown, apart."""
        shown = list(self)
        return [field for field in shown if field.name not in LABELS], [
            field for field in shown if field.name in LABELS
        ]

    def label_rules(self, *, left_open: dict[str, str]) -> None:
        for name, label in LABELS.items():
            field = self.fields[name]
            field.label, field.required, field.help_text = label, False, HINTS.get(name, "")
        for name in ("staffed_only", "check_in"):
            choices = [("unknown", left_open[name]), ("true", "yes"), ("false", "no")]
            self.fields[name].widget = forms.NullBooleanSelect()
            self.fields[name].widget.choices = choices
        choices = [choice for choice in self.fields["late_cancel"].choices if choice[0]]
        self.fields["late_cancel"].choices = [("", left_open["late_cancel"]), *choices]


class PrimeHoursForm(forms.Form):
    """The hours of a node's week that everybody wants, one line a weekday."""

    def __init__(self, *args, prime, **kwargs):
        super().__init__(*args, **kwargs)
        week = {weekday: [] for weekday in Weekday}
        for hours in prime:
            week[Weekday(hours.weekday)].append((hours.opens_minute, hours.closes_minute))
        for weekday, stretches in week.items():
            self.fields[f"hours_{weekday}"] = forms.CharField(
                label=weekday.label, required=False, initial=write_hours(stretches), max_length=60
            )

    def clean(self):
        self.week = {}
        for weekday in Weekday:
            name = f"hours_{weekday}"
            try:
                self.week[int(weekday)] = read_hours(self.cleaned_data.get(name, ""))
            except UnreadableHours as unreadable:
                self.add_error(name, str(unreadable))
        return self.cleaned_data
