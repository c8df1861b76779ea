from django import forms

from coop.forms import unused_address
from coop.models import Maker, Node
from scheduling.models import Qualification, StationKind


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


class MembershipForm(forms.Form):
    """A maker's status and what they are qualified for."""

    status = forms.ChoiceField(label="Membership")
    kinds = forms.ModelMultipleChoiceField(
        label="Qualified for",
        queryset=StationKind.objects.filter(needs_qualification=True),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, maker: Maker, **kwargs):
        super().__init__(*args, **kwargs)
        reachable = {maker.status, *maker.MOVES.get(maker.status, ())}
        self.fields["status"].choices = [each for each in Maker.Status.choices if each[0] in reachable]
        self.initial = {
            "status": maker.status,
            "kinds": StationKind.objects.filter(pk__in=Qualification.objects.filter(maker=maker).values("kind")),
        }
