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
    return [_said(error, field) for error in field.errors.as_data()]


def _said(error: ValidationError, field: BoundField) -> str:
    limit = (error.params or {}).get("limit_value")
    match error.code:
        case "required":
            return f"{'Choose' if field.widget_type in CHOSEN else 'Fill in'} “{field.label}”."
        case "invalid_choice":
            return "Choose one of the list."
        case "max_value" if limit is not None:
            return f"At most {limit:,}."
        case "min_value" if limit is not None:
            return f"At least {limit:,}."
        case "max_length" if limit is not None:
            return f"At most {limit} characters: it has {error.params['show_value']}."
        case "invalid" if error.message in _djangos_own(type(field.field)):
            return next((words for kind, words in AS_IN if isinstance(field.field, kind)), _whole(error))
    return _whole(error)


def _djangos_own(kind: type) -> set[str]:
    """The sentences for "invalid" that Django itself gives this kind of field, and its validators."""
    theirs = [each for each in kind.__mro__ if each.__module__.startswith("django.")]
    words = {each.__dict__.get("default_error_messages", {}).get("invalid") for each in theirs}
    return words | {validator.message for each in theirs for validator in getattr(each, "default_validators", [])}


def _whole(error: ValidationError) -> str:
    return " ".join(error.messages)
