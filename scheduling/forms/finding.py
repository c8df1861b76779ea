from decimal import Decimal

from django import forms

from coop.phrases import length_words
from coop.times import minute_of_day
from scheduling.models import StationKind
from scheduling.seeking import Leg

from .booking import lengths

HOUR = 60


class FromDay(forms.Form):
    """Looks from a local day of a node on."""

    earliest = forms.DateField(label="From the day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, node, kinds, programs, **kwargs):
        super().__init__(*args, **kwargs)
        self.node, self.kinds = node, {kind.slug: kind for kind in kinds}
        self.programs = {str(program.pk): program for program in programs}
        exclusive = [kind for kind in kinds if kind.use == StationKind.Use.EXCLUSIVE]
        self.exclusive = [(kind.slug, kind.name.capitalize()) for kind in exclusive]
        self.lengths = [(each, length_words(each)) for each in lengths(exclusive)]
        self.heats = [(pk, program.name) for pk, program in self.programs.items()]

    @property
    def since(self):
        return minute_of_day(self.cleaned_data["earliest"], 0, self.node.zone)


class FindForm(FromDay):
    """A kind and a length, or a program."""

    what = forms.ChoiceField(label="Station or firing")
    minutes = forms.TypedChoiceField(label="Length", coerce=int, help_text="A firing takes as long as its program.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        firings = [(f"program-{pk}", name) for pk, name in self.heats]
        groups = [("A station", self.exclusive), ("A firing", firings)]
        self.fields["what"].choices = [group for group in groups if group[1]]
        self.fields["minutes"].choices = self.lengths
        self.order_fields(["what", "minutes", "earliest"])

    @property
    def leg(self) -> Leg:
        what, minutes = self.cleaned_data["what"], self.cleaned_data["minutes"]
        if what.startswith("program-"):
            program = self.programs[what.removeprefix("program-")]
            return Leg(program.kind, program=program)
        return Leg(self.kinds[what], minutes)


class ChainForm(FromDay):
    """Forming, drying, a first firing, glazing, a second firing; the last three may be left out."""

    form_kind = forms.ChoiceField(label="Form on")
    form_minutes = forms.TypedChoiceField(label="For", coerce=int)
    dry_hours = forms.IntegerField(label="Dry for so many hours", min_value=0, max_value=24 * 28, initial=36)
    bisque = forms.ChoiceField(label="First firing", required=False)
    glaze_kind = forms.ChoiceField(label="Glaze on", required=False)
    glaze_minutes = forms.TypedChoiceField(label="For", coerce=int)
    glaze = forms.ChoiceField(label="Second firing", required=False)
    litres = forms.DecimalField(label="Litres in the kiln", min_value=Decimal("0.1"), max_digits=7, decimal_places=1)
    pieces = forms.IntegerField(label="Pieces", min_value=1, max_value=1000)
    title = forms.CharField(label="What for", required=False, max_length=80)

    field_order = ("form_kind", "form_minutes", "dry_hours", "bisque", "glaze_kind", "glaze_minutes", "glaze")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_kind"].choices = self.exclusive
        self.fields["glaze_kind"].choices = [("", "no glazing"), *self.exclusive]
        for name in ("form_minutes", "glaze_minutes"):
            self.fields[name].choices = self.lengths
        for name in ("bisque", "glaze"):
            self.fields[name].choices = [("", "none"), *self.heats]

    @property
    def legs(self) -> list[Leg]:
        asked = self.cleaned_data
        legs = [Leg(self.kinds[asked["form_kind"]], asked["form_minutes"], wait_minutes=asked["dry_hours"] * HOUR)]
        legs += self._firing("bisque")
        if asked["glaze_kind"]:
            legs.append(Leg(self.kinds[asked["glaze_kind"]], asked["glaze_minutes"]))
        return legs + self._firing("glaze")

    def _firing(self, name: str) -> list[Leg]:
        program = self.programs.get(self.cleaned_data[name])
        if program is None:
            return []
        asked = self.cleaned_data
        return [Leg(program.kind, program=program, litres=asked["litres"], pieces=asked["pieces"])]
