from decimal import Decimal

from django import forms

from scheduling.models import LoadShare, Program, Station, StationKind

from .booking import LocalTimes


class Kiln(forms.ModelChoiceField):
    def label_from_instance(self, kiln):
        limit = f", up to {kiln.peak_limit_c} °C" if kiln.peak_limit_c else ""
        return f"{kiln}, {kiln.node}: {kiln.capacity_l.normalize():f} l{limit}"


class Heat(forms.ModelChoiceField):
    def label_from_instance(self, program):
        return f"{program}, {program.peak_c} °C"


class ShareForm(forms.Form):
    """A maker's own pieces in a firing."""

    litres = forms.DecimalField(
        label="Litres",
        min_value=Decimal("0.1"),
        max_value=100_000,
        decimal_places=1,
        help_text="Width × depth × height of the pieces as they stand on the shelves; 10 × 10 × 10 cm are 1 l.",
    )
    pieces = forms.IntegerField(label="Pieces", min_value=1, max_value=9_999)
    fragile = forms.BooleanField(label="Fragile: loaded last, on the top shelf", required=False)
    title = forms.CharField(
        label="What they are",
        required=False,
        max_length=LoadShare._meta.get_field("title").max_length,
        help_text="Others in the firing read it. Left empty, they see only the litres.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class JoinForm(ShareForm):
    """Pieces for a firing that somebody else has opened, and the program that they need."""

    program = Heat(label="What your pieces need", queryset=Program.objects.none(), empty_label=None)
    field_order = ("program", "litres", "pieces", "fragile", "title")

    def __init__(self, *args, firing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.filter(kind=firing.program.kind_id)
        self.fields["program"].initial = firing.program_id


class OpenForm(ShareForm, LocalTimes):
    """A kiln, a program, and when it is loaded on the clock of the kiln's node."""

    kiln = Kiln(queryset=Station.objects.none(), to_field_name="slug", empty_label=None)
    program = Heat(label="Program", queryset=Program.objects.none(), empty_label=None)
    day = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(
        label="Loading begins",
        widget=forms.TimeInput({"type": "time", "step": 1800}, format="%H:%M"),
        help_text="On the clock of the kiln’s node.",
    )
    shared = forms.BooleanField(label="Share it: others may join and split the cost", required=False)
    field_order = ("kiln", "program", "day", "start", "litres", "pieces", "fragile", "shared", "title")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, node=None, day=None, **kwargs)
        kilns = Station.objects.in_service().filter(kind__use=StationKind.Use.LOAD, capacity_l__isnull=False)
        self.fields["kiln"].queryset = kilns.select_related("node", "kind").order_by("node__name", "name")
        self.fields["program"].queryset = Program.objects.filter(kind__use=StationKind.Use.LOAD)

    def clean(self):
        cleaned = super().clean()
        if {"kiln", "day", "start"} <= cleaned.keys():
            self.node = cleaned["kiln"].node
            cleaned["starts_at"] = self.moment("start", cleaned["day"], cleaned["start"])
        return cleaned
