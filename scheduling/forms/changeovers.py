"""What a kind of station must be changed over for, as admins write it: a line a change, “dark to light: 60 min”."""

import re

from django import forms

from coop.phrases import length_words
from scheduling.models import Changeover

from .lengths import LengthField

LINE = re.compile(r"(?P<before>[^:]+?)\s+to\s+(?P<after>[^:]+?)\s*:\s*(?P<length>.+)", re.IGNORECASE)
LONGEST_MINUTES = 8 * 60
LONGEST_NAME = Changeover._meta.get_field("before").max_length


class ChangeoversField(forms.CharField):
    """Lines in, unsaved changeovers out; and the other way round."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return "\n".join(f"{each.before} to {each.after}: {length_words(each.minutes)}" for each in value)

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        changeovers = [self._read(line) for line in lines]
        seen = set()
        for line, each in zip(lines, changeovers, strict=True):
            if (each.before, each.after) in seen:
                raise forms.ValidationError(f"“{line}” says a change a second time.")
            seen.add((each.before, each.after))
        return changeovers

    def _read(self, line: str) -> Changeover:
        found = LINE.fullmatch(line)
        if not found:
            raise forms.ValidationError(f"“{line}” is not readable. Write it as “dark to light: 60 min”.")
        before, after = (" ".join(found[side].lower().split()) for side in ("before", "after"))
        if before == after:
            raise forms.ValidationError(f"“{line}” leads to the family that it comes from.")
        if max(len(before), len(after)) > LONGEST_NAME:
            raise forms.ValidationError(f"“{line}”: the name of a family has {LONGEST_NAME} letters at most.")
        minutes = LengthField(min_value=1, max_value=LONGEST_MINUTES).clean(found["length"])
        return Changeover(before=before, after=after, minutes=minutes)
