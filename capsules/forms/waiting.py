from django import forms


class WaitingForm(forms.Form):
    email = forms.EmailField(label="Email", widget=forms.EmailInput({"autocomplete": "email"}))
