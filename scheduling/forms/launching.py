import re

from django import forms

from coop.links import CODE

MOST = 20
NONE_WRITTEN = "Write at least one code."


class CodesForm(forms.Form):
    """The codes by which a maker tells apart who brought a customer: a line each, or with commas between."""

    codes = forms.CharField(
        label="Codes",
        max_length=900,
        error_messages={"required": NONE_WRITTEN},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "placeholder": "MIRA, STUDIO-NOVA"}),
        help_text="Letters, digits, - and _; several with commas between.",
    )

    def clean_codes(self) -> list[str]:
        codes = list(dict.fromkeys(part for part in re.split(r"[\s,;]+", self.cleaned_data["codes"]) if part))
        if not codes:
            raise forms.ValidationError(NONE_WRITTEN)
        wrong = [code for code in codes if not CODE.fullmatch(code)]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0][:40]}” would not survive in a link: letters, digits, - and _ do.")
        if len(codes) > MOST:
            raise forms.ValidationError(f"At most {MOST} at a time.")
        return codes
