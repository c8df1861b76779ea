"""What is wrong with what somebody typed, and what to do: Django's own sentences in ours, all others as they are."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

AS_IN: list[tuple[type[forms.Field], str]] = [
    (forms.TimeField, "Write the time as in 10:00."),
    (forms.DateField, "Write the day as in 2027-03-12."),
    (forms.DecimalField, "Write a number, as in 2.5."),
    (forms.IntegerField, "Write a number, as in 12."),
    (forms.EmailField, "Write a mail address, as in mia@example.org."),
]
CHOSEN = ("select", "radioselect", "checkboxselectmultiple")


def said_errors(field: BoundField) -> list[str]:
    return [_limit(error) or _general(error, field) or " ".join(error.messages) for error in field.errors.as_data()]


def _limit(error: ValidationError) -> str:
    params = error.params or {}
    if "limit_value" not in params:
        return ""
    limit = params["limit_value"]
    match error.code:
        case "max_value":
            return f"At most {limit:,}."
        case "min_value":
            return f"At least {limit:,}."
        case "max_length":
            return f"At most {limit} characters: it has {params['show_value']}."
    return ""


def _general(error: ValidationError, field: BoundField) -> str:
    """Ours for a sentence that Django says of any field; "" where the form has a sentence of its own."""
    if error.message not in _djangos_own(type(field.field)):
        return ""
    if error.code == "required":
        return f"{'Choose' if field.widget_type in CHOSEN else 'Fill in'} “{field.label}”."
    if error.code == "invalid_choice":
        return "Choose one of the list."
    return next((words for kind, words in AS_IN if isinstance(field.field, kind)), "")


def _djangos_own(kind: type) -> set[str]:
    theirs = [each.__dict__ for each in kind.__mro__ if each.__module__.startswith("django.")]
    general = {
        words
        for each in theirs
        for code, words in each.get("default_error_messages", {}).items()
        if code in ("required", "invalid", "invalid_choice")
    }
    return general | {validator.message for each in theirs for validator in each.get("default_validators", [])}
