from django import forms

from capsules.models import Lesson


class LessonForm(forms.ModelForm):
    """What a drop taught: three questions, each of which may stay empty."""

    class Meta:
        model = Lesson
        fields = ("keep", "change", "surprise")
        labels = {
            "keep": "What is worth doing again?",
            "change": "What would you make, price or plan differently?",
            "surprise": "What did customers ask, or do, that you did not expect?",
        }
        help_texts = dict.fromkeys(fields, "")
        widgets = {name: forms.Textarea({"rows": 3}) for name in fields}
