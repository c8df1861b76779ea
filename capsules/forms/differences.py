"""Where what is saved differs from what a window would send: both in words, field by field."""

from collections.abc import Iterable
from typing import NamedTuple

from django.forms import BaseFormSet, BoundField, CheckboxInput
from django.http import QueryDict


class Difference(NamedTuple):
    label: str
    saved: str
    typed: str


def differences(saved_forms: Iterable, data: QueryDict) -> list[Difference]:
    """`saved_forms` are unbound, as they show what is saved; tables count their rows from 1."""
    found = [_difference(label, bound, data) for label, bound in _fields(saved_forms)]
    return [each for each in found if each]


def _fields(forms) -> Iterable[tuple[str, BoundField]]:
    for form in forms:
        if isinstance(form, BaseFormSet):
            for number, row in enumerate(form.forms, 1):
                yield from ((f"{bound.label} {number}", bound) for bound in row if bound.name != "DELETE")
        else:
            yield from ((bound.label, bound) for bound in form if not bound.field.disabled)


def _difference(label: str, bound: BoundField, data: QueryDict) -> Difference | None:
    saved, typed = _plain(_values(bound)), _plain(data.getlist(bound.html_name))
    if saved == typed:
        return None
    choices = {str(value): str(words) for value, words in getattr(bound.field, "choices", ())}
    return Difference(label, *(", ".join(choices.get(each, each) for each in side) for side in (saved, typed)))


def _values(bound: BoundField) -> list:
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    return list(shown) if isinstance(shown, (list, tuple)) else [shown]


def _plain(values: list) -> list[str]:
    return [str(value).replace("\r\n", "\n").strip() for value in values if value not in (None, "")]
