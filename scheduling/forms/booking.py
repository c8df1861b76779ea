from datetime import timedelta

from django import forms

from coop.phrases import length_words
from coop.times import RepeatedTime, SkippedTime, from_local
from scheduling.models import Booking, Station, StationKind
from scheduling.pages.day_list import USUAL_MINUTES


class LocalTimes(forms.Form):
    """Reads times of a node's clock; asks which is meant where a time comes twice."""

    def __init__(self, *args, node, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.node, self.day = node, day

    def moment(self, name, day, at):
        """The instant of a local time typed into the field `name`, or None with an error on it."""
        which = f"{name}_which"
        said = self.data.get(which)
        fold = int(said) if said in ("0", "1") else None
        try:
            return from_local(day, at, self.node.zone, fold=fold)
        except SkippedTime as skipped:
            self.add_error(name, str(skipped))
        except RepeatedTime as repeated:
            self.add_error(name, str(repeated))
            self.fields[which] = forms.ChoiceField(
                label=f"Which {at:%H:%M}?",
                choices=[
                    (
                        fold,
                        f"the {word} ({from_local(day, at, self.node.zone, fold=fold).astimezone(self.node.zone):%Z})",
                    )
                    for fold, word in enumerate(("first", "second"))
                ],
                widget=forms.RadioSelect,
            )
        return None


class StretchForm(LocalTimes):
    """A station, a local start on the page's day or on another, and how long."""

    station = forms.ChoiceField(label="Station")
    on = forms.DateField(label="Day", required=False, widget=forms.HiddenInput)
    start = forms.TimeField(label="Start", widget=forms.TimeInput({"type": "time", "step": 300}, format="%H:%M"))
    length = forms.TypedChoiceField(label="Length", coerce=int)

    def __init__(self, *args, stations, **kwargs):
        super().__init__(*args, **kwargs)
        self.stations = {each.slug: each for each in stations if each.kind.use == StationKind.Use.EXCLUSIVE}
        kinds = {each.kind_id: each.kind for each in self.stations.values()}
        self.fields["station"].choices = [
            (kind.name, [(each.slug, each.name) for each in self.stations.values() if each.kind_id == kind.pk])
            for kind in kinds.values()
        ]
        self.fields["length"].choices = [(each, length_words(each)) for each in lengths(kinds.values())]
        self.fields["length"].initial = USUAL_MINUTES

    def clean_station(self):
        return self.stations[self.cleaned_data["station"]]

    def clean(self):
        cleaned = super().clean()
        if {"start", "length"} <= cleaned.keys():
            cleaned["starts_at"] = self.moment("start", cleaned.get("on") or self.day, cleaned["start"])
            if cleaned["starts_at"]:
                cleaned["ends_at"] = cleaned["starts_at"] + timedelta(minutes=cleaned["length"])
        return cleaned


class BookingForm(StretchForm):
    """What a maker books, and the price that the page showed for it."""

    title = forms.CharField(
        label="What for",
        required=False,
        max_length=Booking._meta.get_field("title").max_length,
        help_text="Shown on the board. Left empty, others read “taken”.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    price = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def changed_price(self) -> int | None:
        """What it costs now, where the page that was sent said another sum."""
        asked = self.cleaned_data
        costs = asked["station"].price_of(asked["length"])
        return costs if asked["price"] is not None and asked["price"] != costs else None


class MoveForm(StretchForm):
    """Where a booking shall lie instead."""

    on = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    price = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def seen_minor(self, booked_minor: int) -> int:
        """The sum that its maker has seen: on the page that was sent, else on the booking."""
        said = self.cleaned_data["price"]
        return booked_minor if said is None else said


def lengths(kinds) -> list[int]:
    """Every length that one of the kinds allows, in minutes."""
    return sorted(
        {
            minutes
            for kind in kinds
            for minutes in range(kind.slot_minutes, kind.longest_minutes + 1, kind.slot_minutes)
            if minutes >= kind.shortest_minutes
        }
    )


class MaintenanceForm(LocalTimes):
    """A station kept from everybody, perhaps over nights."""

    station = forms.ModelChoiceField(queryset=Station.objects.none(), to_field_name="slug", empty_label=None)
    start = forms.TimeField(label="From", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    last_day = forms.DateField(label="Until the day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    end = forms.TimeField(label="Until", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    reason = forms.CharField(label="Why", max_length=80, help_text="Makers read it on the board.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = Station.objects.in_service().filter(node=self.node).select_related("kind")
        self.fields["last_day"].initial = self.day

    def clean(self):
        cleaned = super().clean()
        if not {"start", "last_day", "end"} <= cleaned.keys():
            return cleaned
        cleaned["starts_at"] = self.moment("start", self.day, cleaned["start"])
        cleaned["ends_at"] = self.moment("end", cleaned["last_day"], cleaned["end"])
        if not self.errors and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("end", "It must end after it begins.")
        return cleaned
