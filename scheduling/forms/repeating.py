from django import forms

from coop.models import Maker
from scheduling.models import Series

from .booking import BookingForm


class SeriesForm(BookingForm):
    """The same hour each week or month. Whether a day lacks the hour, the booking says day by day."""

    every = forms.ChoiceField(label="Repeats", choices=Series.Every.choices)
    times = forms.IntegerField(label="How many times", min_value=2, max_value=53, initial=8)

    field_order = ["station", "on", "start", "length", "every", "times", "title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"] = forms.DateField(
            label="First day", initial=self.day, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        )
        self.order_fields(self.field_order)

    def moment(self, name, day, at):
        return None


class ForMakerForm(BookingForm):
    """What an admin books for a maker, perhaps past a rule."""

    maker = forms.ModelChoiceField(queryset=Maker.objects.none(), to_field_name="slug", empty_label=None)
    override = forms.CharField(
        label="Why a rule is set aside",
        required=False,
        max_length=160,
        help_text="Left empty, every rule holds. With a reason, buffers, lengths, hours and limits give way; the "
        "work of others never does. The journal keeps the reason.",
    )
    field_order = ["maker", "station", "start", "length", "title", "override"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["maker"].queryset = Maker.objects.filter(status=Maker.Status.ACTIVE)
