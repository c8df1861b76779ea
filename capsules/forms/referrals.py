"""Links for those who send people, and samples on shops' shelves."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from capsules.materials import touchable
from capsules.models import Capsule, PriceCode, Referral, Sample

from .fields import DayField


class ReferralForm(forms.Form):
    """A link of a maker, or of the co-op where there is none."""

    name = forms.CharField(label="Who sends people", max_length=60, help_text="A person, a shop, a newsletter.")
    kind = forms.ChoiceField(
        label="Which is", choices=[each for each in Referral.Kind.choices if each[0] != Referral.Kind.SAMPLE]
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9-]{2,30}$",
        label="Word in the link",
        max_length=30,
        help_text="Short, and good to say aloud: nova.",
        error_messages={"invalid": "Write 2 to 30 letters, digits and hyphens."},
    )
    price_code = forms.ModelChoiceField(
        label="Price-off code that comes along",
        queryset=None,
        required=False,
        empty_label="None",
        help_text="It stands in the order form of whoever comes by the link.",
    )

    def __init__(self, *args, maker, **kwargs):
        super().__init__(*args, **kwargs)
        codes = PriceCode.objects.running()
        field = self.fields["price_code"]
        field.queryset = codes.filter(capsule__maker=maker) if maker else codes
        field.label_from_instance = lambda code: f"{code.code}, {code.words}"


class SampleForm(forms.Form):
    """A sample of one of a maker's drops, or of a material that several of them are made of."""

    of_what = forms.ChoiceField(label="Sample of")
    shop = forms.CharField(label="Shop", max_length=80)
    street = forms.CharField(label="Street and number", max_length=120)
    city = forms.CharField(label="Town", max_length=80)
    from_on = DayField(label="There from", initial=date.today)
    until_on = DayField(label="Until", required=False, help_text="Empty: until you take it back.")
    words = forms.CharField(
        label="What its card says",
        max_length=120,
        help_text="At most 120 letters.",
        initial=Sample._meta.get_field("words").default,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args, maker, **kwargs):
        super().__init__(*args, **kwargs)
        capsules = Capsule.objects.filter(maker=maker).exclude(status=Capsule.Status.DRAFT).order_by("-opens_at")
        self.capsules = {f"capsule-{capsule.pk}": capsule for capsule in capsules}
        self.materials = _materials(self.capsules.values())
        self.fields["of_what"].choices = [
            ("One drop", [(key, capsule.title) for key, capsule in self.capsules.items()]),
            ("A material, of every drop that names it", [(line, line) for line in self.materials]),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("until_on") and cleaned.get("from_on") and cleaned["until_on"] < cleaned["from_on"]:
            self.add_error("until_on", ValidationError("The last day lies before the first."))
        what = cleaned.pop("of_what", "")
        capsule = self.capsules.get(what)
        return cleaned | {"capsule": capsule, "material": "" if capsule else what}


def _materials(capsules) -> list[str]:
    """What the drops say they are made of, each line once; what cannot be touched is left out."""
    lines = [line for capsule in capsules for line in touchable(capsule.materials)]
    most = Sample._meta.get_field("material").max_length
    return [line for line in dict.fromkeys(lines) if len(line) <= most]
