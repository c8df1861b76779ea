from django import forms

from capsules.forms.drafting import errors_of_rows
from capsules.forms.unchecked import MayBeUnchecked, TableMayBeUnchecked, as_typed
from scheduling.durations import UnreadableLength, read_length, write_length
from scheduling.models import Changeover, Operation, Program, StationKind

MANY_DAYS = 90 * 24 * 60


class LengthField(forms.CharField):
    """A wait, typed as “7 d” or “18 h”, kept in minutes; empty is None."""

    def prepare_value(self, value):
        return write_length(value) if isinstance(value, int) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            minutes = read_length(text)
        except UnreadableLength as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable
        if minutes > MANY_DAYS:
            raise forms.ValidationError("Nothing waits for more than 90 days.")
        return minutes


class OperationForm(MayBeUnchecked, forms.ModelForm):
    """One stop of a route: minutes a piece, or a program with litres a piece."""

    wait_minutes = LengthField(label="Waits after it at least", required=False, help_text="As in 7 d, 18 h, 90 min.")
    longest_wait_minutes = LengthField(label="And at most", required=False)

    class Meta:
        model = Operation
        fields = [
            "rank",
            "name",
            "kind",
            "setup_minutes",
            "minutes_per_piece",
            "program",
            "litres_per_piece",
            "family",
            "splits",
            "unattended",
            "wait_minutes",
            "longest_wait_minutes",
        ]
        labels = {
            "rank": "Place",
            "name": "Stop",
            "kind": "Station",
            "setup_minutes": "Set-up, minutes",
            "minutes_per_piece": "Minutes a piece",
            "program": "Or a program",
            "litres_per_piece": "Litres a piece",
            "family": "Colour family",
            "splits": "May be worked on at several stations at once",
            "unattended": "Nobody needs to stand by once it has begun",
        }
        help_texts = dict.fromkeys(["name", "family", "splits", "unattended"], "")
        widgets = {"family": forms.Select}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].empty_label = self.fields["program"].empty_label = "–"
        self.fields["setup_minutes"].required = False

    def clean_setup_minutes(self):
        return self.cleaned_data["setup_minutes"] or 0

    def clean_wait_minutes(self):
        return self.cleaned_data["wait_minutes"] or 0

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind and kind.use == StationKind.Use.LOAD:
            self._check_load(cleaned, kind)
        elif kind:
            self._check_exclusive(cleaned, kind)
        least, most = cleaned.get("wait_minutes"), cleaned.get("longest_wait_minutes")
        if most is not None and least is not None and most < least:
            self.add_error("longest_wait_minutes", "The longest wait is shorter than the least.")
        return cleaned

    def _check_load(self, cleaned, kind):
        program = cleaned.get("program")
        if not program and "program" not in self.errors:
            self.add_error("program", f"Choose the program that {kind} runs.")
        elif program and program.kind_id != kind.pk:
            self.add_error("program", f"{program} is no program of {kind}.")
        if (cleaned.get("litres_per_piece") or 0) <= 0 and "litres_per_piece" not in self.errors:
            self.add_error("litres_per_piece", "How many litres of the load does one piece take?")
        cleaned["minutes_per_piece"] = None
        cleaned["family"], cleaned["splits"] = "", False

    def _check_exclusive(self, cleaned, kind):
        if cleaned.get("program"):
            self.add_error("program", f"{kind} runs no programs: leave it empty.")
        if (cleaned.get("minutes_per_piece") or 0) <= 0 and "minutes_per_piece" not in self.errors:
            self.add_error("minutes_per_piece", "How many minutes does one piece take?")
        cleaned["litres_per_piece"] = None
        known = self.families.get(kind.pk, [])
        if cleaned.get("family") and cleaned["family"] not in known:
            said = (
                f"{kind} knows {' and '.join(known)} only." if known else f"{kind} knows no families: leave it empty."
            )
            self.add_error("family", said)

    def _post_clean(self):
        """What a row needs as a whole is said above in words; the database's own checks stand behind it."""
        self.instance.capsule = self.capsule
        super()._post_clean()

    def _get_validation_exclusions(self):
        return {*super()._get_validation_exclusions(), "capsule"}

    def validate_constraints(self):
        """Places are checked by the whole route: while two stops change places, each stands on the other's."""


class RouteFormSet(TableMayBeUnchecked, forms.BaseFormSet):
    """All stops of one capsule. Places only order them: they are counted anew when it is saved."""

    def __init__(self, *args, capsule, **kwargs):
        self.capsule = capsule
        self.kinds = [("", "–"), *((kind.pk, kind.name) for kind in StationKind.objects.all())]
        programs = Program.objects.select_related("kind")
        self.programs = [("", "–"), *((program.pk, f"{program} ({program.kind})") for program in programs)]
        self.families = families_by_kind()
        names = sorted({family for known in self.families.values() for family in known})
        self.family_choices = [("", "–"), *((name, name) for name in names)]
        super().__init__(*args, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.capsule, form.families = self.capsule, self.families
        form.fields["family"].widget.choices = self.family_choices
        form.fields["kind"].widget.choices, form.fields["program"].widget.choices = self.kinds, self.programs
        return form

    @property
    def parts(self) -> list:
        return [self]

    @property
    def said_errors(self) -> list[tuple[str, str]]:
        """Each error as (id of its field, words), from the first stop on."""
        return errors_of_rows(self, "Stop") + [("", str(words)) for words in self.non_form_errors()]

    @property
    def stops(self) -> list[Operation]:
        """The stops in their new order, not yet saved; those that are right, while others are still being typed."""
        kept = [form for form in self.forms if (form.has_changed() or form.initial) and not form.errors]
        kept = [form for form in kept if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return [form.instance for form in sorted(kept, key=lambda form: form.cleaned_data["rank"])]


def families_by_kind() -> dict[int, list[str]]:
    """What each kind of station is changed over between, by the kind's id."""
    known: dict[int, set[str]] = {}
    for each in Changeover.objects.all():
        known.setdefault(each.kind_id, set()).update([each.before, each.after])
    return {kind: sorted(families) for kind, families in known.items()}


def route_forms(capsule, data=None, *, unchecked=False):
    """The formset of a capsule's route, with an empty row to add a stop."""
    stops = list(capsule.operations.all())
    names = OperationForm.Meta.fields
    rows = [
        {name: getattr(stop, f"{name}_id" if name in ("kind", "program") else name) for name in names} for stop in stops
    ]
    made = forms.formset_factory(OperationForm, RouteFormSet, extra=1 if rows else 3, can_delete=True, max_num=30)
    route = made(data, capsule=capsule, initial=rows, prefix="stop")
    if unchecked:
        as_typed(route)
    return route
