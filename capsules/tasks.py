from celery import shared_task

from .actions.closing import close
from .actions.waiting import go_on
from .models import Capsule


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
