from celery import shared_task

from .actions.closing import close
from .actions.picturing import clear_away
from .actions.reminding import tell
from .models import Capsule, Picture, Reminder

PER_SWEEP = 100


@shared_task
def sweep_closings() -> None:
    """Close what is due; each capsule in its own transaction, and none that a rival sweep is closing."""
    for capsule in Capsule.objects.due_to_close():
        close(capsule, wait=False)


@shared_task
def sweep_openings() -> None:
    """Tell those who asked that a drop has opened."""
    for capsule in Capsule.objects.filter(pk__in=Reminder.objects.due().values("capsule")):
        tell(capsule)


@shared_task
def sweep_pictures() -> None:
    """Delete the files of pictures that were taken down, or never finished."""
    for picture in Picture.objects.to_clear_away()[:PER_SWEEP]:
        clear_away(picture)
