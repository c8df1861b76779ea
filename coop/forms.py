from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from coop.hours import UnreadableHours, read_hours, write_hours
from coop.models import Closure, ExtraHours, Node, User
from coop.models.nodes import Weekday


def unused_address(email: str, *, besides: User | None = None) -> str:
    others = User.objects.exclude(pk=besides.pk if besides else None)
    if others.filter(email__iexact=email).exists():
        raise ValidationError("Somebody already logs in with this mail address.")
    return email


class FoundingForm(forms.Form):
    name = forms.CharField(label="Your name", max_length=80, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label="Email", widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least 10 characters. Later you may also log in with a mailed code.",
        validators=[validate_password],
    )


ZONES = [("", "Choose the node’s own"), *((name, name.replace("_", " ")) for name in sorted(available_timezones()))]


class NodeForm(forms.ModelForm):
    """A node and its week, one line a weekday."""

    time_zone = forms.ChoiceField(label="Time zone", choices=ZONES)

    class Meta:
        model = Node
        fields = [
            "name",
            "street",
            "postcode",
            "city",
            "country",
            "time_zone",
            "directions",
            "hands_over",
            "carried_days",
        ]
        labels = {
            "hands_over": "Customers may collect here",
            "directions": "How to find the desk",
            "carried_days": "Days on the road from another node",
        }
        help_texts = dict.fromkeys(labels, "")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        week = {weekday: [] for weekday in Weekday}
        if self.instance.pk:
            for hours in self.instance.staffed_hours.all():
                week[Weekday(hours.weekday)].append((hours.opens_minute, hours.closes_minute))
        for weekday, stretches in week.items():
            self.fields[f"hours_{weekday}"] = forms.CharField(
                label=weekday.label, required=False, initial=write_hours(stretches), max_length=60
            )

    @property
    def week_fields(self):
        return [self[f"hours_{weekday}"] for weekday in Weekday]

    def clean_country(self):
        return self.cleaned_data["country"].upper()

    def clean(self):
        super().clean()
        self.week = {}
        for weekday in Weekday:
            name = f"hours_{weekday}"
            try:
                self.week[int(weekday)] = read_hours(self.cleaned_data.get(name, ""))
            except UnreadableHours as unreadable:
                self.add_error(name, str(unreadable))
        return self.cleaned_data


class ClosureForm(forms.Form):
    first = forms.DateField(label="First day", widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label="Last day", widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(label="Why", max_length=Closure._meta.get_field("reason").max_length)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", "The last day lies before the first.")
        return cleaned


class ExtraHoursForm(forms.Form):
    """One stretch of one day, written as the week is written."""

    day = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}))
    hours = forms.CharField(label="Hours", max_length=20, help_text="As in 9:00–14:00.")
    reason = forms.CharField(label="Why", max_length=ExtraHours._meta.get_field("reason").max_length, required=False)

    def clean_hours(self):
        try:
            stretches = read_hours(self.cleaned_data["hours"])
        except UnreadableHours as unreadable:
            raise ValidationError(str(unreadable)) from unreadable
        if len(stretches) != 1:
            raise ValidationError("Write one stretch, as in 9:00–14:00.")
        return stretches[0]
