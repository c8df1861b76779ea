from datetime import date

from django import forms

from coop.forms import unused_address
from coop.models import Maker, Node, User
from scheduling.models import Qualification, StationKind

PROFILE = ("name", "craft", "home", "story")


class MakerForm(forms.Form):
    name = forms.CharField(label="Studio", max_length=80)
    craft = forms.CharField(label="What they make", max_length=80, help_text="In a few words: stoneware for the table.")
    home = forms.ModelChoiceField(label="Where they work", queryset=Node.objects.all(), empty_label=None)
    person = forms.CharField(label="First person", max_length=80)
    email = forms.EmailField(label="Their email", help_text="They log in with a code mailed to it.")

    def clean_email(self):
        return unused_address(self.cleaned_data["email"])


class StaffForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80)
    email = forms.EmailField(label="Email", help_text="They log in with a code mailed to it.")
    desk = forms.ModelChoiceField(
        label="Staffs the desk and floor of", queryset=Node.objects.all(), required=False, empty_label="no node"
    )
    is_admin = forms.BooleanField(label="Is a co-op admin", required=False)

    def clean_email(self):
        return unused_address(self.cleaned_data["email"])

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("desk") and not cleaned.get("is_admin"):
            self.add_error("desk", "Choose the node that they staff, or make them an admin.")
        return cleaned


class ProfileForm(forms.Form):
    """What a studio tells its customers."""

    craft = forms.CharField(label="What you make", max_length=80, help_text="In a few words: stoneware for the table.")
    story = forms.CharField(
        label="Your story",
        required=False,
        widget=forms.Textarea({"rows": 10}),
        help_text="Customers read it on your page. An empty line begins a new paragraph.",
    )


class MembershipForm(forms.Form):
    """A studio, its status, and which kinds of station it may use until when."""

    name = forms.CharField(label="Studio", max_length=80)
    craft = forms.CharField(label="What they make", max_length=80)
    home = forms.ModelChoiceField(label="Where they work", queryset=Node.objects.all(), empty_label=None)
    story = forms.CharField(label="Their story", required=False, widget=forms.Textarea({"rows": 10}))
    status = forms.ChoiceField(label="Membership")

    def __init__(self, *args, maker: Maker, **kwargs):
        initial = {name: getattr(maker, name) for name in (*PROFILE, "status")}
        super().__init__(*args, **kwargs | {"initial": initial})
        reachable = {maker.status, *maker.MOVES.get(maker.status, ())}
        self.fields["status"].choices = [each for each in Maker.Status.choices if each[0] in reachable]
        self.kinds = list(StationKind.objects.filter(needs_qualification=True))
        held = dict(Qualification.objects.filter(maker=maker).values_list("kind", "valid_until"))
        for kind in self.kinds:
            self.fields[f"kind_{kind.pk}"] = forms.BooleanField(
                label=str(kind).capitalize(), required=False, initial=kind.pk in held
            )
            self.fields[f"until_{kind.pk}"] = forms.DateField(
                label=f"Last day ({kind})",
                required=False,
                initial=held.get(kind.pk),
                widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            )

    @property
    def permit_fields(self):
        """Of each kind its tick and its last day, as a page draws them."""
        return [(self[f"kind_{kind.pk}"], self[f"until_{kind.pk}"]) for kind in self.kinds]

    def clean(self):
        cleaned = super().clean()
        for kind in self.kinds:
            if cleaned.get(f"until_{kind.pk}") and not cleaned.get(f"kind_{kind.pk}"):
                self.add_error(f"until_{kind.pk}", f"Tick {kind} too, or leave its last day empty.")
        return cleaned

    @property
    def permits(self) -> dict[int, date | None]:
        """The last day of each kind that is ticked; None where it has none."""
        said = self.cleaned_data
        return {kind.pk: said[f"until_{kind.pk}"] for kind in self.kinds if said[f"kind_{kind.pk}"]}

    @property
    def profile(self) -> dict:
        return {name: self.cleaned_data[name] for name in PROFILE}


class NewPersonForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80)
    email = forms.EmailField(label="Email", help_text="They log in with a code mailed to it.")

    def clean_email(self):
        return unused_address(self.cleaned_data["email"])


class PersonForm(StaffForm):
    """Who somebody is, and what they may do."""

    is_active = forms.BooleanField(
        label="May log in",
        required=False,
        help_text="Without it they are out at once, with their keys. What they did stays.",
    )

    def __init__(self, *args, person: User, **kwargs):
        self.person = person
        initial = {name: getattr(person, name) for name in ("name", "email", "desk", "is_admin", "is_active")}
        super().__init__(*args, **kwargs | {"initial": initial})

    def clean_email(self):
        return unused_address(self.cleaned_data["email"], besides=self.person)

    def clean(self):
        return self.cleaned_data if self.person.maker_id else super().clean()
