"""What this app does on news of the earlier ones, and on its own: one line per signal."""

from django.db import transaction
from django.dispatch import receiver

from capsules import signals as capsules
from coop import signals as coop
from scheduling.actions import maintenance, planning

from .signals import planning_wanted
from .tasks import plan_run


@receiver(capsules.run_approved)
def open_its_steps(run, **kwargs):
    planning.open_steps(run)


@receiver(coop.node_closed)
def displace_what_needs_somebody_there(closure, by, **kwargs):
    maintenance.displace_for_closure(closure, by=by)


@receiver(planning_wanted)
def ring_the_worker(run, **kwargs):
    # Robust: with the broker away the row stands all the same, and the sweep finds it.
    transaction.on_commit(lambda: plan_run.delay(run.pk), robust=True)
