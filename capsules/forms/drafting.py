from django import forms

from capsules.actions.editing import WORDS
from capsules.artwork import KINDS, PALETTES
from capsules.figures import Figures, Step, figures_of, saved_figures
from capsules.models import Capsule
from coop.error_words import said_errors
from coop.models import Node
from coop.times import RepeatedTime, SkippedTime, from_local

from .fields import DayField, HourField
from .tables import TierTable, VariantForm, VariantTable
from .unchecked import MayBeUnchecked, as_typed

AREA = forms.Textarea({"rows": 4})
COUNTED = {
    "edition_size",
    "minimum",
    "per_customer",
    "price_minor",
    "mass_g",
    "parcel_mm",
    "packaging_g",
    "first",
    "last",
    "change",
}
"""The fields that figures are made of; all others are words and days."""


class CapsuleForm(MayBeUnchecked, forms.ModelForm):
    """The capsule itself. Its times are typed on the clock of the node that makes it."""

    artwork = forms.ChoiceField(label="Drawing", choices=KINDS)
    palette = forms.ChoiceField(label="Colours", choices=PALETTES)
    pattern = forms.IntegerField(
        label="Pattern number",
        min_value=0,
        max_value=99,
        required=False,
        help_text="0 to 99: another number draws another form.",
    )
    opens_day = DayField(label="Opens on")
    opens_hour = HourField(label="Opens at")
    closes_day = DayField(label="Closes on")
    closes_hour = HourField(label="Closes at")

    class Meta:
        model = Capsule
        fields = [
            "title",
            "thing",
            "tagline",
            "story",
            "materials",
            "care",
            "artwork",
            "palette",
            "pattern",
            "edition_size",
            "minimum",
            "per_customer",
            "made_at",
            "pickup_nodes",
            "lead_days",
            "repair_policy",
            "returns_policy",
        ]
        labels = {
            "thing": "What one piece is",
            "edition_size": "Pieces in the edition",
            "minimum": "Minimum to be made",
            "per_customer": "At most per customer",
            "made_at": "Made at",
            "pickup_nodes": "Collected at",
            "lead_days": "Days from the close to the pickup",
        }
        help_texts = {
            "thing": "As in carafe, or tufted rug.",
            "minimum": "With fewer preorders at the close, everybody is released.",
            "lead_days": "Customers are promised this day.",
        }
        widgets = {
            "story": forms.Textarea({"rows": 8}),
            "materials": AREA,
            "care": AREA,
            "repair_policy": AREA,
            "returns_policy": AREA,
            "pickup_nodes": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pickup_nodes"].queryset = Node.objects.filter(hands_over=True)
        if self.instance.pk:
            self._fill_times()
            if self.instance.status != Capsule.Status.DRAFT:
                for name in set(self.fields) - WORDS:
                    self.fields[name].disabled = True

    def _fill_times(self):
        zone = self.instance.made_at.zone
        for name in ("opens", "closes"):
            local = getattr(self.instance, f"{name}_at").astimezone(zone)
            self.initial[f"{name}_day"], self.initial[f"{name}_hour"] = local.date(), local.time()

    def clean(self):
        # ModelForm's own clean would check the constraints, which say the same in the database's words.
        cleaned = self.cleaned_data
        for name in ("opens", "closes"):
            cleaned[f"{name}_at"] = self._instant(name)
        if cleaned["opens_at"] and cleaned["closes_at"] and cleaned["closes_at"] <= cleaned["opens_at"]:
            self.add_error("closes_day", "The capsule must close after it opens.")
        if "edition_size" in cleaned and "minimum" in cleaned and cleaned["minimum"] > cleaned["edition_size"]:
            self.add_error("minimum", f"The edition has only {cleaned['edition_size']} pieces.")
        if "pattern" in cleaned:
            cleaned["pattern"] = cleaned["pattern"] or 0
        for name in ("edition_size", "minimum", "per_customer"):
            if cleaned.get(name) == 0:
                self.add_error(name, "At least 1.")
        return cleaned

    def _instant(self, name: str):
        node, day, hour = (self.cleaned_data.get(each) for each in ("made_at", f"{name}_day", f"{name}_hour"))
        if not (node and day and hour):
            return None
        try:
            return from_local(day, hour, node.zone)
        except (SkippedTime, RepeatedTime) as no_such_instant:
            self.add_error(f"{name}_hour", str(no_such_instant))
            return None

    @property
    def written(self) -> dict:
        """The columns of the capsule, without the rows beside it."""
        names = [name for name in self.Meta.fields if name != "pickup_nodes"]
        return {name: self.cleaned_data[name] for name in [*names, "opens_at", "closes_at"]}


class Editor:
    """One page's three forms as one: the capsule, its variants, its tiers.

    A new capsule may begin with a pattern's `initial` fields, `variants` and `tiers`. With `unchecked`, what was typed
    is shown as it is and no error is said.
    """

    def __init__(self, data=None, *, capsule: Capsule, initial=None, variants=(), tiers=(), unchecked=False):
        self.is_new = capsule.pk is None
        self.is_draft = capsule.status == Capsule.Status.DRAFT
        self.form = CapsuleForm(data, instance=capsule, initial=initial)
        # Words that were typed while it was no draft hold no tables.
        rows = data if self.is_draft and not (unchecked and data and "variants-TOTAL_FORMS" not in data) else None
        if not self.is_new:
            variants = [_variant_typed(each) for each in capsule.variants.all()]
            tiers = [_tier_typed(each) for each in capsule.tiers.all()]
        self.variants = VariantTable(rows, prefix="variants", initial=list(variants))
        self.variants.capsule = capsule
        self.tiers = TierTable(rows, prefix="tiers", initial=list(tiers))
        if unchecked:
            as_typed(self.form, self.variants, self.tiers)

    @property
    def parts(self) -> list:
        return [self.form, self.variants, self.tiers] if self.is_draft else [self.form]

    def is_valid(self) -> bool:
        # Each part is asked, so that one look shows all errors of the page.
        valid = [part.is_valid() for part in self.parts]
        return all(valid)

    @property
    def drafted(self) -> dict:
        """What `save_draft` takes, of a valid form."""
        return {
            "fields": self.form.written,
            "pickup_nodes": self.form.cleaned_data["pickup_nodes"],
            "variants": self.variants.filled(),
            "tiers": [{"first": row["first"], "last": row["last"], **row["change"]} for row in self.tiers.filled()],
        }

    def figures(self, saved: Capsule) -> Figures:
        """What is typed so far; a field that is wrong counts as it is `saved`, a row that is wrong not at all."""
        if not self.is_draft:
            return saved_figures(saved)
        self.is_valid()
        variants = [_cleaned(row) for row in self.variants.forms]
        rows = [_cleaned(row) for row in self.tiers.forms]
        tiers = [
            Step(row["first"], row["last"], **row["change"]) for row in rows if row.get("change") and _is_span(row)
        ]
        return figures_of(saved, variants=variants, tiers=tiers, typed=self.form.cleaned_data)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Each error as (id of its field, words), from the top of the page down."""
        return self._listed()

    @property
    def miscounts(self) -> list[tuple[str, str]]:
        """Those of the errors for which no figures can be made of what is typed."""
        return self._listed(COUNTED) if self.is_draft and self.form.is_bound else []

    def _listed(self, names: set[str] | None = None) -> list[tuple[str, str]]:
        self.is_valid()
        listed = errors_of(self.form, "", names)
        for table, called in ((self.variants, "Variant"), (self.tiers, "Tier")):
            listed += errors_of_rows(table, called, names)
        return listed


def errors_of_rows(table, called: str, names: set[str] | None = None) -> list[tuple[str, str]]:
    """Of a table's rows, without those that are taken out."""
    listed = []
    for number, row in enumerate(table.forms if table.is_bound else [], 1):
        # Django's `deleted_forms` is empty as long as any other row is wrong.
        if not _is_taken_out(row):
            listed += errors_of(row, f"{called} {number}, ", names)
    return listed


def errors_of(form, before: str, names: set[str] | None = None) -> list[tuple[str, str]]:
    """Of all its fields, or of those with these `names`."""
    whole = f"{before.removesuffix(', ')}: " if before else ""
    listed = [("", f"{whole}{words}") for words in form.non_field_errors()] if names is None else []
    for field in form:
        if names is None or field.name in names:
            listed += [
                (field.id_for_label or field.auto_id, f"{before}{field.label}: {words}") for words in said_errors(field)
            ]
    return listed


def _cleaned(row) -> dict:
    return {} if _is_taken_out(row) else getattr(row, "cleaned_data", {})


def _is_taken_out(row) -> bool:
    return bool(getattr(row, "cleaned_data", {}).get("DELETE"))


def _is_span(row: dict) -> bool:
    return bool(row.get("first") and row.get("last")) and row["first"] <= row["last"]


def _variant_typed(variant) -> dict:
    return {name: getattr(variant, name) for name in VariantForm.base_fields}


def _tier_typed(tier) -> dict:
    change = {"percent": tier.percent, "amount_minor": tier.amount_minor}
    return {"first": tier.first, "last": tier.last, "change": change}
