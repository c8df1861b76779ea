"""What this app does on news of the earlier ones, and on its own: one line per signal."""

from celery import signature
from django.db import transaction
from django.dispatch import receiver

from capsules import signals as capsules
from coop import signals as coop
from scheduling.actions import maintenance, opening, promising, what_ifs

from .signals import plan_written, planning_wanted, promises_wanted, quote_wanted, what_if_asked


@receiver(capsules.run_approved)
def open_its_steps(run, **kwargs):
    opening.open_steps(run)


@receiver(coop.node_closed)
def displace_what_needs_somebody_there(closure, by, **kwargs):
    maintenance.displace_for_closure(closure, by=by)


@receiver(planning_wanted)
def ring_the_worker(node_plan, **kwargs):
    # By name: the task's module loads the solver, which no web process needs.
    bell = signature("scheduling.tasks.plan_node", args=(node_plan.pk,))
    # Robust: with the broker away the row stands all the same, and the sweep finds it.
    transaction.on_commit(bell.delay, robust=True)


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


@receiver(plan_written)
def date_what_is_planned(node_plan, **kwargs):
    why = " ".join(node_plan.reason.splitlines())
    promising.doubt_node(node_plan.node, reason=f"The stations were planned anew: {why}")


@receiver(promises_wanted)
def ring_for_dates(node, **kwargs):
    bell = signature("scheduling.tasks.promise_node", args=(node.pk,))
    # Robust: with the broker away the rows stand all the same, and the sweep finds them.
    transaction.on_commit(bell.delay, robust=True)


@receiver(what_if_asked)
def ring_for_an_answer(what_if, **kwargs):
    # By name: the web process must not load the solver. Robust: the sweep finds what the broker lost.
    bell = signature("scheduling.tasks.answer_what_if", args=[what_if.pk])
    transaction.on_commit(bell.delay, robust=True)


@receiver(capsules.run_proposed)
def think_what_it_would_move(run, **kwargs):
    what_ifs.ask_for_run(run)


@receiver(quote_wanted)
def ring_for_a_quote(quote, **kwargs):
    bell = signature("scheduling.tasks.answer_quote", args=(quote.pk,))
    transaction.on_commit(bell.delay, robust=True)
