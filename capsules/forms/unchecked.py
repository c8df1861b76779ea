"""Forms that show what was typed as it was typed, before anybody asks whether it is right."""

from django.forms import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList


class MayBeUnchecked:
    """A form that says nothing of errors while `unchecked` is set."""

    unchecked = False

    def full_clean(self):
        if self.unchecked:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()


class TableMayBeUnchecked:
    """The same for a table of such forms."""

    unchecked = False

    def full_clean(self):
        if not self.unchecked:
            super().full_clean()
            return
        for row in self.forms:
            row.full_clean()
        self._errors, self._non_form_errors = [], ErrorList()


def as_typed(*parts):
    """Mark forms and tables, with all their rows, as unchecked."""
    for part in parts:
        part.unchecked = True
        if isinstance(part, BaseFormSet):
            as_typed(*part.forms)
