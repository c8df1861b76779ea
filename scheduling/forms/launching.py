import re

from django import forms

from coop.links import CODE

MOST = 20


class CodesForm(forms.Form):
    """The codes by which a maker tells apart who brought a customer: a line each, or with commas between."""

    codes = forms.CharField(
        label="Codes",
        required=False,
        max_length=900,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "placeholder": "MIRA, STUDIO-NOVA"}),
        help_text="Letters, digits, - and _; several with commas between.",
    )

    def clean_codes(self) -> list[str]:
        codes = list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["codes"].strip()))) if self.data else []
        wrong = [code for code in codes if code and not CODE.fullmatch(code)]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0][:40]}” would not survive in a link: letters, digits, - and _ do.")
        if len(codes) > MOST:
            raise forms.ValidationError(f"At most {MOST} at a time.")
        return [code for code in codes if code]
