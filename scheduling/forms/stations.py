from decimal import Decimal

from django import forms

from coop.phrases import length_words
from coop.slugs import free_slug
from scheduling.models import Program, Station, StationKind

from .changeovers import ChangeoversField
from .lengths import LengthField
from .rules import LABELS, LENGTHS, OF_THE_HOUSE, OF_THE_KIND, RuleFields


class EurosField(forms.DecimalField):
    """Typed in whole units, kept in minor ones."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_digits=9, decimal_places=2, **kwargs)

    def prepare_value(self, value):
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value

    def clean(self, value):
        euros = super().clean(value)
        return int(euros * 100) if euros is not None else None


class StationForm(RuleFields, forms.ModelForm):
    hour_minor = EurosField(label="Price of an hour, €", initial=0)
    least_share_minor = EurosField(label="What a share of a firing costs at least, €", initial=0, required=False)

    class Meta:
        model = Station
        fields = [
            "node",
            "kind",
            "name",
            "setup_minutes",
            "clearing_minutes",
            "capacity_l",
            "peak_limit_c",
            "hour_minor",
            "least_share_minor",
            *LABELS,
        ]
        labels = {"setup_minutes": "Set-up before", "clearing_minutes": "Clearing after"}
        field_classes = LENGTHS | {"setup_minutes": LengthField, "clearing_minutes": LengthField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_rules(left_open=OF_THE_KIND)

    def clean_least_share_minor(self):
        return self.cleaned_data["least_share_minor"] or 0

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind and kind.use == StationKind.Use.LOAD:
            for name, sentence in {
                "capacity_l": "How many litres does it hold? Loads are shared by the litre.",
                "peak_limit_c": "How hot may it get? Hotter programs go elsewhere.",
            }.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        if not self.instance.pk and cleaned.get("name"):
            self.instance.slug = free_slug(Station, cleaned["name"])
        return cleaned


class KindForm(RuleFields, forms.ModelForm):
    changeovers = ChangeoversField(
        label="Changed over between families",
        required=False,
        help_text="One a line, like “dark to light: 60 min”: how long the station takes before a run's work of "
        "another family. A change without a line takes no time. Routes choose among these families.",
    )

    class Meta:
        model = StationKind
        fields = [
            "name",
            "group",
            "use",
            "needs_qualification",
            "how_to_qualify",
            "slot_minutes",
            "shortest_minutes",
            "longest_minutes",
            "horizon_days",
            *LABELS,
        ]
        labels = {
            "group": "Looks like",
            "use": "Used by",
            "needs_qualification": "Only for makers who are qualified",
            "slot_minutes": "Bookings begin and end every",
            "shortest_minutes": "Shortest booking",
            "longest_minutes": "Longest booking",
            "horizon_days": "Bookable so many days ahead",
        }
        help_texts = {"slot_minutes": "With “30 min”, they begin at 9:00, 9:30, 10:00 and so on."}
        field_classes = LENGTHS | dict.fromkeys(("slot_minutes", "shortest_minutes", "longest_minutes"), LengthField)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_rules(left_open=OF_THE_HOUSE)
        if self.instance.pk:
            self.fields["changeovers"].initial = list(self.instance.changeovers.all())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("use") == StationKind.Use.LOAD and cleaned.get("changeovers"):
            self.add_error("changeovers", "What shares a load is kept apart by its program's family: leave it empty.")
        slot, shortest, longest = (cleaned.get(f"{each}_minutes") for each in ("slot", "shortest", "longest"))
        if slot and shortest and longest and not 5 <= slot <= shortest <= longest:
            said = "Bookings begin every 5 min at most, and the longest is no shorter than the shortest or that step."
            self.add_error("shortest_minutes", said)
        elif slot and shortest and longest and (shortest % slot or longest % slot):
            said = f"Write multiples of {length_words(slot)}, by which bookings begin and end."
            self.add_error("longest_minutes", said)
        if not self.instance.pk and cleaned.get("name"):
            self.instance.slug = free_slug(StationKind, cleaned["name"])
        return cleaned


class ProgramForm(forms.ModelForm):
    class Meta:
        model = Program
        fields = ["kind", "name", "cone", "family", "peak_c", "fire_minutes", "cool_minutes"]
        labels = {
            "peak_c": "Peak, °C",
            "fire_minutes": "Heating and holds",
            "cool_minutes": "Cooling until the door opens",
        }
        field_classes = {"fire_minutes": LengthField, "cool_minutes": LengthField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = StationKind.objects.filter(use=StationKind.Use.LOAD)
        known = ", ".join(f"“{family}”" for family in Program.objects.families())
        says = "By the name that makers read, like “cone 6 glaze”. Programs of one family may share a load."
        self.fields["family"].help_text = f"{says} So far: {known}." if known else says
