"""Forms that show what was typed as it was typed, before anybody asks whether it is right."""

from django.forms.utils import ErrorDict, ErrorList


class MayBeUnchecked:
    """A form, or a table of forms, that says nothing of errors while `unchecked` is set."""

    unchecked = False

    def full_clean(self):
        if not self.unchecked:
            super().full_clean()
            return
        if hasattr(self, "forms"):
            self._errors, self._non_form_errors = [], ErrorList()
            return
        self._errors, self.cleaned_data = ErrorDict(), {}


def as_typed(*forms):
    """Mark them, and the rows of tables, as unchecked."""
    for form in forms:
        form.unchecked = True
        as_typed(*getattr(form, "forms", ()))
