"""What a drop taught its maker, kept for the next one."""

from django.db import transaction

from capsules.models import Capsule, Lesson
from coop.actions.journal import record


@transaction.atomic
def write_lesson(capsule: Capsule, *, keep: str, change: str, surprise: str, by) -> Lesson | None:
    """Keep the maker's answers; with all three empty there is no lesson any more."""
    answers = {"keep": keep.strip(), "change": change.strip(), "surprise": surprise.strip()}
    if not any(answers.values()):
        Lesson.objects.filter(capsule=capsule).delete()
        return None
    lesson, _ = Lesson.objects.update_or_create(capsule=capsule, defaults=answers | {"by": by})
    record(by, "wrote a lesson about", capsule)
    return lesson
