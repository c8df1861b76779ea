"""What this app does on news of the earlier ones, and on its own: one line per signal."""

from celery import signature
from django.db import transaction
from django.dispatch import receiver

from capsules import signals as capsules
from coop import signals as coop
from scheduling.actions import maintenance, planning, promising

from .signals import planning_wanted, promises_wanted, run_planned
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


@receiver(capsules.capsule_listed)
def date_what_is_listed(capsule, **kwargs):
    promising.doubt_capsule(capsule)


@receiver(capsules.run_proposed)
def count_from_its_pieces(run, **kwargs):
    promising.doubt_capsule(run.capsule, reason=f"The drop closed with {run.pieces} pieces preordered.")


@receiver(capsules.run_approved)
def count_from_its_approval(run, **kwargs):
    promising.doubt_capsule(run.capsule, reason="The co-op approved the run.")


@receiver(capsules.run_withdrawn)
def end_its_date(run, **kwargs):
    promising.doubt_capsule(run.capsule)


@receiver(run_planned)
def date_what_stands_beside_it(run, **kwargs):
    promising.doubt_node(run.capsule.made_at, reason="The stations were planned anew.")


@receiver(promises_wanted)
def ring_for_dates(node, **kwargs):
    bell = signature("scheduling.tasks.promise_node", args=(node.pk,))
    # Robust: with the broker away the rows stand all the same, and the sweep finds them.
    transaction.on_commit(bell.delay, robust=True)
