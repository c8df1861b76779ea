import pytest
from django import forms
from django.core.exceptions import ValidationError

from coop.error_words import said_errors


class Firing(forms.Form):
    kiln = forms.ChoiceField(choices=[("round", "Round kiln")])
    title = forms.CharField(max_length=5)
    pieces = forms.IntegerField(min_value=1, max_value=32767)
    litres = forms.DecimalField()
    on = forms.DateField()
    start = forms.TimeField()
    email = forms.EmailField()
    note = forms.CharField(error_messages={"required": "Say why: the customer reads it."})
    code = forms.RegexField(r"^\d+$", error_messages={"invalid": "A code is digits only."})

    def clean_title(self):
        if self.cleaned_data["title"] == "no":
            raise ValidationError("Nobody calls a firing that.", code="invalid")
        return self.cleaned_data["title"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("kiln", "", "Choose “Kiln”."),
        ("kiln", "square", "Choose one of the list."),
        ("title", "", "Fill in “Title”."),
        ("title", "bowls", None),
        ("title", "a dozen bowls", "At most 5 characters: it has 13."),
        ("title", "no", "Nobody calls a firing that."),
        ("pieces", "0", "At least 1."),
        ("pieces", "40000", "At most 32,767."),
        ("pieces", "some", "Write a number, as in 12."),
        ("litres", "some", "Write a number, as in 2.5."),
        ("on", "soon", "Write the day as in 2027-03-12."),
        ("start", "25:00", "Write the time as in 10:00."),
        ("email", "mia", "Write a mail address, as in mia@example.org."),
        ("note", "", "Say why: the customer reads it."),
        ("code", "12a", "A code is digits only."),
    ],
)
def test_what_is_wrong_says_what_to_do(field, typed, said):
    assert said_errors(Firing({field: typed})[field]) == ([said] if said else [])
