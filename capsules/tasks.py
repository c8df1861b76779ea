from celery import shared_task

from .actions.closing import close
from .actions.comparing import compare_if_due
from .actions.holding import lapse_due
from .actions.picturing import clear_away
from .actions.reminding import tell
from .actions.waiting import go_on
from .actions.working import run_errands
from .models import Capsule, Picture, Reminder

PER_SWEEP = 100


@shared_task
def sweep_closings() -> None:
    """Close what is due; each capsule in its own transaction, and none that a rival sweep is closing."""
    for capsule in Capsule.objects.due_to_close():
        close(capsule, wait=False)


@shared_task
def sweep_invitations() -> None:
    """End invitations that were not used in time, and invite the next; each capsule in its own transaction."""
    for capsule in Capsule.objects.due_to_invite():
        go_on(capsule)


@shared_task
def sweep_holds() -> None:
    """Let lapse what was held and not paid for in time."""
    lapse_due()


@shared_task
def sweep_payments() -> int:
    """Charge, give back and look up at the provider what is due; what a dead worker left behind, too."""
    return run_errands()


@shared_task
def compare_payments() -> None:
    """Once a night, hold our payments against the provider's."""
    compare_if_due()


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
